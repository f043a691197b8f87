// SPDX-License-Identifier: MIT
#include "ui/window/window_picture.h"

#include "ui/window/live_run.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QPixmap>

#include <cstdio>

namespace redial {

namespace {
constexpr std::chrono::milliseconds interval(200);
constexpr int mostLooks = 10;
constexpr int couldNotRun = 3;
} // namespace

WindowPicture::WindowPicture(MainWindow& window, const QString& path, EventNumber select)
    : window_(window), path_(path), select_(select)
{
    timer_.setInterval(interval);
    connect(&timer_, &QTimer::timeout, this, &WindowPicture::look);
    if (!path_.isEmpty() || select_ > 0)
        timer_.start();
}

void WindowPicture::look()
{
    // A file may hold no run, but a scenario or a matrix.
    const bool isEmpty = window_.document().seen() == 0 && ++looks_ < mostLooks;
    if (window_.task().isRunning() || window_.document().busy() || isEmpty)
        return;
    if (select_ > window_.document().seen() && window_.liveRun().isRunning())
        return;
    if (select_ > 0) {
        if (select_ <= window_.document().seen())
            window_.runCursor().select(select_);
        select_ = 0;
        return;
    }
    timer_.stop();
    if (path_.isEmpty())
        return;
    if (!window_.grab().save(path_, "PNG")) {
        std::fprintf(stderr, "redial-desktop: could not write \"%s\".\n", qPrintable(path_));
        QApplication::exit(couldNotRun);
        return;
    }
    QApplication::exit(0);
}

} // namespace redial
