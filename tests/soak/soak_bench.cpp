// SPDX-License-Identifier: MIT
#include "tests/soak/soak_bench.h"

#include "core/base/to_qstring.h"
#include "core/server/central_system.h"
#include "core/transport/precise_websocket_transport.h"
#include "core/transport/qwebsocket_transport.h"
#include "tests/soak/hurried_policy.h"
#include "tests/soak/random_fault_plan.h"

#include <algorithm>
#include <map>
#include <set>

namespace redial::soak {

namespace {

using namespace std::chrono_literals;

SessionPolicy hurriedSession()
{
    SessionPolicy policy;
    policy.callTimeout = 3s;
    policy.bootRetryInterval = 100ms;
    policy.heartbeatInterval = 300ms;
    policy.reconnectOnCallTimeout = true;
    return policy;
}

ServerSettings serverSettings(ServerFaults& faults)
{
    ServerSettings settings;
    settings.subprotocols = {QStringLiteral("ocpp1.6")};
    settings.handshakeTimeout = 3s;
    settings.closeTimeout = 300ms;
    // A reset that a socket filter has swallowed is never sent again.
    settings.pingInterval = 1s;
    settings.pongTimeout = 3s;
    settings.interceptor = faults.factory();
    BootAnswer boot;
    boot.interval = 1s;
    settings.behaviour = CentralSystem::factory(boot);
    return settings;
}

constexpr int faultsOfAPlan = 12;
constexpr qsizetype shownEvents = 12;

} // namespace

SoakBench::SoakBench(SystemClock& clock, int stations, std::uint64_t seed, bool tls)
    : clock_(clock)
    , random_(seed)
    , serverPlan_(randomFaultPlan(FaultMode::Server, faultsOfAPlan, random_))
    , serverFaults_(serverPlan_, clock, Random(random_.next()),
                    EventRecorder(log_, clock, Source::Server))
    , proxyPlan_(randomFaultPlan(FaultMode::Proxy, faultsOfAPlan, random_))
    , stationCount_(stations)
    , tls_(tls)
{
}

SoakBench::~SoakBench() = default;

QString SoakBench::start()
{
    ServerSettings server = serverSettings(serverFaults_);
    if (tls_) {
        const auto good = serverFaults_.certificates().good();
        if (!good)
            return good.error();
        server.tls = *good;
        server.tlsInterceptor = &serverFaults_.tlsInterceptor();
    }
    server_ = std::make_unique<ScriptedServer>(std::move(server), clock_,
                                               EventRecorder(log_, clock_, Source::Server));
    const auto port = server_->listen();
    if (!port)
        return port.error();
    serverFaults_.setServer(server_.get());
    ProxySettings settings;
    settings.name = QStringLiteral("soak");
    settings.upstream = {QStringLiteral("127.0.0.1"), *port};
    settings.connectTimeout = 2s;
    settings.faults = proxyPlan_;
    settings.seed = random_.next();
    proxy_ = std::make_unique<Proxy>(settings, poller_, pipes_, clock_,
                                     EventRecorder(log_, clock_, Source::Proxy));
    if (const auto started = proxy_->start(); !started)
        return started.error();
    serverFaults_.start();
    for (int number = 0; number < stationCount_; ++number) {
        QUrl url = server_->url();
        if (number % 2 == 1)
            url.setPort(proxy_->settings().listen.port);
        url.setPath(QStringLiteral("/CP-%1").arg(number));
        stations_.push_back(makeStation(number));
        stations_.back()->start(url);
    }
    return {};
}

std::unique_ptr<Client> SoakBench::makeStation(int number)
{
    ConnectionConfiguration connection;
    connection.policy = hurriedPolicy();
    connection.request.tls.verify = !tls_;
    SessionConfiguration session;
    session.policy = hurriedSession();
    std::unique_ptr<Transport> transport;
    if (number % 4 == 0)
        transport = std::make_unique<QWebSocketTransport>(clock_);
    else
        transport = std::make_unique<PreciseWebSocketTransport>(clock_);
    return std::make_unique<Client>(connection, session, std::move(transport), clock_,
                                    Random(random_.next()),
                                    EventRecorder(log_, clock_, Source::Client));
}

void SoakBench::endFaults()
{
    serverFaults_.finish();
    proxy_->endFaults();
}

int SoakBench::onlineStations() const
{
    return int(std::count_if(stations_.begin(), stations_.end(),
                             [](const auto& station) { return station->session()->isOnline(); }));
}

void SoakBench::stopStations()
{
    for (const auto& station : stations_)
        station->stop();
}

bool SoakBench::isAtRest() const
{
    const bool areClosed = std::all_of(stations_.begin(), stations_.end(), [](const auto& station) {
        return station->connection().controller().state() == ConnectionState::Disconnected;
    });
    return areClosed && server_->connectionCount() == 0 && proxy_->connectionCount() == 0;
}

QString SoakBench::restless() const
{
    QStringList who;
    for (const auto& station : stations_) {
        const ConnectionState state = station->connection().controller().state();
        if (state != ConnectionState::Disconnected)
            who << QStringLiteral("station %1 is %2")
                       .arg(&station - stations_.data())
                       .arg(toQString(nameOf(state)));
    }
    if (const std::size_t count = server_->connectionCount(); count > 0)
        who << QStringLiteral("the server has %1 connections").arg(count) + openOf(Source::Server);
    if (const std::size_t count = proxy_->connectionCount(); count > 0)
        who << QStringLiteral("the proxy has %1 connections").arg(count) + openOf(Source::Proxy);
    return who.join(QLatin1Char('\n'));
}

QString SoakBench::openOf(Source source) const
{
    std::map<std::uint32_t, QStringList> open;
    std::set<std::uint32_t> closed; // what is recorded of them later opens them no more
    for (EventNumber number = 1; number <= log_.size(); ++number) {
        const EventHeader& header = log_.header(number);
        if (header.source != source || header.epoch == 0 || closed.contains(header.epoch))
            continue;
        open[header.epoch] << QStringLiteral("%1 %2").arg(number).arg(
            toQString(nameOf(header.kind)));
        if (header.kind != EventKind::Closed)
            continue;
        closed.insert(header.epoch);
        open.erase(header.epoch);
    }
    QString text;
    for (const auto& [connection, events] : open)
        text += QStringLiteral("\n  connection %1: ").arg(connection) +
                events.mid(std::max(qsizetype(0), events.size() - shownEvents))
                    .join(QLatin1String(", "));
    return text;
}

void SoakBench::stopServers()
{
    stations_.clear();
    proxy_->stop();
    proxy_.reset();
    server_->stop();
    serverFaults_.setServer(nullptr);
    server_.reset();
}

} // namespace redial::soak
