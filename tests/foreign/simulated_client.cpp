// SPDX-License-Identifier: MIT
#include "tests/foreign/simulated_client.h"

#include "core/foreign/observations.h"
#include "core/reconnect/backoff.h"

namespace redial::test {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

SimulatedExamination::SimulatedExamination(ClientTraits traits, ExaminationSettings settings,
                                           std::uint64_t seed)
    : traits_(std::move(traits))
    , random_(seed)
    , examination_(std::move(settings), clock_, EventRecorder(log_, clock_, Source::Harness), *this)
{
    examination_.onFinish([this] { finished_ = true; });
}

bool SimulatedExamination::run()
{
    examination_.begin();
    connect();
    constexpr std::size_t mostFirings = 200'000;
    for (std::size_t fired = 0; !finished_ && fired < mostFirings && clock_.step(); ++fired) {
    }
    return finished_;
}

EventRecorder SimulatedExamination::server(std::uint32_t connection) const
{
    EventRecorder recorder(const_cast<EventLog&>(log_), clock_, Source::Server);
    recorder.setEpoch(connection);
    return recorder;
}

void SimulatedExamination::at(nanoseconds delay, std::function<void()> action)
{
    clock_.startTimer(delay, std::move(action));
}

void SimulatedExamination::connect()
{
    if (away_)
        return;
    attemptAt_ = clock_.now();
    if (!listening_)
        return lost();
    const std::uint32_t number = ++last_;
    treatment_ = Treatment::LetIn;
    server(number).record(EventKind::Accepted);
    examination_.accepted(number);
    at(0ns, [this, number] { answer(number); });
}

void SimulatedExamination::treat(std::uint32_t, Treatment treatment, nanoseconds duration)
{
    treatment_ = treatment;
    duration_ = duration;
}

void SimulatedExamination::answer(std::uint32_t connection)
{
    switch (treatment_) {
    case Treatment::Unheard:
        endBy(connection, treatment_, true);
        return lost();
    case Treatment::Held:
        if (traits_.connectTimeout && *traits_.connectTimeout < duration_)
            return at(*traits_.connectTimeout, [this, connection] {
                server(connection).record(EventKind::ConnectionEnded, {{FieldKey::Remote, true}});
                examination_.gone(connection);
                lost();
            });
        return at(duration_, [this, connection] {
            endBy(connection, Treatment::Held, true);
            lost();
        });
    case Treatment::RetryAfter:
        endBy(connection, treatment_, true);
        return lost(duration_);
    case Treatment::Unauthorized:
        endBy(connection, treatment_, true);
        away_ = traits_.staysAwayAt401;
        return lost();
    case Treatment::Opened:
        open(connection);
        endBy(connection, treatment_, true);
        return lost();
    case Treatment::Ready:
    case Treatment::LetIn:
    case Treatment::Silent:
        break;
    }
    open(connection);
    readyAt_ = clock_.now();
    if (traits_.reset == ClientTraits::Reset::Ready)
        failures_ = 0;
    if (traits_.isOcpp)
        server(connection).record(EventKind::AnswerSent, {{FieldKey::Action, "BootNotification"}});
    if (treatment_ == Treatment::Ready) {
        endBy(connection, treatment_, true);
        return lost();
    }
    standing_ = connection;
    examination_.ready(connection);
    ping(connection);
    if (traits_.connectsTwice && connection == 1) {
        server(++last_).record(EventKind::Accepted);
        examination_.accepted(last_);
    }
}

void SimulatedExamination::open(std::uint32_t connection)
{
    server(connection)
        .record(EventKind::Opened, {{FieldKey::Subprotocol, traits_.isOcpp ? "ocpp1.6" : ""}});
    if (traits_.reset == ClientTraits::Reset::Open)
        failures_ = 0;
    for (int i = 0; connection > 1 && i < traits_.staleMessages; ++i)
        send(connection, std::to_string(++sent_));
    if (traits_.repeatsMessages)
        send(connection, "the-same");
}

void SimulatedExamination::send(std::uint32_t connection, const std::string& id)
{
    server(connection)
        .record(EventKind::MessageIn, {{FieldKey::Payload, "[2,\"" + id + "\",\"Heartbeat\",{}]"}});
}

void SimulatedExamination::ping(std::uint32_t connection)
{
    if (!traits_.pingInterval)
        return;
    at(*traits_.pingInterval, [this, connection] {
        if (standing_ != connection)
            return;
        server(connection).record(EventKind::PingReceived);
        ping(connection);
    });
}

void SimulatedExamination::endBy(std::uint32_t connection, Treatment treatment, bool tell)
{
    const nanoseconds told = treatment == Treatment::RetryAfter ? duration_ : nanoseconds::zero();
    server(connection)
        .record(EventKind::FaultOn, {{FieldKey::Fault, judgeFault},
                                     {FieldKey::Mode, nameOf(treatment)},
                                     {FieldKey::RetryAfterNs, told}});
    if (tell)
        examination_.treatmentDone(connection);
}

void SimulatedExamination::lost(std::optional<nanoseconds> retryAfter)
{
    const bool stood = readyAt_ && clock_.now() - *readyAt_ >= traits_.stableAfter;
    readyAt_.reset();
    standing_ = 0;
    if (traits_.reset == ClientTraits::Reset::Stable && stood)
        failures_ = 0;
    ++failures_;
    if (traits_.givesUpAfter && failures_ > *traits_.givesUpAfter)
        away_ = true;
    if (failures_ == 1)
        previous_.reset();
    const auto drawn = drawBackoff(traits_.policy, failures_, previous_, random_);
    if (away_ || !drawn)
        return;
    previous_ = drawn->delay;
    nanoseconds delay = drawn->delay;
    if (traits_.countsFromStart)
        delay = std::max(nanoseconds::zero(), delay - (clock_.now() - attemptAt_));
    if (retryAfter && traits_.honoursRetryAfter)
        delay = std::max(delay, *retryAfter);
    at(delay, [this] { connect(); });
}

void SimulatedExamination::drop(std::uint32_t connection)
{
    if (connection == silent_) {
        server(connection).record(EventKind::ConnectionReset, {{FieldKey::Remote, false}});
        silent_ = 0;
        return at(0ns, [this] { lost(); });
    }
    if (connection != standing_)
        return;
    endBy(connection, Treatment::LetIn, false);
    // The attempt lasted as long as the connection, unless that counts.
    attemptAt_ = clock_.now();
    at(0ns, [this] { lost(); });
}

void SimulatedExamination::silence(std::uint32_t connection)
{
    server(connection)
        .record(EventKind::FaultOn,
                {{FieldKey::Fault, judgeFault}, {FieldKey::Mode, nameOf(Treatment::Silent)}});
    silent_ = connection;
    if (!traits_.noticesSilenceAfter)
        return;
    at(*traits_.noticesSilenceAfter, [this, connection] {
        if (silent_ != connection)
            return;
        silent_ = 0;
        server(connection).record(EventKind::ConnectionEnded, {{FieldKey::Remote, true}});
        examination_.gone(connection);
        attemptAt_ = clock_.now();
        lost();
    });
}

void SimulatedExamination::restartClient()
{
    away_ = false;
    failures_ = 0;
    at(0ns, [this] { connect(); });
}

} // namespace redial::test
