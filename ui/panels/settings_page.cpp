// SPDX-License-Identifier: MIT
#include "ui/panels/settings_page.h"

#include "ui/view/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace redial {

SettingsPage::SettingsPage(const QString& subject, const QList<QWidget*>& fields, QWidget* parent)
    : QWidget(parent), summary_(new QLabel(this))
{
    summary_->setWordWrap(true);
    summary_->setAccessibleName(QStringLiteral("Whether %1 can be used").arg(subject));
    auto* reset = new QPushButton(QStringLiteral("Defaults"), this);
    reset->setAccessibleName(QStringLiteral("Set every knob of %1 to its default").arg(subject));
    connect(reset, &QPushButton::clicked, this, &SettingsPage::defaultsWanted);
    auto* head = new QHBoxLayout;
    head->addWidget(summary_, 1);
    head->addWidget(reset);

    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(QStringLiteral("Knobs of %1").arg(subject));
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    page->setAccessibleName(scroll->accessibleName());
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    for (QWidget* widget : fields)
        column->addWidget(widget);
    column->addStretch(1);
    scroll->setWidget(page);

    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addLayout(head);
    outer->addWidget(scroll, 1);
}

void SettingsPage::showErrors(std::size_t count, const QString& fine)
{
    QPalette colours = palette();
    if (count > 0)
        colours.setColor(QPalette::WindowText, Theme::from(colours).abnormal);
    summary_->setPalette(colours);
    if (count == 0)
        summary_->setText(fine);
    else if (count == 1)
        summary_->setText(QStringLiteral("One field is wrong"));
    else
        summary_->setText(QStringLiteral("%1 fields are wrong").arg(count));
}

} // namespace redial
