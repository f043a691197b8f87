// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"

#include <QString>

#include <map>
#include <vector>

namespace redial {

/// Sees a second connection with the same identity come while the first looks alive (E6), records
/// both, and later which of the two was kept. Lives on its recorder's thread.
class ProxyTakeovers
{
public:
    /// The WebSocket of this connection is open. `recorder` is the connection's.
    void opened(std::uint32_t connection, const QString& identity, const EventRecorder& recorder);
    /// `endedBy`: "client", "server", or empty for neither.
    void closed(std::uint32_t connection, const QString& identity, const std::string& endedBy,
                const EventRecorder& recorder);

private:
    struct Contest
    {
        QString identity;
        std::uint32_t older;
        std::uint32_t newer;
        MonotonicTime since;
    };

    std::map<QString, std::vector<std::uint32_t>> open_;
    std::vector<Contest> contests_;
};

} // namespace redial
