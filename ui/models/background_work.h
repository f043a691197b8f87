// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <functional>
#include <thread>

namespace redial {

/// One piece of work at a time on a thread of its own, so that nothing on the GUI thread waits for
/// it. Lives on the GUI thread; its destructor waits for what is under way.
class BackgroundWork final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~BackgroundWork() override;

    /// `work` is done on the other thread and must touch nothing that anybody else does meanwhile;
    /// `then` follows on this one, but not if this is destroyed before. Only while nothing is done.
    void start(std::function<void()> work, std::function<void()> then);
    bool isBusy() const { return worker_.joinable(); }

private:
    /// Called by name, so that the call is made inside Qt alone.
    Q_INVOKABLE void finish();

    std::function<void()> then_;
    std::thread worker_;
};

} // namespace redial
