// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_endpoint.h"
#include "core/fault/proxy_inspector.h"
#include "core/fault/proxy_pipe.h"
#include "core/fault/toxic_chain.h"

#include <optional>
#include <string>

namespace redial {

/// What a ProxyStream needs of its surroundings.
struct ProxyStreamContext
{
    ProxyPipePool& pipes;
    const Clock& clock;
    /// Bytes that wait for their time or for the sink: no more is read while there are as many.
    std::size_t mostHeld = 1024 * 1024;
};

/// One direction of a relayed connection: source, toxics, sink. While nothing looks at the bytes
/// they go by splice(2), or, where they are few, by one copy. Passes FIN and RST on in their
/// place behind the bytes. Back-pressure: what the sink does not take is not read.
class ProxyStream final : private StageOutput
{
public:
    enum class Progress : std::uint8_t {
        Waiting,  ///< for a socket, or for time
        Busy,     ///< there is more to do, but others shall have their turn
        Finished, ///< FIN has been passed on; nothing more will come
        Close,    ///< the whole connection is to be closed by FIN
        Reset,    ///< the whole connection is to be reset
    };

    ProxyStream(const ProxyStreamContext& context, Random random);

    /// Both outlive the stream, or are replaced by another call.
    void attach(ProxyEndpoint* source, ProxyEndpoint* sink);
    ToxicChain& toxics() { return chain_; }
    /// Null: nobody looks. It outlives the stream, or is replaced by another call.
    void setInspector(ProxyInspector* inspector, StreamDirection direction);
    /// What an inspector lets pass: into the toxics.
    void forward(std::string_view bytes, MonotonicTime now);
    void forwardEnd(StreamEnd end, MonotonicTime now);
    /// Ends this direction towards the sink, behind what has passed; what the source still sends is
    /// read and lost.
    void cut(StreamEnd end);
    /// Nothing more passes; what the source still sends is read and lost.
    void ignoreSource() { cut_ = true; }

    /// Relays what can be relayed.
    Progress pump();
    /// When pump() is to be called for time's sake.
    std::optional<MonotonicTime> due() const { return chain_.due(); }

    /// The source has ended, and nothing that was taken from it leaves by itself any more: all of
    /// it has gone, or a fault has lost it or keeps it for as long as it lasts.
    bool isSpent() const;
    /// How the source ended, as soon as that is known here.
    std::optional<StreamEnd> sourceEnd() const { return sourceEnd_; }
    std::uint64_t bytesReceived() const { return received_; }
    std::uint64_t bytesSent() const { return sent_; }

private:
    enum class Step : std::uint8_t { Again, Blocked, SinkReset };

    void bytes(std::string_view bytes, MonotonicTime now) override;
    void end(StreamEnd end, MonotonicTime now) override;

    std::optional<Progress> finished();
    Step flush();
    Step flushPipe();
    void writeNow(std::string_view bytes);
    void take(std::string_view bytes);
    Step receive();
    Step spliceIn();
    bool mayRead() const;
    bool maySplice() const;
    void sourceEnded(StreamEnd end);

    ProxyStreamContext context_;
    ProxyEndpoint* source_ = nullptr;
    ProxyEndpoint* sink_ = nullptr;
    ToxicChain chain_;
    std::string waiting_; ///< for the sink, from waitingFrom_ on
    std::size_t waitingFrom_ = 0;
    std::unique_ptr<ProxyPipe> pipe_;
    std::size_t inPipe_ = 0;
    ProxyInspector* inspector_ = nullptr;
    StreamDirection direction_ = StreamDirection::Upstream;
    bool bulk_ = false;
    bool cut_ = false;
    bool sinkGone_ = false;
    bool passedEnd_ = false;
    std::optional<StreamEnd> sourceEnd_;
    std::optional<StreamEnd> end_; ///< has left the chain
    std::uint64_t received_ = 0;
    std::uint64_t sent_ = 0;
    std::size_t budget_ = 0;
};

} // namespace redial
