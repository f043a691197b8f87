// SPDX-License-Identifier: MIT
#include "tests/verdict/healthy_run.h"

#include "core/log/event_recorder.h"
#include "core/time/virtual_clock.h"

#include <QtGlobal>

#include <algorithm>

namespace redial::test {

using namespace std::chrono_literals;

namespace {

/// Plays the run by hand, so that the oracles are tested against what must be, not against what
/// this program happens to do.
class Player
{
public:
    explicit Player(EventLog& log)
        : client_(log, clock_, Source::Client), server_(log, clock_, Source::Server)
    {
    }

    void play()
    {
        client_.record(EventKind::Started, {{FieldKey::Url, "ws://127.0.0.1/CS-1"}});
        connect(1, 0);
        open(1);
        bootAndGoOnline("b1");
        at(30ms);
        callOpen("c1");
        at(100ms);
        beReset("c1");
        at(50ms);
        client_.record(EventKind::SendRequested, {{FieldKey::MessageId, "c2"}});
        client_.record(EventKind::SendRejected, {{FieldKey::MessageId, "c2"}});
        at(450ms);
        timer(EventKind::TimerFired, "backoff", 3);
        connect(2, 1);
        at(1ms);
        beRefused();
        at(1s);
        timer(EventKind::TimerFired, "backoff", 5);
        connect(3, 2);
        open(2);
        bootAndGoOnline("b3");
        at(60s);
        heartbeat();
        at(5s);
        stop();
    }

private:
    void at(std::chrono::nanoseconds later) { clock_.advance(later); }

    void timer(EventKind kind, const char* name, int id)
    {
        client_.record(kind, {{FieldKey::Timer, name}, {FieldKey::TimerNumber, id}});
    }
    void state(const char* from, const char* to)
    {
        client_.record(EventKind::StateChanged, {{FieldKey::From, from}, {FieldKey::To, to}});
    }

    void connect(std::uint32_t epoch, std::uint32_t attempt)
    {
        client_.setEpoch(epoch);
        client_.setAttempt(attempt);
        state("disconnected", "connecting");
        client_.record(EventKind::Connecting);
        timer(EventKind::TimerArmed, "connect", nextTimer_++);
        client_.record(EventKind::ConnectBegin, {{FieldKey::Url, "ws://127.0.0.1/CS-1"}});
    }

    void open(std::uint32_t serverEpoch)
    {
        at(10ms);
        server_.setEpoch(serverEpoch);
        server_.record(EventKind::Accepted);
        server_.record(EventKind::Opened, {{FieldKey::Identity, "CS-1"}});
        client_.record(EventKind::TcpConnected);
        client_.record(EventKind::Opened, {{FieldKey::Subprotocol, "ocpp1.6"}});
        timer(EventKind::TimerCancelled, "connect", nextTimer_ - 1);
        state("connecting", "connected");
        client_.record(EventKind::Connected);
    }

    void bootAndGoOnline(const char* id)
    {
        client_.record(EventKind::BootSent,
                       {{FieldKey::MessageId, id}, {FieldKey::Action, "BootNotification"}});
        client_.record(EventKind::MessageOut, {{FieldKey::Size, 90}});
        server_.record(EventKind::MessageIn, {{FieldKey::Size, 90}});
        received(id, "BootNotification");
        at(10ms);
        server_.record(EventKind::MessageOut, {{FieldKey::Size, 80}});
        client_.record(EventKind::MessageIn, {{FieldKey::Size, 80}});
        client_.record(EventKind::BootAnswered,
                       {{FieldKey::Status, "Accepted"}, {FieldKey::IntervalNs, 60s}});
        resolved(id, "result");
        timer(EventKind::TimerArmed, "resume", nextTimer_++);
        at(250ms);
        timer(EventKind::TimerFired, "resume", nextTimer_ - 1);
        client_.record(EventKind::Online);
    }

    void received(const char* id, const char* action)
    {
        server_.record(EventKind::CallReceived,
                       {{FieldKey::MessageId, id}, {FieldKey::Action, action}});
    }
    void resolved(const char* id, const char* outcome)
    {
        client_.record(EventKind::CallResolved,
                       {{FieldKey::MessageId, id}, {FieldKey::Outcome, outcome}});
    }

    void callOpen(const char* id)
    {
        client_.record(EventKind::SendRequested, {{FieldKey::MessageId, id}});
        client_.record(EventKind::CallSent,
                       {{FieldKey::MessageId, id}, {FieldKey::Action, "StatusNotification"}});
        received(id, "StatusNotification");
    }

