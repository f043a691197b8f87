// SPDX-License-Identifier: MIT
// Clients whose waits before the next attempt are not those that they declare.
#include "core/mutants/mutant.h"
#include "core/mutants/situations.h"
#include "core/reconnect/backoff.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

/// Where in its declared envelope the n-th wait lies, 0 to 1; n from 0.
using Shape = double (*)(std::uint64_t n);

/// Keeps the envelope of the declared policy and draws inside it by that shape.
void drawBy(StationRunConfiguration& configuration, Shape shape)
{
    const ReconnectPolicy declared = configuration.policy;
    configuration.policy.userBackoff = std::make_shared<const UserBackoff>(
        [declared, shape, drawn = std::make_shared<std::uint64_t>(0)](
            std::uint32_t attempt,
            std::optional<nanoseconds> previous) -> std::optional<BackoffBounds> {
            auto bounds = backoffBounds(declared, attempt, previous);
            if (!bounds)
                return std::nullopt;
            const auto width = static_cast<double>((bounds->high - bounds->low).count());
            const nanoseconds wait =
                bounds->low + nanoseconds(static_cast<std::int64_t>(shape((*drawn)++) * width));
            bounds->low = bounds->high = wait;
            return bounds;
        });
    configuration.policy.strategy = BackoffStrategy::User;
}

/// A number in [0, 1) that looks random, the same for the same n.
double noise(std::uint64_t n)
{
    return Random(n * 0x9e3779b97f4a7c15U + 1).uniform();
}

/// So short that nobody has 200 waits in it, however fast he is: nothing is said of their shape.
StationRunConfiguration away(nanoseconds duration)
{
    StationRunConfiguration configuration = situation::quiet(duration + 60s);
    configuration.outages = {{5s, duration}};
    return configuration;
}

StationRunConfiguration gentleOutage()
{
    StationRunConfiguration configuration = situation::longOutage();
    configuration.policy.jitterRatio = 0.5; // so wide that no growth is promised
    return configuration;
}

std::vector<Mutant> envelopeMutants()
{
    return {
        {.id = "M01",
         .name = "no longest wait",
         .wrong = "Its waits double without end; it declares a longest wait of 4 s.",
         .oracles = {"P01"},
         .declared = situation::longOutage,
         .actual = [](auto& configuration) { configuration.policy.maxBackoff = 1h; }},
        {.id = "M02",
         .name = "the same wait for ever",
         .wrong = "It waits 500 ms before each attempt; it declares doubling.",
         .oracles = {"P01", "P03"},
         .declared = [] { return away(30s); },
         .actual =
             [](auto& configuration) { configuration.policy.strategy = BackoffStrategy::Fixed; }},
        {.id = "M03",
         .name = "grows too slowly",
         .wrong = "Its waits grow by a tenth each time; it declares doubling.",
         .oracles = {"P01"},
         .declared = gentleOutage,
         .actual = [](auto& configuration) { configuration.policy.multiplier = 1.1; }},
        {.id = "M04",
         .name = "jitter beyond the longest wait",
         .wrong = "It adds the jitter after the cap and waits longer than the longest wait.",
         .oracles = {"P01"},
         .declared = situation::longOutage,
         .actual =
             [](auto& configuration) { configuration.policy.jitterMode = JitterMode::AfterCap; }},
        {
            .id = "M05",
            .name = "without the delay offset",
            .wrong = "It leaves out the reconnection delay offset that it declares.",
            .oracles = {"P01"},
            .declared =
                [] {
                    auto configuration = situation::threeLosses();
                    configuration.policy.delayOffset = 3s;
                    return configuration;
                },
            .actual = [](auto& configuration) { configuration.policy.delayOffset = 0s; },
        },
        {.id = "M06",
         .name = "doubles beyond RepeatTimes",
         .wrong = "It goes on doubling after RetryBackOffRepeatTimes (OCPP 2.0.1 part 4, 5.3).",
         .oracles = {"P01"},
         .declared =
             [] {
                 auto configuration = situation::longOutage();
                 configuration.policy.strategy = BackoffStrategy::Ocpp;
                 configuration.policy.ocppWaitMinimum = 2s;
                 configuration.policy.ocppRandomRange = 1s;
                 configuration.policy.ocppRepeatTimes = 2;
                 return configuration;
             },
         .actual = [](auto& configuration) { configuration.policy.ocppRepeatTimes = 5; }},
        {.id = "M07",
         .name = "counts from the failure",
         .wrong =
             "It waits after an attempt has failed; it declares gRPC's waits, which count from "
             "the attempt's start.",
         .oracles = {"P01"},
         .declared =
             [] {
                 auto configuration = situation::withFault(120s, "H10 when=attempt:1..4");
                 configuration.policy.connectTimeout = 2s;
                 configuration.policy.strategy = BackoffStrategy::Grpc;
                 return configuration;
             },
         .actual =
             [](auto& configuration) {
                 configuration.policy.strategy = BackoffStrategy::Exponential;
                 configuration.policy.initialBackoff = configuration.policy.grpcInitialBackoff;
                 configuration.policy.multiplier = configuration.policy.grpcMultiplier;
                 configuration.policy.maxBackoff = configuration.policy.grpcMaxBackoff;
             }},
        {.id = "M08",
         .name = "hammers the server",
         .wrong = "It tries again after 10 ms, as long as the server is away.",
         .oracles = {"P01", "P07"},
         .declared =
             [] {
                 auto configuration = away(1s);
                 configuration.policy.jitterRatio = 0.5;
                 return configuration;
             },
         .actual =
             [](auto& configuration) {
                 configuration.policy.strategy = BackoffStrategy::Fixed;
                 configuration.policy.initialBackoff = 10ms;
             }},
    };
}

