// SPDX-License-Identifier: MIT
#include "core/client/client.h"

namespace redial {

namespace {

ConnectionConfiguration withSubprotocol(ConnectionConfiguration connection,
                                        const std::optional<SessionConfiguration>& session)
{
    if (session)
        connection.request.subprotocols = {ocppProfile(session->version).subprotocol};
    return connection;
}

/// What a close says of a link that was ended because its session failed.
CloseCause causeOf(StreamFailure failure)
{
    switch (failure) {
    case StreamFailure::PongMissed:
        return CloseCause::PongTimeout;
    case StreamFailure::AuthTimedOut:
    case StreamFailure::SubscriptionTimedOut:
        return CloseCause::CallTimeout;
    case StreamFailure::TokenFailed:
    case StreamFailure::TokenTimedOut:
    case StreamFailure::AuthRefused:
    case StreamFailure::SubscriptionRefused:
        break;
    }
    return CloseCause::LocalAbort;
}

} // namespace

Client::Client(ConnectionConfiguration connection, std::optional<SessionConfiguration> session,
               std::unique_ptr<Transport> transport, Clock& clock, Random random,
               EventRecorder recorder, QObject* parent)
    : QObject(parent)
{
    const Random forSession(random.next());
    connection_ = std::make_unique<Connection>(withSubprotocol(std::move(connection), session),
                                               std::move(transport), clock, random, recorder);
    if (session) {
        session_ = std::make_unique<Session>(
            std::move(*session),
            SessionOperations{[this](const QString& text) { return connection_->sendText(text); }},
            clock, forSession, recorder);
        connectSession();
    } else {
        connect(connection_.get(), &Connection::opened, this,
                [this] { connection_->sessionReady(); });
    }
}

Client::Client(ConnectionConfiguration connection, StreamProfile stream,
               std::unique_ptr<Transport> transport, Clock& clock, Random random,
               EventRecorder recorder, TokenProvider tokens, QObject* parent)
    : QObject(parent)
{
    const Random forSession(random.next());
    connection_ = std::make_unique<Connection>(std::move(connection), std::move(transport), clock,
                                               random, recorder);
    stream_ = std::make_unique<StreamSession>(
        std::move(stream),
        StreamSessionOperations{[this](const QString& text) { return connection_->sendText(text); },
                                [this](const QString& secret) { connection_->keepSecret(secret); }},
        clock, forSession, recorder, std::move(tokens));
    connectStream();
}

Client::~Client() = default;

void Client::connectSession()
{
    Session* session = session_.get();
    connect(connection_.get(), &Connection::opened, session,
            [session](quint32 epoch) { session->transportOpened(epoch); });
    connect(connection_.get(), &Connection::textReceived, session,
            [session](quint32, const QString& text) { session->textReceived(text); });
    connect(connection_.get(), &Connection::online, session,
            [session] { session->setOnline(true); });
    connect(connection_.get(), &Connection::offline, session,
            [session] { session->setOnline(false); });
    connect(connection_.get(), &Connection::closed, session,
            [this, session](const CloseInfo& info) {
                session->transportClosed(connection_->epoch(), info);
            });
    connect(session, &Session::ready, this, [this, session] {
        // A session that booted again on a connection that is online already goes on at once.
        if (connection_->controller().isOnline())
            session->setOnline(true);
        else
            connection_->sessionReady();
    });
    if (session->policy().reconnectOnCallTimeout) {
        connect(session, &Session::reconnectAdvised, this, [this] {
            connection_->abandon(CloseCause::CallTimeout, "a CALL was not answered in time");
        });
    }
    // The station resets: it leaves in good order and comes back with a Boot that says why.
    connect(session, &Session::resetRequested, this,
            [this] { connection_->drop(DropKind::Close); });
}

void Client::connectStream()
{
    StreamSession* stream = stream_.get();
    connect(connection_.get(), &Connection::opened, stream,
            [stream](quint32 epoch) { stream->transportOpened(epoch); });
    connect(connection_.get(), &Connection::textReceived, stream,
            [stream](quint32, const QString& text) { stream->textReceived(text); });
    connect(connection_.get(), &Connection::online, stream, [stream] { stream->setOnline(true); });
    connect(connection_.get(), &Connection::offline, stream,
            [stream] { stream->setOnline(false); });
    connect(connection_.get(), &Connection::closed, stream,
            [this, stream] { stream->transportClosed(connection_->epoch()); });
    connect(stream, &StreamSession::ready, this, [this] { connection_->sessionReady(); });
    connect(stream, &StreamSession::failed, this, [this](StreamFailure failure) {
        connection_->abandon(causeOf(failure), sentenceOf(failure));
    });
}

} // namespace redial
