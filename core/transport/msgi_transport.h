// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/clocked_transport.h"
#include "core/wire/msgi_error_payload.h"
#include "core/wire/msgi_reader.h"
#include "core/wire/pipeline_maker.h"

namespace redial {

class HostResolver;

/// Transport of MSGI frames (docs/msgi.md) over TCP (msgi://host:port) or TLS (msgis://host:port).
/// It is open as soon as TCP, and TLS where asked for, stand: MSGI has no handshake of its own.
/// - sendText() and sendBinary() send a DATA frame each; a DATA frame comes as binaryReceived().
/// - ping() sends PING; the peer's PING is answered by PONG with the same payload.
/// - close() sends DISCONNECT with the reason, and FIN behind it; the peer answers by DISCONNECT,
///   FIN or both. MSGI has no close codes: 1000 stands for an end in order, 1002 for broken rules.
///   The peer's DISCONNECT is its last frame: what arrives after it is thrown away.
/// - A frame that breaks the rules is answered by an ERROR frame with a sentence, and by FIN, and
///   is reported as ProtocolError.
/// - CONTROL, ERROR and HEARTBEAT pass through sendFrame() and frameReceived() alone.
/// - DATA and CONTROL payloads pass a pipeline, made anew for each connection, if there is one. A
///   payload that it refuses ends the connection as a frame that breaks the rules does.
/// The longest frame either way is the request's maximumMessageSize, head included: longer messages
/// are not sent (false), longer frames of the peer are a violation. Subprotocols, headers and
/// deflate of a request mean nothing here.
class MsgiTransport final : public ClockedTransport
{
    Q_OBJECT
public:
    explicit MsgiTransport(Clock& clock, QObject* parent = nullptr);
    ~MsgiTransport() override;

    /// Whom to ask for names from the next attempt on; null: the system. It outlives this.
    void setResolver(HostResolver* resolver) { resolver_ = resolver; }

    /// From the next connection on. Both ends have the same.
    void setPipeline(const PipelineSettings& settings);

    bool open(quint32 epoch, const TransportRequest& request) override;
    bool sendText(const QString& text) override;
    bool sendBinary(const QByteArray& data) override;
    bool ping(const QByteArray& payload) override;
    void close(std::uint16_t code = 1000, const QString& reason = {}) override;
    void drop(DropKind kind) override;
    bool supports(DropKind) const override { return true; }

    /// As sendBinary(), with another type. Precondition: Control, Error or Heartbeat.
    bool sendFrame(MsgiType type, const QByteArray& payload);
    /// Ends the connection with an ERROR frame, as after a frame that breaks the rules. Without
    /// effect unless Open.
    void fail(MsgiErrorCode code, const std::string& sentence);

signals:
    /// A Control, Error or Heartbeat frame, in order with the messages.
    void frameReceived(quint32 epoch, redial::MsgiType type, const QByteArray& payload);

private:
    struct Connection;

    void startSocket();
    void noteConnected();
    void enterReady();
    void takeBytes(const QByteArray& bytes);
    void takeFrame(const MsgiFrame& frame);
    void takePing(const QByteArray& payload);
    /// A DATA or CONTROL payload.
    void takePayload(const MsgiFrame& frame);
    void takeDisconnect(const QByteArray& reason);
    void takeViolation(MsgiErrorCode code, const std::string& sentence);
    void onEnded();
    void decide();
    /// Refused before a stage has counted it: the peer takes nothing behind one that is missing.
    bool sendThrough(MsgiType type, const QByteArray& payload);
    bool send(MsgiType type, const QByteArray& payload);
    /// The last frame of this end, and FIN behind it.
    void sendLast(MsgiType type, const QByteArray& payload, std::string reason);
    void abandon(DropKind kind, std::string detail);
    void releaseConnection() override;
    std::string waitingFor() const override;

    std::unique_ptr<Connection> connection_;
    HostResolver* resolver_ = nullptr;
    std::optional<PipelineMaker> pipelines_;
};

} // namespace redial
