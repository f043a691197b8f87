// SPDX-License-Identifier: MIT
#include "ui/window/live_run.h"

#include "ui/models/msgi_server_host.h"

#include <utility>

namespace redial {

LiveRun::LiveRun(QObject* parent) : QObject(parent) {}

LiveRun::~LiveRun() = default;

void LiveRun::setRun(std::unique_ptr<StationRun> station, std::unique_ptr<MsgiRun> msgi,
                     std::unique_ptr<ProxyRun> proxy)
{
    station_ = std::move(station);
    msgi_ = std::move(msgi);
    proxy_ = std::move(proxy);
    emit stateChanged();
}

Expected<void, QString> LiveRun::start(const StationRunConfiguration& configuration)
{
    auto run = std::make_unique<StationRun>(configuration);
    connect(run.get(), &StationRun::ended, this, &LiveRun::stateChanged);
    if (const auto started = run->start(); !started)
        return Unexpected{started.error()};
    setRun(std::move(run), nullptr, nullptr);
    return {};
}

Expected<void, QString> LiveRun::start(const ProxySettings& proxy)
{
    auto run = std::make_unique<ProxyRun>(proxy);
    connect(run.get(), &ProxyRun::ended, this, &LiveRun::stateChanged);
    if (const auto started = run->start(); !started)
        return Unexpected{started.error()};
    setRun(nullptr, nullptr, std::move(run));
    return {};
}

void LiveRun::start(const MsgiRunConfiguration& configuration, std::shared_ptr<EventLog> log,
                    MsgiServerHost* server)
{
    auto run = std::make_unique<MsgiRun>(configuration, std::move(log));
    connect(run.get(), &MsgiRun::ended, this, &LiveRun::endServer);
    run->start();
    server_ = server;
    setRun(nullptr, std::move(run), nullptr);
}

void LiveRun::endServer()
{
    // The log is judged when nobody writes it any more.
    if (server_ && server_->isRunning()) {
        connect(server_, &MsgiServerHost::stateChanged, this, [this] {
            if (!server_ || server_->isRunning())
                return;
            disconnect(server_, nullptr, this, nullptr);
            server_.clear();
            emit stateChanged();
        });
        server_->endRun();
        return;
    }
    if (MsgiServerHost* const server = std::exchange(server_, nullptr))
        server->endRun();
    emit stateChanged();
}

void LiveRun::stop()
{
    if (!isRunning())
        return;
    if (station_)
        station_->stop();
    else if (msgi_)
        msgi_->stop();
    else
        proxy_->stop();
}

bool LiveRun::isRunning() const
{
    if (station_)
        return station_->isRunning();
    return msgi_ ? !msgi_->hasEnded() || server_ : isProxy();
}

std::shared_ptr<EventLog> LiveRun::log() const
{
    if (station_)
        return station_->log();
    if (msgi_)
        return msgi_->log();
    return proxy_ ? proxy_->log() : nullptr;
}

RunInfo LiveRun::info() const
{
    if (station_)
        return station_->info();
    if (msgi_)
        return msgi_->info();
    return proxy_ ? proxy_->info() : RunInfo();
}

FaultHost* LiveRun::faultHost() const
{
    if (!isRunning() || msgi_)
        return nullptr;
    return station_ ? station_->faults() : proxy_->faults();
}

bool LiveRun::drop(DropKind kind)
{
    if (!isRunning())
        return false;
    if (msgi_)
        return msgi_->client().connection().drop(kind);
    return station_ ? station_->drop(kind) : proxy_->drop(kind);
}

const ReconnectController* LiveRun::controller() const
{
    if (!isRunning())
        return nullptr;
    if (msgi_)
        return msgi_->hasEnded() ? nullptr : &msgi_->client().connection().controller();
    return station_ ? station_->controller() : nullptr;
}

QString LiveRun::reasonNotToDrop() const
{
    if (isProxy())
        return proxy_->connectionCount() > 0 ? QString() : QStringLiteral("no client is relayed");
    const ReconnectController* const running = controller();
    if (!running)
        return QStringLiteral("no run is under way");
    switch (running->state()) {
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

bool LiveRun::send(const QString& message)
{
    if (!reasonNotToSend().isEmpty())
        return false;
    if (msgi_)
        return msgi_->client().sendMessage(message);
    Client& client = *station_->client();
    return client.stream() ? client.stream()->send(message) : client.connection().sendText(message);
}

QString LiveRun::reasonNotToSend() const
{
    const ReconnectController* const running = controller();
    if (!running)
        return isProxy() ? QStringLiteral("the clients of a proxy speak for themselves")
                         : QStringLiteral("no run is under way");
    if (station_ && (!station_->client() || station_->client()->session()))
        return QStringLiteral("a charging station sends OCPP messages alone");
    return running->isOnline() ? QString() : QStringLiteral("the client is not online");
}

std::optional<RunTime> LiveRun::now() const
{
    if (!isRunning() || log()->size() == 0)
        return std::nullopt;
    // Every system clock shows the same time.
    return clock_.now() - log()->header(1).time;
}

} // namespace redial
