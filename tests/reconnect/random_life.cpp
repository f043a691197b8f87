// SPDX-License-Identifier: MIT
#include "tests/reconnect/random_life.h"

#include <algorithm>
#include <array>

namespace redial::test {

using namespace std::chrono_literals;

RandomLife::RandomLife(ReconnectPolicy policy, StepFunction machine, std::uint64_t seed)
    : policy_(std::move(policy))
    , machine_(std::move(machine))
    , dice_(seed)
    , random_(seed + 1)
    , checker_(policy_)
{
}

void RandomLife::run(int inputs)
{
    for (int i = 0; i < inputs; ++i)
        feed(nextInput());
}

void RandomLife::feed(const ReconnectInput& input)
{
    const ReconnectEffects effects = machine_(state_, policy_, input, now_, random_);
    mostEffects_ = std::max(mostEffects_, effects.size());
    for (const ReconnectEffect& effect : effects) {
        onlines_ += effect.kind == ReconnectEffect::Kind::Online ? 1 : 0;
        gaveUps_ += effect.kind == ReconnectEffect::Kind::GaveUp ? 1 : 0;
        refusals_ += effect.kind == ReconnectEffect::Kind::StartRefused ? 1 : 0;
    }
    checker_.check(input, effects, now_, state_.online);
}

ReconnectInput RandomLife::nextInput()
{
    now_ += std::min(std::chrono::nanoseconds(dice_.between(0, 2'000'000)),
                     std::chrono::nanoseconds(MonotonicTime::max() - now_));
    const auto die = dice_.between(0, 99);
    if (die < 6)
        return ReconnectInput::start();
    if (die < 9)
        return ReconnectInput::stop();
    if (die < 14)
        return ReconnectInput::dropped(static_cast<DropKind>(dice_.between(0, 2)));
    if (die < 34)
        return ReconnectInput::opened(randomEpoch());
    if (die < 50)
        return randomClose();
    if (die < 70)
        return ReconnectInput::ready(randomEpoch());
    return fireTimer();
}

/// Mostly the current epoch, sometimes one that is over, never was, or is still to come.
std::uint32_t RandomLife::randomEpoch()
{
    const auto die = dice_.between(0, 9);
    const std::uint32_t epoch = checker_.epoch();
    if (die < 7)
        return epoch;
    if (die == 7)
        return epoch == 0 ? 0 : epoch - 1;
    return die == 8 ? epoch + 1 : static_cast<std::uint32_t>(dice_.next());
}

ReconnectInput RandomLife::randomClose()
{
    static constexpr std::array<std::uint16_t, 8> codes{1000, 1001, 1006, 1008,
                                                        1012, 3600, 4000, 4999};
    static constexpr std::array<int, 5> statuses{401, 403, 404, 429, 503};
    CloseInfo info;
    info.cause = static_cast<CloseCause>(dice_.between(0, 12));
    info.code = codes.at(static_cast<std::size_t>(dice_.between(0, 7)));
    if (info.cause == CloseCause::HttpRefused)
        info.httpStatus = statuses.at(static_cast<std::size_t>(dice_.between(0, 4)));
    if (dice_.between(0, 7) == 0)
        info.retryAfter = std::chrono::milliseconds(dice_.between(0, 100'000));
    return ReconnectInput::closed(randomEpoch(), info);
}

/// The timer that is due first, as a clock would; now and then one that does not run.
ReconnectInput RandomLife::fireTimer()
{
    const auto& timers = checker_.timers();
    if (timers.empty() || dice_.between(0, 19) == 0) {
        const auto timer = static_cast<ReconnectTimer>(dice_.between(0, reconnectTimerCount - 1));
        if (timers.count(timer) == 0)
            return ReconnectInput::fired(timer);
    }
    if (timers.empty())
        return ReconnectInput::start();
    const auto first =
        std::min_element(timers.begin(), timers.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    now_ = std::max(now_, first->second);
    return ReconnectInput::fired(first->first);
}

QString RandomLife::settle()
{
    const bool wanted = checker_.isWanted();
    for (int i = 0; i < 4; ++i) {
        if (checker_.state() == ConnectionState::Closing)
            feed(ReconnectInput::closed(checker_.epoch(), {}));
        else if (wanted && checker_.isArmed(ReconnectTimer::Backoff))
            feed(fireTimer());
    }
    if (!wanted)
        return checker_.state() == ConnectionState::Disconnected && checker_.timers().empty()
                   ? QString()
                   : QStringLiteral("stopped, but not at rest");
    const bool alive = checker_.state() == ConnectionState::Connecting ||
                       checker_.state() == ConnectionState::Connected || !checker_.isWanted();
    return alive ? QString() : QStringLiteral("started, but neither connected nor given up");
}

} // namespace redial::test
