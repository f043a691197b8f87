// SPDX-License-Identifier: MIT
// How a feed's client brings its connections up.
#include "core/base/to_qstring.h"
#include "core/verdict/oracle_functions.h"

#include <map>
#include <set>

namespace redial::oracle {

namespace {

/// The bring-up of one connection after another.
class BringUpWatch
{
public:
    BringUpWatch(const RunView& run, const StreamProfile& profile, OracleExamination& examination)
        : run_(run), profile_(profile), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        switch (run_.kind(number)) {
        case EventKind::Opened:
            begin();
            break;
        case EventKind::AuthSent:
            auth(number);
            break;
        case EventKind::AuthAnswered:
            accepted_ = accepted_ || run_.text(number, FieldKey::Outcome) == "accepted";
            break;
        case EventKind::MessageOut:
            requireAuth(number);
            break;
        case EventKind::SubscriptionSent:
            subscription(number);
            break;
        case EventKind::SubscriptionAnswered:
            if (run_.text(number, FieldKey::Outcome) == "accepted")
                answered_.insert(run_.text(number, FieldKey::Subscription));
            break;
        case EventKind::HeartbeatSent:
            heartbeat(number);
            break;
        case EventKind::Online:
            online(number);
            break;
        default:
            break;
        }
    }

private:
    void begin()
    {
        auth_ = 0;
        online_ = false;
        accepted_ = false;
        subscribed_.clear();
        answered_.clear();
    }
    std::uint32_t epoch(EventNumber number) const { return run_.epoch(number); }

    void auth(EventNumber number)
    {
        if (auth_ != 0)
            examination_.fail(
                {auth_, number},
                QStringLiteral("Connection %1 sent its auth message twice.").arg(epoch(number)));
        auth_ = number;
    }
    void requireAuth(EventNumber number)
    {
        if (profile_.auth && auth_ == 0)
            examination_.fail({number}, QStringLiteral("Connection %1 sent something before its "
                                                       "auth message.")
                                            .arg(epoch(number)));
    }
    void subscription(EventNumber number)
    {
        requireAuth(number);
        const std::string_view name = run_.text(number, FieldKey::Subscription);
        const auto [first, isNew] = subscribed_.emplace(name, number);
        if (!isNew)
            examination_.fail({first->second, number},
                              QStringLiteral("Connection %1 subscribed to %2 twice.")
                                  .arg(epoch(number))
                                  .arg(toQString(name)));
        if (profile_.auth && profile_.auth->accepted && !accepted_)
            examination_.fail({number}, QStringLiteral("Connection %1 subscribed to %2 before its "
                                                       "auth message was accepted.")
                                            .arg(epoch(number))
                                            .arg(toQString(name)));
    }
    void heartbeat(EventNumber number)
    {
        requireAuth(number);
        if (!online_)
            examination_.fail({number},
                              QStringLiteral("Connection %1 sent a heartbeat before it was online.")
                                  .arg(epoch(number)));
    }
    void online(EventNumber number)
    {
        online_ = true;
        examination_.count();
        requireAuth(number);
        for (const StreamSubscription& subscription : profile_.subscriptions) {
            const std::string name = subscription.name.toStdString();
            const bool sent = subscribed_.contains(name);
            const bool mayMiss = profile_.policy.subscriptionFailure == SubscriptionFailure::GoOn ||
                                 !subscription.question.accepted;
            if (sent && (mayMiss || answered_.contains(name)))
                continue;
            examination_.fail({number},
                              (sent ? QStringLiteral("Connection %1 went online before its "
                                                     "subscription to %2 was accepted.")
                                    : QStringLiteral("Connection %1 went online without a "
                                                     "subscription to %2."))
                                  .arg(epoch(number))
                                  .arg(subscription.name));
        }
    }

    const RunView& run_;
    const StreamProfile& profile_;
    OracleExamination& examination_;
    EventNumber auth_ = 0;
    bool accepted_ = false;
    bool online_ = false;
    std::map<std::string_view, EventNumber> subscribed_;
    std::set<std::string_view, std::less<>> answered_;
};

} // namespace

OracleAnswer p40(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    if (context.stream) {
        BringUpWatch watch(run, *context.stream, examination);
        for (const EventNumber number : run.client())
            watch.see(number);
    }
    return examination.answer(QStringLiteral("All %1 connections sent auth first, then each "
                                             "subscription once, and were ready after them."),
                              QStringLiteral("No connection of a stream session came up."));
}

OracleAnswer p41(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    std::map<std::string_view, EventNumber> used;
    const bool isAsked = context.stream && context.stream->auth && context.stream->policy.freshAuth;
    for (const EventNumber number : run.client()) {
        if (!isAsked || run.kind(number) != EventKind::AuthSent)
            continue;
        const auto [first, isNew] = used.emplace(run.text(number, FieldKey::TokenHash), number);
        // One connection has nothing to compare with.
        if (used.size() < 2 && isNew)
            continue;
        const EventNumber firstUse = first->second;
        examination.require(isNew, {firstUse, number}, [&] {
            return QStringLiteral("Connection %1 authenticated with what connection %2 had used; "
                                  "give it a fresh token, or set fresh_auth to no.")
                .arg(run.epoch(number))
                .arg(run.epoch(firstUse));
        });
    }
    return examination.answer(
        QStringLiteral("All %1 later auth messages had a token of their own."),
        QStringLiteral("No second connection authenticated with a token that must be fresh."));
}

} // namespace redial::oracle
