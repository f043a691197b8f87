// SPDX-License-Identifier: MIT
#include "core/reconnect/backoff.h"
#include "core/reconnect/reconnect_controller.h"
#include "core/reconnect/reconnect_machine.h"
#include "core/time/virtual_clock.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// What the compiler cannot see through, as the floor of anything that is called.
class Callee
{
public:
    virtual ~Callee() = default;
    virtual std::uint64_t call(std::uint64_t value) = 0;
};

class Identity final : public Callee
{
public:
    [[gnu::noinline]] std::uint64_t call(std::uint64_t value) override { return value + 1; }
};

volatile std::uint64_t sink;

/// Nanoseconds for each of `count` operations: the best of five runs.
double best(int count, const std::function<void(int)>& run)
{
    double least = 1e300;
    for (int round = 0; round < 5; ++round) {
        const auto start = std::chrono::steady_clock::now();
        run(count);
        const std::chrono::duration<double, std::nano> taken =
            std::chrono::steady_clock::now() - start;
        least = std::min(least, taken.count() / count);
    }
    return least;
}

void print(const char* what, double nanoseconds, double baseline, const char* detail = "")
{
    std::printf("%-34s%-14s %9.1f ns %10.2f M/s %8.1f x baseline\n", what, detail, nanoseconds,
                1e3 / nanoseconds, nanoseconds / baseline);
}

double virtualCall()
{
    Identity identity;
    Callee* volatile callee = &identity;
    return best(50'000'000, [&](int count) {
        std::uint64_t value = 0;
        for (int i = 0; i < count; ++i)
            value = callee->call(value);
        sink = value;
    });
}

double randomDraw()
{
    Random random(1);
    return best(50'000'000, [&](int count) {
        std::uint64_t value = 0;
        for (int i = 0; i < count; ++i)
            value += random.next();
        sink = value;
    });
}

/// One life of a connection: fails, waits, opens, is ready, goes online, is lost. Seven steps.
double machineSteps()
{
    const ReconnectPolicy policy;
    Random random(1);
    return best(1'000'000, [&](int count) {
        ReconnectState state;
        std::uint64_t effects = step(state, policy, ReconnectInput::start(), {}, random).size();
        const auto feed = [&](const ReconnectInput& input) {
            effects += step(state, policy, input, {}, random).size();
        };
        ReconnectInput lost{.kind = ReconnectInput::Kind::TransportClosed};
        for (int i = 0; i < count; i += 7) {
            lost.epoch = state.epoch;
            feed(lost);
            feed(ReconnectInput::fired(ReconnectTimer::Backoff));
            feed(ReconnectInput::opened(state.epoch));
            feed(ReconnectInput::ready(state.epoch));
            feed(ReconnectInput::fired(ReconnectTimer::Resume));
            feed(ReconnectInput::opened(state.epoch - 1));
            feed(ReconnectInput::start());
        }
        sink = effects;
    });
}

double backoffs(BackoffStrategy strategy)
{
    ReconnectPolicy policy;
    policy.strategy = strategy;
    Random random(1);
    return best(1'000'000, [&](int count) {
        std::uint64_t total = 0;
        for (int i = 0; i < count; ++i) {
            const auto attempt = static_cast<std::uint32_t>(i % 16 + 1);
            total +=
                static_cast<std::uint64_t>(drawBackoff(policy, attempt, 3s, random)->delay.count());
        }
        sink = total;
    });
}

/// The same life through the controller: clock, timers and signals, with or without a log.
double controllerCycles(bool recording)
{
    return best(20'000, [&](int count) {
        EventLog log;
        VirtualClock clock;
        const EventRecorder recorder(log, clock, Source::Client);
        ReconnectController controller({},
                                       {[](std::uint32_t, const QUrl&) {}, [](std::uint32_t) {},
                                        [](std::uint32_t, DropKind) {}},
                                       clock, Random(1), recording ? &recorder : nullptr);
        controller.start(QUrl(QStringLiteral("ws://127.0.0.1/")));
        for (int i = 0; i < count; ++i) {
            controller.transportOpened(controller.epoch());
            controller.sessionReady(controller.epoch());
            clock.step();
            controller.transportClosed(controller.epoch(), {});
            clock.step();
        }
        sink = controller.epoch();
    });
}

} // namespace

int main()
{
    const double call = virtualCall();
    std::printf("state %zu bytes, input %zu bytes, effects of a step %zu bytes\n",
                sizeof(ReconnectState), sizeof(ReconnectInput), sizeof(ReconnectEffects));
    print("baseline: a virtual call", call, call);
    print("a random number", randomDraw(), call);
    print("one step of the machine", machineSteps(), call);
    for (const BackoffStrategy strategy : {BackoffStrategy::Exponential, BackoffStrategy::Full,
                                           BackoffStrategy::Decorrelated, BackoffStrategy::Ocpp})
        print("one wait, strategy", backoffs(strategy), call, nameOf(strategy).data());
    print("one reconnect, controller", controllerCycles(false), call, "not recorded");
    print("one reconnect, controller", controllerCycles(true), call, "recorded");
    return 0;
}
