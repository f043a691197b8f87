// SPDX-License-Identifier: MIT
#include "core/fault/proxy_takeovers.h"

#include <algorithm>

namespace redial {

void ProxyTakeovers::opened(std::uint32_t connection, const QString& identity,
                            const EventRecorder& recorder)
{
    if (identity.isEmpty())
        return;
    auto& standing = open_[identity];
    if (!standing.empty()) {
        contests_.push_back({identity, standing.back(), connection, recorder.clock().now()});
        recorder.record(EventKind::Takeover, {{FieldKey::Identity, identity.toStdString()},
                                              {FieldKey::Connection, standing.back()}});
    }
    standing.push_back(connection);
}

void ProxyTakeovers::closed(std::uint32_t connection, const QString& identity,
                            const std::string& endedBy, const EventRecorder& recorder)
{
    const auto found = open_.find(identity);
    if (found == open_.end())
        return;
    std::erase(found->second, connection);
    if (found->second.empty())
        open_.erase(found);
    const auto contest = std::find_if(contests_.begin(), contests_.end(), [&](const Contest& each) {
        return each.older == connection || each.newer == connection;
    });
    if (contest == contests_.end())
        return;
    const bool keptNewer = contest->older == connection;
    recorder.record(EventKind::TakeoverSettled,
                    {{FieldKey::Identity, identity.toStdString()},
                     {FieldKey::Connection, keptNewer ? contest->newer : contest->older},
                     {FieldKey::Outcome, keptNewer ? "newer_kept" : "older_kept"},
                     {FieldKey::From, endedBy},
                     {FieldKey::LatencyNs, recorder.clock().now() - contest->since}});
    contests_.erase(contest);
}

} // namespace redial