    void closed(const char* cause, int code, bool remote)
    {
        client_.record(
            EventKind::Closed,
            {{FieldKey::Cause, cause}, {FieldKey::Code, code}, {FieldKey::Remote, remote}});
    }

    void backoff(int attempt, std::chrono::nanoseconds delay)
    {
        client_.setAttempt(static_cast<std::uint32_t>(attempt));
        timer(EventKind::TimerArmed, "backoff", nextTimer_++);
        client_.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, delay},
                                                     {FieldKey::NominalNs, delay},
                                                     {FieldKey::LowNs, delay * 8 / 10},
                                                     {FieldKey::HighNs, delay * 12 / 10}});
    }

    void beReset(const char* openCall)
    {
        server_.record(EventKind::FaultOn,
                       {{FieldKey::Fault, "scripted_close"}, {FieldKey::Mode, "rst"}});
        client_.record(EventKind::ConnectionReset);
        closed("reset", 1006, true);
        state("connected", "disconnected");
        client_.record(EventKind::Offline);
        client_.record(EventKind::Disconnected);
        resolved(openCall, "connection_closed");
        backoff(1, 500ms);
    }

    void beRefused()
    {
        closed("refused", 1006, true);
        timer(EventKind::TimerCancelled, "connect", nextTimer_ - 1);
        state("connecting", "disconnected");
        client_.record(EventKind::Disconnected);
        backoff(2, 1s);
    }

    void heartbeat()
    {
        client_.record(EventKind::HeartbeatSent,
                       {{FieldKey::MessageId, "h1"}, {FieldKey::Action, "Heartbeat"}});
        received("h1", "Heartbeat");
        client_.record(EventKind::HeartbeatAnswered, {{FieldKey::MessageId, "h1"}});
        resolved("h1", "result");
    }

    void stop()
    {
        client_.record(EventKind::Stopped);
        state("connected", "closing");
        client_.record(EventKind::Offline);
        timer(EventKind::TimerArmed, "close", nextTimer_++);
        client_.record(EventKind::CloseSent, {{FieldKey::Code, 1000}});
        at(5ms);
        client_.record(EventKind::CloseReceived, {{FieldKey::Code, 1000}});
        closed("close_handshake", 1000, false);
        timer(EventKind::TimerCancelled, "close", nextTimer_ - 1);
        state("closing", "disconnected");
        client_.record(EventKind::Disconnected);
        client_.record(EventKind::RunEnded);
    }

    VirtualClock clock_;
    EventRecorder client_;
    EventRecorder server_;
    int nextTimer_ = 1;
};

} // namespace

void EventRow::set(FieldKey key, Value value)
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& field) { return field.first == key; });
    if (found != fields.end())
        found->second = std::move(value);
    else
        fields.emplace_back(key, std::move(value));
}

void appendHealthyRun(EventLog& log)
{
    Player(log).play();
}

Rows healthyRows()
{
    EventLog log;
    appendHealthyRun(log);
    return rowsOf(log);
}

VerdictContext healthyContext()
{
    VerdictContext context;
    context.policy = ReconnectPolicy{};
    return context;
}

Rows rowsOf(const EventLog& log)
{
    Rows rows;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        EventRow row{log.header(number), {}};
        for (const Field& field : log.fields(number)) {
            if (const auto* text = std::get_if<std::string_view>(&field.value))
                row.fields.emplace_back(field.key, std::string(*text));
            else if (const auto* integer = std::get_if<std::int64_t>(&field.value))
                row.fields.emplace_back(field.key, *integer);
            else if (const auto* boolean = std::get_if<bool>(&field.value))
                row.fields.emplace_back(field.key, *boolean);
            else
                row.fields.emplace_back(field.key, std::get<double>(field.value));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

void appendRows(EventLog& log, const Rows& rows)
{
    for (const EventRow& row : rows) {
        std::vector<Field> fields;
        for (const auto& [key, value] : row.fields)
            std::visit([&, k = key](const auto& held) { fields.emplace_back(k, held); }, value);
        log.append(row.header, fields);
    }
}

Rows::iterator find(Rows& rows, EventKind kind, std::uint32_t epoch, Source source)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const EventRow& row) {
        return row.header.kind == kind && row.header.source == source &&
               (epoch == 0 || row.header.epoch == epoch);
    });
    if (found == rows.end())
        qFatal("the healthy run has no such event");
    return found;
}

void insertBefore(Rows& rows, Rows::iterator place, EventRow row)
{
    row.header.time = place->header.time;
    rows.insert(place, std::move(row));
}

void delayFrom(Rows& rows, Rows::iterator row, std::chrono::nanoseconds by)
{
    for (; row != rows.end(); ++row)
        row->header.time += by;
}

} // namespace redial::test
