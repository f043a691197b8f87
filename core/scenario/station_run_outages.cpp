// SPDX-License-Identifier: MIT
// The times in which a run's own server is away.
#include "core/scenario/station_run.h"
#include "core/server/in_memory_server.h"
#include "core/server/scripted_server.h"

namespace redial {

void StationRun::recordOutage(EventKind kind, std::size_t index)
{
    harness_.record(kind, {{FieldKey::Fault, "server_outage"},
                           {FieldKey::FaultNumber, std::int64_t(index) + 1},
                           {FieldKey::DurationNs, configuration_.outages[index].duration}});
}

void StationRun::beginOutage(std::size_t index)
{
    if (phase_ != Phase::Running)
        return;
    recordOutage(EventKind::FaultOn, index);
    const bool isFirst = outagesOn_.empty();
    outagesOn_.insert(index);
    if (memoryServer_ && isFirst)
        memoryServer_->stop();
    if (server_ && isFirst)
        server_->stop();
    at(configuration_.outages[index].duration, [this, index] { endOutage(index); });
}

void StationRun::endOutage(std::size_t index)
{
    if (phase_ != Phase::Running || outagesOn_.erase(index) == 0)
        return;
    recordOutage(EventKind::FaultOff, index);
    if (!outagesOn_.empty())
        return;
    if (memoryServer_)
        memoryServer_->setListening(true);
    // Somebody else may have told it to listen meanwhile.
    if (!server_ || server_->isListening())
        return;
    if (const auto port = server_->listen(); !port)
        fail(QStringLiteral("after an outage the server %1").arg(port.error()));
}

} // namespace redial
