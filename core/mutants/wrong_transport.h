// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/transport.h"

#include <functional>
#include <memory>

namespace redial {

/// A transport that changes what goes through it, and is in all else the one that it owns: the
/// Transport contract holds as far as the hooks keep it.
class WrongTransport final : public Transport
{
    Q_OBJECT
public:
    /// Each may be absent.
    struct Hooks
    {
        /// Sends what is handed on to `wrong.own()`.
        std::function<bool(WrongTransport& wrong, const QString& text)> sendText;
        /// What is told of a text that came.
        std::function<QString(WrongTransport& wrong, const QString& text)> textReceived;
        std::function<CloseInfo(CloseInfo info)> closed;
        std::function<void(WrongTransport& wrong)> opened;
    };

    WrongTransport(std::unique_ptr<Transport> own, Hooks hooks);
    ~WrongTransport() override;

    Transport& own() { return *own_; }

    bool open(quint32 epoch, const TransportRequest& request) override;
    bool sendText(const QString& text) override;
    bool sendBinary(const QByteArray& data) override { return own_->sendBinary(data); }
    bool ping(const QByteArray& payload) override { return own_->ping(payload); }
    void close(std::uint16_t code, const QString& reason) override { own_->close(code, reason); }
    void drop(DropKind kind) override { own_->drop(kind); }
    bool supports(DropKind kind) const override { return own_->supports(kind); }
    State state() const override { return own_->state(); }
    quint32 epoch() const override { return own_->epoch(); }
    quint64 staleSignals() const override { return own_->staleSignals(); }

private:
    std::unique_ptr<Transport> own_;
    Hooks hooks_;
};

} // namespace redial
