// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_connection.h"
#include "core/fault/proxy_second_client.h"
#include "core/fault/proxy_takeovers.h"
#include "core/fault/server_wide_faults.h"

#include <QObject>

#include <map>
#include <unordered_map>

namespace redial {

/// A TCP relay between clients and one upstream, with toxics (rows A13, issue of the fault bench).
/// Untouched traffic goes through byte for byte, FIN as FIN, RST as RST, with back-pressure both
/// ways. Records what it sees as Source::Proxy, the connection's number as the epoch. A toxic is a
/// fault that holds from when it is added to when it is removed; the log says on which connections
/// it changed something, and if it changed nothing at all. Lives on its clock's thread.
class Proxy final : public QObject,
                    public PollHandler,
                    public ProxyConnectionOwner,
                    public ProxyFaultActor,
                    private FaultedPort
{
    Q_OBJECT
public:
    Proxy(ProxySettings settings, Poller& poller, ProxyPipePool& pipes, Clock& clock,
          EventRecorder recorder, QObject* parent = nullptr);
    ~Proxy() override;

    const ProxySettings& settings() const { return settings_; }
    /// True from start() to stop(), also while a fault keeps the port closed.
    bool isEnabled() const { return isWanted_; }
    /// The error is a sentence that names address and remedy. No effect if it listens already.
    Expected<void, QString> start();
    /// Stops listening and ends every connection by FIN.
    void stop();
    /// Precondition: !isEnabled().
    void setAddresses(const HostPort& listen, const HostPort& upstream);

    /// Upstream's first, in the order in which they were added.
    std::vector<Toxic> toxics() const;
    const Toxic* toxic(const QString& name) const;
    /// Precondition: no toxic of that name; the type is known, the attributes are its own.
    void addToxic(const Toxic& toxic);
    /// Precondition: there is one of that name, type and stream.
    void updateToxic(const Toxic& toxic);
    /// False if there is none of that name.
    bool removeToxic(const QString& name);

    /// The plan of the settings, at work. A fault that is armed here acts from the next message, or
    /// the next connection, on.
    ProxyFaults& faults() override { return faults_; }
    const ProxyFaults& faults() const { return faults_; }
    /// Ends the plan's faults for good, and records those that changed nothing. Toxics stay.
    void endFaults();

    /// Ends every connection, or those of one station; how many that were. Close: a Close frame to
    /// the client, or FIN where there is no WebSocket.
    int dropConnections(DropKind kind, const QString& station);

    std::size_t connectionCount() const { return connections_.size(); }
    /// Of all connections so far.
    std::uint64_t bytesReceived(StreamDirection stream) const;
    std::uint64_t bytesSent(StreamDirection stream) const;

signals:
    void connectionFinished(quint32 number);

private:
    struct Armed
    {
        Toxic toxic;
        std::uint64_t bites = 0;
        /// A fault of the catalogue keeps its own journal.
        std::optional<FaultIndex> fault = std::nullopt;
    };
    using Totals = std::array<std::uint64_t, 2>;

    void onReady(std::uint32_t events) override;
    void onConnectionFinished(ProxyConnection& connection) override;
    void onToxicBit(ProxyConnection& connection, StreamDirection stream,
                    const QString& toxic) override;
    void onIdentified(ProxyConnection& connection) override;
    std::optional<std::uint32_t> comeAgain(const ProxyConnection& connection,
                                           std::chrono::nanoseconds hold) override;
    std::optional<std::string> beginFault(FaultIndex index, const PlannedFault& fault,
                                          std::optional<std::uint32_t> connection) override;
    void endFault(FaultIndex index, const PlannedFault& fault,
                  std::optional<std::uint32_t> connection) override;
    Expected<void, QString> openListener();
    void closeListener();
    void beginWide(FaultIndex index, const PlannedFault& fault);
    bool isListening() const override { return listener_.isOpen(); }
    bool listen() override;
    void stopListening() override { closeListener(); }
    void moveElsewhere() override { settings_.listen.port = 0; }
    void setAccepting(bool on) override;
    int listenerDescriptor() const override { return listener_.isOpen() ? listener_.get() : -1; }
    HostPort listenerEnd() const override { return settings_.listen; }
    void setFillers(std::set<quint16> ports) override { fillers_ = std::move(ports); }
    std::vector<quint32> linkNumbers() const override;
    void endLink(quint32 number, const QString& how, std::uint16_t code) override;
    bool acceptOne();
    void refuseOne();
    void relay(FileDescriptor client, bool isOwn = false);
    std::vector<ProxyConnection*> standing() const;
    Armed* find(const QString& name);
    std::optional<FaultIndex> armFaultOf(const Toxic& toxic);
    void record(EventKind kind, const Armed& armed) const;
    void recordGone(const Armed& armed) const;

    ProxySettings settings_;
    Poller& poller_;
    ProxySurroundings surroundings_;
    DueQueue dueQueue_;
    EventRecorder recorder_;
    FileDescriptor listener_;
    FileDescriptor spare_; ///< given up to accept and reset a client when no other is left
    bool isWanted_ = false;
    bool isAccepting_ = true;
    std::set<quint16> fillers_;
    std::vector<Armed> armed_;
    ProxyFaults faults_;
    ServerWideFaults wide_;
    bool faultsStarted_ = false;
    bool faultsEnded_ = false;
    ProxyTakeovers takeovers_;
    std::uint32_t lastNumber_ = 0;
    std::unordered_map<std::uint32_t, std::unique_ptr<ProxyConnection>> connections_;
    std::vector<std::unique_ptr<ProxyConnection>> finished_;
    /// By the number of their connection.
    std::map<std::uint32_t, std::unique_ptr<ProxySecondClient>> seconds_;
    Totals received_{};
    Totals sentTotals_{};
};

} // namespace redial
