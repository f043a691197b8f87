// SPDX-License-Identifier: MIT
#include "core/client/health_probe.h"

#include <utility>

namespace redial {

HealthProbe::HealthProbe(const QUrl& url, const Settings& settings, Clock& clock, Answer answer)
    : url_(url), settings_(settings), clock_(clock), answer_(std::move(answer)), transport_(clock)
{
}

HealthProbe::~HealthProbe()
{
    stop();
}

void HealthProbe::start()
{
    stop();
    connect(&transport_, &Transport::opened, this, [this] { transport_.ping("alive"); });
    connect(&transport_, &Transport::pongReceived, this, [this] { tell(true, {}); });
    connect(&transport_, &Transport::closed, this, [this](quint32, const CloseInfo& info) {
        tell(false, info.detail);
        // The next question needs the transport.
        clock_.cancelTimer(next_);
        next_ = clock_.startTimer(settings_.interval, [this] { ask(); });
    });
    next_ = clock_.startTimer(settings_.interval, [this] { ask(); });
}

void HealthProbe::stop()
{
    asking_ = false;
    clock_.cancelTimer(std::exchange(next_, 0));
    clock_.cancelTimer(std::exchange(deadline_, 0));
    transport_.disconnect(this);
    transport_.drop(DropKind::EndOfStream);
}

void HealthProbe::ask()
{
    next_ = 0;
    TransportRequest request;
    request.url = url_;
    request.tls = settings_.tls;
    request.connectTimeout = settings_.timeout;
    request.closeTimeout = settings_.timeout;
    asking_ = transport_.open(transport_.epoch() + 1, request);
    deadline_ = clock_.startTimer(settings_.timeout, [this] {
        deadline_ = 0;
        tell(false, "It did not answer a PING in time.");
    });
}

void HealthProbe::tell(bool good, const std::string& reason)
{
    if (!std::exchange(asking_, false))
        return;
    clock_.cancelTimer(std::exchange(deadline_, 0));
    if (good)
        transport_.close();
    else
        transport_.drop(DropKind::Reset);
    answer_(good, reason);
}

} // namespace redial
