// SPDX-License-Identifier: MIT
#include "ui/panels/knob_form.h"

#include "ui/view/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

namespace redial {

namespace {

QString labelOf(const KnobDescription& knob)
{
    QString text = knob.name;
    text.replace(QChar(u'_'), QChar(u' '));
    text[0] = text[0].toUpper();
    return text;
}

QString exampleOf(KnobDescription::Type type)
{
    switch (type) {
    case KnobDescription::Type::Duration:
        return QStringLiteral("for example 500ms or 2s");
    case KnobDescription::Type::DurationList:
        return QStringLiteral("for example 1s,5s,30s");
    case KnobDescription::Type::NumberList:
        return QStringLiteral("for example 401,403");
    case KnobDescription::Type::Ratio:
        return QStringLiteral("for example 0.2");
    default:
        return {};
    }
}

} // namespace

KnobForm::KnobForm(const std::vector<const KnobDescription*>& knobs, QWidget* parent)
    : QWidget(parent)
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 4, 0);
    form->setVerticalSpacing(4);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    QString group;
    for (const KnobDescription* knob : knobs) {
        if (knob->group != group) {
            group = knob->group;
            auto* heading =
                new QLabel(QStringLiteral("<b>%1</b>").arg(group.toHtmlEscaped()), this);
            heading->setContentsMargins(0, 8, 0, 0);
            form->addRow(heading);
        }
        rows_.push_back(addRow(*form, *knob));
    }
}

KnobForm::Row KnobForm::addRow(QFormLayout& form, const KnobDescription& knob)
{
    Row row{&knob, makeField(knob), new QLabel(labelOf(knob), this), new QLabel(this)};
    row.error->setWordWrap(true);
    row.error->hide();
    row.error->setAccessibleName(QStringLiteral("Error of %1").arg(labelOf(knob)));
    row.label->setBuddy(row.field);
    row.label->setToolTip(knob.help);
    row.field->setToolTip(knob.help);
    row.field->setObjectName(knob.name);
    row.field->setAccessibleName(labelOf(knob));
    row.field->setAccessibleDescription(knob.help);
    form.addRow(row.label, row.field);
    form.addRow(row.error);
    return row;
}

QWidget* KnobForm::makeField(const KnobDescription& knob)
{
    if (knob.type == KnobDescription::Type::Switch) {
        auto* box = new QCheckBox(this);
        connect(box, &QCheckBox::toggled, this, &KnobForm::edited);
        return box;
    }
    if (knob.type == KnobDescription::Type::Choice) {
        auto* box = new QComboBox(this);
        box->addItems(knob.choices);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        connect(box, &QComboBox::currentTextChanged, this, &KnobForm::edited);
        return box;
    }
    auto* edit = new QLineEdit(this);
    edit->setPlaceholderText(exampleOf(knob.type));
    connect(edit, &QLineEdit::textChanged, this, &KnobForm::edited);
    return edit;
}

const KnobForm::Row* KnobForm::row(const QString& knob) const
{
    for (const Row& row : rows_) {
        if (row.knob->name == knob)
            return &row;
    }
    return nullptr;
}

QWidget* KnobForm::field(const QString& knob) const
{
    const Row* found = row(knob);
    return found ? found->field : nullptr;
}

QString KnobForm::text(const QString& knob) const
{
    QWidget* widget = field(knob);
    if (const auto* box = qobject_cast<QCheckBox*>(widget))
        return box->isChecked() ? QStringLiteral("yes") : QStringLiteral("no");
    if (const auto* box = qobject_cast<QComboBox*>(widget))
        return box->currentText();
    const auto* edit = qobject_cast<QLineEdit*>(widget);
    return edit ? edit->text().trimmed() : QString();
}

void KnobForm::setText(const QString& knob, const QString& text)
{
    const QSignalBlocker quiet(this);
    QWidget* widget = field(knob);
    if (auto* box = qobject_cast<QCheckBox*>(widget))
        box->setChecked(text == QLatin1String("yes"));
    else if (auto* choice = qobject_cast<QComboBox*>(widget))
        choice->setCurrentText(text);
    else if (auto* edit = qobject_cast<QLineEdit*>(widget))
        edit->setText(text);
}

void KnobForm::setEffective(const QString& knob, bool effective)
{
    const Row* found = row(knob);
    if (!found)
        return;
    found->label->setToolTip(
        effective ? found->knob->help
                  : QStringLiteral("%1. Has no effect with the other settings as they are")
                        .arg(found->knob->help));
}

void KnobForm::showErrors(const std::map<QString, QString>& errors)
{
    const Theme theme = Theme::from(palette());
    QPalette wrong = palette();
    wrong.setColor(QPalette::WindowText, theme.abnormal);
    for (const Row& row : rows_) {
        const auto error = errors.find(row.knob->name);
        const bool bad = error != errors.end();
        row.error->setVisible(bad);
        row.error->setText(bad ? error->second : QString());
        row.error->setPalette(wrong);
        QPalette field = palette();
        if (bad)
            field.setColor(QPalette::Base, theme.abnormalFill);
        row.field->setPalette(field);
        row.field->setAccessibleDescription(bad ? error->second : row.knob->help);
    }
}

} // namespace redial
