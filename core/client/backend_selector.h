// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/connection.h"
#include "core/client/health_probe.h"
#include "core/client/load_balancer.h"

namespace redial {

/// The shell around LoadBalancer: says to which server each connection goes, asks all of them
/// whether they live, and records it (backend_picked, backend_health). A connection that fails, or
/// is lost, counts as a failed check too; one that opens as a good one. Lives on one thread with
/// the connections that it serves, which may be many; it outlives them.
class BackendSelector final : public QObject
{
    Q_OBJECT
public:
    using Place = LoadBalancer::Place;

    struct Server
    {
        QUrl url;
        std::uint32_t weight = 1;
    };
    struct Settings
    {
        BalanceStrategy strategy = BalanceStrategy::RoundRobin;
        std::vector<Server> servers;
        HealthThresholds thresholds;
        /// An interval of zero asks nobody.
        HealthProbe::Settings probe;
    };

    /// Precondition: at least one server, no two with the same URL.
    BackendSelector(Settings settings, Clock& clock, Random random, EventRecorder recorder);
    ~BackendSelector() override;

    /// Records every server's status and begins to ask.
    void start();
    void stop();

    /// Lets this connection go to a server of ours at each attempt. While none is available it goes
    /// on with start()'s URL, which is noted and not called a pick.
    void serve(Connection& connection);

    std::optional<Place> pick(quint32 epoch = 0);
    void release(Place place);
    void report(Place place, bool good, const std::string& reason);
    /// Nothing new goes to a server that drains.
    void drain(Place place);
    void returnToService(Place place);

    const LoadBalancer& balancer() const { return balancer_; }
    const QUrl& url(Place place) const { return settings_.servers[place].url; }

signals:
    void healthChanged(int place);

private:
    /// Where one connection is.
    struct Seat
    {
        std::optional<Place> place;
        bool opened = false;
    };

    QUrl choose(Seat& seat, quint32 epoch, const QUrl& started);
    void leave(Seat& seat, const CloseInfo& info);
    void recordHealth(Place place, std::string_view status, const std::string& reason);

    Settings settings_;
    LoadBalancer balancer_;
    Random random_;
    EventRecorder recorder_;
    std::vector<std::unique_ptr<HealthProbe>> probes_;
};

} // namespace redial
