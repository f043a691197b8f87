// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <QObject>

#include <memory>
#include <unordered_map>

class QTimer;

namespace redial {

/// The machine's time: steady_clock for now(), precise QTimers for timers. Needs an event loop on
/// its thread. A timer never fires early; QTimer's millisecond grain is made up for by waiting for
/// the rest.
class SystemClock final : public QObject, public Clock
{
    Q_OBJECT
public:
    explicit SystemClock(QObject* parent = nullptr);
    ~SystemClock() override;

    MonotonicTime now() const override;
    WallTime wallNow() const override;
    TimerId startTimer(std::chrono::nanoseconds delay, std::function<void()> callback) override;
    bool cancelTimer(TimerId timer) override;
    std::size_t pendingTimers() const override { return timers_.size(); }

private:
    struct Pending
    {
        std::unique_ptr<QTimer> timer;
        MonotonicTime due;
        std::function<void()> callback;
    };

    void onTimeout(TimerId timer);

    TimerId lastTimer_ = 0;
    std::unordered_map<TimerId, Pending> timers_;
};

} // namespace redial
