// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace redial {

class Interrupter;

/// A thread of its own on which runs are made one after the other, so that the window goes on, and
/// the way back: what the work posts is done on the GUI thread, in order. Owns that thread; its
/// destructor interrupts what runs and waits for it. Lives on the GUI thread; what crosses does so
/// under a mutex.
class RunWorker final : public QObject
{
    Q_OBJECT
public:
    /// Made by the work, on its thread, around its runs: `interrupt` is called there once stop()
    /// was, at once if it was already.
    class Interruptible
    {
    public:
        Interruptible(RunWorker& worker, std::function<void()> interrupt);
        ~Interruptible();

    private:
        RunWorker& worker_;
        std::unique_ptr<Interrupter> interrupter_;
    };

    explicit RunWorker(QObject* parent = nullptr);
    ~RunWorker() override;

    /// Nothing happens while something runs. The work is destroyed on its thread.
    void start(std::function<void()> work);
    void stop();
    bool isRunning() const { return worker_.joinable(); }

    // For the work, on its thread.
    void post(std::function<void()> note);
    bool isStopping();

signals:
    /// The work is done, and everything that it posted.
    void ended();

private:
    void run(std::function<void()> work);
    /// Does what was posted. Called by name, so that the call is made inside Qt alone.
    Q_INVOKABLE void collect();

    std::thread worker_;
    std::mutex mutex_; // guards all below
    std::deque<std::function<void()>> notes_;
    Interrupter* interrupter_ = nullptr;
    bool stopping_ = false;
    bool done_ = false;
};

} // namespace redial
