// SPDX-License-Identifier: MIT
// The client's side of a load over the engine, in a Qt event loop.
#include "core/bench/bench_workers.h"
#include "core/bench/engine_codecs.h"
#include "core/bench/load_progress.h"

#include <QCoreApplication>
#include <QTimer>

namespace redial {

namespace {

template <class Codec>
class EngineClient
{
public:
    explicit EngineClient(const BenchLoad& load)
        : load_(load), context_(poller_), payload_(load.bytes, 'x'), progress_(load)
    {
    }

    std::optional<BenchResult> run()
    {
        progress_.noteBefore();
        peers_.resize(load_.connections);
        for (std::uint32_t i = 0; i < std::min(load_.connections, mostConnecting); ++i)
            connectNext();
        if (load_.work == BenchWork::Connects)
            progress_.begin();
        // For the case that nothing moves any more.
        QTimer tick;
        QObject::connect(&tick, &QTimer::timeout, &tick, [this] { pass(benchNow()); });
        tick.start(100);
        if (!progress_.isOver())
            QCoreApplication::exec();
        return concludeLoad(load_, progress_.result());
    }

private:
    static constexpr std::uint32_t mostConnecting = 64;

    class Peer final : public StreamHandler
    {
    public:
        Peer(EngineClient& owner, std::uint32_t number)
            : owner_(owner)
            , number_(number)
            , socket_(owner.context_, *this)
            , codec_(WebSocketRole::Client)
        {
            socket_.connect(QHostAddress(QHostAddress::LocalHost), owner.load_.port);
        }
        void sendMore(std::uint32_t count, std::chrono::nanoseconds now)
        {
            for (std::uint32_t i = 0; i < count; ++i) {
                codec_.send(owner_.shared_, socket_, owner_.payload_);
                sent_.push(now);
            }
        }

    private:
        void onStreamConnected(StreamSocket& socket) override
        {
            if (owner_.load_.work == BenchWork::Connects) {
                socket.abort();
                owner_.progress_.count(1);
                return owner_.replace(number_);
            }
            if (codec_.isUpgraded())
                return owner_.stand();
            codec_.beginUpgrade(socket);
        }
        void onStreamBytes(StreamSocket& socket, std::string_view bytes) override
        {
            if (!codec_.isUpgraded())
                return codec_.upgrade(socket, bytes) ? owner_.stand() : owner_.fail();
            const auto now = benchNow();
            const bool isRight = codec_.read(owner_.shared_, bytes, [&](std::string_view) {
                owner_.progress_.echoed(sent_.pop(), now);
                codec_.send(owner_.shared_, socket, owner_.payload_);
                sent_.push(now);
            });
            if (!isRight)
                return owner_.fail();
            owner_.pass(now);
        }
        void onStreamClosed(StreamSocket& /*socket*/, const StreamClose& /*close*/) override
        {
            owner_.fail();
        }

        EngineClient& owner_;
        const std::uint32_t number_;
        StreamSocket socket_;
        Codec codec_;
        InFlight sent_;
    };

    void connectNext()
    {
        if (next_ == load_.connections)
            return;
        const std::uint32_t number = next_++;
        peers_[number] = std::make_unique<Peer>(*this, number);
    }

    /// The peer's connection has been counted: another takes its place.
    void replace(std::uint32_t number)
    {
        pass(benchNow());
        peers_[number] = std::make_unique<Peer>(*this, number);
    }

    void stand()
    {
        connectNext();
        if (++standing_ < load_.connections)
            return;
        progress_.noteIdle();
        if (load_.work == BenchWork::Idle) {
            progress_.end();
            return QCoreApplication::quit();
        }
        progress_.begin();
        for (std::uint32_t i = 0; i < load_.active; ++i)
            peers_[i]->sendMore(load_.inFlight, benchNow());
    }

    void pass(std::chrono::nanoseconds now)
    {
        progress_.pass(now);
        if (progress_.isOver())
            QCoreApplication::quit();
    }

    void fail()
    {
        progress_.fail();
        QCoreApplication::quit();
    }

    const BenchLoad load_;
    Poller poller_;
    StreamContext context_;
    typename Codec::Shared shared_;
    const std::string payload_;
    LoadProgress progress_;
    std::vector<std::unique_ptr<Peer>> peers_;
    std::uint32_t next_ = 0;
    std::uint32_t standing_ = 0;
};

} // namespace

std::optional<BenchResult> runEngineClient(const BenchLoad& load)
{
    return load.framing == BenchFraming::Msgi ? EngineClient<MsgiCodec>(load).run()
                                              : EngineClient<WebSocketCodec>(load).run();
}

} // namespace redial
