// SPDX-License-Identifier: MIT
#include "core/transport/transport_thread.h"

#include "core/time/system_clock.h"
#include "core/transport/own_copy.h"

#include <QEventLoop>

#include <utility>

namespace redial {

namespace {

OpenInfo infoCopy(const OpenInfo& info)
{
    OpenInfo copy;
    copy.subprotocol = ownCopy(info.subprotocol);
    copy.deflate = info.deflate;
    copy.tlsProtocol = ownCopy(info.tlsProtocol);
    for (const auto& [name, value] : info.headers)
        copy.headers.emplaceBack(ownCopy(name), ownCopy(value));
    return copy;
}

} // namespace

TransportThread::TransportThread(ThreadedTransport& owner, ThreadedTransport::Factory factory)
    : owner_(owner), factory_(std::move(factory))
{
}

TransportThread::~TransportThread() = default;

void TransportThread::startAndWait()
{
    thread_ = std::thread([this] { run(); });
    supported_ = started_.get_future().get();
}

void TransportThread::stopAndWait()
{
    toInner_->post([this] { loop_->quit(); });
    thread_.join();
}

void TransportThread::post(std::function<void(Transport&)> task)
{
    toInner_->post([this, act = std::move(task)] { act(*inner_); });
}

void TransportThread::run()
{
    QEventLoop loop;
    loop_ = &loop;
    SystemClock clock;
    std::unique_ptr<Transport> inner = std::exchange(factory_, nullptr)(clock);
    inner_ = inner.get();
    forwardSignals(*inner);
    std::set<DropKind> supported;
    for (const DropKind kind : {DropKind::Close, DropKind::EndOfStream, DropKind::Reset}) {
        if (inner->supports(kind))
            supported.insert(kind);
    }
    {
        ThreadMailboxReceiver receiver(toInner_);
        started_.set_value(std::move(supported));
        loop.exec();
    }
    inner_ = nullptr;
    inner.reset();
}

void TransportThread::forwardSignals(Transport& inner)
{
    ThreadedTransport* const owner = &owner_;
    const auto mailbox = toOwner_;
    QObject::connect(&inner, &Transport::opened, &inner, [=](quint32 epoch, const OpenInfo& info) {
        mailbox->post([=, copy = infoCopy(info)] { owner->onOpened(epoch, copy); });
    });
    QObject::connect(&inner, &Transport::closed, &inner, [=](quint32 epoch, const CloseInfo& info) {
        mailbox->post([=] { owner->onClosed(epoch, info); });
    });
    QObject::connect(&inner, &Transport::noted, &inner,
                     [=](quint32 epoch, const TransportNote& note) {
                         mailbox->post([=] { owner->onNoted(epoch, note); });
                     });
    QObject::connect(&inner, &Transport::textReceived, &inner,
                     [=](quint32 epoch, const QString& text) {
                         mailbox->post([=, copy = ownCopy(text)] {
                             owner->onReceived(&Transport::textReceived, epoch, copy);
                         });
                     });
    const auto forwardBytes = [&](auto signal) {
        QObject::connect(&inner, signal, &inner, [=](quint32 epoch, const QByteArray& data) {
            mailbox->post([=, copy = ownCopy(data)] { owner->onReceived(signal, epoch, copy); });
        });
    };
    forwardBytes(&Transport::binaryReceived);
    forwardBytes(&Transport::pingReceived);
    forwardBytes(&Transport::pongReceived);
}

} // namespace redial
