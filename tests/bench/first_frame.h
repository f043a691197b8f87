// SPDX-License-Identifier: MIT
#pragma once

#include <QEvent>
#include <QTimer>
#include <QWidget>

#include <chrono>
#include <cstdio>
#include <functional>
#include <utility>

namespace redial {

/// Calls `then` once the widget is painted and shown on the screen.
class FirstFrame final : public QObject
{
public:
    FirstFrame(QWidget& widget, std::function<void()> then) : then_(std::move(then))
    {
        widget.installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            // Comes before anything that waits for a timer.
            QMetaObject::invokeMethod(
                this, [this] { then_(); }, Qt::QueuedConnection);
        }
        return false;
    }

private:
    std::function<void()> then_;
};

/// The moment as a line for start_bench, which knows when the program was started.
inline void tellMoment()
{
    std::printf("%lld\n", static_cast<long long>(
                              std::chrono::steady_clock::now().time_since_epoch().count()));
    std::fflush(stdout);
}

} // namespace redial
