// SPDX-License-Identifier: MIT
#include "core/session/connector_statuses.h"

#include <utility>

namespace redial {

bool ConnectorStatuses::set(int connector, const QString& status)
{
    return std::exchange(entries_[connector].status, status) != status;
}

QString ConnectorStatuses::status(int connector) const
{
    const auto found = entries_.find(connector);
    return found == entries_.end() ? available() : found->second.status;
}

void ConnectorStatuses::reported(int connector, const QString& status)
{
    const auto found = entries_.find(connector);
    if (found != entries_.end())
        found->second.known = status;
}

std::vector<int> ConnectorStatuses::toReport(bool all) const
{
    std::vector<int> connectors;
    for (const auto& [connector, entry] : entries_) {
        if (all || entry.status != entry.known)
            connectors.push_back(connector);
    }
    return connectors;
}

} // namespace redial
