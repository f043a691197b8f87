// SPDX-License-Identifier: MIT
#include "tests/verdict/oracle_cases.h"

#include "core/verdict/judge.h"
#include "tests/verdict/many_waits.h"
#include "tests/verdict/msgi_cases.h"
#include "tests/verdict/passage_cases.h"
#include "tests/verdict/stream_cases.h"

#include <algorithm>

namespace redial::test {

using namespace std::chrono_literals;

namespace {

void addWaits(Rows& rows, const ReconnectPolicy& policy, std::uint32_t attempt,
              const JitterShape& shape)
{
    EventLog log;
    appendWaits(log, policy, attempt, 300, shape);
    const Rows waits = rowsOf(log);
    rows.insert(rows.end(), waits.begin(), waits.end());
}

/// Inserts a copy of the row behind itself.
void repeat(Rows& rows, Rows::iterator row)
{
    rows.insert(row + 1, EventRow(*row));
}

/// A row of another kind at the same place and time.
EventRow sibling(const EventRow& row, EventKind kind)
{
    EventRow copy{row.header, {}};
    copy.header.kind = kind;
    copy.header.lane = laneOf(kind);
    return copy;
}

std::vector<OracleCase> backoffCases()
{
    return {
        {"a wait above the bounds", "P01",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::BackoffScheduled)->set(FieldKey::DelayNs, 601'000'000);
         }},
        {"a wait below the bounds", "P01",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::BackoffScheduled, 2)->set(FieldKey::DelayNs, 799'999'999);
         }},
        {"no doubling", "P01",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::BackoffScheduled, 2)->set(FieldKey::DelayNs, 500'000'000);
         }},
        {"an attempt too early", "P02",
         [](Rows& rows, VerdictContext&) {
             delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), -1ns);
         }},
        {"an attempt too late", "P02",
         [](Rows& rows, VerdictContext&) {
             delayFrom(rows, find(rows, EventKind::ConnectBegin, 3), 1ns);
         }},
        {"no growth", "P03",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::BackoffScheduled, 2)->set(FieldKey::DelayNs, 500'000'000);
         }},
        {"jitter that is no even one", "P05",
         [](Rows& rows, VerdictContext& context) {
             addWaits(rows, *context.policy, 1, wrongShapes().front().draw);
         }},
        {"waits that depend on the last one", "P05",
         [](Rows& rows, VerdictContext& context) {
             addWaits(rows, *context.policy, 1, wrongShapes()[3].draw);
         }},
        {"no jitter at the longest wait", "P06",
         [](Rows& rows, VerdictContext& context) {
             addWaits(rows, *context.policy, 20, [](Random&) { return 0.5; });
         }},
        {"hammering", "P07",
         [](Rows& rows, VerdictContext&) {
             delayFrom(rows, find(rows, EventKind::ConnectBegin, 3), -700ms);
         }},
        {"counted on after ready", "P08",
         [](Rows& rows, VerdictContext&) {
             // A fourth connection's loss, as if connection 3 had been lost and counted on.
             const auto ended = find(rows, EventKind::Stopped);
             EventRow backoff = *find(rows, EventKind::BackoffScheduled, 2);
             backoff.header.epoch = 3;
             backoff.header.attempt = 3;
             insertBefore(rows, ended, backoff);
         }},
        {"reset without ready", "P08",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::BackoffScheduled, 2)->header.attempt = 1;
         }},
        {"Retry-After not waited for", "P10",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::Closed, 2)->set(FieldKey::RetryAfterNs, 2'000'000'000);
         }},
    };
}

