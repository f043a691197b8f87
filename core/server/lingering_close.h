// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace redial {

/// Ends a TCP connection whose socket object has let go of it: sends FIN and reads on, throwing
/// away what comes, until the peer's FIN or RST. Closing with unread bytes would send RST, which
/// overtakes the last bytes that we sent (RFC 9112 9.6). Owns a duplicate of the descriptor, which
/// keeps the connection alive: whoever owns this bounds its time. Lives on its socket's thread.
class LingeringClose final : public QObject
{
    Q_OBJECT
public:
    explicit LingeringClose(qintptr descriptor);
    ~LingeringClose() override;

    /// Everything was written: FIN goes out now. ended() follows, at once if nothing is left.
    void endStream();
    /// The connection ends by RST when this and the socket object are gone.
    void resetOnEnd();

signals:
    void ended();

private:
    void discard();

    int descriptor_;
    std::unique_ptr<QSocketNotifier> readable_;
};

} // namespace redial
