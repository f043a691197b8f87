// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/tls_treatment.h"
#include "core/time/clock.h"

#include <QTcpServer>

#include <chrono>
#include <functional>

class QSslSocket;

namespace redial {

/// A listener whose pending connections are TLS connections that have finished their handshake;
/// what does not finish it within the limit is ended and recorded here. Owns the sockets until they
/// are taken. The clock outlives it.
class TlsListener final : public QTcpServer
{
    Q_OBJECT
public:
    struct Settings
    {
        QSslConfiguration configuration;
        std::chrono::nanoseconds handshakeTimeout{};
        /// Connections in their handshake at most; beyond it the newest is reset.
        int mostHandshakes = 1000;
        /// May be null.
        TlsInterceptor* interceptor = nullptr;
        /// Numbers each connection once.
        std::function<quint32()> nextNumber;
        /// True for a connection from this port that is to be closed unheard and uncounted.
        std::function<bool(quint16 port)> isFiller;
    };

    TlsListener(Settings settings, Clock& clock, EventRecorder recorder);
    ~TlsListener() override;

    /// The number that a pending connection was given.
    static quint32 numberOf(const QObject& socket);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void handshake(QSslSocket* socket, quint32 number, const QSslConfiguration& configuration);
    void misbehave(QSslSocket* socket, const TlsTreatment& treatment);
    void end(QSslSocket* socket, quint32 number, const std::string& detail);

    Settings settings_;
    Clock& clock_;
    EventRecorder recorder_;
    int handshakes_ = 0;
};

} // namespace redial
