// SPDX-License-Identifier: MIT
#include "core/server/scripted_server.h"

#include <algorithm>

namespace redial {

namespace {

StreamSettings streamSettings(const ServerSettings& settings)
{
    StreamSettings streams;
    streams.outputLimit = static_cast<std::size_t>(settings.sendBufferLimit);
    return streams;
}

} // namespace

ScriptedServer::ScriptedServer(ServerSettings settings, Clock& clock, EventRecorder recorder,
                               QObject* parent)
    : QObject(parent)
    , settings_(std::move(settings))
    , recorder_(recorder)
    , port_(settings_.port)
    , streams_(poller_, streamSettings(settings_))
    , wheel_(clock)
    , listener_(poller_, clock, *this)
    , share_{settings_, clock, wheel_, *this}
{
    if (!settings_.tls)
        return;
    TlsReception::Settings tls{
        .context = settings_.tls,
        .handshakeTimeout = settings_.handshakeTimeout,
        .mostHandshakes = static_cast<std::size_t>(settings_.mostConnections),
        .interceptor = settings_.tlsInterceptor,
        .established = [this](auto socket, quint32 number) { begin(std::move(socket), number); }};
    reception_ = std::make_unique<TlsReception>(std::move(tls), streams_, wheel_, recorder_);
}

ScriptedServer::~ScriptedServer()
{
    stop();
}

Expected<quint16, QString> ScriptedServer::listen()
{
    // From the second time on, the port of the first: clients know it.
    const auto end = listener_.listen(settings_.address, port_);
    if (!end)
        return Unexpected{end.error()};
    port_ = end->port;
    recorder_.record(
        EventKind::Listening,
        {{FieldKey::Address, settings_.address.toString().toStdString()}, {FieldKey::Port, port_}});
    emit listening();
    return port_;
}

void ScriptedServer::stop()
{
    stopListening();
    if (reception_)
        reception_->drop();
    for (const quint32 number : linkNumbers()) {
        if (ServerLink* const standing = link(number))
            standing->reset();
    }
}

void ScriptedServer::stopListening()
{
    listener_.stop();
}

QUrl ScriptedServer::url() const
{
    QUrl url;
    url.setScheme(settings_.tls ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setHost(settings_.address.toString());
    url.setPort(port_);
    url.setPath(QStringLiteral("/"));
    return url;
}

std::vector<quint32> ScriptedServer::linkNumbers() const
{
    std::vector<quint32> numbers;
    for (const auto& [number, connection] : connections_)
        numbers.push_back(number);
    std::ranges::sort(numbers);
    return numbers;
}

ServerLink* ScriptedServer::link(quint32 number) const
{
    const auto found = connections_.find(number);
    return found == connections_.end() ? nullptr : found->second.get();
}

void ScriptedServer::onStreamAccepted(FileDescriptor socket)
{
    const auto end = remoteEnd(socket.get());
    if (end && fillers_.contains(end->port))
        return;
    const quint32 number = ++lastNumber_;
    EventRecorder recorder = recorder_;
    recorder.setEpoch(number);
    recorder.record(EventKind::Accepted,
                    {{FieldKey::Address, end ? end->host.toStdString() : std::string()},
                     {FieldKey::Port, end ? end->port : 0}});
    if (reception_)
        return reception_->receive(std::move(socket), number);
    auto plain = std::make_unique<StreamSocket>(streams_);
    plain->adopt(std::move(socket));
    begin(std::move(plain), number);
}

void ScriptedServer::onStreamRefused(Refusal)
{
    recorder_.record(EventKind::Refused, {{FieldKey::Detail, "no descriptor is left"}});
}

void ScriptedServer::begin(std::unique_ptr<StreamSocket> socket, quint32 number)
{
    auto made = std::make_unique<WebSocketConnection>(share_, std::move(socket), number, recorder_);
    WebSocketConnection& connection = *made;
    connections_.emplace(number, std::move(made));
    refuseBeyondTheLimit(connection);
    if (!settings_.interceptor)
        return;
    // In a turn of its own: a client that is reset at once would not notice that it was connected.
    const auto start = [this, number] {
        if (const auto found = connections_.find(number); found != connections_.end())
            found->second->start();
    };
    QMetaObject::invokeMethod(this, start, Qt::QueuedConnection);
}

void ScriptedServer::onConnectionOpened(WebSocketConnection& connection)
{
    emit connectionOpened(connection.facts().number, connection.facts().identity);
}

void ScriptedServer::onConnectionFinished(WebSocketConnection& connection, const CloseInfo& info)
{
    const quint32 number = connection.facts().number;
    auto found = connections_.extract(number);
    gone_.push_back(std::move(found.mapped()));
    if (gone_.size() == 1)
        QMetaObject::invokeMethod(this, "buryTheGone", Qt::QueuedConnection);
    emit connectionClosed(number, info);
}

void ScriptedServer::refuseBeyondTheLimit(WebSocketConnection& connection)
{
    const auto most = static_cast<std::size_t>(settings_.mostConnections);
    const auto refusals = static_cast<std::size_t>(settings_.mostRefusals);
    if (connections_.size() > most + refusals)
        connection.reset();
    else if (connections_.size() > most)
        connection.refuse(503, "this server has as many connections as it takes");
}

} // namespace redial
