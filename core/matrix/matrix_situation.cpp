// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_situation.h"

#include "core/base/to_qstring.h"

#include <algorithm>
#include <array>

namespace redial::matrix {

namespace {

using namespace std::chrono_literals;
using Phase = ConnectionPhase;

bool actsOnEverything(const FaultDefinition& fault)
{
    return fault.stage == FaultStage::Process || fault.stage == FaultStage::Listener;
}

QString what(const FaultDefinition& fault)
{
    return QStringLiteral("%1 (%2)").arg(toQString(fault.id), toQString(fault.name));
}

bool isName(const FaultDefinition& fault)
{
    return fault.level == FaultLevel::Dns;
}

/// Where faults of its stage begin to act, in words; empty if it may be this phase.
QString ofBringUp(const FaultDefinition& fault, Phase phase)
{
    const auto only = [&](Phase where) {
        return phase == where ? QString()
                              : QStringLiteral("%1 acts in the phase %2 alone.")
                                    .arg(what(fault), titleOf(where));
    };
    switch (fault.stage) {
    case FaultStage::Connect:
        return only(isName(fault) ? Phase::Resolving : Phase::Tcp);
    case FaultStage::Tls:
        return only(Phase::Tls);
    case FaultStage::Upgrade:
        return only(Phase::Upgrade);
    default:
        return {};
    }
}

QString ofMessage(const FaultDefinition& fault, Phase phase)
{
    if (fault.stage != FaultStage::Message)
        return {};
    // O11 changes the time that only the boot's answer and heartbeats tell.
    const bool isBootAlone = !fault.action.empty() || fault.id == "O11";
    if (phase == Phase::BootSent || (phase == Phase::CallInFlight && !isBootAlone))
        return {};
    return QStringLiteral("%1 acts on %2, and none passes there.")
        .arg(what(fault),
             isBootAlone ? QStringLiteral("BootNotification") : QStringLiteral("a message"));
}

/// What has no business on a link that is being closed.
QString ofClosing(const FaultDefinition& fault)
{
    constexpr std::array<std::string_view, 5> late{"T15", "W22", "W23", "W24", "W27"};
    if (std::find(late.begin(), late.end(), fault.id) != late.end())
        return QStringLiteral("%1 needs silence, a ping or its pong, and there is no time for it.")
            .arg(what(fault));
    return {};
}

QString ofLink(const FaultDefinition& fault, Phase phase, bool isVirtual)
{
    const bool counts = fault.parameter("after_messages") != nullptr;
    if (counts && phase != Phase::BootSent)
        return QStringLiteral("%1 comes after messages that it counts by itself: see the phase "
                              "boot sent.")
            .arg(what(fault));
    if (fault.id == "N6" && phase != Phase::Closing)
        return QStringLiteral("%1 acts on the end of the stream: see the phase closing.")
            .arg(what(fault));
    const bool hasLink = phase != Phase::Tcp && phase != Phase::BackingOff;
    if (fault.id == "P6" && !hasLink)
        return QStringLiteral("%1 ends connections, and there is none.").arg(what(fault));
    switch (phase) {
    case Phase::Resolving:
        return QStringLiteral("%1 does nothing to the look-up of a name.").arg(what(fault));
    case Phase::Tcp:
        return actsOnEverything(fault)
                   ? QString()
                   : QStringLiteral("%1 acts on a connection that was accepted.").arg(what(fault));
    case Phase::Tls:
        return QStringLiteral("the run's own server speaks plain ws://.");
    case Phase::Upgrade:
        if (actsOnEverything(fault))
            return QStringLiteral("%1 acts on the whole server: see the phase tcp.")
                .arg(what(fault));
        if (fault.stage == FaultStage::Open)
            return QStringLiteral("%1 acts on an open WebSocket.").arg(what(fault));
        return isVirtual ? QStringLiteral("in memory the upgrade is one step: nothing comes in "
                                          "the middle of it.")
                         : QString();
    case Phase::Closing:
        return ofClosing(fault);
    case Phase::BackingOff:
        return actsOnEverything(fault)
                   ? QString()
                   : QStringLiteral("%1 acts on a connection, and there is none.").arg(what(fault));
    default:
        return {};
    }
}

bool isState(const FaultDefinition& fault)
{
    return fault.lasts;
}

/// A listener's fault counts the attempt that it is to meet, not the one whose message passes.
QString onMessage(const FaultDefinition& fault, const char* action)
{
    return (fault.stage == FaultStage::Listener ? QStringLiteral(" times=1")
                                                : QStringLiteral(" when=attempt:1")) +
           QStringLiteral(" when=message:1:%1").arg(QLatin1String(action));
}

/// The Close frame is on its way. In memory that takes a millisecond, and is not a message.
QString whileClosing(const FaultDefinition& fault, bool isVirtual)
{
    if (isState(fault))
        return QStringLiteral(" when=attempt:1 when=delay:900ms");
    if (isVirtual)
        return QStringLiteral(" when=attempt:1 when=time:1000500us..");
    return QStringLiteral(" when=attempt:1 when=message:1 match=opcode:close");
}

/// What keeps the whole server away, or the network narrow, must end, or nobody comes back.
QString spanOf(const FaultDefinition& fault)
{
    const bool mustEnd = actsOnEverything(fault) || fault.level == FaultLevel::Network;
    return isState(fault) && mustEnd ? QStringLiteral(" for=1500ms") : QString();
}

} // namespace

StationRunConfiguration situation(Phase phase)
{
    StationRunConfiguration configuration;
    configuration.duration = 6s;
    ReconnectPolicy& policy = configuration.policy;
    policy.initialBackoff = 400ms;
    policy.maxBackoff = 1600ms;
    policy.connectTimeout = 1500ms;
    policy.closeTimeout = 500ms;
    policy.pingInterval = 500ms;
    policy.pongTimeout = 400ms;
    configuration.session.callTimeout = 1s;
    configuration.session.bootRetryInterval = 1s;
    configuration.boot.interval = 2s;
    switch (phase) {
    case Phase::Pending:
        configuration.boot = {BootAnswer::Status::Pending, 1s, 1};
        break;
    case Phase::CallInFlight:
        configuration.calls = {{1s, QStringLiteral("StatusNotification"), {}}};
        break;
    case Phase::Closing:
        configuration.drops = {{1s, DropKind::Close}};
        break;
    case Phase::BackingOff:
        configuration.drops = {{1s, DropKind::Reset}};
        break;
    default:
        break;
    }
    return configuration;
}

QString whenOf(const FaultDefinition& fault, Phase phase, bool isVirtual)
{
    const QString span = spanOf(fault);
    switch (phase) {
    case Phase::Resolving:
    case Phase::Tls:
        return QStringLiteral(" when=attempt:1");
    case Phase::Upgrade:
        return QStringLiteral(" when=attempt:1") + span;
    case Phase::Tcp:
        return actsOnEverything(fault) ? QStringLiteral(" when=time:0s.. times=1") + span
                                       : QStringLiteral(" when=attempt:1");
    case Phase::BootSent:
        return onMessage(fault, "BootNotification") + span;
    case Phase::CallInFlight:
        return onMessage(fault, "StatusNotification") + span;
    case Phase::Pending:
        return QStringLiteral(" when=attempt:1 when=delay:500ms") + span;
    case Phase::ReadyIdle:
        return QStringLiteral(" when=attempt:1 when=delay:1s") + span;
    case Phase::Closing:
        return whileClosing(fault, isVirtual) + span;
    case Phase::BackingOff:
        break;
    }
    return QStringLiteral(" when=time:1100ms.. times=1") + span;
}

QString whyNotIn(const FaultDefinition& fault, Phase phase, bool isVirtual)
{
    const bool actsAtBringUp = fault.stage == FaultStage::Connect ||
                               fault.stage == FaultStage::Tls || fault.stage == FaultStage::Upgrade;
    if (const QString reason = ofBringUp(fault, phase); actsAtBringUp)
        return reason;
    if (const QString reason = ofMessage(fault, phase); fault.stage == FaultStage::Message)
        return reason;
    return ofLink(fault, phase, isVirtual);
}

} // namespace redial::matrix
