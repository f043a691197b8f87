// SPDX-License-Identifier: MIT
// An MSGI session's life: begin, end, time, and the socket's news. Its frames are in
// msgi_session_frames.cpp, what it sends in msgi_session_sending.cpp.
#include "core/server/msgi_session.h"

#include "core/server/msgi_raw_link.h"
#include "core/server/msgi_server_handler.h"
#include "core/server/session_registry.h"

#include <algorithm>

namespace redial {

MsgiSession::MsgiSession(MsgiSessionShare& share, MsgiSessionOwner& owner, MsgiSessionId id)
    : share_(share)
    , owner_(owner)
    , id_(id)
    , socket_(share.streams, *this)
    , reader_(share.settings.messageLimit)
{
}

MsgiSession::~MsgiSession()
{
    share_.wheel.cancel(timer_);
}

std::string_view MsgiSession::data(const std::string& key) const
{
    if (!data_)
        return {};
    const auto found = data_->find(key);
    return found == data_->end() ? std::string_view() : std::string_view(found->second);
}

void MsgiSession::setData(const std::string& key, std::string value)
{
    if (!data_)
        data_ = std::make_unique<std::map<std::string, std::string>>();
    data_->insert_or_assign(key, std::move(value));
}

void MsgiSession::start(FileDescriptor socket, bool hasRoom)
{
    connectTime_ = share_.clock.now();
    stage_ = hasRoom ? Stage::Shaking : Stage::Refused;
    if (const auto end = redial::remoteEnd(socket.get())) {
        remoteAddress_ = end->host.toStdString();
        remotePort_ = end->port;
    }
    ++share_.counters.accepted;
    record(EventKind::Accepted,
           {{FieldKey::Address, remoteAddress_}, {FieldKey::Port, remotePort_}});
    if (share_.settings.tls)
        socket_.useTls(*share_.settings.tls);
    socket_.adopt(std::move(socket));
    if (!share_.settings.tls)
        return begin();
    deadline_ = connectTime_ + share_.settings.handshakeTimeout;
    arm();
}

void MsgiSession::onStreamConnected(StreamSocket&)
{
    record(EventKind::TlsEstablished, {{FieldKey::Protocol, socket_.tlsVersion()}});
    deadline_.reset();
    begin();
}

void MsgiSession::begin()
{
    if (stage_ == Stage::Refused) {
        ++share_.counters.refused;
        return fail(MsgiInput::Kind::RefusalWanted, MsgiErrorCode::ServerFull,
                    "The server has as many connections as it takes.");
    }
    stage_ = Stage::Begun;
    owner_.onSessionBegun(*this);
    take({MsgiInput::Kind::Opened, {}, {}, {}});
    record(EventKind::Opened, {{FieldKey::Subprotocol, "msgi"}});
    if (!makePipeline())
        return;
    share_.handler.onMsgiConnected(*this);
    // Whoever interferes may end it at once.
    if (stage_ == Stage::Begun)
        intercept();
    arm();
}

void MsgiSession::dropShaking(std::string_view why)
{
    recordEnd({.cause = CloseCause::LocalAbort, .remote = false, .detail = std::string(why)});
    socket_.abort();
    gone();
}

bool MsgiSession::makePipeline()
{
    if (share_.settings.pipeline.isEmpty())
        return true;
    auto pipeline = share_.pipelines.next();
    if (pipeline) {
        pipeline_ = std::make_unique<PayloadPipeline>(std::move(pipeline).value());
        return true;
    }
    // The keys were good when the server began: their provider has none any more.
    fail(MsgiInput::Kind::BadPayload, MsgiErrorCode::KeyExhausted, pipeline.error());
    return false;
}

void MsgiSession::intercept()
{
    if (!share_.settings.interceptor || share_.recorder == nullptr)
        return;
    raw_ = std::make_unique<MsgiRawLink>(*this, *share_.recorder, share_.settings.interceptor);
    raw_->begin();
}

void MsgiSession::onStreamBytes(StreamSocket&, std::string_view bytes)
{
    readFrames(bytes);
}

void MsgiSession::onStreamPeerFinished(StreamSocket&)
{
    if (stage_ != Stage::Begun)
        return;
    if (reader_.isInsideFrame())
        sentence_ = "The stream ended in the middle of a frame.";
    take({MsgiInput::Kind::EndOfStream, {}, {}, {}});
}

void MsgiSession::onStreamWritable(StreamSocket&)
{
    if (!isStalled_)
        return;
    isStalled_ = false;
    deadline_.reset();
    updateReading();
    arm();
}

void MsgiSession::onStreamClosed(StreamSocket&, const StreamClose& close)
{
    if (stage_ == Stage::Gone)
        return;
    if (stage_ == Stage::Begun) {
        const bool overflow = close.cause == StreamClose::Cause::OutputLimit;
        if (!overflow)
            sentence_ = close.sentence();
        return take({overflow ? MsgiInput::Kind::Overflowed : MsgiInput::Kind::Reset, {}, {}, {}});
    }
    if (stage_ == Stage::Shaking)
        recordEnd(close.closeInfo());
    gone();
}

void MsgiSession::end(MsgiEnd why, bool atOnce)
{
    const bool wasBegun = stage_ == Stage::Begun;
    stage_ = Stage::Ended;
    const bool isOrderly = why == MsgiEnd::PeerDisconnected || why == MsgiEnd::Disconnected ||
                           why == MsgiEnd::DisconnectIgnored;
    const CloseInfo info = closeInfoOf(why, isOrderly ? sentence_ : std::string(),
                                       isOrderly ? std::string() : sentence_);
    ++share_.counters.ends.at(static_cast<std::size_t>(why));
    recordEnd(info);
    if (raw_)
        raw_->end();
    if (wasBegun) {
        owner_.onSessionEnded(*this);
        share_.handler.onMsgiDisconnected(*this, info);
    }
    if (atOnce) {
        socket_.abort();
        return gone();
    }
    isHeldUnread_ = isStalled_ = false;
    updateReading();
    socket_.finish();
    deadline_ = share_.clock.now() + share_.settings.lingerTimeout;
    arm();
}

void MsgiSession::gone()
{
    if (stage_ == Stage::Gone)
        return;
    stage_ = Stage::Gone;
    share_.wheel.cancel(timer_);
    timer_ = 0;
    owner_.onSessionGone(*this);
}

std::optional<MonotonicTime> MsgiSession::nextDue() const
{
    if (stage_ != Stage::Begun)
        return stage_ == Stage::Gone ? std::nullopt : deadline_;
    const auto due = MsgiSessionMachine::nextDue(state_, share_.settings.policy);
    // A client that is not read from cannot be said to be silent.
    if (isStalled_ && (state_.canSend() || !due))
        return deadline_;
    return deadline_ && due ? std::min(deadline_, due) : due;
}

void MsgiSession::arm()
{
    const auto due = nextDue();
    if (!due || (timer_ != 0 && armedFor_ <= *due))
        return;
    armedFor_ = *due;
    const auto delay = *due - share_.clock.now();
    if (timer_ == 0 || !share_.wheel.restart(timer_, delay))
        timer_ = share_.wheel.insert(delay, *this);
}

void MsgiSession::onWheelTimer(std::uint32_t)
{
    timer_ = 0;
    const bool isOver = deadline_ && share_.clock.now() >= *deadline_;
    if (isOver && stage_ == Stage::Begun)
        return take({MsgiInput::Kind::Overflowed, {}, {}, {}});
    if (isOver) {
        if (stage_ != Stage::Ended)
            recordEnd({.cause = CloseCause::TlsFailed,
                       .remote = false,
                       .detail = "The TLS handshake took too long."});
        socket_.abort();
        return gone();
    }
    if (stage_ == Stage::Begun && (!isStalled_ || !state_.canSend()))
        take({MsgiInput::Kind::TimePassed, {}, {}, {}});
    arm();
}

} // namespace redial
