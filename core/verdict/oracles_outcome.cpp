// SPDX-License-Identifier: MIT
// P36 and P37: whether the sender is told the truth about its message, and what the queue promises.
#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/verdict/ledger_message.h"
#include "core/verdict/message_faults.h"
#include "core/verdict/oracle_functions.h"

#include <map>
#include <set>
#include <string>
#include <unordered_map>

namespace redial::oracle {

namespace {

/// What the sender was told of one message, event by event.
struct Account
{
    EventNumber written = 0; ///< the newest that stands
    EventNumber answered = 0;
    EventNumber succeeded = 0; ///< resolved with a result or an error of the server
    EventNumber failed = 0;    ///< rejected, dropped or resolved otherwise
    bool keptFromIt = false;   ///< told that it failed after its answer had come
};

/// What the client says of its messages, and what the server had of them.
class OutcomeWatch
{
public:
    OutcomeWatch(const RunView& run, OracleExamination& examination)
        : run_(run), faults_(run.log()), examination_(examination)
    {
    }

    void watch()
    {
        for (const EventNumber number : run_.server())
            remember(number);
        for (const EventNumber number : run_.client())
            see(number);
        if (!received_.empty())
            for (const auto& [id, account] : accounts_)
                examine(id, account);
    }

private:
    void remember(EventNumber number)
    {
        const EventKind kind = run_.kind(number);
        if (kind == EventKind::CallReceived || kind == EventKind::MalformedMessage)
            received_.try_emplace(std::string(run_.messageId(number)), number);
        else if (kind == EventKind::MessageIn)
            if (const LedgerMessage message = ledgerMessage(run_.log(), number); message.isCall())
                received_.try_emplace(message.id, number);
    }
    void see(EventNumber number)
    {
        const EventKind kind = run_.kind(number);
        if (kind == EventKind::MessageIn) {
            const LedgerMessage message = ledgerMessage(run_.log(), number);
            if (const auto found = accounts_.find(message.id);
                message.isAnswer() && found != accounts_.end())
                found->second.answered = number;
            return;
        }
        const std::string_view id = run_.messageId(number);
        if (id.empty())
            return;
        if (kind == EventKind::CallSent || kind == EventKind::BootSent ||
            run_.isHeartbeatCall(number))
            accounts_[std::string(id)] = {.written = number};
        else if (kind == EventKind::CallResolved)
            resolved(accounts_[std::string(id)], number);
        else if (kind == EventKind::SendRejected || kind == EventKind::QueueDropped)
            refused(accounts_[std::string(id)], number);
    }
    void resolved(Account& account, EventNumber number) const
    {
        const auto outcome = run_.text(number, FieldKey::Outcome);
        if (outcome == "result" || outcome == "error") {
            account.succeeded = number;
            return;
        }
        account.failed = number;
        account.keptFromIt = account.answered > account.written;
    }
    /// What the link did not take was not written. An older transmission may have been.
    void refused(Account& account, EventNumber number) const
    {
        const bool again = redial::maySendAgain(run_.text(number, FieldKey::Action));
        if (run_.kind(number) == EventKind::SendRejected && !again)
            account.written = 0;
        account.failed = number;
    }
    bool isTouched(EventNumber number) const
    {
        const ConnectionStory* const story = run_.connection(run_.epoch(number));
        return story && faults_.touched(run_, *story);
    }
    void examine(const std::string& id, const Account& account)
    {
        const auto arrived = received_.find(id);
        const bool isThere = arrived != received_.end();
        if (account.succeeded != 0 && account.written != 0 && !isTouched(account.written))
            return examination_.require(isThere, {account.written, account.succeeded}, [&] {
                return QStringLiteral("Message %1 was told as answered, and the server never had "
                                      "it.")
                    .arg(QString::fromStdString(id));
            });
        if (account.failed == 0)
            return;
        if (account.written == 0)
            return examination_.require(!isThere, {account.failed, isThere ? arrived->second : 0},
                                        [&] {
                                            return QStringLiteral("Message %1 was told as not "
                                                                  "sent, and the server had it.")
                                                .arg(QString::fromStdString(id));
                                        });
        if (!isTouched(account.written))
            examination_.require(!account.keptFromIt, {account.answered, account.failed}, [&] {
                return QStringLiteral("Message %1 was told as lost after its answer had come.")
                    .arg(QString::fromStdString(id));
            });
    }

