// SPDX-License-Identifier: MIT
#include "core/transport/threaded_transport.h"

#include "core/transport/transport_thread.h"

#include <utility>

namespace redial {

namespace {

constexpr qsizetype longestControlPayload = 125; // RFC 6455 5.5

/// A request that shares no data with the caller's (see ThreadMailbox).
TransportRequest ownCopy(const TransportRequest& request)
{
    TransportRequest copy;
    copy.url = QUrl::fromEncoded(request.url.toEncoded());
    for (const QString& subprotocol : request.subprotocols)
        copy.subprotocols << QString(subprotocol.constData(), subprotocol.size());
    for (const auto& [name, value] : request.headers)
        copy.headers.emplaceBack(QByteArray(name.constData(), name.size()),
                                 QByteArray(value.constData(), value.size()));
    copy.connectTimeout = request.connectTimeout;
    copy.closeTimeout = request.closeTimeout;
    const QByteArray& ca = request.tls.caCertificates;
    copy.tls.caCertificates = QByteArray(ca.constData(), ca.size());
    const QString& name = request.tls.verifyName;
    copy.tls.verifyName = QString(name.constData(), name.size());
    copy.tls.verify = request.tls.verify;
    copy.deflate = request.deflate;
    copy.automaticPong = request.automaticPong;
    copy.maximumMessageSize = request.maximumMessageSize;
    copy.sendBufferLimit = request.sendBufferLimit;
    return copy;
}

} // namespace

ThreadedTransport::ThreadedTransport(Factory factory, QObject* parent)
    : Transport(parent), thread_(std::make_unique<TransportThread>(*this, std::move(factory)))
{
    receiver_ = std::make_unique<ThreadMailboxReceiver>(thread_->ownersMailbox());
    thread_->startAndWait();
}

ThreadedTransport::~ThreadedTransport()
{
    receiver_.reset();
    thread_->stopAndWait();
}

bool ThreadedTransport::open(quint32 epoch, const TransportRequest& request)
{
    if (state_ != State::Closed)
        return false;
    state_ = State::Opening;
    dropped_ = false;
    epoch_ = epoch;
    thread_->post([epoch, copy = ownCopy(request)](Transport& inner) { inner.open(epoch, copy); });
    return true;
}

bool ThreadedTransport::sendText(const QString& text)
{
    if (state_ != State::Open)
        return false;
    thread_->post([copy = QString(text.constData(), text.size())](Transport& inner) {
        inner.sendText(copy);
    });
    return true;
}

bool ThreadedTransport::sendBinary(const QByteArray& data)
{
    if (state_ != State::Open)
        return false;
    thread_->post([copy = QByteArray(data.constData(), data.size())](Transport& inner) {
        inner.sendBinary(copy);
    });
    return true;
}

bool ThreadedTransport::ping(const QByteArray& payload)
{
    if (state_ != State::Open || payload.size() > longestControlPayload)
        return false;
    thread_->post([copy = QByteArray(payload.constData(), payload.size())](Transport& inner) {
        inner.ping(copy);
    });
    return true;
}

void ThreadedTransport::close(std::uint16_t code, const QString& reason)
{
    if (state_ == State::Closed || state_ == State::Closing)
        return;
    state_ = State::Closing;
    thread_->post([code, copy = QString(reason.constData(), reason.size())](Transport& inner) {
        inner.close(code, copy);
    });
}

void ThreadedTransport::drop(DropKind kind)
{
    if (state_ == State::Closed)
        return;
    if (kind == DropKind::Close) {
        close();
        return;
    }
    state_ = State::Closing;
    dropped_ = true;
    thread_->post([kind](Transport& inner) { inner.drop(kind); });
}

bool ThreadedTransport::supports(DropKind kind) const
{
    return thread_->supports(kind);
}

void ThreadedTransport::onOpened(quint32 epoch, const OpenInfo& info)
{
    // The owner has closed or dropped it meanwhile: it never stood as far as the owner knows.
    if (state_ != State::Opening)
        return;
    state_ = State::Open;
    emit opened(epoch, info);
}

void ThreadedTransport::onClosed(quint32 epoch, const CloseInfo& info)
{
    state_ = State::Closed;
    emit closed(epoch, info);
}

void ThreadedTransport::onNoted(quint32 epoch, const TransportNote& note)
{
    if (note.kind == EventKind::StaleSignal)
        ++staleSignals_;
    emit noted(epoch, note);
}

} // namespace redial
