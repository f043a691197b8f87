// SPDX-License-Identifier: MIT
#include "ui/models/background_work.h"

#include <utility>

namespace redial {

BackgroundWork::~BackgroundWork()
{
    if (worker_.joinable())
        worker_.join();
}

void BackgroundWork::start(std::function<void()> work, std::function<void()> then)
{
    Q_ASSERT(!isBusy());
    then_ = std::move(then);
    worker_ = std::thread([this, work = std::move(work)]() mutable {
        work();
        work = nullptr;
        QMetaObject::invokeMethod(this, "finish", Qt::QueuedConnection);
    });
}

void BackgroundWork::finish()
{
    worker_.join();
    std::exchange(then_, nullptr)();
}

} // namespace redial
