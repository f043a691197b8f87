// SPDX-License-Identifier: MIT
// The baseline's server: plain epoll, no Qt event loop.
#include "core/bench/bench_workers.h"
#include "core/bench/raw_link.h"
#include "core/net/socket_calls.h"

#include <memory>
#include <sys/epoll.h>

namespace redial {

namespace {

constexpr std::size_t readSize = 128 * 1024;
constexpr std::uint64_t listenerNumber = 1ULL << 32U;
constexpr std::uint64_t commandNumber = listenerNumber + 1;

class RawServer
{
public:
    RawServer(BenchFraming framing, FileDescriptor listener)
        : framing_(framing)
        , listener_(std::move(listener))
        , epoll_(::epoll_create1(EPOLL_CLOEXEC))
        , shared_(readSize)
    {
        watch(listener_.get(), listenerNumber);
        watch(0, commandNumber);
    }

    void run()
    {
        std::array<epoll_event, 256> ready{};
        bool goesOn = true;
        while (goesOn) {
            const int count = ::epoll_wait(epoll_.get(), ready.data(), int(ready.size()), -1);
            for (int i = 0; i < count; ++i)
                goesOn = handle(ready[std::size_t(i)]) && goesOn;
        }
    }

private:
    struct Entry
    {
        RawLink link;
        bool isUpgraded = false;
    };

    void watch(int descriptor, std::uint64_t number)
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = number;
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event);
    }

    bool handle(const epoll_event& event)
    {
        if (event.data.u64 == commandNumber)
            return answerBenchCommand();
        if (event.data.u64 == listenerNumber) {
            accept();
            return true;
        }
        std::unique_ptr<Entry>& entry = entries_[event.data.u64];
        if (entry && (event.events & EPOLLOUT) != 0)
            entry->link.sendKept();
        if (entry && (event.events & ~std::uint32_t(EPOLLOUT)) != 0 && !exchange(*entry))
            entry.reset();
        return true;
    }

    void accept()
    {
        for (int i = 0; i < 64; ++i) {
            auto accepted = acceptTcp(listener_.get());
            if (!accepted)
                return;
            const auto number = static_cast<std::size_t>(accepted->get());
            if (entries_.size() <= number)
                entries_.resize(number + 1);
            entries_[number].reset(new Entry{RawLink(std::move(*accepted), epoll_.get(), number),
                                             framing_ == BenchFraming::Msgi});
        }
    }

    bool exchange(Entry& entry)
    {
        const auto given = entry.link.read(shared_);
        if (!given)
            return false;
        if (!entry.isUpgraded) {
            const std::string answer = rawUpgradeAnswer(*given);
            entry.isUpgraded = !answer.empty();
            entry.link.send(answer);
            entry.link.consume(entry.isUpgraded ? given->size() : 0);
            return true;
        }
        std::size_t done = 0;
        out_.clear();
        for (RawFrame found; (found = findRawFrame(framing_, given->substr(done))).size > 0;
             done += found.size) {
            // An MSGI frame goes back as it lies there.
            if (framing_ == BenchFraming::WebSocket)
                appendRawEcho(framing_, out_, given->substr(done), found);
        }
        if (done > 0)
            entry.link.send(framing_ == BenchFraming::Msgi ? given->substr(0, done)
                                                           : std::string_view(out_));
        entry.link.consume(done);
        return true;
    }

    BenchFraming framing_;
    FileDescriptor listener_;
    FileDescriptor epoll_;
    std::vector<char> shared_;
    std::string out_;
    std::vector<std::unique_ptr<Entry>> entries_; ///< by descriptor
};

} // namespace

bool runRawServer(BenchFraming framing)
{
    auto listener = listenTcp(QHostAddress(QHostAddress::LocalHost), 0);
    const auto end = listener ? localEnd(listener->get()) : std::nullopt;
    if (!end)
        return false;
    tellBenchPort(end->port);
    RawServer(framing, std::move(*listener)).run();
    return true;
}

} // namespace redial
