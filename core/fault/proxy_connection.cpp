// SPDX-License-Identifier: MIT
#include "core/fault/proxy_connection.h"

#include "core/fault/proxy_connection_faults.h"
#include "core/net/socket_calls.h"

namespace redial {

namespace {

using namespace std::chrono_literals;
using Progress = ProxyStream::Progress;

constexpr std::array bothStreams{StreamDirection::Upstream, StreamDirection::Downstream};
/// How long the sides have to answer our FIN before their sockets go.
constexpr auto lingerTime = 2s;

Random randomFor(const ProxySettings& settings, std::uint32_t number, StreamDirection direction)
{
    return Random(settings.seed * 0x9E3779B97F4A7C15ULL + number * 2ULL +
                  static_cast<std::uint64_t>(direction));
}

/// What is more urgent for the whole connection.
Progress stronger(Progress a, Progress b)
{
    for (const Progress progress : {Progress::Reset, Progress::Close, Progress::Busy}) {
        if (a == progress || b == progress)
            return progress;
    }
    return a == Progress::Finished ? b : a;
}

} // namespace

ProxyConnection::ProxyConnection(std::uint32_t number, FileDescriptor client,
                                 const ProxySettings& settings,
                                 const ProxySurroundings& surroundings, EventRecorder recorder,
                                 ProxyConnectionOwner& owner)
    : number_(number)
    , settings_(settings)
    , surroundings_(surroundings)
    , recorder_(recorder)
    , owner_(owner)
    , client_(std::make_unique<ProxySocketEndpoint>(std::move(client), surroundings.poller, *this))
    , streams_{ProxyStream({surroundings.pipes, surroundings.clock, settings.mostHeld},
                           randomFor(settings, number, StreamDirection::Upstream)),
               ProxyStream({surroundings.pipes, surroundings.clock, settings.mostHeld},
                           randomFor(settings, number, StreamDirection::Downstream))}
    , ownFrames_(Random(settings.seed ^ number))
{
    recorder_.setEpoch(number);
    if (!settings.followsMessages)
        return;
    inspection_ = std::make_unique<ProxyInspection>(*this, surroundings.clock, recorder_,
                                                    Random(settings.seed + number));
    for (const StreamDirection direction : bothStreams)
        stream(direction).setInspector(inspection_.get(), direction);
}

ProxyConnection::~ProxyConnection()
{
    surroundings_.dueQueue.schedule(*this, std::nullopt);
}

void ProxyConnection::start()
{
    if (isOwn_)
        recorder_.record(EventKind::Accepted,
                         {{FieldKey::From, "client"}, {FieldKey::Detail, "the proxy's own (P9)"}});
    if (const auto peer = remoteEnd(client_->descriptor())) {
        recorder_.record(EventKind::Accepted, {{FieldKey::Address, peer->host.toStdString()},
                                               {FieldKey::Port, peer->port},
                                               {FieldKey::From, "client"}});
    }
    facts_.number = number_;
    if (const auto peer = remoteEnd(client_->descriptor()))
        facts_.address = peer->host;
    if (inspection_)
        inspection_->setHolding(!owner_.faults().isEmpty());
    owner_.faults().connectionBegins(facts_);
    if (state_ == State::Connecting && !isWithheld_ && !plannedEnd_)
        connect();
    if (state_ == State::Connecting)
        scheduleNext();
}

void ProxyConnection::addToxic(const Toxic& toxic)
{
    stream(toxic.stream).toxics().add(toxic, surroundings_.clock.now());
    pump();
}

void ProxyConnection::updateToxic(const Toxic& toxic)
{
    stream(toxic.stream).toxics().update(toxic, surroundings_.clock.now());
    pump();
}

void ProxyConnection::removeToxic(const Toxic& toxic)
{
    tellBitten();
    stream(toxic.stream).toxics().remove(toxic.name, surroundings_.clock.now());
    pump();
}

std::uint64_t ProxyConnection::bytesReceived(StreamDirection direction) const
{
    return stream(direction).bytesReceived();
}

std::uint64_t ProxyConnection::bytesSent(StreamDirection direction) const
{
    return stream(direction).bytesSent();
}

void ProxyConnection::onEndpointReady(ProxyEndpoint& /*endpoint*/)
{
    pump();
}

void ProxyConnection::onDue()
{
    if (plannedEnd_ && plannedEnd_->at <= surroundings_.clock.now()) {
        const PlannedEnd planned = *std::exchange(plannedEnd_, std::nullopt);
        endNow(planned.end, planned.detail);
        // One that lingered already has its own time.
        if (state_ == State::Lingering)
            scheduleNext();
        return;
    }
    const bool isOver = deadline_ && *deadline_ <= surroundings_.clock.now();
    if (isOver && state_ == State::Lingering)
        return finish(end_);
    if (isOver && state_ == State::Connecting) {
        client_->resetOnDestruction();
        return finish({.cause = CloseCause::ConnectTimeout,
                       .detail = server_ ? "the TLS handshakes were not over in time"
                                         : "the upstream did not answer the SYN in time"});
    }
    pump();
}

void ProxyConnection::pump()
{
    if (state_ == State::Lingering)
        return drain();
    if (state_ == State::Connecting && !isWithheld_ && !plannedEnd_)
        return awaitTls();
    if (state_ != State::Relaying || pumping_)
        return;
    const MonotonicTime now = surroundings_.clock.now();
    forgetIdle(now);
    demandPongs(now);
    if (state_ != State::Relaying)
        return;
    const Progress progress = pumpBoth();
    noteActivity();
    noteSourceEnds();
    tellBitten();
    if (state_ != State::Relaying)
        return;
    if (isGivenUp(progress))
        return close("both sides had given it up");
    if (plannedEnd_ && plannedEnd_->at <= now)
        return onDue();
    switch (progress) {
    case Progress::Reset:
        return reset("RST was passed on");
    case Progress::Close:
        return close("a fault ended the connection");
    case Progress::Finished:
        return finish({.cause = CloseCause::EndOfStream, .detail = "both sides sent FIN"});
    case Progress::Busy:
        deadline_ = surroundings_.clock.now();
        break;
    case Progress::Waiting:
        deadline_.reset();
        break;
    }
    scheduleNext();
}

ProxyStream::Progress ProxyConnection::pumpBoth()
{
    pumping_ = true;
    if (inspection_) {
        inspection_->setHolding(!owner_.faults().isEmpty());
        inspection_->advance(surroundings_.clock.now());
    }
    const Progress up = stream(StreamDirection::Upstream).pump();
    Progress down = stream(StreamDirection::Downstream).pump();
    if (!waitingFrames_.empty()) {
        putInWaiting();
        down = stream(StreamDirection::Downstream).pump();
    }
    // The second may have learnt that the first one's side is gone.
    const Progress again = stream(StreamDirection::Upstream).pump();
    pumping_ = false;
    return stronger(stronger(up, again), down);
}

/// Both sides have left it, and nothing is on its way that would end it.
bool ProxyConnection::isGivenUp(Progress progress) const
{
    if (halfOpen_)
        return std::all_of(streams_.begin(), streams_.end(),
                           [](const ProxyStream& each) { return each.sourceEnd().has_value(); });
    const bool holdsMessages = inspection_ && inspection_->due();
    return progress == Progress::Waiting && !holdsMessages &&
           std::all_of(streams_.begin(), streams_.end(),
                       [](const ProxyStream& each) { return each.isSpent(); });
}

void ProxyConnection::noteSourceEnds()
{
    for (const StreamDirection direction : bothStreams) {
        bool& noted = endNoted_[static_cast<std::size_t>(direction)];
        const auto end = stream(direction).sourceEnd();
        if (!end || std::exchange(noted, true))
            continue;
        if (endedBy_.empty())
            endedBy_ = sourceOf(direction);
        noteNoticed(direction, *end == StreamEnd::Reset ? "reset" : "fin");
        recorder_.record(*end == StreamEnd::Reset ? EventKind::ConnectionReset
                                                  : EventKind::ConnectionEnded,
                         {{FieldKey::From, sourceOf(direction)}, {FieldKey::Remote, true}});
    }
}

void ProxyConnection::tellBitten()
{
    for (const StreamDirection direction : bothStreams) {
        for (const QString& toxic : stream(direction).toxics().takeBitten()) {
            const QString prefix = faultStagePrefix();
            if (toxic.startsWith(prefix))
                owner_.faults().bitten(toxic.mid(prefix.size()).toULongLong(), number_,
                                       "changed what the " + std::string(sourceOf(direction)) +
                                           " sent");
            else
                owner_.onToxicBit(*this, direction, toxic);
        }
    }
}

void ProxyConnection::close(const std::string& detail)
{
    if (state_ == State::Finished || state_ == State::Lingering)
        return;
    if (pumping_)
        return endLater({}, StreamEnd::Close, detail);
    end_ = {.cause = CloseCause::LocalAbort, .remote = false, .detail = detail};
    if (!server_)
        return finish(end_);
    linger();
}

void ProxyConnection::reset(const std::string& detail)
{
    if (state_ == State::Finished)
        return;
    if (pumping_)
        return endLater({}, StreamEnd::Reset, detail);
    const bool isRemote =
        std::any_of(bothStreams.begin(), bothStreams.end(), [this](auto direction) {
            return stream(direction).sourceEnd() == StreamEnd::Reset;
        });
    client_->resetOnDestruction();
    if (server_)
        server_->resetOnDestruction();
    finish({.cause = CloseCause::Reset, .remote = isRemote, .detail = detail});
}

void ProxyConnection::linger()
{
    state_ = State::Lingering;
    client_->shutdownWrite();
    server_->shutdownWrite();
    deadline_ = surroundings_.clock.now() + lingerTime;
    drain();
}

void ProxyConnection::drain()
{
    // Closing with unread bytes would send RST, which may overtake the last bytes.
    std::array<char, 16 * 1024> scratch;
    bool isOver = true;
    for (ProxyEndpoint* endpoint : {client_.get(), server_.get()}) {
        auto result = ProxyEndpoint::Result{ProxyEndpoint::Io::Blocked};
        do {
            result = endpoint->read(scratch);
        } while (result.io == ProxyEndpoint::Io::Done);
        isOver = isOver && result.io != ProxyEndpoint::Io::Blocked;
    }
    if (isOver)
        return finish(end_);
    scheduleNext();
}

void ProxyConnection::scheduleNext()
{
    std::optional<MonotonicTime> due = deadline_;
    const auto consider = [&due](std::optional<MonotonicTime> other) {
        if (other && (!due || *other < *due))
            due = other;
    };
    if (plannedEnd_)
        consider(plannedEnd_->at);
    if (state_ == State::Relaying) {
        for (const ProxyStream& each : streams_)
            consider(each.due());
        if (inspection_)
            consider(inspection_->due());
        if (idle_ && !idle_->isOver)
            consider(idle_->since + idle_->fault.duration("idle"));
        if (pongDemand_)
            consider(pongDemand_->due ? std::min(*pongDemand_->due, pongDemand_->next)
                                      : pongDemand_->next);
    }
    surroundings_.dueQueue.schedule(*this, due);
}

void ProxyConnection::finish(const CloseInfo& info)
{
    if (state_ == State::Finished)
        return;
    state_ = State::Finished;
    surroundings_.dueQueue.schedule(*this, std::nullopt);
    connector_.reset();
    client_.reset();
    server_.reset();
    recorder_.record(EventKind::Closed,
                     {{FieldKey::Cause, nameOf(info.cause)},
                      {FieldKey::Remote, info.remote},
                      {FieldKey::Detail, info.detail},
                      {FieldKey::BytesUpstream, bytesSent(StreamDirection::Upstream)},
                      {FieldKey::BytesDownstream, bytesSent(StreamDirection::Downstream)}});
    owner_.faults().connectionClosed(number_);
    owner_.onConnectionFinished(*this);
}

} // namespace redial
