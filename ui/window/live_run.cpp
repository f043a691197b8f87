// SPDX-License-Identifier: MIT
#include "ui/window/live_run.h"

namespace redial {

LiveRun::LiveRun(QObject* parent) : QObject(parent) {}

LiveRun::~LiveRun() = default;

Expected<void, QString> LiveRun::start(const StationRunConfiguration& configuration)
{
    auto run = std::make_unique<StationRun>(configuration);
    connect(run.get(), &StationRun::ended, this, &LiveRun::stateChanged);
    if (const auto started = run->start(); !started)
        return Unexpected{started.error()};
    station_ = std::move(run);
    proxy_.reset();
    emit stateChanged();
    return {};
}

Expected<void, QString> LiveRun::start(const ProxySettings& proxy)
{
    auto run = std::make_unique<ProxyRun>(proxy);
    connect(run.get(), &ProxyRun::ended, this, &LiveRun::stateChanged);
    if (const auto started = run->start(); !started)
        return Unexpected{started.error()};
    proxy_ = std::move(run);
    station_.reset();
    emit stateChanged();
    return {};
}

void LiveRun::stop()
{
    if (!isRunning())
        return;
    if (station_)
        station_->stop();
    else
        proxy_->stop();
}

bool LiveRun::isRunning() const
{
    return station_ ? station_->isRunning() : isProxy();
}

std::shared_ptr<EventLog> LiveRun::log() const
{
    if (station_)
        return station_->log();
    return proxy_ ? proxy_->log() : nullptr;
}

RunInfo LiveRun::info() const
{
    if (station_)
        return station_->info();
    return proxy_ ? proxy_->info() : RunInfo();
}

FaultHost* LiveRun::faultHost() const
{
    if (!isRunning())
        return nullptr;
    return station_ ? station_->faults() : proxy_->faults();
}

bool LiveRun::drop(DropKind kind)
{
    if (!isRunning())
        return false;
    return station_ ? station_->drop(kind) : proxy_->drop(kind);
}

QString LiveRun::reasonNotToDrop() const
{
    if (isProxy())
        return proxy_->connectionCount() > 0 ? QString() : QStringLiteral("no client is relayed");
    if (!isRunning() || !station_->controller())
        return QStringLiteral("no run is under way");
    switch (station_->controller()->state()) {
    case ConnectionState::Connecting:
    case ConnectionState::Connected:
        return {};
    case ConnectionState::Closing:
        return QStringLiteral("the link is closing already");
    case ConnectionState::Disconnected:
        break;
    }
    return QStringLiteral("the link is down, waiting to reconnect");
}

std::optional<RunTime> LiveRun::now() const
{
    if (!isRunning() || log()->size() == 0)
        return std::nullopt;
    return (station_ ? station_->clock() : proxy_->clock()).now() - log()->header(1).time;
}

} // namespace redial
