// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/clocked_transport.h"
#include "core/transport/in_memory_link.h"
#include "core/wire/websocket_reader.h"

namespace redial {

class InMemoryNetwork;

/// The client's end of an in-memory connection: the Transport contract without sockets, on the
/// network's clock alone. Keeps the closing handshake, its time limits and the pongs as the precise
/// transport does. Does not own the network, which must outlive it.
class InMemoryTransport final : public ClockedTransport
{
    Q_OBJECT
public:
    explicit InMemoryTransport(InMemoryNetwork& network, QObject* parent = nullptr);
    ~InMemoryTransport() override;

    bool open(quint32 epoch, const TransportRequest& request) override;
    bool sendText(const QString& text) override;
    bool sendBinary(const QByteArray& data) override;
    bool ping(const QByteArray& payload) override;
    void close(std::uint16_t code = 1000, const QString& reason = {}) override;
    void drop(DropKind kind) override;
    bool supports(DropKind) const override { return true; }

    // What arrives from the server; called by its end of the link.
    void deliverOpened(const QString& subprotocol);
    void deliverRefusal(const CloseInfo& info);
    /// Frames as the wire has them, read as strictly as those of a socket.
    void deliverBytes(const std::string& bytes);
    void deliverText(const QString& text);
    void deliverBinary(const QByteArray& data);
    void deliverPing(const QByteArray& payload);
    void deliverPong(const QByteArray& payload);
    void deliverClose(std::uint16_t code, const QString& reason);
    void deliverEnd(CloseCause cause);

private:
    void releaseConnection() override;
    std::string waitingFor() const override;
    void abandon(CloseCause seenByServer, std::string detail);
    void take(const WebSocketEvent& event);
    void takeViolation(const WebSocketEvent& event);

    InMemoryNetwork& network_;
    WebSocketReader reader_{WebSocketRole::Client};
    /// How the epoch ends once the server has closed its side.
    std::optional<CloseInfo> violation_;
    std::shared_ptr<InMemoryLink> link_;
};

} // namespace redial
