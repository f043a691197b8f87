// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/transport_note.h"
#include "core/transport/transport_request.h"
#include "core/wire/close_info.h"
#include "core/wire/drop_kind.h"

#include <QObject>

namespace redial {

/// What is known once a connection stands.
struct OpenInfo
{
    /// Empty if the server chose none.
    QString subprotocol;
    /// The answer to the upgrade, if the transport can see it.
    QList<QPair<QByteArray, QByteArray>> headers;
    /// True if permessage-deflate was agreed.
    bool deflate = false;
    /// Empty if the transport cannot tell.
    QString tlsProtocol;
};

/// One client's link to a server, one connection (epoch) at a time.
///
/// Contract, the same for every implementation:
/// - open() of an epoch is followed by at most one opened() and exactly one closed() of that epoch,
///   closed() last; also when the attempt fails, is closed or dropped meanwhile. Only destruction
///   leaves it out: nothing is emitted afterwards.
/// - No signal but `noted` is emitted inside a call: opened, closed and messages always come from
///   the clock or the event loop. A slot of theirs may call anything, open() of the next epoch
///   and the destruction of the transport included; a slot of `noted` only looks.
/// - Signals that the layer below sends for an epoch that is over are dropped, counted
///   (staleSignals) and noted (EventKind::StaleSignal).
/// - Everything lives on the transport's thread, which needs a running event loop.
/// - CloseInfo never says more than was seen.
class Transport : public QObject
{
    Q_OBJECT
public:
    enum class State : std::uint8_t { Closed, Opening, Open, Closing };
    Q_ENUM(State)

    using QObject::QObject;

    /// Begins to connect. False, and nothing changes, unless the state is Closed: one connect is in
    /// flight at most. A request that cannot be tried (no ws URL, say) is accepted and then closed
    /// with the reason. Precondition: epoch > 0, and not used before.
    virtual bool open(quint32 epoch, const TransportRequest& request) = 0;

    /// False if not Open, or if the send buffer is full (see TransportRequest::sendBufferLimit).
    /// True promises no more than that the message was handed on.
    virtual bool sendText(const QString& text) = 0;
    virtual bool sendBinary(const QByteArray& data) = 0;
    /// At most 125 bytes (RFC 6455 5.5); false if longer.
    virtual bool ping(const QByteArray& payload) = 0;

    /// Begins the closing handshake; while opening, gives the attempt up (CloseCause::LocalAbort).
    /// Without effect when Closed or Closing. `code` is one that may be sent (RFC 6455 7.4.1);
    /// otherwise 1000 is sent. The reason is cut at 123 bytes, between code points.
    virtual void close(std::uint16_t code = 1000, const QString& reason = {}) = 0;

    /// Ends the link in the given way; while opening or closing, EndOfStream and Reset end it at
    /// once. A kind that is not supported is done as EndOfStream.
    virtual void drop(DropKind kind) = 0;
    virtual bool supports(DropKind kind) const = 0;

    virtual State state() const = 0;
    /// The last epoch that was opened; 0 before the first.
    virtual quint32 epoch() const = 0;
    /// How many late signals of older epochs were dropped.
    virtual quint64 staleSignals() const = 0;

signals:
    void opened(quint32 epoch, const redial::OpenInfo& info);
    void closed(quint32 epoch, const redial::CloseInfo& info);
    void textReceived(quint32 epoch, const QString& text);
    void binaryReceived(quint32 epoch, const QByteArray& data);
    void pingReceived(quint32 epoch, const QByteArray& payload);
    void pongReceived(quint32 epoch, const QByteArray& payload);
    void noted(quint32 epoch, const redial::TransportNote& note);
};

} // namespace redial