std::vector<Mutant> jitterMutants()
{
    return {
        {.id = "M10",
         .name = "too little jitter",
         .wrong = "It spreads its waits by 2 %; it declares 20 %.",
         .oracles = {"P05"},
         .declared = situation::manyLosses,
         .actual = [](auto& configuration) { configuration.policy.jitterRatio = 0.02; }},
        {.id = "M11",
         .name = "too much jitter",
         .wrong = "It spreads its waits by 60 %; it declares 20 %.",
         .oracles = {"P01", "P05"},
         .declared = situation::manyLosses,
         .actual = [](auto& configuration) { configuration.policy.jitterRatio = 0.6; }},
        {.id = "M12",
         .name = "jitter that remembers",
         .wrong = "Each wait lies a little above the one before it: evenly spread, and not "
                  "independent.",
         .oracles = {"P05"},
         .declared = situation::manyLosses,
         .actual =
             [](auto& configuration) {
                 drawBy(configuration, [](std::uint64_t n) {
                     return std::fmod(static_cast<double>(n) * 0.0137, 1.0);
                 });
             }},
        {.id = "M13",
         .name = "jitter of four values",
         .wrong = "Its waits take four values only: stations meet again on them.",
         .oracles = {"P05"},
         .declared = situation::manyLosses,
         .actual =
             [](auto& configuration) {
                 drawBy(configuration,
                        [](std::uint64_t n) { return 0.125 + std::floor(noise(n) * 4) / 4; });
             }},
        {.id = "M14",
         .name = "jitter around the middle",
         .wrong = "Its waits gather in the middle of their bounds, as the sum of two draws does.",
         .oracles = {"P05"},
         .declared = situation::manyLosses,
         .actual =
             [](auto& configuration) {
                 drawBy(configuration,
                        [](std::uint64_t n) { return (noise(2 * n) + noise(2 * n + 1)) / 2; });
             }},
        {.id = "M15",
         .name = "no jitter at the longest wait",
         .wrong = "At the longest wait its jitter is gone: stations come back at once.",
         .oracles = {"P06"},
         .declared =
             [] {
                 auto configuration = situation::quiet(500s);
                 configuration.policy.maxBackoff = 1s;
                 configuration.policy.jitterMode = JitterMode::BeforeCap;
                 configuration.outages = {{5s, 300s}};
                 return configuration;
             },
         .actual =
             [](auto& configuration) { drawBy(configuration, [](std::uint64_t) { return 1.0; }); }},
    };
}

} // namespace

std::vector<Mutant> backoffMutants()
{
    std::vector<Mutant> all = envelopeMutants();
    const std::vector<Mutant> jitter = jitterMutants();
    all.insert(all.end(), jitter.begin(), jitter.end());
    return all;
}

} // namespace redial
