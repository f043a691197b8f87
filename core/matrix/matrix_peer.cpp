// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_peer.h"

#include "core/server/central_system.h"

#include <QFile>

namespace redial {

Expected<std::unique_ptr<MatrixPeer>, QString> MatrixPeer::open(const MatrixCell& cell,
                                                                std::uint64_t seed)
{
    std::unique_ptr<MatrixPeer> peer(new MatrixPeer(cell, seed));
    if (const auto listening = peer->listen(cell); !listening)
        return Unexpected{listening.error()};
    if (cell.mode == FaultMode::Proxy) {
        if (const auto relaying = peer->relay(cell, seed); !relaying)
            return Unexpected{relaying.error()};
    }
    return peer;
}

MatrixPeer::MatrixPeer(const MatrixCell& cell, std::uint64_t seed)
    : recorder_(log_, clock_, Source::Server)
    , faults_(std::make_unique<ServerFaults>(cell.mode == FaultMode::Server ? cell.peerFaults
                                                                            : FaultPlan{},
                                             clock_, Random(seed), recorder_))
{
}

MatrixPeer::~MatrixPeer()
{
    proxy_.reset();
    server_.reset();
}

Expected<void, QString> MatrixPeer::listen(const MatrixCell& cell)
{
    const StationRunConfiguration& station = cell.configuration;
    ServerSettings settings;
    settings.script = station.script;
    settings.subprotocols = {protocolText(station.protocol)};
    settings.closeWithoutSubprotocol = true;
    settings.behaviour = CentralSystem::factory(station.boot);
    settings.interceptor = faults_->factory();
    settings.tlsInterceptor = &faults_->tlsInterceptor();
    if (cell.fault->level == FaultLevel::Tls) {
        const auto good = faults_->certificates().good();
        if (!good)
            return Unexpected{good.error()};
        settings.tls = *good;
        QFile file(faults_->certificates().authorityFile());
        if (file.open(QIODevice::ReadOnly))
            authority_ = file.readAll();
    }
    server_ = std::make_unique<ScriptedServer>(std::move(settings), clock_, recorder_);
    faults_->setServer(server_.get());
    faults_->start();
    const auto port = server_->listen();
    if (!port)
        return Unexpected{port.error()};
    url_ = server_->url();
    // Only a name is looked up.
    if (cell.mode == FaultMode::Client)
        url_.setHost(QStringLiteral("localhost"));
    return {};
}

Expected<void, QString> MatrixPeer::relay(const MatrixCell& cell, std::uint64_t seed)
{
    ProxySettings settings;
    settings.name = QStringLiteral("matrix");
    settings.upstream = {QStringLiteral("127.0.0.1"), server_->port()};
    settings.faults = cell.peerFaults;
    settings.seed = seed;
    proxy_ = std::make_unique<ProxyRun>(std::move(settings));
    if (const auto started = proxy_->start(); !started)
        return Unexpected{started.error()};
    url_.setPort(proxy_->address().port);
    return {};
}

void MatrixPeer::introduce(StationRunConfiguration& station) const
{
    station.url = url_;
    station.tls.caCertificates = authority_;
}

void MatrixPeer::finish()
{
    if (proxy_)
        proxy_->stop();
    faults_->finish();
    server_->stop();
}

bool MatrixPeer::hasBitten() const
{
    return hasBittenFault(log_) || (proxy_ && hasBittenFault(*proxy_->log()));
}

bool hasBittenFault(const EventLog& log)
{
    for (EventNumber number = 1; number <= log.size(); ++number) {
        if (log.header(number).kind == EventKind::FaultBitten)
            return true;
    }
    return false;
}

} // namespace redial
