// SPDX-License-Identifier: MIT
#include "ui/window/live_run.h"

#include "core/log/event_log.h"
namespace redial {
LiveRun::LiveRun(QObject* parent) : QObject(parent) {}
LiveRun::~LiveRun() = default;
Expected<void, QString> LiveRun::start(const RunSettings&, const ReconnectPolicy&)
{
    return Unexpected{QStringLiteral("This build cannot conduct a run; open a run file.")};
}
void LiveRun::stop() {}
bool LiveRun::drop(const QString&)
{
    return false;
}
bool LiveRun::isRunning() const
{
    return false;
}
std::shared_ptr<EventLog> LiveRun::log() const
{
    return nullptr;
}
RunInfo LiveRun::info() const
{
    return {};
}
std::optional<RunTime> LiveRun::now() const
{
    return std::nullopt;
}
QString LiveRun::commandLine(const RunSettings&, const ReconnectPolicy&)
{
    return {};
}
} // namespace redial