std::vector<OracleCase> bringUpCases()
{
    return {
        {"online too early", "P09",
         [](Rows& rows, VerdictContext&) { delayFrom(rows, find(rows, EventKind::Online), -1ms); }},
        {"online too late", "P09",
         [](Rows& rows, VerdictContext&) { delayFrom(rows, find(rows, EventKind::Online), 1ms); }},
        {"a call before online", "P09",
         [](Rows& rows, VerdictContext&) {
             insertBefore(rows, find(rows, EventKind::Online), *find(rows, EventKind::CallSent));
         }},
        {"a pending boot repeated too early", "P11",
         [](Rows& rows, VerdictContext&) {
             auto answered = find(rows, EventKind::BootAnswered);
             answered->set(FieldKey::Status, std::string("Pending"));
             const EventRow boot = *find(rows, EventKind::BootSent);
             insertBefore(rows, find(rows, EventKind::Online), boot);
         }},
        {"a pong that is missing and nobody minds", "P12",
         [](Rows& rows, VerdictContext&) {
             const auto online = find(rows, EventKind::Online, 3);
             insertBefore(rows, online, sibling(*online, EventKind::PingSent));
         }},
        {"a pong that comes too late", "P12",
         [](Rows& rows, VerdictContext&) {
             const auto online = find(rows, EventKind::Online, 3);
             insertBefore(rows, online, sibling(*online, EventKind::PingSent));
             const auto beat = find(rows, EventKind::HeartbeatSent, 3);
             insertBefore(rows, beat, sibling(*beat, EventKind::PongReceived));
         }},
        {"dropped for a pong before the time-out", "P12",
         [](Rows& rows, VerdictContext&) {
             const auto sent = find(rows, EventKind::CallSent);
             insertBefore(rows, sent, sibling(*sent, EventKind::PingSent));
             find(rows, EventKind::Closed)->set(FieldKey::Cause, std::string("pong_timeout"));
         }},
        {"an attempt that never ends", "P13",
         [](Rows& rows, VerdictContext&) {
             rows.erase(find(rows, EventKind::Closed, 2));
             rows.erase(find(rows, EventKind::Disconnected, 2));
         }},
        {"an attempt that ends late", "P13",
         [](Rows& rows, VerdictContext&) {
             delayFrom(rows, find(rows, EventKind::Closed, 2), 15s);
         }},
        {"no attempt when the back-off is over", "P14",
         [](Rows& rows, VerdictContext&) {
             const auto end = find(rows, EventKind::TimerFired, 1) - rows.begin();
             rows.erase(rows.begin() + end, rows.end());
             EventRow last = rows.back();
             last.header.kind = EventKind::RunEnded;
             last.header.time += 1h;
             rows.push_back(last);
         }},
        {"a heartbeat too early", "P15",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::HeartbeatSent)->header.time -= 1s;
         }},
        {"a heartbeat too late", "P15",
         [](Rows& rows, VerdictContext&) {
             delayFrom(rows, find(rows, EventKind::HeartbeatSent), 1s);
         }},
        {"a heartbeat while offline", "P15",
         [](Rows& rows, VerdictContext&) {
             insertBefore(rows, find(rows, EventKind::SendRejected),
                          *find(rows, EventKind::HeartbeatSent));
         }},
        {"no boot on a later connection", "P42",
         [](Rows& rows, VerdictContext&) {
             auto boot = find(rows, EventKind::BootSent, 3);
             *boot = sibling(*boot, EventKind::HeartbeatSent);
             boot->set(FieldKey::MessageId, std::string("h"));
         }},
        {"a call before Accepted", "P42",
         [](Rows& rows, VerdictContext&) {
             insertBefore(rows, find(rows, EventKind::BootAnswered),
                          *find(rows, EventKind::CallSent));
         }},
        {"connected before open", "P52",
         [](Rows& rows, VerdictContext&) {
             auto connected = find(rows, EventKind::Connected);
             const EventRow row = *connected;
             rows.erase(connected);
             insertBefore(rows, find(rows, EventKind::Opened), row);
         }},
        {"online without a boot accepted", "P52",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::BootAnswered, 3)->set(FieldKey::Status, std::string("Rejected"));
         }},
    };
}

