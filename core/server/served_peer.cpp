// SPDX-License-Identifier: MIT
#include "core/server/served_peer.h"

#include <utility>

namespace redial {

ServedPeer::ServedPeer(ServerLink& link, std::unique_ptr<PeerBehaviour> behaviour,
                       const PeerScript& script, Clock& clock)
    : link_(link), behaviour_(std::move(behaviour)), clock_(clock)
{
    for (const ScriptedClosing& closing : script.closings) {
        if (closing.connections.contains(link_.facts().number))
            closings_.push_back(closing);
    }
    for (const ScriptedCall& call : script.calls) {
        if (call.connections.contains(link_.facts().number))
            calls_.push_back(call);
    }
}

ServedPeer::~ServedPeer()
{
    cancelTimers();
}

void ServedPeer::opened()
{
    link_.recorder().record(EventKind::Opened,
                            {{FieldKey::Identity, link_.facts().identity.toStdString()},
                             {FieldKey::Subprotocol, link_.facts().subprotocol.toStdString()}});
    for (const ScriptedClosing& closing : closings_) {
        if (closing.when == ScriptedClosing::When::AfterHandshake)
            return perform(closing.how);
        if (closing.when == ScriptedClosing::When::AfterDelay)
            timers_.push_back(
                clock_.startTimer(closing.delay, [this, how = closing.how] { perform(how); }));
    }
    for (const ScriptedCall& call : calls_)
        timers_.push_back(clock_.startTimer(call.delay, [this, &call] {
            behaviour_->call(link_, clock_, call.action, call.payload);
        }));
    behaviour_->opened(link_);
}

void ServedPeer::text(const QString& message)
{
    link_.recordIncoming(message.toUtf8(), false);
    if (!ended_ && !countMessage())
        behaviour_->text(link_, message);
}

void ServedPeer::binary(const QByteArray& message)
{
    link_.recordIncoming(message, true);
    if (!ended_ && !countMessage())
        behaviour_->binary(link_, message);
}

void ServedPeer::closed(const CloseInfo& info)
{
    ended_ = true;
    cancelTimers();
    link_.recorder().record(EventKind::Closed, {{FieldKey::Cause, nameOf(info.cause)},
                                                {FieldKey::Code, info.code},
                                                {FieldKey::Reason, info.reason},
                                                {FieldKey::Remote, info.remote},
                                                {FieldKey::Detail, info.detail}});
    behaviour_->closed();
}

bool ServedPeer::countMessage()
{
    ++messages_;
    for (const ScriptedClosing& closing : closings_) {
        if (closing.when == ScriptedClosing::When::OnMessage && closing.message == messages_) {
            perform(closing.how);
            return true;
        }
    }
    return false;
}

void ServedPeer::perform(const ClosingKind& how)
{
    if (std::exchange(ended_, true))
        return;
    cancelTimers();
    link_.recorder().record(EventKind::FaultOn,
                            {{FieldKey::Fault, "scripted_close"},
                             {FieldKey::Mode, closingKindText(how).toStdString()}});
    switch (how.way) {
    case ClosingKind::Way::CloseFrame:
        link_.close(how.code, QStringLiteral("scripted"));
        break;
    case ClosingKind::Way::EndOfStream:
        link_.endStream();
        break;
    case ClosingKind::Way::Reset:
        link_.reset();
        break;
    }
}

void ServedPeer::cancelTimers()
{
    for (const TimerId timer : std::exchange(timers_, {}))
        clock_.cancelTimer(timer);
}

} // namespace redial
