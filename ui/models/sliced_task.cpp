// SPDX-License-Identifier: MIT
#include "ui/models/sliced_task.h"

#include <QElapsedTimer>

#include <chrono>
#include <utility>

namespace redial {

namespace {
constexpr std::chrono::nanoseconds budget = std::chrono::milliseconds(2);
}

SlicedTask::SlicedTask(QObject* parent) : QObject(parent)
{
    timer_.setInterval(0);
    connect(&timer_, &QTimer::timeout, this, &SlicedTask::slice);
}

void SlicedTask::start(const QString& title, std::function<Step()> step,
                       std::function<double()> progress, std::function<void(bool)> ended)
{
    cancel();
    title_ = title;
    step_ = std::move(step);
    progress_ = std::move(progress);
    ended_ = std::move(ended);
    timer_.start();
    emit runningChanged(true);
}

void SlicedTask::cancel()
{
    if (isRunning())
        end(false);
}

void SlicedTask::slice()
{
    QElapsedTimer elapsed;
    elapsed.start();
    while (std::chrono::nanoseconds(elapsed.nsecsElapsed()) < budget) {
        if (step_() == Step::Done) {
            end(true);
            return;
        }
    }
    emit progressed(progress_ ? progress_() : 0);
}

void SlicedTask::end(bool finished)
{
    timer_.stop();
    step_ = nullptr;
    progress_ = nullptr;
    const auto ended = std::exchange(ended_, nullptr);
    emit runningChanged(false);
    if (ended)
        ended(finished);
}

} // namespace redial
