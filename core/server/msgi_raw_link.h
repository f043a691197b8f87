// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/connection_interceptor.h"
#include "core/server/msgi_session.h"

namespace redial {

/// An MSGI session as whoever interferes with it sees it. Texts and binary messages are DATA
/// frames; PING, PONG and DISCONNECT are what the WebSocket's ping, pong and Close are. Owned by
/// its session.
class MsgiRawLink final : public ServerLink, private RawConnection
{
public:
    MsgiRawLink(MsgiSession& session, const EventRecorder& recorder,
                const InterceptorFactory& factory);

    /// The interceptor may act from now on; it may end the session at once.
    void begin();
    void end() { interceptor_->closed(); }
    bool swallows(const MsgiFrame& frame);
    void handled(const MsgiFrame& frame);
    /// True: the interceptor sends the bytes, or does not.
    bool takes(std::string_view head, std::string_view payload);

    void ping(const QByteArray& payload) override;
    void close(std::uint16_t code, const QString& reason) override;
    void endStream() override;
    void reset() override;

protected:
    void writeText(const QString& text) override;
    void writeBinary(const QByteArray& data) override;

private:
    ServerLink& link() override { return *this; }
    MsgiSession* msgi() override { return &session_; }
    bool deflates() const override { return false; }
    qint64 waitingBytes() const override;
    bool writeRaw(std::string_view bytes) override;
    void flush() override;
    void sendTextUnasked(const QString& text) override { writeText(text); }
    void expectClose() override {}
    void endStreamNow() override { endStream(); }
    void resetNow() override { reset(); }
    void halfClose() override;
    void setReading(bool on) override;
    void readSome(qint64 most) override;
    qintptr descriptor() const override;

    MsgiSession& session_;
    std::unique_ptr<ConnectionInterceptor> interceptor_;
};

} // namespace redial
