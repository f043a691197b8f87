// SPDX-License-Identifier: MIT
// What a feed's client makes of pings inside messages.
#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/session/message_template.h"
#include "core/verdict/oracle_functions.h"
#include "core/verdict/stream_events.h"

#include <deque>
#include <utility>

namespace redial::oracle {

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// A passive ping is answered within this.
constexpr nanoseconds pingLimit = 1s;

/// Passive pings and their answers.
class PassivePingWatch
{
public:
    PassivePingWatch(const RunView& run, const VerdictContext& context,
                     OracleExamination& examination)
        : run_(run), context_(context), profile_(*context.stream), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        switch (run_.kind(number)) {
        case EventKind::Opened:
            open_.clear();
            authSent_ = !profile_.auth;
            break;
        case EventKind::AuthSent:
            // Those that came before it are answered together.
            authSent_ = true;
            while (open_.size() > 1)
                open_.pop_front();
            break;
        case EventKind::MessageIn:
            received(number);
            break;
        case EventKind::MessageDelivered:
            delivered(number);
            break;
        case EventKind::PassivePingAnswered:
            answered(number);
            break;
        case EventKind::MessageOut:
            examineAnswer(number);
            break;
        case EventKind::Closed:
            finish(number);
            break;
        default:
            break;
        }
    }
    void finish(EventNumber end)
    {
        if (!open_.empty() && authSent_ && isLate(open_.front(), end))
            examination_.require(false, {open_.front(), end}, [&] {
                return QStringLiteral("A ping of the server on connection %1 was not answered "
                                      "within %2.")
                    .arg(run_.epoch(open_.front()))
                    .arg(formatDuration(pingLimit));
            });
        open_.clear();
    }

private:
    bool isLate(EventNumber ping, EventNumber end) const
    {
        const auto tolerance =
            context_.toleranceFor(run_, run_.time(ping), pingLimit, run_.time(end));
        return run_.time(end) - run_.time(ping) - tolerance > pingLimit;
    }
    void received(EventNumber number)
    {
        const auto message = messageOf(run_, number);
        newest_ = 0;
        const PassivePing* passive = message ? profile_.passivePingOf(*message) : nullptr;
        if (!passive)
            return;
        open_.push_back(number);
        newest_ = number;
        expected_ = fillTemplate(passive->answer, {}, &*message);
    }
    void delivered(EventNumber number)
    {
        if (newest_ == 0)
            return;
        const auto ping = messageOf(run_, newest_);
        const bool isSame =
            toQString(run_.text(number, FieldKey::Channel)) == profile_.channelOf(*ping) &&
            sequenceOf(run_, number) == profile_.sequenceOf(*ping);
        if (isSame)
            examination_.fail({newest_, number},
                              QStringLiteral("A ping of the server was delivered to handler %1.")
                                  .arg(toQString(run_.text(number, FieldKey::Handler))));
    }
    void answered(EventNumber number)
    {
        if (open_.empty())
            return examination_.fail({number}, QStringLiteral("Connection %1 answered a message "
                                                              "that is no ping.")
                                                   .arg(run_.epoch(number)));
        const EventNumber ping = open_.front();
        open_.pop_front();
        answer_ = number;
        examination_.require(!authSent_ || !isLate(ping, number), {ping, number}, [&] {
            return QStringLiteral("A ping of the server was answered only after %1.")
                .arg(formatDuration(run_.time(number) - run_.time(ping)));
        });
    }
    /// The message that goes out next is the answer itself.
    void examineAnswer(EventNumber number)
    {
        const EventNumber answer = std::exchange(answer_, 0);
        const auto message = messageOf(run_, number);
        if (answer == 0 || !message || message->text() == expected_ || expected_.isEmpty() ||
            message->text().contains(QLatin1String("***")))
            return;
        examination_.fail({answer, number},
                          QStringLiteral("A ping of the server was answered by another message "
                                         "than the configured one."));
    }

    const RunView& run_;
    const VerdictContext& context_;
    const StreamProfile& profile_;
    OracleExamination& examination_;
    std::deque<EventNumber> open_;
    EventNumber newest_ = 0; ///< the newest message in, if it is a ping
    EventNumber answer_ = 0;
    QString expected_;
    bool authSent_ = false;
};

} // namespace

OracleAnswer p44(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    if (context.stream) {
        PassivePingWatch watch(run, context, examination);
        for (const EventNumber number : run.client())
            watch.see(number);
        if (run.log().size() > 0)
            watch.finish(run.log().size());
    }
    return examination.answer(
        QStringLiteral("All %1 pings inside messages were answered and kept from the handlers."),
        QStringLiteral("The server sent no ping inside a message."));
}

} // namespace redial::oracle
