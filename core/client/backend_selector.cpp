// SPDX-License-Identifier: MIT
#include "core/client/backend_selector.h"

#include <utility>

namespace redial {

namespace {

std::vector<Backend> backendsOf(const std::vector<BackendSelector::Server>& servers)
{
    std::vector<Backend> backends;
    for (const BackendSelector::Server& server : servers) {
        Backend backend;
        backend.name = server.url.toString(QUrl::RemovePath).toStdString();
        backend.weight = server.weight;
        backends.push_back(std::move(backend));
    }
    return backends;
}

} // namespace

BackendSelector::BackendSelector(Settings settings, Clock& clock, Random random,
                                 EventRecorder recorder)
    : settings_(std::move(settings))
    , balancer_(settings_.strategy, backendsOf(settings_.servers), settings_.thresholds)
    , random_(random)
    , recorder_(recorder)
{
    if (settings_.probe.interval <= std::chrono::nanoseconds::zero())
        return;
    for (Place place = 0; place < settings_.servers.size(); ++place)
        probes_.push_back(std::make_unique<HealthProbe>(
            url(place), settings_.probe, clock,
            [this, place](bool good, const std::string& reason) { report(place, good, reason); }));
}

BackendSelector::~BackendSelector() = default;

void BackendSelector::start()
{
    for (Place place = 0; place < settings_.servers.size(); ++place)
        recordHealth(place, nameOf(balancer_.backend(place).status), "at the start");
    for (const auto& probe : probes_)
        probe->start();
}

void BackendSelector::stop()
{
    for (const auto& probe : probes_)
        probe->stop();
}

void BackendSelector::serve(Connection& connection)
{
    const auto seat = std::make_shared<Seat>();
    connection.setUrlChooser(
        [this, seat](quint32 epoch, const QUrl& started) { return choose(*seat, epoch, started); });
    connect(&connection, &Connection::opened, this, [this, seat] {
        seat->opened = true;
        if (seat->place)
            report(*seat->place, true, {});
    });
    connect(&connection, &Connection::closed, this,
            [this, seat](const CloseInfo& info) { leave(*seat, info); });
}

QUrl BackendSelector::choose(Seat& seat, quint32 epoch, const QUrl& started)
{
    seat = {pick(epoch), false};
    if (seat.place)
        return url(*seat.place);
    EventRecorder recorder = recorder_;
    recorder.setEpoch(epoch);
    recorder.record(EventKind::Note,
                    {{FieldKey::Detail, "no server is healthy: the first one is tried"}});
    return started;
}

void BackendSelector::leave(Seat& seat, const CloseInfo& info)
{
    if (!seat.place)
        return;
    const Place place = *std::exchange(seat.place, std::nullopt);
    release(place);
    // What we ended ourselves, or the server in good order, says nothing against it.
    const bool isFailure = !seat.opened || info.cause == CloseCause::Reset ||
                           info.cause == CloseCause::EndOfStream ||
                           info.cause == CloseCause::PongTimeout;
    if (isFailure && info.cause != CloseCause::LocalAbort)
        report(place, false, info.detail);
}

std::optional<BackendSelector::Place> BackendSelector::pick(quint32 epoch)
{
    const auto place = balancer_.pick(random_);
    if (!place)
        return std::nullopt;
    const Backend& backend = balancer_.backend(*place);
    EventRecorder recorder = recorder_;
    recorder.setEpoch(epoch);
    recorder.record(EventKind::BackendPicked,
                    {{FieldKey::Backend, backend.name},
                     {FieldKey::Strategy, nameOf(balancer_.strategy())},
                     {FieldKey::Count, std::int64_t{backend.connections} - 1},
                     {FieldKey::Weight, std::int64_t{backend.weight}}});
    return place;
}

void BackendSelector::release(Place place)
{
    balancer_.release(place);
}

void BackendSelector::report(Place place, bool good, const std::string& reason)
{
    if (!balancer_.report(place, good))
        return;
    recordHealth(place, nameOf(balancer_.backend(place).status), reason);
    emit healthChanged(int(place));
}

void BackendSelector::drain(Place place)
{
    if (!balancer_.drain(place))
        return;
    recordHealth(place, nameOf(BackendStatus::Draining), "asked for");
    emit healthChanged(int(place));
}

void BackendSelector::returnToService(Place place)
{
    if (!balancer_.returnToService(place))
        return;
    recordHealth(place, "returned", "asked for");
    if (!balancer_.backend(place).isAvailable())
        recordHealth(place, nameOf(BackendStatus::Unhealthy), "it failed while it drained");
    emit healthChanged(int(place));
}

void BackendSelector::recordHealth(Place place, std::string_view status, const std::string& reason)
{
    const Backend& backend = balancer_.backend(place);
    recorder_.record(EventKind::BackendHealth, {{FieldKey::Backend, backend.name},
                                                {FieldKey::Status, status},
                                                {FieldKey::Weight, std::int64_t{backend.weight}},
                                                {FieldKey::Reason, reason}});
}

} // namespace redial
