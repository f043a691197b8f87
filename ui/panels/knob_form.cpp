// SPDX-License-Identifier: MIT
#include "ui/panels/knob_form.h"

#include "ui/view/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>

namespace redial {

namespace {

// What a knob of the type Switch reads and writes.
constexpr QLatin1String yes("yes");
constexpr QLatin1String no("no");

QString labelOf(const KnobDescription& knob)
{
    static const QStringList acronyms{QStringLiteral("aes"), QStringLiteral("hmac"),
                                      QStringLiteral("id")};
    QStringList words = knob.name.split(QChar(u'_'));
    for (QString& word : words)
        word = acronyms.contains(word) ? word.toUpper() : word;
    words[0][0] = words[0][0].toUpper();
    return words.join(QChar(u' '));
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
    for (const KnobDescription* knob : knobs)
        rows_.push_back({.knob = knob});
    setMinimumHeight(1); // or it would never be painted
}

void KnobForm::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (!layout())
        QMetaObject::invokeMethod(this, &KnobForm::makeWidgets, Qt::QueuedConnection);
}

void KnobForm::makeWidgets()
{
    if (layout())
        return;
    setMinimumHeight(0);
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 4, 0);
    form->setVerticalSpacing(4);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    QString group;
    for (Row& row : rows_) {
        if (row.knob->group != group) {
            group = row.knob->group;
            auto* heading =
                new QLabel(QStringLiteral("<b>%1</b>").arg(group.toHtmlEscaped()), this);
            heading->setContentsMargins(0, 8, 0, 0);
            form->addRow(heading);
        }
        addWidgets(*form, row);
        show(row);
    }
}

void KnobForm::addWidgets(QFormLayout& form, Row& row)
{
    const KnobDescription& knob = *row.knob;
    row.field = makeField(row);
    row.label = new QLabel(labelOf(knob), this);
    row.errorLabel = new QLabel(this);
    row.errorLabel->setWordWrap(true);
    row.errorLabel->hide();
    row.errorLabel->setAccessibleName(QStringLiteral("Error of %1").arg(labelOf(knob)));
    row.label->setBuddy(row.field);
    row.field->setToolTip(knob.help);
    row.field->setObjectName(knob.name);
    row.field->setAccessibleName(labelOf(knob));
    form.addRow(row.label, row.field);
    form.addRow(row.errorLabel);
    row.field->show(); // the layout would do so in the event loop: too late to take the focus now
}

QWidget* KnobForm::makeField(Row& row)
{
    const KnobDescription& knob = *row.knob;
    if (knob.type == KnobDescription::Type::Switch) {
        auto* box = new QCheckBox(this);
        box->setChecked(row.text == yes);
        connect(box, &QCheckBox::toggled, this,
                [this, &row](bool checked) { take(row, checked ? yes : no); });
        return box;
    }
    const auto taken = [this, &row](const QString& text) { take(row, text); };
    if (knob.type == KnobDescription::Type::Choice) {
        auto* box = new QComboBox(this);
        box->addItems(knob.choices);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        box->setCurrentText(row.text);
        connect(box, &QComboBox::currentTextChanged, this, taken);
        return box;
    }
    auto* edit = new QLineEdit(row.text, this);
    edit->setCursorPosition(0);
    edit->setPlaceholderText(exampleOf(knob.type));
    connect(edit, &QLineEdit::textChanged, this, taken);
    return edit;
}

void KnobForm::take(Row& row, const QString& text)
{
    row.text = text;
    emit edited();
}

KnobForm::Row* KnobForm::row(const QString& knob)
{
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const Row& row) { return row.knob->name == knob; });
    return found == rows_.end() ? nullptr : &*found;
}

QWidget* KnobForm::field(const QString& knob)
{
    makeWidgets();
    const Row* found = row(knob);
    return found ? found->field : nullptr;
}

QString KnobForm::text(const QString& knob) const
{
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const Row& row) { return row.knob->name == knob; });
    return found == rows_.end() ? QString() : found->text.trimmed();
}

void KnobForm::setText(const QString& knob, const QString& text)
{
    Row* found = row(knob);
    if (!found || (found->knob->type == KnobDescription::Type::Choice &&
                   !found->knob->choices.contains(text)))
        return;
    const QSignalBlocker quiet(this);
    found->text = text;
    if (auto* box = qobject_cast<QCheckBox*>(found->field))
        box->setChecked(text == yes);
    else if (auto* choice = qobject_cast<QComboBox*>(found->field))
        choice->setCurrentText(text);
    else if (auto* edit = qobject_cast<QLineEdit*>(found->field)) {
        edit->setText(text);
        edit->setCursorPosition(0); // of a long one the beginning is seen
    }
}

void KnobForm::setEffective(const QString& knob, bool effective)
{
    Row* found = row(knob);
    if (!found || found->effective == effective)
        return;
    found->effective = effective;
    if (found->field)
        show(*found);
}

void KnobForm::showErrors(const std::map<QString, QString>& errors)
{
    for (Row& row : rows_) {
        const auto error = errors.find(row.knob->name);
        row.error = error == errors.end() ? QString() : error->second;
        if (row.field)
            show(row);
    }
}

void KnobForm::show(const Row& row)
{
    const bool bad = !row.error.isEmpty();
    const Theme theme = Theme::from(palette());
    QPalette wrong = palette();
    wrong.setColor(QPalette::WindowText, theme.abnormal);
    row.errorLabel->setVisible(bad);
    row.errorLabel->setText(row.error);
    row.errorLabel->setPalette(wrong);
    QPalette field = palette();
    if (bad)
        field.setColor(QPalette::Base, theme.abnormalFill);
    row.field->setPalette(field);
    row.field->setAccessibleDescription(bad ? row.error : row.knob->help);
    row.label->setToolTip(
        row.effective ? row.knob->help
                      : QStringLiteral("%1. Has no effect with the other settings as they are")
                            .arg(row.knob->help));
}

} // namespace redial
