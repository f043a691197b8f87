// SPDX-License-Identifier: MIT
#include "core/server/tls_listener.h"

#include "core/net/socket_calls.h"
#include "core/wire/close_info.h"

#include <QSslSocket>

namespace redial {

namespace {

constexpr const char* numberProperty = "redialConnectionNumber";
constexpr const char* timerProperty = "redialHandshakeTimer";
/// For the last bytes of a failed handshake to be taken.
constexpr auto farewell = std::chrono::seconds(1);

} // namespace

TlsListener::TlsListener(Settings settings, Clock& clock, EventRecorder recorder)
    : settings_(std::move(settings)), clock_(clock), recorder_(recorder)
{
}

TlsListener::~TlsListener()
{
    for (const QSslSocket* socket : findChildren<QSslSocket*>())
        clock_.cancelTimer(socket->property(timerProperty).toULongLong());
}

quint32 TlsListener::numberOf(const QObject& socket)
{
    return socket.property(numberProperty).toUInt();
}

void TlsListener::incomingConnection(qintptr descriptor)
{
    auto* socket = new QSslSocket(this);
    if (!socket->setSocketDescriptor(descriptor) ||
        (settings_.isFiller && settings_.isFiller(socket->peerPort()))) {
        delete socket;
        return;
    }
    const quint32 number = settings_.nextNumber();
    socket->setProperty(numberProperty, number);
    EventRecorder recorder = recorder_;
    recorder.setEpoch(number);
    recorder.record(EventKind::Accepted,
                    {{FieldKey::Address, socket->peerAddress().toString().toStdString()},
                     {FieldKey::Port, socket->peerPort()}});
    if (++handshakes_ > settings_.mostHandshakes) {
        resetOnClose(descriptor);
        return end(socket, number, "more TLS handshakes at once than this server takes");
    }
    connect(socket, &QSslSocket::disconnected, this,
            [this, socket, number] { end(socket, number, socket->errorString().toStdString()); });
    TlsTreatment treatment;
    if (settings_.interceptor != nullptr)
        treatment =
            settings_.interceptor->treat({number, {}, {}, socket->peerAddress().toString()});
    if (treatment.act != TlsTreatment::Act::Handshake)
        return misbehave(socket, treatment);
    handshake(socket, number, treatment.configuration.value_or(settings_.configuration));
}

void TlsListener::handshake(QSslSocket* socket, quint32 number,
                            const QSslConfiguration& configuration)
{
    socket->setSslConfiguration(configuration);
    const TimerId timer = clock_.startTimer(settings_.handshakeTimeout, [this, socket, number] {
        end(socket, number, "the TLS handshake took too long");
    });
    socket->setProperty(timerProperty, qulonglong(timer));
    connect(socket, &QSslSocket::encrypted, this, [this, socket] {
        clock_.cancelTimer(socket->property(timerProperty).toULongLong());
        socket->disconnect(this);
        --handshakes_;
        addPendingConnection(socket);
    });
    connect(socket, &QSslSocket::errorOccurred, this,
            [this, socket, number] { end(socket, number, socket->errorString().toStdString()); });
    socket->startServerEncryption();
}

void TlsListener::misbehave(QSslSocket* socket, const TlsTreatment& treatment)
{
    connect(socket, &QSslSocket::readyRead, this,
            [socket, act = treatment.act, answer = treatment.answer] {
                socket->readAll();
                if (act == TlsTreatment::Act::Stall)
                    return;
                socket->write(answer);
                socket->disconnectFromHost();
            });
}

void TlsListener::end(QSslSocket* socket, quint32 number, const std::string& detail)
{
    socket->disconnect(this);
    clock_.cancelTimer(socket->property(timerProperty).toULongLong());
    --handshakes_;
    EventRecorder recorder = recorder_;
    recorder.setEpoch(number);
    recorder.record(EventKind::Closed,
                    {{FieldKey::Cause, nameOf(CloseCause::TlsFailed)}, {FieldKey::Detail, detail}});
    if (settings_.interceptor != nullptr)
        settings_.interceptor->endedBeforeTls(number);
    // An alert may wait to be sent; whoever does not take it is not waited for long.
    connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
    const TimerId last = clock_.startTimer(farewell, [socket] {
        socket->abort();
        socket->deleteLater();
    });
    socket->setProperty(timerProperty, qulonglong(last));
    connect(socket, &QObject::destroyed, this, [this, last] { clock_.cancelTimer(last); });
    // Not inside Qt's own handling of the handshake.
    QMetaObject::invokeMethod(
        socket,
        [socket] {
            socket->disconnectFromHost();
            if (socket->state() == QAbstractSocket::UnconnectedState)
                socket->deleteLater();
        },
        Qt::QueuedConnection);
}

} // namespace redial
