// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"
#include "core/reconnect/reconnect_effect.h"
#include "core/reconnect/reconnect_policy.h"

#include <QUrl>

#include <optional>

namespace redial {

/// What a ReconnectController writes into the log: lanes controller and user, one event for each
/// effect that says something. Without a recorder it writes nothing. Owns neither log nor clock.
class ReconnectJournal
{
public:
    explicit ReconnectJournal(const EventRecorder* recorder)
        : recorder_(recorder ? std::optional(*recorder) : std::nullopt)
    {
    }

    /// The epoch and attempt of the events that follow, until an effect begins the next ones.
    void setPlace(std::uint32_t epoch, std::uint32_t attempt);

    /// The URL is written without user name and password.
    void started(const QUrl& url);
    void stopped();
    void dropped(DropKind kind);

    /// `lastClose` is the end that the newest disconnected event tells of.
    void effect(const ReconnectEffect& effect, const ReconnectPolicy& policy,
                const CloseInfo& lastClose);
    void timerArmed(ReconnectTimer timer, TimerId id, std::chrono::nanoseconds delay);
    void timerEnded(EventKind kind, ReconnectTimer timer, TimerId id);

private:
    void recordClosed(const CloseInfo& info);
    void recordBackoff(const ReconnectEffect& effect, const ReconnectPolicy& policy,
                       const CloseInfo& lastClose);

    std::optional<EventRecorder> recorder_;
};

} // namespace redial
