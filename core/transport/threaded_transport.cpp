// SPDX-License-Identifier: MIT
#include "core/transport/threaded_transport.h"

#include "core/transport/own_copy.h"
#include "core/transport/request_rules.h"
#include "core/transport/transport_thread.h"

#include <utility>

namespace redial {

namespace {

/// A request that shares no data with the caller's (see ThreadMailbox).
TransportRequest requestCopy(const TransportRequest& request)
{
    TransportRequest copy = request;
    copy.url = QUrl::fromEncoded(request.url.toEncoded());
    copy.subprotocols = {};
    for (const QString& subprotocol : request.subprotocols)
        copy.subprotocols << ownCopy(subprotocol);
    copy.headers = {};
    for (const auto& [name, value] : request.headers)
        copy.headers.emplaceBack(ownCopy(name), ownCopy(value));
    copy.tls.caCertificates = ownCopy(request.tls.caCertificates);
    copy.tls.ownCertificate = ownCopy(request.tls.ownCertificate);
    copy.tls.ownKey = ownCopy(request.tls.ownKey);
    copy.tls.verifyName = ownCopy(request.tls.verifyName);
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
    thread_->post(
        [epoch, copy = requestCopy(request)](Transport& inner) { inner.open(epoch, copy); });
    return true;
}

bool ThreadedTransport::sendText(const QString& text)
{
    if (state_ != State::Open)
        return false;
    thread_->post([copy = ownCopy(text)](Transport& inner) { inner.sendText(copy); });
    return true;
}

bool ThreadedTransport::sendBinary(const QByteArray& data)
{
    if (state_ != State::Open)
        return false;
    thread_->post([copy = ownCopy(data)](Transport& inner) { inner.sendBinary(copy); });
    return true;
}

bool ThreadedTransport::ping(const QByteArray& payload)
{
    if (state_ != State::Open || payload.size() > longestControlPayload)
        return false;
    thread_->post([copy = ownCopy(payload)](Transport& inner) { inner.ping(copy); });
    return true;
}

void ThreadedTransport::close(std::uint16_t code, const QString& reason)
{
    if (state_ == State::Closed || state_ == State::Closing)
        return;
    state_ = State::Closing;
    thread_->post([code, copy = ownCopy(reason)](Transport& inner) { inner.close(code, copy); });
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
