// SPDX-License-Identifier: MIT
#include "ui/models/run_worker.h"

#include "ui/models/interrupter.h"

#include <QEventLoop>

#include <utility>

namespace redial {

RunWorker::Interruptible::Interruptible(RunWorker& worker, std::function<void()> interrupt)
    : worker_(worker), interrupter_(std::make_unique<Interrupter>(std::move(interrupt)))
{
    const std::lock_guard guard(worker_.mutex_);
    worker_.interrupter_ = interrupter_.get();
    if (worker_.stopping_)
        interrupter_->interrupt();
}

RunWorker::Interruptible::~Interruptible()
{
    const std::lock_guard guard(worker_.mutex_);
    worker_.interrupter_ = nullptr;
}

RunWorker::RunWorker(QObject* parent) : QObject(parent) {}

RunWorker::~RunWorker()
{
    stop();
    if (worker_.joinable())
        worker_.join();
}

void RunWorker::start(std::function<void()> work)
{
    if (isRunning())
        return;
    stopping_ = false;
    done_ = false;
    worker_ = std::thread([this, work = std::move(work)]() mutable { run(std::move(work)); });
}

void RunWorker::stop()
{
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    if (interrupter_)
        QMetaObject::invokeMethod(interrupter_, "interrupt", Qt::QueuedConnection);
}

void RunWorker::run(std::function<void()> work)
{
    const QEventLoop dispatcher; // without one, a thread that Qt did not start has no timers
    work();
    work = nullptr;
    const std::lock_guard guard(mutex_);
    done_ = true;
    QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
}

void RunWorker::post(std::function<void()> note)
{
    const std::lock_guard guard(mutex_);
    notes_.push_back(std::move(note));
    QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
}

bool RunWorker::isStopping()
{
    const std::lock_guard guard(mutex_);
    return stopping_;
}

void RunWorker::collect()
{
    std::deque<std::function<void()>> notes;
    bool done = false;
    {
        const std::lock_guard guard(mutex_);
        notes.swap(notes_);
        done = std::exchange(done_, false);
    }
    if (done)
        worker_.join();
    for (const auto& note : notes)
        note();
    if (done)
        emit ended();
}

} // namespace redial
