// SPDX-License-Identifier: MIT
#include "ui/window/live_run.h"

namespace redial {

LiveRun::LiveRun(QObject* parent) : QObject(parent) {}

LiveRun::~LiveRun() = default;

Expected<void, QString> LiveRun::start(const StationRunConfiguration& configuration)
{
    auto run = std::make_unique<StationRun>(configuration);
    connect(run.get(), &StationRun::ended, this, &LiveRun::stateChanged);
    if (const auto started = run->start(); !started)
        return Unexpected{started.error()};
    run_ = std::move(run);
    emit stateChanged();
    return {};
}

void LiveRun::stop()
{
    if (isRunning())
        run_->stop();
}

bool LiveRun::drop(DropKind kind)
{
    return isRunning() && run_->drop(kind);
}

QString LiveRun::reasonNotToDrop() const
{
    if (!isRunning() || !run_->controller())
        return QStringLiteral("no run is under way");
    switch (run_->controller()->state()) {
    case ConnectionState::Connecting:
    case ConnectionState::Connected:
        return {};
    case ConnectionState::Closing:
        return QStringLiteral("the link is closing already");
    case ConnectionState::Disconnected:
        break;
    }
    return QStringLiteral("the link is down, waiting to reconnect");
}

std::optional<RunTime> LiveRun::now() const
{
    if (!isRunning() || log()->size() == 0)
        return std::nullopt;
    return run_->clock().now() - log()->header(1).time;
}

} // namespace redial
