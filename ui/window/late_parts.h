// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>

class QWidget;

namespace redial {

/// Makes what a window's first frame does without: one part in each turn of the event loop, from
/// the first paint of the window on, or all of them at once when somebody asks. Parts are made in
/// the order in which they were added, each once. Input is handled between two parts.
class LateParts final : public QObject
{
    Q_OBJECT
public:
    /// `window` outlives it.
    explicit LateParts(QWidget& window);

    void add(std::function<void()> make);
    /// Makes what is missing now. Does nothing while a part is being made.
    void finish();
    bool areMade() const { return parts_.empty() && !making_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeNext();

    std::deque<std::function<void()>> parts_;
    QTimer turns_;
    bool making_ = false;
};

} // namespace redial