std::vector<OracleCase> linkCases()
{
    return {
        {"two connects at once", "P20",
         [](Rows& rows, VerdictContext&) {
             EventRow second = *find(rows, EventKind::ConnectBegin);
             second.header.epoch = 9;
             insertBefore(rows, find(rows, EventKind::Opened), second);
         }},
        {"a way that is not allowed", "P21",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::StateChanged)->set(FieldKey::To, std::string("connected"));
         }},
        {"no offline", "P21",
         [](Rows& rows, VerdictContext&) { rows.erase(find(rows, EventKind::Offline)); }},
        {"offline after disconnected", "P21",
         [](Rows& rows, VerdictContext&) {
             auto offline = find(rows, EventKind::Offline);
             std::iter_swap(offline, offline + 1);
         }},
        {"offline late", "P21",
         [](Rows& rows, VerdictContext&) { delayFrom(rows, find(rows, EventKind::Offline), 1ms); }},
        {"connected twice", "P21",
         [](Rows& rows, VerdictContext&) { repeat(rows, find(rows, EventKind::Connected)); }},
        {"no back-off", "P22",
         [](Rows& rows, VerdictContext&) { rows.erase(find(rows, EventKind::BackoffScheduled)); }},
        {"two back-offs", "P22",
         [](Rows& rows, VerdictContext&) {
             repeat(rows, find(rows, EventKind::BackoffScheduled));
         }},
        {"a back-off after stop", "P23",
         [](Rows& rows, VerdictContext&) {
             EventRow backoff = *find(rows, EventKind::BackoffScheduled);
             backoff.header.epoch = 3;
             insertBefore(rows, find(rows, EventKind::RunEnded), backoff);
         }},
        {"a connect after stop", "P23",
         [](Rows& rows, VerdictContext&) {
             insertBefore(rows, find(rows, EventKind::RunEnded),
                          *find(rows, EventKind::ConnectBegin));
         }},
        {"a close that takes too long", "P24",
         [](Rows& rows, VerdictContext&) {
             delayFrom(rows, find(rows, EventKind::Closed, 3), 3s);
         }},
        {"a timer that is left", "P25",
         [](Rows& rows, VerdictContext&) { rows.erase(find(rows, EventKind::TimerCancelled, 2)); }},
        {"a timer that was never armed", "P25",
         [](Rows& rows, VerdictContext&) { repeat(rows, find(rows, EventKind::TimerFired)); }},
        {"an attempt after giving up", "P28",
         [](Rows& rows, VerdictContext&) {
             auto backoff = find(rows, EventKind::BackoffScheduled);
             *backoff = sibling(*backoff, EventKind::GaveUp);
         }},
        {"more attempts than allowed", "P28",
         [](Rows&, VerdictContext& context) { context.policy->maxAttempts = 1; }},
        {"an attempt after a terminal status", "P28",
         [](Rows& rows, VerdictContext& context) {
             context.policy->terminalHttpStatuses = {401};
             find(rows, EventKind::Disconnected, 2)->set(FieldKey::HttpStatus, 401);
         }},
    };
}

std::vector<OracleCase> messageCases()
{
    return {
        {"an offline send without an answer", "P30",
         [](Rows& rows, VerdictContext&) { rows.erase(find(rows, EventKind::SendRejected)); }},
        {"an offline send answered late", "P30",
         [](Rows& rows, VerdictContext&) {
             delayFrom(rows, find(rows, EventKind::SendRejected), 1ms);
         }},
        {"a call after offline", "P30",
         [](Rows& rows, VerdictContext&) {
             insertBefore(rows, find(rows, EventKind::SendRejected),
                          *find(rows, EventKind::CallSent));
         }},
        {"a call left open", "P31",
         [](Rows& rows, VerdictContext&) { rows.erase(find(rows, EventKind::Disconnected) + 1); }},
        {"a call resolved twice", "P31",
         [](Rows& rows, VerdictContext&) { repeat(rows, find(rows, EventKind::CallResolved)); }},
        {"a message received twice", "P32",
         [](Rows& rows, VerdictContext&) {
             repeat(rows, find(rows, EventKind::CallReceived, 1, Source::Server));
         }},
        {"a call sent again after the reconnect", "P33",
         [](Rows& rows, VerdictContext&) {
             EventRow again = *find(rows, EventKind::CallSent);
             again.header.epoch = 3;
             insertBefore(rows, find(rows, EventKind::HeartbeatSent), again);
         }},
        {"another reason than the network's", "P50",
         [](Rows& rows, VerdictContext&) {
             find(rows, EventKind::Closed)->set(FieldKey::Cause, std::string("end_of_stream"));
         }},
        {"another reason than the script's", "P50",
         [](Rows& rows, VerdictContext&) {
             rows.erase(find(rows, EventKind::ConnectionReset));
             find(rows, EventKind::Closed)->set(FieldKey::Cause, std::string("end_of_stream"));
         }},
        {"another code than the peer's", "P50",
         [](Rows& rows, VerdictContext&) {
             const auto stop = find(rows, EventKind::Stopped);
             rows.erase(stop);
             find(rows, EventKind::Closed, 3)->set(FieldKey::Code, 1001);
         }},
    };
}

} // namespace

std::vector<OracleCase> oracleCases()
{
    std::vector<OracleCase> all;
    for (const auto& part :
         {backoffCases(), bringUpCases(), linkCases(), messageCases(), msgiCases(), balanceCases(),
          streamCases(), passageCases(), frameCases()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::map<std::string_view, OracleResult> judged(const Rows& rows, const VerdictContext& context)
{
    EventLog log;
    appendRows(log, rows);
    std::map<std::string_view, OracleResult> results;
    for (OracleResult& result : judge(log, context))
        results.emplace(result.id, result);
    return results;
}

} // namespace redial::test
