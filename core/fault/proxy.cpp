// SPDX-License-Identifier: MIT
#include "core/fault/proxy.h"

#include "core/net/socket_calls.h"

#include <cerrno>
#include <fcntl.h>

namespace redial {

namespace {

FileDescriptor spareDescriptor()
{
    return FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

} // namespace

Proxy::Proxy(ProxySettings settings, Poller& poller, ProxyPipePool& pipes, Clock& clock,
             EventRecorder recorder, QObject* parent)
    : QObject(parent)
    , settings_(std::move(settings))
    , poller_(poller)
    , surroundings_{poller, pipes, dueQueue_, clock}
    , dueQueue_(clock)
    , recorder_(recorder)
    , spare_(spareDescriptor())
    , faults_(settings_.faults, clock, recorder, settings_.seed, *this)
    , wide_(clock, [this](FaultIndex fault, const std::string& detail) {
        faults_.bitten(fault, std::nullopt, detail);
    })
{
    wide_.setPort(this);
}

Proxy::~Proxy()
{
    stop();
    // What still lingers ends here.
    for (ProxyConnection* connection : standing())
        connection->reset("the proxy was taken down");
    endFaults();
    for (const Armed& armed : armed_)
        recordGone(armed);
}

Expected<void, QString> Proxy::start()
{
    if (isWanted_)
        return {};
    // A fault may want the port closed from the beginning (toxiproxy #148).
    if (!std::exchange(faultsStarted_, true))
        faults_.start();
    if (!wide_.keepsClosed()) {
        if (const auto opened = openListener(); !opened)
            return opened;
    }
    isWanted_ = true;
    return {};
}

Expected<void, QString> Proxy::openListener()
{
    QHostAddress address;
    if (settings_.listen.host == QLatin1String("localhost"))
        address = QHostAddress(QHostAddress::LocalHost);
    else if (!address.setAddress(settings_.listen.host))
        return Unexpected{
            QStringLiteral("cannot listen on \"%1\": it is not an IP address; write for example "
                           "127.0.0.1 or 0.0.0.0.")
                .arg(settings_.listen.host)};
    auto listener = listenTcp(address, settings_.listen.port);
    if (!listener)
        return Unexpected{listener.error()};
    listener_ = std::move(*listener);
    if (const auto end = localEnd(listener_.get()))
        settings_.listen = *end;
    isAccepting_ = true;
    poller_.add(listener_.get(), poll_event::readable, this);
    recorder_.record(EventKind::Listening,
                     {{FieldKey::Address, settings_.listen.host.toStdString()},
                      {FieldKey::Port, settings_.listen.port},
                      {FieldKey::Text, settings_.name.toStdString()},
                      {FieldKey::To, settings_.upstream.text().toStdString()}});
    wide_.listens();
    return {};
}

void Proxy::closeListener()
{
    if (!listener_.isOpen())
        return;
    if (isAccepting_)
        poller_.remove(listener_.get(), this);
    listener_.close();
}

void Proxy::stop()
{
    if (!std::exchange(isWanted_, false))
        return;
    closeListener();
    for (ProxyConnection* connection : standing())
        connection->close("the proxy was disabled");
}

void Proxy::setAddresses(const HostPort& listen, const HostPort& upstream)
{
    settings_.listen = listen;
    settings_.upstream = upstream;
}

std::vector<ProxyConnection*> Proxy::standing() const
{
    std::vector<ProxyConnection*> all;
    all.reserve(connections_.size());
    for (const auto& [number, connection] : connections_)
        all.push_back(connection.get());
    return all;
}

void Proxy::onReady(std::uint32_t /*events*/)
{
    constexpr int mostInOneTurn = 64;
    for (int i = 0; i < mostInOneTurn && listener_.isOpen() && isAccepting_; ++i) {
        if (!acceptOne())
            return;
    }
}

bool Proxy::acceptOne()
{
    auto client = acceptTcp(listener_.get());
    if (!client) {
        if (client.error() == EMFILE || client.error() == ENFILE)
            refuseOne();
        return client.error() == ECONNABORTED || client.error() == EINTR;
    }
    if (!fillers_.empty()) {
        const auto peer = remoteEnd(client->get());
        if (peer && fillers_.contains(peer->port))
            return true;
    }
    if (connections_.size() >= static_cast<std::size_t>(settings_.mostConnections)) {
        resetOnClose(client->get());
        recorder_.record(EventKind::Refused,
                         {{FieldKey::Detail, "this proxy has as many connections as it takes"},
                          {FieldKey::Limit, settings_.mostConnections}});
        return true;
    }
    relay(std::move(*client));
    return true;
}

void Proxy::refuseOne()
{
    // The listener would stay readable, and this thread busy, for as long as none is free.
    spare_.close();
    if (const auto client = acceptTcp(listener_.get())) {
        resetOnClose(client->get());
        recorder_.record(EventKind::Refused,
                         {{FieldKey::Detail,
                           "this process has no descriptor left; raise the limit (ulimit -n)"}});
    }
    spare_ = spareDescriptor();
}

void Proxy::relay(FileDescriptor client, bool isOwn)
{
    const std::uint32_t number = ++lastNumber_;
    auto made = std::make_unique<ProxyConnection>(number, std::move(client), settings_,
                                                  surroundings_, recorder_, *this);
    ProxyConnection& connection = *made;
    connections_.emplace(number, std::move(made));
    if (isOwn)
        connection.setOwn();
    for (const Armed& armed : armed_) {
        if (!armed.fault)
            connection.addToxic(armed.toxic);
    }
    connection.start();
}

void Proxy::onConnectionFinished(ProxyConnection& connection)
{
    const auto found = connections_.find(connection.number());
    seconds_.erase(connection.number());
    for (const StreamDirection stream : {StreamDirection::Upstream, StreamDirection::Downstream}) {
        received_[static_cast<std::size_t>(stream)] += connection.bytesReceived(stream);
        sentTotals_[static_cast<std::size_t>(stream)] += connection.bytesSent(stream);
    }
    takeovers_.closed(connection.number(), connection.identity(), connection.endedBy(),
                      connection.recorder());
    // It is still running: it goes once the event loop is back.
    if (finished_.empty())
        QMetaObject::invokeMethod(
            this, [this] { finished_.clear(); }, Qt::QueuedConnection);
    finished_.push_back(std::move(found->second));
    connections_.erase(found);
    emit connectionFinished(finished_.back()->number());
}

std::uint64_t Proxy::bytesReceived(StreamDirection stream) const
{
    std::uint64_t total = received_[static_cast<std::size_t>(stream)];
    for (const auto& [number, connection] : connections_)
        total += connection->bytesReceived(stream);
    return total;
}

std::uint64_t Proxy::bytesSent(StreamDirection stream) const
{
    std::uint64_t total = sentTotals_[static_cast<std::size_t>(stream)];
    for (const auto& [number, connection] : connections_)
        total += connection->bytesSent(stream);
    return total;
}

} // namespace redial
