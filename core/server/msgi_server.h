// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/stream_listener.h"
#include "core/server/msgi_server_handler.h"
#include "core/server/session_registry.h"

#include <QObject>

#include <set>
#include <unordered_map>

namespace redial {

/// A server of MSGI frames for very many clients, on one thread behind one Poller; several of them
/// share a port and a registry (MsgiServerGroup). Listens on 127.0.0.1 unless told otherwise; what
/// a client costs is bounded by the settings. Records as Source::Server, the session's number as
/// the epoch. Lives on its clock's thread; owns its sessions.
class MsgiServer final : public QObject, private StreamAcceptor, private MsgiSessionOwner
{
    Q_OBJECT
public:
    /// One of several servers on a port: their sessions' numbers are told apart.
    struct Place
    {
        std::size_t index = 0;
        std::size_t of = 1;
    };

    /// Without a recorder nothing is recorded. Handler, clock and registry outlive the server.
    MsgiServer(MsgiServerSettings settings, Clock& clock, MsgiServerHandler& handler,
               SessionRegistry& registry, std::optional<EventRecorder> recorder = {},
               Place place = {0, 1});
    ~MsgiServer() override;

    /// The port; the error is one sentence that names address and remedy, or what is wrong with a
    /// key of the pipeline. Again after stopListening(), at the same port.
    Expected<quint16, QString> start();
    /// What stands goes on.
    void stopListening();
    /// Listens no more and says DISCONNECT to everybody; stopped() when the last one has gone.
    void stop(std::string_view reason = "the server stops");
    /// Runs an event loop until stopped().
    void wait();
    bool isListening() const { return listener_.isListening(); }
    /// Started, and not everybody has gone since stop().
    bool isRunning() const { return isRunning_; }
    quint16 port() const { return settings_.port; }
    const QHostAddress& address() const { return settings_.address; }
    /// From the next start() on at any free port.
    void moveElsewhere() { settings_.port = 0; }
    /// See StreamListener.
    void setAccepting(bool on) { listener_.setAccepting(on); }
    int listenerDescriptor() const { return listener_.descriptor(); }
    /// Connections from these ports are closed unheard and not counted.
    void setFillers(std::set<quint16> ports) { fillers_ = std::move(ports); }

    std::size_t sessionCount() const { return open_; }
    /// In ascending order.
    std::vector<MsgiSessionId> sessionIds() const;
    /// Null if there is none of that number on this server.
    MsgiSession* session(MsgiSessionId id) const;
    const MsgiCounters& counters() const { return share_.counters; }
    SessionRegistry& registry() const { return share_.registry; }

signals:
    void listening();
    void stopped();

private:
    class Mailbox;

    void onStreamAccepted(FileDescriptor socket) override;
    bool hasRoomForStream() const override;
    void onStreamRefused(Refusal refusal) override;
    void onSessionBegun(MsgiSession& session) override;
    void onSessionEnded(MsgiSession& session) override;
    void onSessionGone(MsgiSession& session) override;

    Q_INVOKABLE void stopNow() { stop(); }
    Q_INVOKABLE void takeParcels();
    Q_INVOKABLE void buryTheGone();
    void hand(const MsgiParcel& parcel);
    void noteStopped();

    MsgiServerSettings settings_;
    std::optional<EventRecorder> recorder_;
    Place place_;
    Poller poller_;
    StreamContext streams_;
    TimerWheel wheel_;
    StreamListener listener_;
    MsgiSessionShare share_;
    std::shared_ptr<Mailbox> mailbox_;
    std::unordered_map<MsgiSessionId, std::unique_ptr<MsgiSession>> sessions_;
    std::vector<std::unique_ptr<MsgiSession>> gone_;
    std::set<quint16> fillers_;
    MsgiSessionId accepted_ = 0;
    std::size_t open_ = 0;
    bool isRunning_ = false;
    bool isStopping_ = false;
};

} // namespace redial
