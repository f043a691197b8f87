// SPDX-License-Identifier: MIT
#include "core/client/connection.h"

#include "core/client/message_record.h"
#include "core/wire/url_without_secrets.h"
#include "core/wire/utf8_validator.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>

#include <utility>

namespace redial {

Connection::Connection(ConnectionConfiguration configuration, std::unique_ptr<Transport> transport,
                       Clock& clock, Random random, EventRecorder recorder, QObject* parent)
    : QObject(parent)
    , configuration_(std::move(configuration))
    , recorder_(recorder)
    , clock_(clock)
    , keepAlive_(
          {configuration_.policy.pingInterval, configuration_.policy.pongTimeout}, clock,
          [this](const QByteArray& payload) { return transport_->ping(payload); },
          [this] { abandon(CloseCause::PongTimeout, "no pong came within the time-out"); })
    , transport_(std::move(transport))
    , controller_(std::make_unique<ReconnectController>(configuration_.policy, operations(), clock,
                                                        random, &recorder_))
{
    using Milliseconds = std::chrono::milliseconds;
    configuration_.request.connectTimeout =
        std::chrono::ceil<Milliseconds>(configuration_.policy.connectTimeout);
    configuration_.request.closeTimeout =
        std::chrono::ceil<Milliseconds>(configuration_.policy.closeTimeout);
    connectTransport();
    connectController();
}

Connection::~Connection() = default;

TransportOperations Connection::operations()
{
    return {[this](quint32 epoch, const QUrl& url) { openTransport(epoch, url); },
            // No ping is sent on a link that we end: its pong would be missed.
            [this](quint32) {
                keepAlive_.stop();
                transport_->close();
            },
            [this](quint32, DropKind kind) {
                keepAlive_.stop();
                transport_->drop(kind);
            }};
}

void Connection::connectTransport()
{
    connect(transport_.get(), &Transport::opened, this, &Connection::onOpened);
    connect(transport_.get(), &Transport::closed, this, &Connection::onClosed);
    connect(transport_.get(), &Transport::noted, this, [this](quint32, const TransportNote& note) {
        recorder_.record(note.kind, fieldsOf(note));
    });
    connect(transport_.get(), &Transport::textReceived, this,
            [this](quint32 epoch, const QString& text) {
                recordText(EventKind::MessageIn, text);
                emit textReceived(epoch, text);
            });
    connect(transport_.get(), &Transport::binaryReceived, this,
            [this](quint32 epoch, const QByteArray& data) {
                recordBinary(EventKind::MessageIn, data);
                emit binaryReceived(epoch, data);
            });
    connect(transport_.get(), &Transport::pingReceived, this, &Connection::pingReceived);
    connect(transport_.get(), &Transport::pongReceived, this,
            [this](quint32, const QByteArray& payload) { keepAlive_.pongReceived(payload); });
}

void Connection::connectController()
{
    const ReconnectController* controller = controller_.get();
    connect(controller, &ReconnectController::connecting, this, &Connection::connecting);
    connect(controller, &ReconnectController::connected, this, &Connection::connected);
    connect(controller, &ReconnectController::closed, this, &Connection::closed);
    connect(controller, &ReconnectController::online, this, &Connection::online);
    connect(controller, &ReconnectController::offline, this, &Connection::offline);
    connect(controller, &ReconnectController::backoffScheduled, this,
            &Connection::backoffScheduled);
    connect(controller, &ReconnectController::gaveUp, this, &Connection::gaveUp);
}

bool Connection::start(const QUrl& url)
{
    return controller_->start(url);
}

void Connection::stop()
{
    controller_->stop();
}

bool Connection::drop(DropKind kind)
{
    return controller_->drop(kind);
}

QFuture<OpenOutcome> Connection::open(const QUrl& url)
{
    return controller_->open(url);
}

QFuture<CloseInfo> Connection::close()
{
    return controller_->close();
}

void Connection::sessionReady()
{
    controller_->sessionReady(recorder_.epoch());
}

bool Connection::sendText(const QString& text)
{
    if (!transport_->sendText(text))
        return false;
    recordText(EventKind::MessageOut, text);
    return true;
}

bool Connection::sendBinary(const QByteArray& data)
{
    if (!transport_->sendBinary(data))
        return false;
    recordBinary(EventKind::MessageOut, data);
    return true;
}

void Connection::keepSecret(const QString& secret)
{
    secret_ = secret.toUtf8();
    const QByteArray json = QJsonDocument(QJsonArray{secret}).toJson(QJsonDocument::Compact);
    escapedSecret_ = secret.isEmpty() ? QByteArray() : json.mid(2, json.size() - 4);
}

void Connection::recordText(EventKind kind, const QString& text) const
{
    if (!configuration_.recordsMessages)
        return;
    const QByteArray payload = text.toUtf8();
    recordMessage(recorder_, kind, withoutSecret(payload), false, std::nullopt, payload.size());
}

void Connection::recordBinary(EventKind kind, const QByteArray& data) const
{
    if (!configuration_.recordsMessages)
        return;
    const bool isText = configuration_.recordsReadableAsText &&
                        isUtf8({data.constData(), std::size_t(data.size())});
    recordMessage(recorder_, kind, withoutSecret(data), !isText, std::nullopt, data.size());
}

QByteArray Connection::withoutSecret(QByteArray payload) const
{
    for (const QByteArray& secret : {escapedSecret_, secret_}) {
        if (!secret.isEmpty())
            payload.replace(secret, "***");
    }
    return payload;
}

void Connection::openTransport(quint32 epoch, const QUrl& started)
{
    recorder_.setEpoch(epoch);
    recorder_.setAttempt(controller_->attempt());
    const QUrl url = chooser_ ? chooser_(epoch, started) : started;
    recorder_.record(EventKind::ConnectBegin,
                     {{FieldKey::Url, urlWithoutSecrets(url).toStdString()}});
    configuration_.request.url = url;
    transport_->open(epoch, configuration_.request);
}

void Connection::onOpened(quint32 epoch, const OpenInfo& info)
{
    recorder_.record(EventKind::Opened, {{FieldKey::Subprotocol, info.subprotocol.toStdString()}});
    keepAlive_.start();
    // A slot may destroy this.
    const QPointer<Connection> self(this);
    controller_->transportOpened(epoch);
    if (self)
        emit opened(epoch, info);
}

void Connection::onClosed(quint32 epoch, CloseInfo info)
{
    keepAlive_.stop();
    if (const auto why = std::exchange(abandoned_, std::nullopt)) {
        info.cause = why->first;
        info.detail = why->second;
    }
    recorder_.record(EventKind::Closed, {{FieldKey::Cause, nameOf(info.cause)},
                                         {FieldKey::Code, info.code},
                                         {FieldKey::Reason, info.reason},
                                         {FieldKey::Remote, info.remote},
                                         {FieldKey::Detail, info.detail}});
    controller_->transportClosed(epoch, info);
}

void Connection::abandon(CloseCause cause, const char* detail)
{
    // On a link that closes already the peer need not answer.
    if (transport_->state() != Transport::State::Open)
        return;
    abandoned_ = {cause, detail};
    transport_->drop(DropKind::Reset);
}

} // namespace redial
