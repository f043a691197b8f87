// SPDX-License-Identifier: MIT
#include "tests/verdict/stream_cases.h"

#include "core/session/stream_dialect.h"

namespace redial::test {

using namespace std::chrono_literals;

namespace {

/// Appends a client's events, a millisecond apart.
class StreamWriter
{
public:
    explicit StreamWriter(EventLog& log) : log_(log) {}

    void add(EventKind kind, std::vector<Field> fields = {})
    {
        EventHeader header;
        header.time = now_ += 1ms;
        header.epoch = epoch_;
        header.kind = kind;
        header.lane = laneOf(kind);
        log_.append(header, fields);
    }
    void open()
    {
        ++epoch_;
        add(EventKind::ConnectBegin);
        add(EventKind::Opened);
        add(EventKind::AuthSent, {{FieldKey::TokenHash, epoch_ == 1 ? "one" : "two"}});
        add(EventKind::MessageOut, {{FieldKey::Payload, "auth"}});
        add(EventKind::AuthAnswered, {{FieldKey::Outcome, "accepted"}});
        add(EventKind::SubscriptionSent, {{FieldKey::Subscription, "trades"}});
        add(EventKind::MessageOut, {{FieldKey::Payload, "subscribe"}});
        add(EventKind::SubscriptionAnswered,
            {{FieldKey::Subscription, "trades"}, {FieldKey::Outcome, "accepted"}});
        add(EventKind::Online);
    }
    void message(int sequence)
    {
        const std::string payload =
            R"({"channel":"trades","seq":)" + std::to_string(sequence) + "}";
        add(EventKind::MessageIn, {{FieldKey::Payload, payload}});
        add(EventKind::MessageDelivered, {{FieldKey::Handler, "default"},
                                          {FieldKey::Channel, "trades"},
                                          {FieldKey::Sequence, sequence}});
    }
    void ping()
    {
        add(EventKind::MessageIn, {{FieldKey::Payload, R"({"type":"ping","id":5})"}});
        add(EventKind::PassivePingAnswered);
        add(EventKind::MessageOut, {{FieldKey::Payload, R"({"type":"pong","id":5})"}});
    }
    void close()
    {
        now_ += 20s;
        add(EventKind::Offline);
        add(EventKind::Closed, {{FieldKey::Cause, "reset"}});
    }

private:
    EventLog& log_;
    MonotonicTime now_{};
    std::uint32_t epoch_ = 0;
};

OracleCase streamCase(const char* name, const char* oracle, std::function<void(Rows&)> change)
{
    return {name, oracle, [change](Rows& rows, VerdictContext& context) {
                rows = streamRows();
                context.stream = streamProfile();
                change(rows);
            }};
}

EventRow taken(Rows& rows, Rows::iterator place)
{
    EventRow row = *place;
    rows.erase(place);
    return row;
}

std::vector<OracleCase> streamBringUpCases()
{
    return {
        streamCase("a subscription before auth", "P40",
                   [](Rows& rows) {
                       EventRow row = taken(rows, find(rows, EventKind::SubscriptionSent, 2));
                       insertBefore(rows, find(rows, EventKind::AuthSent, 2), row);
                   }),
        streamCase("a subscription before auth was accepted", "P40",
                   [](Rows& rows) { rows.erase(find(rows, EventKind::AuthAnswered, 2)); }),
        streamCase("no auth message", "P40",
                   [](Rows& rows) { rows.erase(find(rows, EventKind::AuthSent, 2)); }),
        streamCase("no subscription", "P40",
                   [](Rows& rows) { rows.erase(find(rows, EventKind::SubscriptionSent, 2)); }),
        streamCase("a subscription twice", "P40",
                   [](Rows& rows) {
                       const auto row = find(rows, EventKind::SubscriptionSent, 2);
                       insertBefore(rows, row, EventRow(*row));
                   }),
        streamCase("online before the subscription was accepted", "P40",
                   [](Rows& rows) { rows.erase(find(rows, EventKind::SubscriptionAnswered, 2)); }),
        streamCase("a heartbeat before online", "P40",
                   [](Rows& rows) {
                       EventRow beat = *find(rows, EventKind::Online, 2);
                       beat.header.kind = EventKind::HeartbeatSent;
                       insertBefore(rows, find(rows, EventKind::Online, 2), beat);
                   }),
        streamCase(
            "a token twice", "P41",
            [](Rows& rows) {
                find(rows, EventKind::AuthSent, 2)->set(FieldKey::TokenHash, std::string("one"));
            }),
    };
}

std::vector<OracleCase> streamMessageCases()
{
    return {
        streamCase("a message that reaches nobody", "P43",
                   [](Rows& rows) { rows.erase(find(rows, EventKind::MessageDelivered, 2)); }),
        streamCase("a message delivered twice", "P43",
                   [](Rows& rows) {
                       const auto row = find(rows, EventKind::MessageDelivered, 2);
                       insertBefore(rows, row, EventRow(*row));
                   }),
        streamCase("another handler", "P43",
                   [](Rows& rows) {
                       find(rows, EventKind::MessageDelivered, 2)
                           ->set(FieldKey::Handler, std::string("other"));
                   }),
        streamCase("a ping without an answer", "P44",
                   [](Rows& rows) { rows.erase(find(rows, EventKind::PassivePingAnswered, 2)); }),
        streamCase("an answer without a ping", "P44",
                   [](Rows& rows) {
                       const auto row = find(rows, EventKind::PassivePingAnswered, 2);
                       insertBefore(rows, row, EventRow(*row));
                   }),
        streamCase("a ping delivered", "P44",
                   [](Rows& rows) {
                       EventRow row = *find(rows, EventKind::PassivePingAnswered, 2);
                       row.header.kind = EventKind::MessageDelivered;
                       insertBefore(rows, find(rows, EventKind::PassivePingAnswered, 2), row);
                   }),
        streamCase("another answer than the configured one", "P44",
                   [](Rows& rows) {
                       (find(rows, EventKind::PassivePingAnswered, 2) + 1)
                           ->set(FieldKey::Payload, std::string(R"({"type":"pong","id":6})"));
                   }),
        streamCase("a loss that is not told", "P45",
                   [](Rows& rows) {
                       find(rows, EventKind::MessageDelivered, 2)->set(FieldKey::Sequence, 4);
                   }),
        streamCase("an older message again", "P45",
                   [](Rows& rows) {
                       find(rows, EventKind::MessageDelivered, 2)->set(FieldKey::Sequence, 1);
                   }),
    };
}

} // namespace

StreamProfile streamProfile()
{
    return feedDialect({QStringLiteral("trades")});
}

Rows streamRows()
{
    EventLog log;
    StreamWriter write(log);
    write.open();
    write.message(1);
    write.message(2);
    write.ping();
    write.close();
    write.open();
    write.add(EventKind::RecoverySettled,
              {{FieldKey::Channel, "trades"}, {FieldKey::Recovered, true}, {FieldKey::Count, 1}});
    write.message(3);
    write.message(4);
    write.ping();
    write.close();
    return rowsOf(log);
}

std::vector<OracleCase> streamCases()
{
    std::vector<OracleCase> all = streamBringUpCases();
    const std::vector<OracleCase> more = streamMessageCases();
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace redial::test
