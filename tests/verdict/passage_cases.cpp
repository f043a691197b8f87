// SPDX-License-Identifier: MIT
#include "tests/verdict/passage_cases.h"

namespace redial::test {

namespace {

constexpr auto written = EventKind::MessageOut;
constexpr auto received = EventKind::MessageIn;

/// Two messages in each direction, which arrive as they were written.
void addMessages(Rows& rows)
{
    for (const char* text : {"one", "two"}) {
        addMessage(rows, Source::Client, written, text);
        addMessage(rows, Source::Server, received, text);
        addMessage(rows, Source::Server, written, text);
        addMessage(rows, Source::Client, received, text);
    }
}

void addTransaction(Rows& rows, EventKind kind, const char* id)
{
    EventRow row = *find(rows, EventKind::SendRequested, 1);
    row.header.kind = kind;
    row.set(FieldKey::MessageId, std::string(id));
    row.set(FieldKey::Action, std::string("MeterValues"));
    insertBefore(rows, find(rows, EventKind::ConnectionReset), row);
}

void addQueued(Rows& rows, const char* id, std::int64_t count)
{
    const auto rejected = find(rows, EventKind::SendRejected);
    EventRow row{rejected->header, {}};
    row.header.kind = EventKind::Queued;
    row.set(FieldKey::MessageId, std::string(id));
    row.set(FieldKey::Count, count);
    rows.insert(rejected + 1, row);
}

void addSent(Rows& rows, const char* id)
{
    EventRow row{find(rows, EventKind::Online, 3)->header, {}};
    row.header.kind = EventKind::CallSent;
    row.set(FieldKey::MessageId, std::string(id));
    insertBefore(rows, find(rows, EventKind::HeartbeatSent, 3), row);
}

std::vector<OracleCase> outcomeCases()
{
    return {
        {"an answer to what the server never had", "P36",
         [](Rows& rows, VerdictContext&) {
             rows.erase(find(rows, EventKind::CallReceived, 1, Source::Server));
         }},
        {"a message that was refused and arrived", "P36",
         [](Rows& rows, VerdictContext&) {
             const auto heartbeat = find(rows, EventKind::CallReceived, 2, Source::Server);
             EventRow refused = *heartbeat;
             refused.set(FieldKey::MessageId, std::string("c2"));
             rows.insert(heartbeat, refused);
         }},
        {"told as lost after its answer", "P36",
         [](Rows& rows, VerdictContext&) {
             addMessage(rows, Source::Client, received, R"([3,"c1",{}])");
         }},
        {"one too many in the queue", "P37",
         [](Rows& rows, VerdictContext& context) {
             context.session = SessionPolicy{};
             addQueued(rows, "q1", context.session->offlineQueueBound + 1);
         }},
        {"sent before one that waited longer", "P37",
         [](Rows& rows, VerdictContext&) {
             addQueued(rows, "q2", 2);
             addQueued(rows, "q1", 1);
             addSent(rows, "q2");
         }},
        {"sent though it was too old", "P37",
         [](Rows& rows, VerdictContext& context) {
             context.session = SessionPolicy{};
             context.session->offlineQueueTtl = std::chrono::seconds(1);
             addQueued(rows, "q1", 1);
             addSent(rows, "q1");
         }},
    };
}

} // namespace

void addMessage(Rows& rows, Source side, EventKind kind, const std::string& payload)
{
    EventRow row{find(rows, EventKind::Opened, 1, side)->header, {}};
    row.header.kind = kind;
    row.header.lane = laneOf(kind);
    row.set(FieldKey::Size, std::int64_t(payload.size()));
    row.set(FieldKey::Payload, payload);
    insertBefore(rows, find(rows, EventKind::ConnectionReset), row);
}

std::vector<OracleCase> passageCases()
{
    std::vector<OracleCase> cases{
        {"a message that is overtaken on its way up", "P34",
         [](Rows& rows, VerdictContext&) {
             addMessages(rows);
             addMessage(rows, Source::Client, written, "three");
             addMessage(rows, Source::Client, written, "four");
             addMessage(rows, Source::Server, received, "four");
             addMessage(rows, Source::Server, received, "three");
         }},
        {"a message that is overtaken on its way down", "P34",
         [](Rows& rows, VerdictContext&) {
             addMessage(rows, Source::Server, written, "three");
             addMessage(rows, Source::Server, written, "four");
             addMessages(rows);
             addMessage(rows, Source::Client, received, "four");
             addMessage(rows, Source::Client, received, "three");
         }},
        {"a meter value that is sent after a later one", "P34",
         [](Rows& rows, VerdictContext&) {
             for (const char* id : {"m1", "m2"})
                 addTransaction(rows, EventKind::SendRequested, id);
             for (const char* id : {"m2", "m1"})
                 addTransaction(rows, EventKind::CallSent, id);
         }},
        {"a message that nobody wrote", "P35",
         [](Rows& rows, VerdictContext&) {
             addMessages(rows);
             addMessage(rows, Source::Server, received, "three");
         }},
        {"a message with another content", "P35",
         [](Rows& rows, VerdictContext&) {
             addMessages(rows);
             addMessage(rows, Source::Client, written, R"([2,"7","Authorize",{"idTag":"A"}])");
             addMessage(rows, Source::Server, received, R"([2,"7","Authorize",{"idTag":"B"}])");
         }},
        {"a message left over from the connection before", "P35",
         [](Rows& rows, VerdictContext&) {
             addMessages(rows);
             addMessage(rows, Source::Client, written, "three");
             EventRow late = *find(rows, received, 1, Source::Server);
             late.header.epoch = 2; // the server's second is the client's third
             late.set(FieldKey::Payload, std::string("three"));
             late.set(FieldKey::Size, std::int64_t(5));
             insertBefore(rows, find(rows, EventKind::Online, 3), late);
         }},
    };
    const auto more = outcomeCases();
    cases.insert(cases.end(), more.begin(), more.end());
    return cases;
}

} // namespace redial::test
