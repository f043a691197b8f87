// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/thread_mailbox.h"
#include "core/transport/transport.h"

#include <array>
#include <functional>
#include <memory>

namespace redial {

class TransportThread;

/// Runs another transport on a thread of its own, with a SystemClock there, and keeps the Transport
/// contract on the owner's thread. state() is what the owner has been told so far; a send that
/// returns true may still meet a connection that has just ended, as on any network. Making one
/// waits for its thread to start, destroying one for it to end; nothing is emitted afterwards.
class ThreadedTransport final : public Transport
{
    Q_OBJECT
public:
    /// Called on the new thread. The clock lives there and outlives the transport.
    using Factory = std::function<std::unique_ptr<Transport>(Clock&)>;

    explicit ThreadedTransport(Factory factory, QObject* parent = nullptr);
    ~ThreadedTransport() override;

    bool open(quint32 epoch, const TransportRequest& request) override;
    bool sendText(const QString& text) override;
    bool sendBinary(const QByteArray& data) override;
    bool ping(const QByteArray& payload) override;
    void close(std::uint16_t code = 1000, const QString& reason = {}) override;
    void drop(DropKind kind) override;
    bool supports(DropKind kind) const override;

    State state() const override { return state_; }
    quint32 epoch() const override { return epoch_; }
    quint64 staleSignals() const override { return staleSignals_; }

private:
    friend class TransportThread;

    void onOpened(quint32 epoch, const OpenInfo& info);
    void onClosed(quint32 epoch, const CloseInfo& info);
    template <class Content>
    void onReceived(void (Transport::*signal)(quint32, const Content&), quint32 epoch,
                    const Content& content);
    void onNoted(quint32 epoch, const TransportNote& note);

    std::unique_ptr<TransportThread> thread_;
    std::unique_ptr<ThreadMailboxReceiver> receiver_;
    State state_ = State::Closed;
    /// Dropped: what is under way from the thread is no longer wanted.
    bool dropped_ = false;
    quint32 epoch_ = 0;
    quint64 staleSignals_ = 0;
};

template <class Content>
void ThreadedTransport::onReceived(void (Transport::*signal)(quint32, const Content&),
                                   quint32 epoch, const Content& content)
{
    if (!dropped_)
        emit(this->*signal)(epoch, content);
}

} // namespace redial
