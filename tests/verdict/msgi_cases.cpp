// SPDX-License-Identifier: MIT
#include "tests/verdict/msgi_cases.h"

namespace redial::test {

namespace {

EventRow rowLike(const EventRow& row, EventKind kind, std::int64_t size = 4)
{
    EventRow copy{row.header, {{FieldKey::Size, size}}};
    copy.header.kind = kind;
    copy.header.lane = laneOf(kind);
    return copy;
}

void insertAfter(Rows& rows, Rows::iterator place, EventRow row)
{
    rows.insert(place + 1, std::move(row));
}

EventRow& appended(Rows& rows, EventKind kind)
{
    EventRow row = rowLike(*find(rows, EventKind::Opened, 3), kind);
    row.header.time = rows.back().header.time;
    row.fields.clear();
    rows.push_back(std::move(row));
    return rows.back();
}

int weightOf(const std::string& server)
{
    return server.front() - 'a' + 1;
}

std::vector<Pick> pickedAlone(const std::string& server, int times)
{
    return std::vector<Pick>(std::size_t(times), Pick{server, 0});
}

} // namespace

void addMsgi(Rows& rows)
{
    for (const std::uint32_t epoch : {1U, 2U, 3U})
        find(rows, EventKind::ConnectBegin, epoch)
            ->set(FieldKey::Url, std::string("msgi://127.0.0.1:9200"));
    const EventRow online = *find(rows, EventKind::Online, 1);
    for (const EventKind kind :
         {EventKind::MessageOut, EventKind::PongSent, EventKind::PingReceived})
        insertAfter(rows, find(rows, EventKind::Online, 1), rowLike(online, kind));
}

void addHealth(Rows& rows, const std::string& server, const std::string& status)
{
    EventRow& row = appended(rows, EventKind::BackendHealth);
    row.set(FieldKey::Backend, server);
    row.set(FieldKey::Status, status);
    row.set(FieldKey::Weight, std::int64_t(weightOf(server)));
}

void addPicks(Rows& rows, const std::string& strategy, const std::vector<Pick>& picks)
{
    for (const char* server : {"a", "b", "c"})
        addHealth(rows, server, "healthy");
    for (const Pick& pick : picks) {
        EventRow& row = appended(rows, EventKind::BackendPicked);
        row.set(FieldKey::Backend, pick.server);
        row.set(FieldKey::Strategy, strategy);
        row.set(FieldKey::Count, pick.count);
    }
}

std::vector<OracleCase> msgiCases()
{
    return {
        {"a PING that is not answered", "P61",
         [](Rows& rows, VerdictContext&) {
             addMsgi(rows);
             rows.erase(find(rows, EventKind::PongSent));
         }},
        {"a PONG with another payload", "P61",
         [](Rows& rows, VerdictContext&) {
             addMsgi(rows);
             find(rows, EventKind::PongSent)->set(FieldKey::Size, std::int64_t{5});
         }},
        {"a PONG to nothing", "P61",
         [](Rows& rows, VerdictContext&) {
             addMsgi(rows);
             const auto pong = find(rows, EventKind::PongSent);
             rows.insert(pong, EventRow(*pong));
         }},
        {"a message after DISCONNECT", "P61",
         [](Rows& rows, VerdictContext&) {
             addMsgi(rows);
             const auto last = find(rows, EventKind::CloseSent, 3);
             insertAfter(rows, last, rowLike(*last, EventKind::MessageOut));
         }},
        {"DISCONNECT twice", "P61",
         [](Rows& rows, VerdictContext&) {
             addMsgi(rows);
             const auto last = find(rows, EventKind::CloseSent, 3);
             rows.insert(last, EventRow(*last));
         }},
        {"a message taken after the peer's DISCONNECT", "P61",
         [](Rows& rows, VerdictContext&) {
             addMsgi(rows);
             const auto last = find(rows, EventKind::CloseReceived, 3);
             insertAfter(rows, last, rowLike(*last, EventKind::MessageIn));
         }},
        {"rules broken without an ERROR frame", "P61",
         [](Rows& rows, VerdictContext&) {
             addMsgi(rows);
             const auto pong = find(rows, EventKind::PongSent);
             insertAfter(rows, pong, rowLike(*pong, EventKind::ProtocolError));
         }},
    };
}

std::vector<OracleCase> balanceCases()
{
    return {
        {"one server out of turn", "L1",
         [](Rows& rows, VerdictContext&) {
             addPicks(rows, "round_robin", {{"a"}, {"b"}, {"a"}, {"c"}});
         }},
        {"a server that came back and is left out", "L1",
         [](Rows& rows, VerdictContext&) {
             addPicks(rows, "round_robin", {{"a"}, {"b"}, {"c"}});
             addHealth(rows, "b", "unhealthy");
             addPicks(rows, "round_robin", {{"a"}, {"c"}, {"a"}});
         }},
        {"more connections than another one", "L2",
         [](Rows& rows, VerdictContext&) {
             addPicks(rows, "least_connections", {{"a", 0}, {"b", 0}, {"c", 0}, {"a", 2}});
         }},
        {"every pick to one server", "L3",
         [](Rows& rows, VerdictContext&) { addPicks(rows, "weighted", pickedAlone("c", 40)); }},
        {"a pick of a server that is down", "L4",
         [](Rows& rows, VerdictContext&) {
             addPicks(rows, "random", {});
             addHealth(rows, "b", "unhealthy");
             appended(rows, EventKind::BackendPicked).set(FieldKey::Backend, std::string("b"));
         }},
        {"a pick of a server that drains", "L4",
         [](Rows& rows, VerdictContext&) {
             addPicks(rows, "random", {});
             addHealth(rows, "a", "draining");
             appended(rows, EventKind::BackendPicked).set(FieldKey::Backend, std::string("a"));
         }},
    };
}

} // namespace redial::test
