// SPDX-License-Identifier: MIT
#include "core/scenario/proxy_run.h"

#include "core/base/version.h"

namespace redial {

namespace {

RunInfo infoOf(const ProxySettings& settings, const Clock& clock)
{
    const QJsonObject configuration{{QStringLiteral("proxy"), true},
                                    {QStringLiteral("listen"), settings.listen.text()},
                                    {QStringLiteral("upstream"), settings.upstream.text()},
                                    {QStringLiteral("faults"), settings.faults.toJson()}};
    return {programName(), settings.seed, ClockKind::System, clock.wallNow(), configuration};
}

} // namespace

ProxyRun::ProxyRun(ProxySettings settings, QObject* parent)
    : QObject(parent)
    , settings_(std::move(settings))
    , log_(std::make_shared<EventLog>())
    , info_(infoOf(settings_, clock_))
{
    settings_.name = QStringLiteral("proxy");
}

ProxyRun::~ProxyRun()
{
    stop();
}

Expected<void, QString> ProxyRun::start()
{
    if (proxies_ || log_->size() > 0)
        return Unexpected{QStringLiteral("this run has been started already; make a new one.")};
    proxies_ = std::make_unique<ProxyCollection>(
        clock_, EventRecorder(*log_, clock_, Source::Proxy), settings_.seed);
    const auto added = proxies_->add(settings_, true);
    if (added)
        return {};
    proxies_.reset();
    return Unexpected{added.error()};
}

void ProxyRun::stop()
{
    if (!proxies_)
        return;
    proxies_.reset();
    EventRecorder(*log_, clock_, Source::Harness).record(EventKind::RunEnded);
    emit ended();
}

bool ProxyRun::drop(DropKind kind)
{
    if (connectionCount() == 0)
        return false;
    EventRecorder(*log_, clock_, Source::Harness)
        .record(EventKind::Dropped, {{FieldKey::Mode, nameOf(kind)}});
    return proxy()->dropConnections(kind, {}) > 0;
}

Proxy* ProxyRun::proxy() const
{
    return proxies_ ? proxies_->find(settings_.name) : nullptr;
}

HostPort ProxyRun::address() const
{
    return proxy() ? proxy()->settings().listen : settings_.listen;
}

FaultHost* ProxyRun::faults() const
{
    return proxy() ? &proxy()->faults() : nullptr;
}

} // namespace redial
