// SPDX-License-Identifier: MIT
#include "ui/window/late_parts.h"

#include <QEvent>
#include <QWidget>

#include <utility>

namespace redial {

LateParts::LateParts(QWidget& window)
{
    window.installEventFilter(this);
    connect(&turns_, &QTimer::timeout, this, &LateParts::makeNext);
}

void LateParts::add(std::function<void()> make)
{
    parts_.push_back(std::move(make));
}

void LateParts::finish()
{
    while (!parts_.empty() && !making_)
        makeNext();
}

void LateParts::makeNext()
{
    if (making_)
        return;
    making_ = true;
    const std::function<void()> make = std::move(parts_.front());
    parts_.pop_front();
    make();
    making_ = false;
    if (parts_.empty())
        turns_.stop();
}

bool LateParts::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint) {
        watched->removeEventFilter(this);
        // A timer, as it lets input and painting take their turns.
        if (!parts_.empty())
            turns_.start(0);
    }
    return false;
}

} // namespace redial
