// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_futures.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace redial {

namespace {

template <class Wait, class Ends>
std::vector<Wait> takeIf(std::vector<Wait>& waits, Ends ends)
{
    const auto kept = std::stable_partition(waits.begin(), waits.end(),
                                            [&](const Wait& wait) { return !ends(wait); });
    std::vector<Wait> taken(std::make_move_iterator(kept), std::make_move_iterator(waits.end()));
    waits.erase(kept, waits.end());
    return taken;
}

template <class Wait, class Value>
void resolve(std::vector<Wait> waits, const Value& value)
{
    for (Wait& wait : waits) {
        wait.promise.addResult(value);
        wait.promise.finish();
    }
}

} // namespace

QFuture<OpenOutcome> ReconnectFutures::opened(std::uint32_t fromEpoch, std::uint64_t turn)
{
    openings_.push_back({fromEpoch, turn, {}});
    openings_.back().promise.start();
    return openings_.back().promise.future();
}

QFuture<CloseInfo> ReconnectFutures::closed(std::uint32_t fromEpoch)
{
    closings_.push_back({fromEpoch, {}});
    closings_.back().promise.start();
    return closings_.back().promise.future();
}

void ReconnectFutures::resolveOpened(const OpenOutcome& outcome)
{
    resolve(takeIf(openings_, [&](const Opening& wait) { return wait.fromEpoch <= outcome.epoch; }),
            outcome);
}

void ReconnectFutures::resolveClosed(std::uint32_t epoch, const CloseInfo& info)
{
    auto openings = takeIf(openings_, [&](const Opening& wait) { return wait.fromEpoch <= epoch; });
    auto closings = takeIf(closings_, [&](const Closing& wait) { return wait.fromEpoch <= epoch; });
    const CloseInfo copy = info;
    resolve(std::move(openings), OpenOutcome{.epoch = epoch, .failure = copy});
    resolve(std::move(closings), copy);
}

void ReconnectFutures::abandon(std::uint64_t turn, const CloseInfo& why)
{
    resolve(takeIf(openings_, [&](const Opening& wait) { return wait.turn <= turn; }),
            OpenOutcome{.failure = why});
}

void ReconnectFutures::abandonAll(const CloseInfo& why)
{
    auto openings = std::exchange(openings_, {});
    auto closings = std::exchange(closings_, {});
    resolve(std::move(openings), OpenOutcome{.failure = why});
    resolve(std::move(closings), why);
}

} // namespace redial
