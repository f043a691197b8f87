// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/in_memory_link.h"
#include "core/transport/transport_request.h"
#include "core/wire/close_info.h"

#include <QObject>

#include <functional>
#include <string>

namespace redial {

/// The server's end of one in-memory connection. Behaves as a correct WebSocket server does, unless
/// it is told to withhold its pongs or its answer to Close. Kept alive by its InMemoryNetwork while
/// the connection stands; what it does after that has no effect. Signals come from the clock, never
/// inside a call; `closed` comes last, once.
class InMemoryPeer : public QObject, public std::enable_shared_from_this<InMemoryPeer>
{
    Q_OBJECT
public:
    InMemoryPeer(quint32 connection, TransportRequest request, std::shared_ptr<InMemoryLink> link);
    ~InMemoryPeer() override;

    /// Counts the connections of one network from 1.
    quint32 connection() const { return connection_; }
    /// What the client asked for: path, subprotocols, headers.
    const TransportRequest& request() const { return request_; }

    /// True until either side has ended it, as far as this side knows.
    bool isEstablished() const { return established_; }
    /// Half-open and one-way links: what is sent in a direction that does not pass waits, FIN and
    /// RST too.
    void setMessagesPass(bool toServer, bool toClient);

    /// Delays what is sent from now on by as much as these say, each time they are asked; none:
    /// not.
    void setDelays(std::function<std::chrono::nanoseconds()> toServer,
                   std::function<std::chrono::nanoseconds()> toClient);

    /// Whatever text comes goes there instead of textReceived(); pass() lets it pass.
    void setIncoming(std::function<void(const QString&)> incoming);
    void pass(const QString& text) { emit textReceived(text); }

    void setAutomaticPong(bool answer) { automaticPong_ = answer; }
    void setAnswersClose(bool answer) { answersClose_ = answer; }

    void sendText(const QString& text);
    void sendBinary(const QByteArray& data);
    /// Frames as they are; `holdsClose` if there is a Close frame among them.
    void sendBytes(const std::string& bytes, bool holdsClose);
    void ping(const QByteArray& payload = {});
    void pong(const QByteArray& payload = {});
    /// Sends Close. 1005 sends one without a code.
    void close(std::uint16_t code = 1000, const QString& reason = {});
    /// FIN without a Close frame.
    void endStream();
    /// RST.
    void reset();

    // What arrives from the client; called by its end of the link.
    void deliverText(const QString& text);
    void deliverBinary(const QByteArray& data);
    void deliverPing(const QByteArray& payload);
    void deliverPong(const QByteArray& payload);
    void deliverClose(std::uint16_t code, const QString& reason);
    void deliverEnd(CloseCause cause);

signals:
    void textReceived(const QString& text);
    void binaryReceived(const QByteArray& data);
    void pingReceived(const QByteArray& payload);
    void pongReceived(const QByteArray& payload);
    void closeReceived(quint16 code, const QString& reason);
    /// `remote` is true if the client ended it.
    void closed(const redial::CloseInfo& info);

private:
    bool maySend() const { return established_ && !closeSent_; }
    void end(CloseInfo info);

    std::shared_ptr<InMemoryLink> link_;
    TransportRequest request_;
    std::function<void(const QString&)> incoming_;
    quint32 connection_;
    bool established_ = true;
    bool closeSent_ = false;
    bool automaticPong_ = true;
    bool answersClose_ = true;
};

} // namespace redial
