// SPDX-License-Identifier: MIT
#include "core/explore/client_model.h"

#include "core/explore/model_step.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

using Phase = ModelLink::Phase;

/// Sources whose first number lies at the ends of the range: a wait that is drawn from one is the
/// shortest or the longest, to a ten-thousandth.
std::pair<Random, Random> extremes()
{
    constexpr std::uint64_t tried = 1 << 16;
    std::uint64_t lowest = UINT64_MAX;
    std::uint64_t highest = 0;
    Random low(0);
    Random high(0);
    for (std::uint64_t seed = 0; seed < tried; ++seed) {
        const std::uint64_t first = Random(seed).next();
        if (first < lowest)
            low = Random(seed);
        if (first > highest)
            high = Random(seed);
        lowest = std::min(lowest, first);
        highest = std::max(highest, first);
    }
    return {low, high};
}

/// The client may lose its connection by it, and draw a wait.
bool mayDraw(const ModelState& state, const ExploreChoice& choice)
{
    if (!state.reconnect.wanted || state.reconnect.restart)
        return false;
    switch (choice.event) {
    case ExploreEvent::LinkRefused:
    case ExploreEvent::UpgradeRefused:
    case ExploreEvent::PeerCloses:
    case ExploreEvent::LinkEnds:
        return true;
    case ExploreEvent::TimerFires:
        return choice.timer == linkTimer ||
               choice.timer == static_cast<std::uint8_t>(ReconnectTimer::Connect) ||
               choice.timer == static_cast<std::uint8_t>(ReconnectTimer::Close);
    default:
        return false;
    }
}

} // namespace

ClientModel::ClientModel(ExploreSettings settings)
    : settings_(std::move(settings)), shortest_(0), longest_(0)
{
    std::tie(shortest_, longest_) = extremes();
}

void ClientModel::choices(const ModelState& state, std::vector<ExploreChoice>& into) const
{
    into.clear();
    const auto add = [&](ExploreChoice choice) {
        into.push_back(choice);
        if (settings_.jitter == ExploreJitter::Shortest || !mayDraw(state, choice))
            return;
        choice.longestJitter = true;
        into.push_back(choice);
    };
    for (int i = 0; i < static_cast<int>(ExploreEvent::TimePasses); ++i) {
        const auto event = static_cast<ExploreEvent>(i);
        if (canHappen(state, event))
            add({event});
    }
    const auto next = state.untilNextTimer();
    if (!next)
        return;
    if (!state.network.isLingering && *next > std::chrono::nanoseconds(1))
        add({ExploreEvent::TimePasses});
    for (std::uint8_t timer = 0; timer < exploreTimerCount; ++timer) {
        if (state.remaining[timer] == *next)
            add({ExploreEvent::TimerFires, timer});
    }
}

bool ClientModel::canHappen(const ModelState& state, ExploreEvent event) const
{
    const ConnectionState connection = state.reconnect.connection;
    switch (event) {
    case ExploreEvent::UserStarts:
        return true;
    case ExploreEvent::UserStops:
        return state.reconnect.wanted || connection != ConnectionState::Disconnected;
    case ExploreEvent::UserDrops:
        return connection == ConnectionState::Connecting ||
               connection == ConnectionState::Connected;
    case ExploreEvent::LateReport:
        return state.network.stale > 0;
    default:
        return canHappenToLink(state, event) || canHappenToMessages(state, event);
    }
}

bool ClientModel::canHappenToLink(const ModelState& state, ExploreEvent event) const
{
    const Phase phase = state.network.phase;
    switch (event) {
    case ExploreEvent::LinkOpens:
    case ExploreEvent::LinkRefused:
    case ExploreEvent::UpgradeRefused:
        return phase == Phase::Opening;
    case ExploreEvent::TerminalStatus:
        return phase == Phase::Opening && !settings_.policy.terminalHttpStatuses.empty();
    case ExploreEvent::PeerCloses:
    case ExploreEvent::LinkLost:
        return phase == Phase::Open;
    case ExploreEvent::TerminalClose:
        return (phase == Phase::Open || phase == Phase::Ending) &&
               !settings_.policy.terminalCloseCodes.empty();
    case ExploreEvent::LinkEnds:
        return phase == Phase::Mute || phase == Phase::Ending;
    case ExploreEvent::TransportSilent:
        return (phase == Phase::Opening || phase == Phase::Ending) && !state.network.isSilent;
    default:
        return false;
    }
}

bool ClientModel::canHappenToMessages(const ModelState& state, ExploreEvent event) const
{
    const bool isOpen = state.network.phase == Phase::Open;
    const OpenCall open = state.session.open;
    const bool isAnswered = isOpen && open != OpenCall::None && !state.network.answerLost;
    switch (event) {
    case ExploreEvent::BootAccepted:
    case ExploreEvent::BootPending:
    case ExploreEvent::BootRejected:
        return isAnswered && open == OpenCall::Boot;
    case ExploreEvent::CallAnswered:
        return isAnswered && open != OpenCall::Boot;
    case ExploreEvent::CallRefused:
    case ExploreEvent::MessageLost:
        return isAnswered;
    case ExploreEvent::CallWanted:
        return state.messages.waitingCalls < settings_.mostCalls;
    case ExploreEvent::TransactionWanted:
        return state.messages.waitingTransactions < settings_.mostTransactions;
    case ExploreEvent::BootTriggered:
    case ExploreEvent::HeartbeatTriggered:
        return isOpen;
    default:
        return false;
    }
}

Invariant ClientModel::apply(ModelState& state, const ExploreChoice& choice, MonotonicTime& now,
                             ModelObserver* observer) const
{
    const Random& random = choice.longestJitter ? longest_ : shortest_;
    return ModelStep(state, settings_, random, now, observer).run(choice);
}

} // namespace redial
