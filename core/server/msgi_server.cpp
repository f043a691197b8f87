// SPDX-License-Identifier: MIT
#include "core/server/msgi_server.h"

#include <QEventLoop>

#include <algorithm>

namespace redial {

/// Parcels for one server's thread. Lives on while somebody may still post.
class MsgiServer::Mailbox final : public MsgiMailbox
{
public:
    explicit Mailbox(MsgiServer& server) : server_(&server) {}

    bool post(const MsgiParcel& parcel) override
    {
        const std::lock_guard lock(mutex_);
        const std::size_t cost = parcel.payload->size() + parcelCost;
        if (server_ == nullptr || waiting_ + cost > limit)
            return false;
        waiting_ += cost;
        parcels_.push_back(parcel);
        if (parcels_.size() == 1)
            QMetaObject::invokeMethod(server_, "takeParcels", Qt::QueuedConnection);
        return true;
    }
    std::vector<MsgiParcel> take()
    {
        const std::lock_guard lock(mutex_);
        waiting_ = 0;
        return std::exchange(parcels_, {});
    }
    void close()
    {
        const std::lock_guard lock(mutex_);
        server_ = nullptr;
        parcels_.clear();
    }

private:
    std::mutex mutex_;
    MsgiServer* server_;
    std::vector<MsgiParcel> parcels_;
    std::size_t waiting_ = 0;
};

MsgiServer::MsgiServer(MsgiServerSettings settings, Clock& clock, MsgiServerHandler& handler,
                       SessionRegistry& registry, std::optional<EventRecorder> recorder,
                       Place place)
    : settings_(std::move(settings))
    , recorder_(recorder)
    , place_(place)
    , streams_(poller_, settings_.stream)
    , wheel_(clock)
    , listener_(poller_, clock, *this)
    , share_{settings_,
             clock,
             streams_,
             wheel_,
             handler,
             registry,
             recorder_ ? &*recorder_ : nullptr,
             PipelineMaker(settings_.pipeline)}
    , mailbox_(std::make_shared<Mailbox>(*this))
{
    registry.addMailbox(mailbox_);
}

MsgiServer::~MsgiServer()
{
    mailbox_->close();
    share_.registry.removeMailbox(mailbox_);
    for (const auto& [id, session] : sessions_)
        share_.registry.remove(id);
}

Expected<quint16, QString> MsgiServer::start()
{
    if (const auto pipeline = share_.pipelines.next(); !pipeline)
        return Unexpected{QString::fromStdString(pipeline.error())};
    const auto end = listener_.listen(settings_.address, settings_.port,
                                      {.backlog = 1024, .isShared = place_.of > 1});
    if (!end)
        return Unexpected{end.error()};
    settings_.port = end->port;
    isRunning_ = true;
    isStopping_ = false;
    if (recorder_)
        recorder_->record(EventKind::Listening,
                          {{FieldKey::Address, settings_.address.toString().toStdString()},
                           {FieldKey::Port, settings_.port}});
    emit listening();
    return settings_.port;
}

void MsgiServer::stopListening()
{
    listener_.stop();
}

void MsgiServer::stop(std::string_view reason)
{
    if (!isRunning_)
        return;
    listener_.stop();
    isStopping_ = true;
    for (const MsgiSessionId id : sessionIds())
        if (MsgiSession* each = session(id))
            each->disconnect(reason);
    noteStopped();
}

void MsgiServer::noteStopped()
{
    if (!isStopping_ || !sessions_.empty())
        return;
    isStopping_ = false;
    isRunning_ = false;
    QMetaObject::invokeMethod(this, "stopped", Qt::QueuedConnection);
}

void MsgiServer::wait()
{
    if (!isRunning_)
        return;
    QEventLoop loop;
    connect(this, &MsgiServer::stopped, &loop, &QEventLoop::quit);
    loop.exec();
}

std::vector<MsgiSessionId> MsgiServer::sessionIds() const
{
    std::vector<MsgiSessionId> ids;
    for (const auto& [id, session] : sessions_)
        ids.push_back(id);
    std::ranges::sort(ids);
    return ids;
}

MsgiSession* MsgiServer::session(MsgiSessionId id) const
{
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

bool MsgiServer::hasRoomForStream() const
{
    return sessions_.size() < settings_.mostConnections + settings_.mostRefusals;
}

void MsgiServer::onStreamAccepted(FileDescriptor socket)
{
    if (!fillers_.empty()) {
        const auto end = remoteEnd(socket.get());
        if (end && fillers_.contains(end->port))
            return;
    }
    const bool hasRoom = sessions_.size() < settings_.mostConnections;
    const MsgiSessionId id = accepted_++ * place_.of + place_.index + 1;
    MsgiSessionOwner& owner = *this;
    auto made = std::make_unique<MsgiSession>(share_, owner, id);
    MsgiSession& session = *made;
    sessions_.emplace(id, std::move(made));
    session.start(std::move(socket), hasRoom);
}

void MsgiServer::onStreamRefused(Refusal refusal)
{
    ++share_.counters.refused;
    if (!recorder_)
        return;
    const char* const detail = refusal == Refusal::NoRoom
                                   ? "as many connections as this server takes"
                                   : "no descriptor is left";
    recorder_->record(EventKind::Refused, {{FieldKey::Detail, detail}});
}

void MsgiServer::onSessionBegun(MsgiSession& session)
{
    ++open_;
    share_.registry.add(session.id(), mailbox_);
}

void MsgiServer::onSessionEnded(MsgiSession& session)
{
    --open_;
    share_.registry.remove(session.id());
}

void MsgiServer::onSessionGone(MsgiSession& session)
{
    auto found = sessions_.extract(session.id());
    if (found.empty())
        return;
    gone_.push_back(std::move(found.mapped()));
    if (gone_.size() == 1)
        QMetaObject::invokeMethod(this, "buryTheGone", Qt::QueuedConnection);
    noteStopped();
}

void MsgiServer::buryTheGone()
{
    gone_.clear();
}

void MsgiServer::takeParcels()
{
    for (const MsgiParcel& parcel : mailbox_->take())
        hand(parcel);
}

void MsgiServer::hand(const MsgiParcel& parcel)
{
    const auto give = [&](MsgiSession* session) {
        if (session == nullptr || !session->sendControl(*parcel.payload))
            ++share_.counters.undelivered;
    };
    if (parcel.to != 0)
        return give(session(parcel.to));
    for (const MsgiSessionId id : sessionIds()) {
        MsgiSession* each = session(id);
        if (id != parcel.except && each != nullptr && each->isOpen())
            give(each);
    }
}

} // namespace redial
