// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/msgi_transport.h"

#include <functional>

namespace redial {

/// Asks one MSGI server now and then whether it lives: connects, sends PING, waits for the PONG,
/// disconnects. One question at a time, the next an interval after the answer. Records nothing.
/// Lives on its clock's thread.
class HealthProbe final : public QObject
{
    Q_OBJECT
public:
    struct Settings
    {
        std::chrono::nanoseconds interval = std::chrono::seconds(2);
        /// For the connection and its PONG together.
        std::chrono::milliseconds timeout{1'000};
        TlsOptions tls;
    };
    /// `reason` is a sentence if it is not good.
    using Answer = std::function<void(bool good, const std::string& reason)>;

    HealthProbe(const QUrl& url, const Settings& settings, Clock& clock, Answer answer);
    ~HealthProbe() override;

    /// The first question comes an interval later.
    void start();
    void stop();

private:
    void ask();
    void tell(bool good, const std::string& reason);

    QUrl url_;
    Settings settings_;
    Clock& clock_;
    Answer answer_;
    MsgiTransport transport_;
    TimerId next_ = 0;
    TimerId deadline_ = 0;
    bool asking_ = false;
};

} // namespace redial
