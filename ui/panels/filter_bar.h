// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/event_filter.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace redial {

/// Where the filter is written: text or regular expression, with a history, red with the reason
/// while the expression is wrong. A wrong expression changes nothing.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(QWidget* parent = nullptr);

    void setText(const QString& text);
    void setRegularExpression(bool on);
    bool isWrong() const { return wrong_; }
    /// "12 of 340 events"
    void setCounts(std::size_t visible, std::size_t all);
    QStringList history() const;
    void setHistory(const QStringList& history);

public slots:
    void focusText();

signals:
    void filterChanged(const redial::EventFilter& filter);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    void remember();
    void showWrong(const QString& reason);

    QComboBox* text_;
    QToolButton* expression_;
    QLabel* counts_;
    QTimer delay_;
    QString lastText_;
    bool lastExpression_ = false;
    bool wrong_ = false;
};

} // namespace redial
