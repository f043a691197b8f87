// SPDX-License-Identifier: MIT
#include "ui/panels/policy_editor.h"

#include "ui/panels/envelope_preview.h"
#include "ui/panels/settings_page.h"

#include <QEvent>
#include <QVBoxLayout>

namespace redial {

PolicyEditor::PolicyEditor(QWidget* parent)
    : QWidget(parent)
    , preview_(new EnvelopePreview(this))
    , fields_(policyKnobs(), this)
    , page_(new SettingsPage(QStringLiteral("the policy"), {&fields_.form()}, this))
{
    setAccessibleName(QStringLiteral("Reconnect policy"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(6, 6, 6, 6);
    outer->addWidget(preview_);
    outer->addWidget(page_, 1);
    connect(page_, &SettingsPage::defaultsWanted, this, [this] { setPolicy({}); });
    connect(&fields_.form(), &KnobForm::edited, this, [this] {
        fields_.read();
        showState();
    });
    showState();
}

void PolicyEditor::setPolicy(const ReconnectPolicy& policy)
{
    fields_.set(policy);
    showState();
}

void PolicyEditor::showState()
{
    page_->showErrors(errors().size(), QStringLiteral("Waits allowed before each attempt"));
    preview_->setPolicy(policy());
    emit edited();
}

void PolicyEditor::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && page_) {
        fields_.form().showErrors(errors());
        page_->showErrors(errors().size(), QStringLiteral("Waits allowed before each attempt"));
    }
    QWidget::changeEvent(event);
}

} // namespace redial
