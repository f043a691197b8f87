// SPDX-License-Identifier: MIT
#include "core/server/in_memory_server.h"

#include "core/server/in_memory_interceptor.h"
#include "core/server/in_memory_server_link.h"
#include "core/server/upgrade_rules.h"

#include <QPointer>

#include <algorithm>

namespace redial {

void InMemoryServerLink::play(std::unique_ptr<PeerBehaviour> behaviour, const PeerScript& script,
                              Clock& clock)
{
    served_ = std::make_unique<ServedPeer>(*this, std::move(behaviour), script, clock);
    ServedPeer* served = served_.get();
    QObject::connect(peer_.get(), &InMemoryPeer::textReceived,
                     [served](const QString& text) { served->text(text); });
    QObject::connect(peer_.get(), &InMemoryPeer::binaryReceived,
                     [served](const QByteArray& data) { served->binary(data); });
    QObject::connect(peer_.get(), &InMemoryPeer::closed,
                     [served](const CloseInfo& info) { served->closed(info); });
    served_->opened();
}

InMemoryServer::InMemoryServer(ServerSettings settings, InMemoryNetwork& network,
                               EventRecorder recorder, QObject* parent)
    : QObject(parent), settings_(std::move(settings)), network_(network), recorder_(recorder)
{
    network_.setAdmission([this](quint32 connection, const TransportRequest& request) {
        return admit(connection, request);
    });
    connect(&network_, &InMemoryNetwork::connected, this, &InMemoryServer::onConnected);
    recorder_.record(EventKind::Listening, {{FieldKey::Address, "memory"}, {FieldKey::Port, 0}});
}

InMemoryServer::~InMemoryServer()
{
    network_.setAdmission({});
    for (const auto& [number, link] : links_)
        link->peer().disconnect();
}

void InMemoryServer::setListening(bool listening)
{
    listening_ = listening;
    if (listening)
        recorder_.record(EventKind::Listening,
                         {{FieldKey::Address, "memory"}, {FieldKey::Port, 0}});
}

void InMemoryServer::stop()
{
    listening_ = false;
    for (const auto& [number, link] : links_)
        link->reset();
}

InMemoryAnswer InMemoryServer::admit(quint32 connection, const TransportRequest& request)
{
    if (!listening_)
        return {InMemoryAnswer::Refuse{{.cause = CloseCause::Refused, .detail = "nobody listens"}}};
    const QString identity = request.url.path().section(QLatin1Char('/'), -1);
    if (!isKnownStation(identity, settings_.stations))
        return {InMemoryAnswer::Refuse{{.cause = CloseCause::HttpRefused,
                                        .httpStatus = 404,
                                        .detail = "no station of that id is known here"}}};
    // Refused connects reach no server: they are not counted, as with sockets.
    numbers_[connection] = ++lastNumber_;
    if (interceptor_) {
        const ServerLinkFacts facts{lastNumber_, identity, {}, QStringLiteral("memory")};
        const auto answer = interceptor_->answer(facts, request, chooseSubprotocol(request));
        if (answer && !std::holds_alternative<InMemoryAnswer::Accept>(answer->answer))
            numbers_.erase(connection);
        if (answer)
            return *answer;
    }
    return {InMemoryAnswer::Accept{chooseSubprotocol(request), {}}};
}

QString InMemoryServer::chooseSubprotocol(const TransportRequest& request) const
{
    const auto own =
        std::find_if(settings_.subprotocols.begin(), settings_.subprotocols.end(),
                     [&](const QString& name) { return request.subprotocols.contains(name); });
    return own == settings_.subprotocols.end() ? QString() : *own;
}

void InMemoryServer::onConnected(const std::shared_ptr<InMemoryPeer>& peer)
{
    const quint32 number = numbers_.extract(peer->connection()).mapped();
    ServerLinkFacts facts{number, peer->request().url.path().section(QLatin1Char('/'), -1),
                          chooseSubprotocol(peer->request()), QStringLiteral("memory")};
    auto link = std::make_unique<InMemoryServerLink>(facts, peer, recorder_, interceptor_);
    InMemoryServerLink* raw = link.get();
    links_[number] = std::move(link);
    emit connectionOpened(number, facts.identity);
    raw->play(settings_.behaviour(facts), settings_.script, network_.clock());
    if (interceptor_)
        interceptor_->opened(*raw);
    connect(peer.get(), &InMemoryPeer::closed, this, [this, number](const CloseInfo& info) {
        emit connectionClosed(number, info);
        // Not while the link's own slots run: the map lets go of it with the clock's next turn.
        network_.clock().startTimer(std::chrono::nanoseconds::zero(),
                                    [self = QPointer(this), number] {
                                        if (self)
                                            self->links_.erase(number);
                                    });
    });
}

} // namespace redial
