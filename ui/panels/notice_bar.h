// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace redial {

/// One sentence above the graphs with what can be done about it: what a modal dialog would say,
/// without holding anything up. A new notice replaces the former one.
class NoticeBar final : public QFrame
{
    Q_OBJECT
public:
    struct Choice
    {
        QString text;
        std::function<void()> run;
    };

    explicit NoticeBar(QWidget* parent = nullptr);

    /// Stays until it is answered or closed.
    void show(const QString& sentence, const QList<Choice>& choices = {});
    void dismiss();

    QString text() const;

private:
    QLabel* text_;
    QHBoxLayout* buttons_;
};

} // namespace redial
