// SPDX-License-Identifier: MIT
#include "core/session/msgi_session_machine.h"

#include "core/wire/big_endian.h"

#include <algorithm>

namespace redial {

namespace {

using Kind = MsgiEffect::Kind;
using Phase = MsgiSessionState::Phase;

/// One step: the state that it changes and the effects that it gives.
class Step
{
public:
    Step(MsgiSessionState& state, const MsgiSessionPolicy& policy, MonotonicTime now)
        : state_(state), policy_(policy), now_(now)
    {
    }

    void take(const MsgiInput& input);
    MsgiEffects effects;

private:
    void add(Kind kind) { effects.add({kind, {}, {}}); }
    void end(MsgiEnd why, Kind how = Kind::End);
    void fail(MsgiErrorCode error, MsgiEnd why);
    void opened();
    void frame(const MsgiInput& input);
    void pong(bool answers);
    void peerDisconnected();
    void streamEnded();
    void timePassed();
    bool isDue(MonotonicTime since, std::chrono::nanoseconds delay) const
    {
        return delay.count() > 0 && now_ - since >= delay;
    }

    MsgiSessionState& state_;
    const MsgiSessionPolicy& policy_;
    MonotonicTime now_;
};

void Step::end(MsgiEnd why, Kind how)
{
    state_.phase = Phase::Ended;
    effects.add({how, {}, why});
}

void Step::fail(MsgiErrorCode error, MsgiEnd why)
{
    // After our DISCONNECT nothing more is sent.
    if (state_.phase != Phase::Disconnecting)
        effects.add({Kind::SendError, error, {}});
    end(why);
}

void Step::opened()
{
    state_ = {};
    state_.phase = Phase::Open;
    state_.lastReceived = state_.lastHeartbeat = state_.waitsSince = now_;
}

void Step::pong(bool answers)
{
    if (!state_.awaitsPong || !answers)
        return add(Kind::UnexpectedPong);
    state_.awaitsPong = false;
    if (state_.phase == Phase::Open)
        state_.waitsSince = now_;
}

void Step::peerDisconnected()
{
    if (state_.phase == Phase::Disconnecting)
        return end(MsgiEnd::Disconnected);
    add(Kind::SendDisconnect);
    end(MsgiEnd::PeerDisconnected);
}

void Step::frame(const MsgiInput& input)
{
    state_.lastReceived = now_;
    switch (input.type) {
    case MsgiType::Ping:
        if (state_.phase == Phase::Open)
            add(Kind::SendPong);
        return;
    case MsgiType::Pong:
        return pong(input.answersPing);
    case MsgiType::Data:
    case MsgiType::Control:
        return add(Kind::Deliver);
    case MsgiType::Error:
        return add(Kind::NoteError);
    case MsgiType::Heartbeat:
        return add(Kind::NoteHeartbeat);
    case MsgiType::Disconnect:
        return peerDisconnected();
    }
}

void Step::streamEnded()
{
    end(state_.phase == Phase::Disconnecting ? MsgiEnd::Disconnected : MsgiEnd::EndOfStream);
}

void Step::timePassed()
{
    if (state_.phase == Phase::Disconnecting) {
        if (now_ - state_.waitsSince >= policy_.disconnectTimeout)
            end(MsgiEnd::DisconnectIgnored, Kind::EndAtOnce);
        return;
    }
    if (isDue(state_.lastReceived, policy_.idleTimeout))
        return fail(MsgiErrorCode::IdleTooLong, MsgiEnd::IdleTooLong);
    if (state_.awaitsPong && isDue(state_.waitsSince, policy_.pongTimeout))
        return fail(MsgiErrorCode::PongTimedOut, MsgiEnd::PongTimedOut);
    if (!state_.awaitsPong && isDue(state_.waitsSince, policy_.pingInterval)) {
        state_.awaitsPong = true;
        state_.waitsSince = now_;
        ++state_.pings;
        add(Kind::SendPing);
    }
    if (isDue(state_.lastHeartbeat, policy_.heartbeatInterval)) {
        state_.lastHeartbeat = now_;
        add(Kind::SendHeartbeat);
    }
}

void Step::take(const MsgiInput& input)
{
    if (state_.phase == Phase::Ended) {
        if (input.kind == MsgiInput::Kind::Frame)
            add(Kind::Ignore);
        return;
    }
    switch (input.kind) {
    case MsgiInput::Kind::Opened:
        return opened();
    case MsgiInput::Kind::Frame:
        return frame(input);
    case MsgiInput::Kind::BadFrame:
        return fail(input.error, MsgiEnd::BadFrame);
    case MsgiInput::Kind::BadPayload:
        return fail(input.error, MsgiEnd::BadPayload);
    case MsgiInput::Kind::BadContent:
        if (state_.phase == Phase::Open)
            effects.add({Kind::SendError, input.error, {}});
        return;
    case MsgiInput::Kind::DisconnectWanted:
        if (state_.phase != Phase::Open)
            return;
        state_.phase = Phase::Disconnecting;
        state_.waitsSince = now_;
        return add(Kind::SendDisconnect);
    case MsgiInput::Kind::DropWanted:
        return end(MsgiEnd::Dropped, Kind::EndAtOnce);
    case MsgiInput::Kind::RefusalWanted:
        return fail(input.error, MsgiEnd::Refused);
    case MsgiInput::Kind::Overflowed:
        // The peer does not read: an ERROR frame would only wait behind the rest.
        return end(MsgiEnd::SlowReader, Kind::EndAtOnce);
    case MsgiInput::Kind::EndOfStream:
        return streamEnded();
    case MsgiInput::Kind::Reset:
        return end(MsgiEnd::Reset, Kind::EndAtOnce);
    case MsgiInput::Kind::TimePassed:
        return timePassed();
    }
}

} // namespace

MsgiEffects MsgiSessionMachine::step(MsgiSessionState& state, const MsgiInput& input,
                                     const MsgiSessionPolicy& policy, MonotonicTime now)
{
    Step step(state, policy, now);
    step.take(input);
    return step.effects;
}

std::optional<MonotonicTime> MsgiSessionMachine::nextDue(const MsgiSessionState& state,
                                                         const MsgiSessionPolicy& policy)
{
    std::optional<MonotonicTime> due;
    const auto consider = [&due](MonotonicTime since, std::chrono::nanoseconds delay) {
        if (delay.count() > 0)
            due = due ? std::min(*due, since + delay) : since + delay;
    };
    if (state.phase == Phase::Disconnecting)
        return state.waitsSince + policy.disconnectTimeout;
    if (state.phase != Phase::Open)
        return std::nullopt;
    consider(state.lastReceived, policy.idleTimeout);
    consider(state.waitsSince, state.awaitsPong ? policy.pongTimeout : policy.pingInterval);
    consider(state.lastHeartbeat, policy.heartbeatInterval);
    return due;
}

std::array<char, 4> msgiPingPayload(std::uint32_t number)
{
    std::array<char, 4> payload{};
    writeBigEndian(payload.data(), number);
    return payload;
}

} // namespace redial
