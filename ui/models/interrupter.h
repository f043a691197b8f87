// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <functional>

namespace redial {

/// Lives on a worker's thread, where alone its runner may be interrupted: whoever wants that calls
/// interrupt() by name and queued.
class Interrupter final : public QObject
{
    Q_OBJECT
public:
    explicit Interrupter(std::function<void()> what) : what_(std::move(what)) {}
    Q_INVOKABLE void interrupt() { what_(); }

private:
    std::function<void()> what_;
};

} // namespace redial
