// SPDX-License-Identifier: MIT
#include "tests/verdict/passage_cases.h"

namespace redial::test {

namespace {

EventRow like(const EventRow& row, EventKind kind)
{
    EventRow copy{row.header, {}};
    copy.header.kind = kind;
    copy.header.lane = laneOf(kind);
    return copy;
}

void addBehind(Rows& rows, EventKind place, EventKind kind)
{
    const auto row = find(rows, place, 3);
    rows.insert(row + 1, like(*row, kind));
}

} // namespace

std::vector<OracleCase> frameCases()
{
    return {
        {"a message after our Close frame", "P60",
         [](Rows& rows, VerdictContext&) {
             addBehind(rows, EventKind::CloseSent, EventKind::MessageOut);
         }},
        {"a message taken after the server's Close frame", "P60",
         [](Rows& rows, VerdictContext&) {
             addBehind(rows, EventKind::CloseReceived, EventKind::MessageIn);
         }},
        {"a message taken after a frame that breaks the rules", "P60",
         [](Rows& rows, VerdictContext&) {
             addBehind(rows, EventKind::Online, EventKind::MessageIn);
             addBehind(rows, EventKind::Online, EventKind::ProtocolError);
         }},
        {"two Close frames", "P60",
         [](Rows& rows, VerdictContext&) {
             addBehind(rows, EventKind::CloseSent, EventKind::CloseSent);
         }},
        {"a Close frame with a code that none may have", "P60",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::CloseSent)->set(FieldKey::Code, 1006);
         }},
        {"a ping without its pong", "P60",
         [](Rows& rows, VerdictContext&) {
             addBehind(rows, EventKind::Online, EventKind::PingReceived);
         }},
        {"a pong with another payload", "P60",
         [](Rows& rows, VerdictContext&) {
             addBehind(rows, EventKind::Online, EventKind::PongSent);
             addBehind(rows, EventKind::Online, EventKind::PingReceived);
             find(rows, EventKind::PongSent)->set(FieldKey::Size, std::int64_t(7));
         }},
        {"a frame that the server finds wrong", "P60",
         [](Rows& rows, VerdictContext&) {
             const auto opened = find(rows, EventKind::Opened, 3);
             EventRow error = like(*opened, EventKind::ProtocolError);
             error.header.source = Source::Server;
             rows.insert(opened + 1, error);
         }},
        {"a certificate that has expired", "P62",
         [](Rows& rows, VerdictContext&) {
             const auto opened = find(rows, EventKind::Opened, 3);
             EventRow fault = like(*opened, EventKind::FaultOn);
             fault.header.source = Source::Server;
             fault.set(FieldKey::Fault, std::string("S1"));
             insertBefore(rows, opened, fault);
         }},
    };
}

} // namespace redial::test
