// SPDX-License-Identifier: MIT
#include "ui/models/msgi_server_host.h"

#include "core/base/to_qstring.h"
#include "core/base/version.h"

#include <utility>

namespace redial {

namespace {

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

MsgiServerHost::MsgiServerHost(QObject* parent) : QObject(parent) {}

MsgiServerHost::~MsgiServerHost() = default;

Expected<quint16, QString> MsgiServerHost::start(quint16 port)
{
    if (runLog_ && log_ == runLog_)
        return startAgain();
    MsgiServerSettings settings;
    settings.port = port;
    settings.pipeline = pipeline_;
    auto log = runLog_ ? runLog_ : std::make_shared<EventLog>();
    auto registry = std::make_unique<SessionRegistry>();
    MsgiServerHandler& handler = *this;
    auto server = std::make_unique<MsgiServer>(settings, clock_, handler, *registry,
                                               EventRecorder(*log, clock_, Source::Server));
    auto started = server->start();
    if (!started)
        return started;
    server_.reset();
    log_ = std::move(log);
    registry_ = std::move(registry);
    server_ = std::move(server);
    bytes_.clear();
    info_ = {};
    info_.program = programName();
    info_.started = clock_.wallNow();
    info_.configuration = {{QStringLiteral("server"), QStringLiteral("msgi")},
                           {QStringLiteral("port"), int{*started}}};
    connect(server_.get(), &MsgiServer::stopped, this, &MsgiServerHost::stateChanged);
    emit stateChanged();
    return started;
}

Expected<quint16, QString> MsgiServerHost::startAgain()
{
    const auto started = server_->start();
    emit stateChanged();
    return started;
}

void MsgiServerHost::stop()
{
    if (!isRunning())
        return;
    server_->stop();
    emit stateChanged();
}

void MsgiServerHost::beginRun(std::shared_ptr<EventLog> log, PipelineSettings pipeline)
{
    runLog_ = std::move(log);
    pipeline_ = std::move(pipeline);
}

void MsgiServerHost::endRun()
{
    if (!std::exchange(runLog_, nullptr))
        return;
    pipeline_ = {};
    stop();
}

QString MsgiServerHost::url() const
{
    return QStringLiteral("msgi://%1:%2").arg(server_->address().toString()).arg(server_->port());
}

std::vector<MsgiSessionRow> MsgiServerHost::sessions(std::size_t most) const
{
    std::vector<MsgiSessionRow> rows;
    if (!server_)
        return rows;
    const MonotonicTime now = clock_.now();
    for (const MsgiSessionId id : server_->sessionIds()) {
        const MsgiSession* const session = server_->session(id);
        if (!session)
            continue;
        if (rows.size() == most)
            break;
        const auto bytes = bytes_.find(id);
        rows.push_back({id, toQString(session->clientId()),
                        QStringLiteral("%1:%2")
                            .arg(toQString(session->remoteAddress()))
                            .arg(session->remotePort()),
                        now - session->connectTime(), now - session->lastActivity(),
                        bytes == bytes_.end() ? 0 : bytes->second.in,
                        bytes == bytes_.end() ? 0 : bytes->second.out});
    }
    return rows;
}

bool MsgiServerHost::broadcast(const QString& message)
{
    if (sessionCount() == 0)
        return false;
    const QByteArray bytes = message.toUtf8();
    if (registry_->broadcast(viewOf(bytes)) > 0)
        return false;
    for (auto& [id, count] : bytes_)
        count.out += static_cast<std::uint64_t>(bytes.size());
    return true;
}

bool MsgiServerHost::sendPrivate(MsgiSessionId session, const QString& message)
{
    const QByteArray bytes = message.toUtf8();
    if (!registry_ || !registry_->sendPrivate(session, viewOf(bytes)))
        return false;
    bytes_[session].out += static_cast<std::uint64_t>(bytes.size());
    return true;
}

bool MsgiServerHost::disconnectSession(MsgiSessionId id)
{
    MsgiSession* const session = server_ ? server_->session(id) : nullptr;
    if (!session)
        return false;
    session->disconnect("the tester asked for it");
    return true;
}

void MsgiServerHost::onMsgiConnected(MsgiSession& session)
{
    bytes_[session.id()] = {};
}

void MsgiServerHost::onMsgiMessage(MsgiSession& session, std::string_view message)
{
    Bytes& bytes = bytes_[session.id()];
    bytes.in += message.size();
    if (echo_ && session.send(message))
        bytes.out += message.size();
}

void MsgiServerHost::onMsgiDisconnected(MsgiSession& session, const CloseInfo&)
{
    bytes_.erase(session.id());
}

} // namespace redial
