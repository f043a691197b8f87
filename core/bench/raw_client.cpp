// SPDX-License-Identifier: MIT
// The baseline's client: plain epoll, no Qt event loop.
#include "core/bench/bench_workers.h"
#include "core/bench/load_progress.h"
#include "core/bench/raw_link.h"
#include "core/net/socket_calls.h"

#include <memory>
#include <sys/epoll.h>

namespace redial {

namespace {

constexpr std::size_t readSize = 128 * 1024;

class RawClient
{
public:
    explicit RawClient(const BenchLoad& load)
        : load_(load)
        , epoll_(::epoll_create1(EPOLL_CLOEXEC))
        , shared_(readSize)
        , payload_(load.bytes, 'x')
        , progress_(load)
    {
    }

    std::optional<BenchResult> run()
    {
        progress_.noteBefore();
        entries_.resize(load_.connections);
        const bool isConnects = load_.work == BenchWork::Connects;
        for (std::uint32_t i = 0; i < std::min(load_.connections, mostConnecting); ++i)
            connectNext();
        if (isConnects)
            progress_.begin();
        std::array<epoll_event, 256> ready{};
        while (!progress_.isOver()) {
            const int count = ::epoll_wait(epoll_.get(), ready.data(), int(ready.size()), 1000);
            for (int i = 0; i < count; ++i)
                handle(ready[std::size_t(i)]);
            progress_.pass(benchNow());
        }
        return concludeLoad(load_, progress_.result());
    }

private:
    static constexpr std::uint32_t mostConnecting = 64;
    struct Entry
    {
        std::unique_ptr<RawLink> link;
        FileDescriptor connecting;
        bool isUpgraded = false;
        InFlight sent;
    };

    void connectNext()
    {
        if (next_ == load_.connections)
            return;
        const std::uint32_t number = next_++;
        begin(number);
    }

    void begin(std::uint32_t number)
    {
        auto socket = beginConnectTcp(QHostAddress(QHostAddress::LocalHost), load_.port);
        if (!socket)
            return progress_.fail();
        entries_[number].connecting = std::move(*socket);
        epoll_event event{};
        event.events = EPOLLOUT;
        event.data.u64 = number;
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, entries_[number].connecting.get(), &event);
    }

    void handle(const epoll_event& event)
    {
        const auto number = static_cast<std::uint32_t>(event.data.u64);
        Entry& entry = entries_[number];
        if (!entry.link)
            return finishConnecting(number);
        if ((event.events & EPOLLOUT) != 0)
            entry.link->sendKept();
        if ((event.events & ~std::uint32_t(EPOLLOUT)) != 0)
            exchange(entry);
    }

    void finishConnecting(std::uint32_t number)
    {
        Entry& entry = entries_[number];
        if (takeError(entry.connecting.get()) != 0)
            return progress_.fail();
        if (load_.work == BenchWork::Connects) {
            resetOnClose(entry.connecting.get());
            entry.connecting.close();
            progress_.count(1);
            return begin(number);
        }
        const int descriptor = entry.connecting.get();
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
        entry.link = std::make_unique<RawLink>(std::move(entry.connecting), epoll_.get(), number);
        entry.isUpgraded = load_.framing == BenchFraming::Msgi;
        if (entry.isUpgraded)
            stand();
        else
            entry.link->send(rawUpgradeRequest());
    }

    void stand()
    {
        connectNext();
        if (++standing_ < load_.connections)
            return;
        progress_.noteIdle();
        if (load_.work == BenchWork::Idle)
            return progress_.end();
        progress_.begin();
        for (std::uint32_t i = 0; i < load_.active; ++i)
            sendMore(entries_[i], load_.inFlight, benchNow());
    }

    void sendMore(Entry& entry, std::uint32_t count, std::chrono::nanoseconds now)
    {
        out_.clear();
        for (std::uint32_t i = 0; i < count; ++i) {
            appendRawFrame(load_.framing, out_, payload_);
            entry.sent.push(now);
        }
        entry.link->send(out_);
    }

    void exchange(Entry& entry)
    {
        const auto given = entry.link->read(shared_);
        if (!given)
            return progress_.fail();
        if (!entry.isUpgraded) {
            entry.isUpgraded = given->ends_with("\r\n\r\n");
            entry.link->consume(entry.isUpgraded ? given->size() : 0);
            return entry.isUpgraded ? stand() : void();
        }
        const auto now = benchNow();
        std::size_t done = 0;
        std::uint32_t count = 0;
        for (RawFrame found; (found = findRawFrame(load_.framing, given->substr(done))).size > 0;
             done += found.size) {
            progress_.echoed(entry.sent.pop(), now);
            ++count;
        }
        entry.link->consume(done);
        if (count > 0)
            sendMore(entry, count, now);
    }

    const BenchLoad load_;
    FileDescriptor epoll_;
    std::vector<char> shared_;
    const std::string payload_;
    std::string out_;
    LoadProgress progress_;
    std::vector<Entry> entries_;
    std::uint32_t next_ = 0;
    std::uint32_t standing_ = 0;
};

} // namespace

std::optional<BenchResult> runRawClient(const BenchLoad& load)
{
    return RawClient(load).run();
}

} // namespace redial