    const RunView& run_;
    MessageFaults faults_;
    OracleExamination& examination_;
    std::map<std::string, EventNumber> received_; ///< at the server, first
    std::map<std::string, Account> accounts_;
};

/// The messages that wait while the client is offline: those about transactions and the others
/// stand in two queues.
class QueueWatch
{
public:
    QueueWatch(const RunView& run, const VerdictContext& context, OracleExamination& examination)
        : run_(run), context_(context), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        auto& waiting =
            redial::maySendAgain(run_.text(number, FieldKey::Action)) ? transactions_ : calls_;
        switch (run_.kind(number)) {
        case EventKind::Queued:
            examineBound(number, &waiting == &transactions_);
            waiting.add(run_.messageId(number), number);
            return;
        case EventKind::CallSent:
            sent(waiting, number);
            return;
        case EventKind::QueueDropped:
        case EventKind::CallResolved:
        case EventKind::SendRejected:
            waiting.take(run_.messageId(number));
            return;
        default:
            return;
        }
    }

private:
    /// By the numbers of their `queued` events, the oldest first.
    class Queue
    {
    public:
        void add(std::string_view id, EventNumber queued)
        {
            take(id);
            byId_.emplace(id, queued);
            order_.insert(queued);
        }
        /// Its number, and it waits no more; 0 if it did not wait.
        EventNumber take(std::string_view id)
        {
            const auto found = byId_.find(id);
            if (found == byId_.end())
                return 0;
            const EventNumber queued = found->second;
            byId_.erase(found);
            order_.erase(queued);
            return queued;
        }
        /// 0 if nobody waits.
        EventNumber oldest() const { return order_.empty() ? 0 : *order_.begin(); }

    private:
        std::unordered_map<std::string_view, EventNumber> byId_;
        std::set<EventNumber> order_;
    };

    void examineBound(EventNumber number, bool isTransaction)
    {
        examination_.count();
        const auto length = run_.log().integer(number, FieldKey::Count);
        if (!context_.session || !length)
            return;
        const std::int64_t bound = isTransaction ? context_.session->transactionQueueBound
                                                 : context_.session->offlineQueueBound;
        if (*length > bound)
            examination_.fail(
                {number},
                QStringLiteral("%1 messages waited; the bound is %2.").arg(*length).arg(bound));
    }
    void sent(Queue& waiting, EventNumber number)
    {
        const EventNumber queued = waiting.take(run_.messageId(number));
        const EventNumber older = waiting.oldest();
        if (queued == 0)
            return;
        if (older != 0 && older < queued)
            examination_.fail(
                {older, queued, number},
                QStringLiteral("Message %1 was sent while %2, which had waited "
                               "longer, was neither sent nor told as dropped.")
                    .arg(toQString(run_.messageId(number)), toQString(run_.messageId(older))));
        else if (&waiting == &calls_ && context_.session)
            examineAge(queued, number, context_.session->offlineQueueTtl);
    }
    void examineAge(EventNumber queued, EventNumber number, std::chrono::nanoseconds oldest)
    {
        const auto age = run_.time(number) - run_.time(queued);
        const auto tolerance =
            context_.toleranceFor(run_, run_.time(queued), oldest, run_.time(number));
        if (age - tolerance > oldest)
            examination_.fail({queued, number},
                              QStringLiteral("Message %1 was sent after it had waited for %2; the "
                                             "limit is %3.")
                                  .arg(toQString(run_.messageId(number)), formatDuration(age),
                                       formatDuration(oldest)));
    }

    const RunView& run_;
    const VerdictContext& context_;
    OracleExamination& examination_;
    Queue calls_;
    Queue transactions_;
};

} // namespace

OracleAnswer p36(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    OutcomeWatch(run, examination).watch();
    return examination.answer(
        QStringLiteral("What the sender was told of %1 messages is what the server had of them."),
        QStringLiteral("No server in this run received a call."));
}

OracleAnswer p37(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    QueueWatch watch(run, context, examination);
    for (const EventNumber number : run.client())
        watch.see(number);
    return examination.answer(QStringLiteral("All %1 messages that waited kept bound, age and "
                                             "order, or were told as dropped."),
                              QStringLiteral("No message waited in a queue."));
}

} // namespace redial::oracle
