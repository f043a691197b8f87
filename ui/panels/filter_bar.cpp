// SPDX-License-Identifier: MIT
#include "ui/panels/filter_bar.h"

#include "ui/view/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace redial {

namespace {
constexpr int longestHistory = 20;
constexpr std::chrono::milliseconds typingPause(120);
} // namespace

FilterBar::FilterBar(QWidget* parent)
    : QWidget(parent)
    , text_(new QComboBox(this))
    , expression_(new QToolButton(this))
    , counts_(new QLabel(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addWidget(text_, 1);
    layout->addWidget(expression_);
    layout->addWidget(counts_);
    text_->setEditable(true);
    text_->setInsertPolicy(QComboBox::NoInsert);
    text_->setMaxCount(longestHistory);
    text_->setAccessibleName(QStringLiteral("Filter events"));
    text_->lineEdit()->setAccessibleName(QStringLiteral("Filter events"));
    text_->lineEdit()->setPlaceholderText(QStringLiteral("Filter events by any text (Ctrl+F)"));
    text_->lineEdit()->setClearButtonEnabled(true);
    text_->installEventFilter(this);
    for (auto* button : text_->lineEdit()->findChildren<QToolButton*>())
        button->setAccessibleName(QStringLiteral("Clear the filter"));
    expression_->setText(QStringLiteral(".*"));
    expression_->setCheckable(true);
    expression_->setToolTip(QStringLiteral("Read the filter as a regular expression"));
    expression_->setAccessibleName(QStringLiteral("Regular expression"));
    counts_->setAccessibleName(QStringLiteral("Events shown"));
    delay_.setSingleShot(true);
    delay_.setInterval(typingPause);
    connect(&delay_, &QTimer::timeout, this, &FilterBar::apply);
    connect(text_, &QComboBox::editTextChanged, &delay_, qOverload<>(&QTimer::start));
    connect(expression_, &QToolButton::toggled, this, &FilterBar::apply);
    connect(text_->lineEdit(), &QLineEdit::returnPressed, this, [this] {
        apply();
        remember();
    });
    setFocusProxy(text_);
}

void FilterBar::setText(const QString& text)
{
    text_->setEditText(text);
    apply();
}

void FilterBar::setRegularExpression(bool on)
{
    expression_->setChecked(on);
}

void FilterBar::focusText()
{
    text_->setFocus(Qt::ShortcutFocusReason);
    text_->lineEdit()->selectAll();
}

void FilterBar::apply()
{
    delay_.stop();
    const QString text = text_->currentText();
    const auto filter = EventFilter::compile(text, expression_->isChecked());
    showWrong(filter ? QString() : filter.error());
    if (!filter || (text == lastText_ && expression_->isChecked() == lastExpression_))
        return;
    lastText_ = text;
    lastExpression_ = expression_->isChecked();
    emit filterChanged(*filter);
}

void FilterBar::remember()
{
    const QString text = text_->currentText();
    if (text.isEmpty() || wrong_)
        return;
    const QSignalBlocker blocker(text_);
    if (const int known = text_->findText(text, Qt::MatchExactly); known >= 0)
        text_->removeItem(known);
    text_->insertItem(0, text);
    text_->setCurrentIndex(0);
}

QStringList FilterBar::history() const
{
    QStringList history;
    for (int i = 0; i < text_->count(); ++i)
        history.append(text_->itemText(i));
    return history;
}

void FilterBar::setHistory(const QStringList& history)
{
    const QSignalBlocker blocker(text_);
    text_->clear();
    text_->addItems(history);
    text_->setCurrentIndex(-1);
    text_->clearEditText();
}

void FilterBar::setCounts(std::size_t visible, std::size_t all)
{
    if (wrong_)
        return;
    const QLocale locale(QLocale::English);
    const auto count = [&](std::size_t n) { return locale.toString(static_cast<qulonglong>(n)); };
    counts_->setText(visible == all
                         ? QStringLiteral("%1 events").arg(count(all))
                         : QStringLiteral("%1 of %2 events").arg(count(visible), count(all)));
}

void FilterBar::showWrong(const QString& reason)
{
    wrong_ = !reason.isEmpty();
    QLineEdit* edit = text_->lineEdit();
    edit->setToolTip(reason);
    edit->setAccessibleDescription(reason);
    QPalette colours = palette();
    if (wrong_) {
        const Theme theme = Theme::from(colours);
        colours.setColor(QPalette::Text, theme.dark ? theme.text : theme.abnormal);
        colours.setColor(QPalette::Base, theme.abnormalFill);
        counts_->setText(reason);
    }
    edit->setPalette(colours);
    text_->setPalette(colours);
    QPalette words = palette();
    if (wrong_)
        words.setColor(QPalette::WindowText, Theme::from(words).abnormal);
    counts_->setPalette(words);
}

void FilterBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && !wrong_)
        text_->lineEdit()->setPalette(palette());
    QWidget::changeEvent(event);
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape &&
        !text_->currentText().isEmpty()) {
        setText({});
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace redial
