// SPDX-License-Identifier: MIT
#include "ui/panels/notice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace redial {

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent), text_(new QLabel(this))
{
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::AlternateBase);
    setAutoFillBackground(true);
    setAccessibleName(QStringLiteral("Notice"));
    text_->setAccessibleName(QStringLiteral("Notice"));
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 6, 4);
    layout->addWidget(text_, 1);
    buttons_ = new QHBoxLayout;
    layout->addLayout(buttons_);
    hide();
}

QString NoticeBar::text() const
{
    return isHidden() ? QString() : text_->text();
}

void NoticeBar::show(const QString& sentence, const QList<Choice>& choices)
{
    while (QLayoutItem* item = buttons_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    text_->setText(sentence);
    setAccessibleDescription(sentence);
    const auto add = [this](const QString& text, std::function<void()> run) {
        auto* button = new QPushButton(text, this);
        button->setAccessibleName(text);
        buttons_->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, run = std::move(run)] {
            dismiss();
            if (run)
                run();
        });
    };
    for (const Choice& choice : choices)
        add(choice.text, choice.run);
    if (choices.isEmpty())
        add(QStringLiteral("Close"), nullptr);
    QFrame::show();
}

void NoticeBar::dismiss()
{
    hide();
    text_->clear();
}

} // namespace redial
