// SPDX-License-Identifier: MIT
// What the proxy costs, beside no proxy and beside a relay of splice(2) alone: prints figures,
// asserts nothing.
#include "core/fault/proxy.h"
#include "core/net/socket_calls.h"
#include "core/time/system_clock.h"
#include "tests/bench/splice_relay.h"
#include "tests/support/blocking_sockets.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>

using namespace redial;
using namespace redial::bench;

namespace {

using Clock = std::chrono::steady_clock;

double processorSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    const auto seconds = [](timeval time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double residentKilobytes()
{
    std::ifstream file("/proc/self/statm");
    double all = 0;
    double resident = 0;
    file >> all >> resident;
    return resident * 4;
}

struct Latencies
{
    double p50 = 0;
    double p99 = 0;
};

/// Microseconds of a message of 1 KB and its echo.
Latencies pingPong(std::uint16_t port)
{
    constexpr int rounds = 20'000;
    const FileDescriptor socket = test::connectBlocking(port);
    std::string message(1024, 'x');
    std::vector<double> times;
    times.reserve(rounds);
    for (int i = 0; i < rounds; ++i) {
        const auto begin = Clock::now();
        if (!sendAll(socket.get(), message) || !receiveAll(socket.get(), message))
            break;
        times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    }
    std::sort(times.begin(), times.end());
    return times.empty() ? Latencies{}
                         : Latencies{times[times.size() / 2], times[times.size() * 99 / 100]};
}

/// Sends so many bytes into a sink behind the port.
void sendBulk(std::uint16_t port, std::size_t bytes)
{
    const FileDescriptor socket = test::connectBlocking(port);
    const std::string piece(256 * 1024, 'x');
    for (std::size_t sent = 0; sent < bytes; sent += piece.size())
        sendAll(socket.get(), piece);
    ::shutdown(socket.get(), SHUT_WR);
    char end = 0;
    (void)::recv(socket.get(), &end, 1, 0);
}

/// The proxy under test, its events not kept.
struct ProxyUnderTest
{
    explicit ProxyUnderTest(std::uint16_t upstream, bool follows)
    {
        ProxySettings settings;
        settings.upstream = {QStringLiteral("127.0.0.1"), upstream};
        settings.followsMessages = follows;
        proxy = std::make_unique<Proxy>(settings, poller, pipes, clock,
                                        EventRecorder(log, clock, Source::Proxy));
        (void)proxy->start();
    }
    std::uint16_t port() const { return proxy->settings().listen.port; }

    EventLog log;
    SystemClock clock;
    Poller poller;
    ProxyPipePool pipes;
    std::unique_ptr<Proxy> proxy;
};

/// Runs the work in a thread while this one relays; the processor time that this one took.
double relaying(const std::function<void()>& work)
{
    std::atomic<bool> done = false;
    const double before = processorSeconds();
    std::thread thread([&] {
        work();
        done = true;
        QMetaObject::invokeMethod(
            QCoreApplication::instance(), [] {}, Qt::QueuedConnection);
    });
    while (!done)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    thread.join();
    return processorSeconds() - before;
}

void benchLatency()
{
    EchoServer echo;
    const Latencies direct = pingPong(echo.port());
    SpliceRelay splice(echo.port());
    const Latencies spliced = pingPong(splice.port());
    ProxyUnderTest proxy(echo.port(), false);
    Latencies proxied;
    relaying([&] { proxied = pingPong(proxy.port()); });
    std::printf(
        "1 KB and its echo, us:   direct p50 %.1f p99 %.1f | splice relay p50 %.1f p99 %.1f "
        "| proxy p50 %.1f p99 %.1f\n",
        direct.p50, direct.p99, spliced.p50, spliced.p99, proxied.p50, proxied.p99);
    std::printf("added one way by the proxy, us: p50 %.1f (goal < 50), p99 %.1f (goal < 200)\n",
                (proxied.p50 - direct.p50) / 2, (proxied.p99 - direct.p99) / 2);
}

void benchBulk()
{
    constexpr std::size_t bytes = 1024ULL * 1024 * 1024;
    SinkServer sink;
    SpliceRelay splice(sink.port());
    sendBulk(splice.port(), bytes);
    const double spliced = splice.processorSeconds();
    ProxyUnderTest proxy(sink.port(), false);
    const double proxied = relaying([&] { sendBulk(proxy.port(), bytes); });
    std::printf(
        "processor time for 1 GiB, s: splice relay %.3f | proxy %.3f | ratio %.2f (goal <= 2)\n",
        spliced, proxied, proxied / spliced);
}

void benchMemory()
{
    constexpr int count = 1000;
    EchoServer echo;
    for (const bool follows : {false, true}) {
        ProxyUnderTest proxy(echo.port(), follows);
        std::vector<FileDescriptor> clients;
        const double before = residentKilobytes();
        relaying([&] {
            for (int i = 0; i < count; ++i) {
                clients.push_back(test::connectBlocking(proxy.port()));
                std::string message(16, 'x');
                sendAll(clients.back().get(), message);
                receiveAll(clients.back().get(), message);
            }
        });
        std::printf(
            "an idle relayed connection%s, KB (with the bench's own ends): %.1f (goal <= 40)\n",
            follows ? " that is followed" : "", (residentKilobytes() - before) / count);
    }
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    raiseDescriptorLimit();
    benchLatency();
    benchBulk();
    benchMemory();
    return 0;
}
