// SPDX-License-Identifier: MIT
#include "ui/panels/policy_editor.h"

#include "ui/panels/envelope_preview.h"
#include "ui/view/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace redial {

namespace {

QString labelOf(const PolicyKnob& knob)
{
    QString text = knob.name;
    text.replace(QChar(u'_'), QChar(u' '));
    text[0] = text[0].toUpper();
    return text;
}

QString exampleOf(PolicyKnob::Type type)
{
    switch (type) {
    case PolicyKnob::Type::Duration:
        return QStringLiteral("for example 500ms or 2s");
    case PolicyKnob::Type::DurationList:
        return QStringLiteral("for example 1s,5s,30s");
    case PolicyKnob::Type::NumberList:
        return QStringLiteral("for example 401,403");
    case PolicyKnob::Type::Ratio:
        return QStringLiteral("for example 0.2");
    default:
        return {};
    }
}

} // namespace

PolicyEditor::PolicyEditor(QWidget* parent)
    : QWidget(parent), preview_(new EnvelopePreview(this)), summary_(new QLabel(this))
{
    setAccessibleName(QStringLiteral("Reconnect policy"));
    build();
    setPolicy({});
}

void PolicyEditor::build()
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(6, 6, 6, 6);
    outer->addWidget(preview_);
    summary_->setWordWrap(true);
    summary_->setAccessibleName(QStringLiteral("Whether the policy can be used"));
    auto* reset = new QPushButton(QStringLiteral("Defaults"), this);
    reset->setAccessibleName(QStringLiteral("Set every knob of the policy to its default"));
    connect(reset, &QPushButton::clicked, this, [this] { setPolicy({}); });
    auto* head = new QHBoxLayout;
    head->addWidget(summary_, 1);
    head->addWidget(reset);
    outer->addLayout(head);

    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(QStringLiteral("Knobs of the policy"));
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    page->setAccessibleName(QStringLiteral("Knobs of the policy"));
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 4, 0);
    form->setVerticalSpacing(4);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    QString group;
    for (const PolicyKnob& knob : policyKnobs()) {
        if (knob.group != group) {
            group = knob.group;
            auto* heading =
                new QLabel(QStringLiteral("<b>%1</b>").arg(group.toHtmlEscaped()), page);
            heading->setContentsMargins(0, 8, 0, 0);
            form->addRow(heading);
        }
        rows_.push_back(addRow(*form, knob));
    }
    scroll->setWidget(page);
    outer->addWidget(scroll, 1);
}

PolicyEditor::Row PolicyEditor::addRow(QFormLayout& form, const PolicyKnob& knob)
{
    Row row{&knob, makeField(knob), new QLabel(this)};
    row.error->setWordWrap(true);
    row.error->hide();
    row.error->setAccessibleName(QStringLiteral("Error of %1").arg(labelOf(knob)));
    auto* label = new QLabel(labelOf(knob), this);
    label->setBuddy(row.field);
    label->setToolTip(knob.help);
    row.field->setToolTip(knob.help);
    row.field->setObjectName(knob.name);
    row.field->setAccessibleName(labelOf(knob));
    row.field->setAccessibleDescription(knob.help);
    form.addRow(label, row.field);
    form.addRow(row.error);
    return row;
}

QWidget* PolicyEditor::makeField(const PolicyKnob& knob)
{
    if (knob.type == PolicyKnob::Type::Switch) {
        auto* box = new QCheckBox(this);
        connect(box, &QCheckBox::toggled, this, &PolicyEditor::readForm);
        return box;
    }
    if (knob.type == PolicyKnob::Type::Choice) {
        auto* box = new QComboBox(this);
        box->addItems(knob.choices);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        connect(box, &QComboBox::currentTextChanged, this, &PolicyEditor::readForm);
        return box;
    }
    auto* edit = new QLineEdit(this);
    edit->setPlaceholderText(exampleOf(knob.type));
    connect(edit, &QLineEdit::textChanged, this, &PolicyEditor::readForm);
    return edit;
}

QString PolicyEditor::textOf(const Row& row)
{
    if (const auto* box = qobject_cast<QCheckBox*>(row.field))
        return box->isChecked() ? QStringLiteral("yes") : QStringLiteral("no");
    if (const auto* box = qobject_cast<QComboBox*>(row.field))
        return box->currentText();
    return static_cast<QLineEdit*>(row.field)->text().trimmed();
}

void PolicyEditor::setText(const Row& row, const QString& text)
{
    if (auto* box = qobject_cast<QCheckBox*>(row.field))
        box->setChecked(text == QLatin1String("yes"));
    else if (auto* choice = qobject_cast<QComboBox*>(row.field))
        choice->setCurrentText(text);
    else
        static_cast<QLineEdit*>(row.field)->setText(text);
}

void PolicyEditor::setPolicy(const ReconnectPolicy& policy)
{
    filling_ = true;
    for (const Row& row : rows_)
        setText(row, row.knob->write(policy));
    filling_ = false;
    readForm();
}

QWidget* PolicyEditor::field(const QString& knob) const
{
    for (const Row& row : rows_) {
        if (row.knob->name == knob)
            return row.field;
    }
    return nullptr;
}

void PolicyEditor::readForm()
{
    if (filling_)
        return;
    ReconnectPolicy read;
    errors_.clear();
    for (const Row& row : rows_) {
        if (const auto done = row.knob->read(read, textOf(row)); !done)
            errors_[row.knob->name] = done.error();
    }
    if (errors_.empty()) {
        for (const PolicyError& error : read.validate())
            errors_.emplace(error.knob, error.sentence);
    }
    showErrors();
    if (errors_.empty()) {
        policy_ = read;
        preview_->setPolicy(policy_);
    }
    emit edited();
}

void PolicyEditor::showErrors()
{
    const Theme theme = Theme::from(palette());
    QPalette wrong = palette();
    wrong.setColor(QPalette::WindowText, theme.abnormal);
    for (const Row& row : rows_) {
        const auto error = errors_.find(row.knob->name);
        const bool bad = error != errors_.end();
        row.error->setVisible(bad);
        row.error->setText(bad ? error->second : QString());
        row.error->setPalette(wrong);
        QPalette field = palette();
        if (bad)
            field.setColor(QPalette::Base, theme.abnormalFill);
        row.field->setPalette(field);
        row.field->setAccessibleDescription(bad ? error->second : row.knob->help);
    }
    summary_->setPalette(errors_.empty() ? palette() : wrong);
    if (errors_.empty())
        summary_->setText(QStringLiteral("Waits allowed before each attempt"));
    else if (errors_.size() == 1)
        summary_->setText(QStringLiteral("One field is wrong"));
    else
        summary_->setText(QStringLiteral("%1 fields are wrong").arg(errors_.size()));
}

void PolicyEditor::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && !rows_.empty())
        showErrors();
    QWidget::changeEvent(event);
}

} // namespace redial
