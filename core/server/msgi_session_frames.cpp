// SPDX-License-Identifier: MIT
// What an MSGI session does with the frames that come.
#include "core/server/msgi_raw_link.h"
#include "core/server/msgi_server_handler.h"
#include "core/server/session_registry.h"
#include "core/wire/container_binary.h"
#include "core/wire/utf8_validator.h"

#include <type_traits>

namespace redial {

void MsgiSession::readFrames(std::string_view bytes)
{
    if (reader_.isStopped())
        return;
    if (!reader_.isInsideFrame())
        reader_.giveBuffer(std::move(share_.spare));
    reader_.feed(bytes);
    // Frames that came together came at one time.
    const MonotonicTime now = share_.clock.now();
    while (stage_ != Stage::Gone) {
        const auto result = reader_.next();
        if (!result)
            break;
        if (const auto* frame = std::get_if<MsgiFrame>(&*result))
            takeFrame(*frame, now);
        else if (const auto& error = std::get<MsgiError>(*result); stage_ == Stage::Begun)
            fail(MsgiInput::Kind::BadFrame, codeOf(error.kind), error.sentence());
    }
    if (stage_ != Stage::Gone && reader_.isInsideFrame())
        return;
    std::string buffer = reader_.takeBuffer();
    if (buffer.capacity() > share_.spare.capacity())
        share_.spare = std::move(buffer);
}

void MsgiSession::takeFrame(const MsgiFrame& frame, MonotonicTime now)
{
    const std::string_view payload = frame.payload;
    // Most frames by far.
    if (frame.type == MsgiType::Data && !raw_ && MsgiSessionMachine::takesMessage(state_, now))
        return deliver(frame.type, payload);
    MsgiInput input{MsgiInput::Kind::Frame, frame.type, {}, false};
    if (frame.type == MsgiType::Ping)
        record(EventKind::PingReceived, {{FieldKey::Size, payload.size()}});
    if (frame.type == MsgiType::Pong) {
        record(EventKind::PongReceived, {{FieldKey::Size, payload.size()}});
        const auto expected = msgiPingPayload(state_.pings);
        input.answersPing = payload == std::string_view(expected.data(), expected.size());
    }
    if (frame.type == MsgiType::Disconnect && stage_ == Stage::Begun) {
        if (state_.canSend())
            sentence_ = isUtf8(payload) ? std::string(payload) : std::string();
        record(EventKind::CloseReceived,
               {{FieldKey::Reason, isUtf8(payload) ? payload : std::string_view()}});
    }
    const bool swallowed = raw_ && stage_ == Stage::Begun && raw_->swallows(frame);
    if (!swallowed)
        take(input, payload, now);
    if (raw_)
        raw_->handled(frame);
    if (frame.type == MsgiType::Pong)
        arm();
}

void MsgiSession::take(const MsgiInput& input, std::string_view payload, MonotonicTime now)
{
    const MsgiEffects effects =
        MsgiSessionMachine::step(state_, input, share_.settings.policy, now);
    for (const MsgiEffect& effect : effects)
        carryOut(effect, input.type, payload);
}

void MsgiSession::carryOut(const MsgiEffect& effect, MsgiType type, std::string_view payload)
{
    using Kind = MsgiEffect::Kind;
    switch (effect.kind) {
    case Kind::SendPong:
        write(MsgiType::Pong, payload);
        return record(EventKind::PongSent, {{FieldKey::Size, payload.size()}});
    case Kind::SendPing: {
        const auto number = msgiPingPayload(state_.pings);
        write(MsgiType::Ping, {number.data(), number.size()});
        return record(EventKind::PingSent, {{FieldKey::Size, number.size()}});
    }
    case Kind::SendHeartbeat:
        write(MsgiType::Heartbeat, {});
        return record(EventKind::HeartbeatSent, {{FieldKey::FrameType, "HEARTBEAT"}});
    case Kind::SendError:
        return sendError(effect.error);
    case Kind::SendDisconnect: {
        const bool isOurs = state_.phase == MsgiSessionState::Phase::Disconnecting;
        write(MsgiType::Disconnect, isOurs ? std::string_view(sentence_) : std::string_view());
        return record(EventKind::CloseSent,
                      {{FieldKey::Reason, isOurs ? std::string_view(sentence_) : ""}});
    }
    case Kind::Deliver:
        return deliver(type, payload);
    case Kind::NoteError:
        return noteError(payload);
    case Kind::NoteHeartbeat:
        return;
    case Kind::Ignore:
        return noteIgnored();
    case Kind::UnexpectedPong:
        ++share_.counters.strayPongs;
        return;
    case Kind::End:
        return end(effect.end, false);
    case Kind::EndAtOnce:
        return end(effect.end, true);
    }
}

void MsgiSession::deliver(MsgiType type, std::string_view payload)
{
    const auto give = [this, type](std::string_view plain) {
        if (type == MsgiType::Data)
            takeMessage(plain);
        else
            takeControl(plain);
    };
    if (!pipeline_)
        return give(payload);
    const auto plain = pipeline_->incoming(payload);
    if (!plain)
        return fail(MsgiInput::Kind::BadPayload, codeOf(plain.error().kind),
                    plain.error().sentence);
    give(*plain);
}

void MsgiSession::takeMessage(std::string_view message)
{
    ++share_.counters.messagesIn;
    recordMessage(EventKind::MessageIn, MsgiType::Data, message);
    if (share_.settings.content == MsgiContent::Container) {
        const auto container = readContainerBinary(message, share_.settings.containerLimits);
        if (!container)
            return fail(MsgiInput::Kind::BadContent, MsgiErrorCode::BadContent, container.error());
    }
    share_.handler.onMsgiMessage(*this, message);
}

void MsgiSession::takeControl(std::string_view payload)
{
    const auto control = readMsgiControl(payload);
    if (!control)
        return fail(MsgiInput::Kind::BadContent, MsgiErrorCode::BadControl, control.error());
    if (!std::holds_alternative<MsgiBatch>(*control))
        recordMessage(EventKind::MessageIn, MsgiType::Control, payload);
    std::visit([this](const auto& operation) { obey(operation); }, *control);
}

void MsgiSession::obey(const MsgiHello& hello)
{
    clientId_ = hello.clientId;
    share_.registry.rename(id_, clientId_);
    std::string payload;
    appendMsgiControl(payload, MsgiWelcome{id_, clientId_});
    sendControl(payload);
}

bool MsgiSession::canHandOn(MsgiDelivery::Way way, std::string_view message)
{
    std::string payload;
    appendMsgiControl(payload, MsgiDelivery{way, id_, clientId_, message});
    // Every session has the same limit and the same stages.
    if (fits(payload))
        return true;
    ++share_.counters.undelivered;
    fail(MsgiInput::Kind::BadContent, MsgiErrorCode::BadControl,
         "The message is too long to be handed on with its sender's name; send a shorter one.");
    return false;
}

void MsgiSession::obey(const MsgiBroadcast& broadcast)
{
    if (!canHandOn(MsgiDelivery::Way::Broadcast, broadcast.message))
        return;
    share_.counters.undelivered += share_.registry.broadcast(broadcast.message, id_, clientId_);
}

void MsgiSession::obey(const MsgiPrivate& message)
{
    const auto to = message.session != 0 ? std::optional(message.session)
                                         : share_.registry.find(message.clientId);
    if (to && !canHandOn(MsgiDelivery::Way::Private, message.message))
        return;
    if (to && share_.registry.sendPrivate(*to, message.message, id_, clientId_))
        return;
    ++share_.counters.undelivered;
    const std::string whom = message.session != 0 ? "session " + std::to_string(message.session)
                                                  : '"' + std::string(message.clientId) + '"';
    fail(MsgiInput::Kind::BadContent, MsgiErrorCode::NoSuchPeer,
         "The private message for " + whom + " reaches nobody.");
}

void MsgiSession::obey(MsgiBatch batch)
{
    while (batch.left() > 0 && stage_ == Stage::Begun)
        takeMessage(batch.takeNext());
}

void MsgiSession::obey(const MsgiWelcome&)
{
    fail(MsgiInput::Kind::BadContent, MsgiErrorCode::BadControl,
         "Only a server says that a client is welcome.");
}

void MsgiSession::obey(const MsgiDelivery&)
{
    fail(MsgiInput::Kind::BadContent, MsgiErrorCode::BadControl,
         "Only a server hands on what another client sent.");
}

} // namespace redial
