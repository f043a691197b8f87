// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

namespace redial {

/// Long work on the GUI thread, done in slices of at most about 2 ms with the event loop in
/// between, so that nothing waits for it. Used to read, save and export runs. One piece of work at
/// a time.
class SlicedTask : public QObject
{
    Q_OBJECT
public:
    enum class Step { More, Done };

    explicit SlicedTask(QObject* parent = nullptr);

    /// `step` does a little and says whether there is more; it should take well below a
    /// millisecond. `ended` is called once, with true if all was done and false if it was
    /// cancelled. Work that is still under way is cancelled first.
    void start(const QString& title, std::function<Step()> step, std::function<double()> progress,
               std::function<void(bool finished)> ended);
    void cancel();

    bool isRunning() const { return static_cast<bool>(step_); }
    const QString& title() const { return title_; }

signals:
    /// From 0 to 1, after each slice.
    void progressed(double share);
    void runningChanged(bool running);

private:
    void slice();
    void end(bool finished);

    QTimer timer_;
    QString title_;
    std::function<Step()> step_;
    std::function<double()> progress_;
    std::function<void(bool)> ended_;
};

} // namespace redial
