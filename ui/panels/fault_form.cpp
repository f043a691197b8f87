// SPDX-License-Identifier: MIT
#include "ui/panels/fault_form.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_plan_reader.h"
#include "ui/view/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace redial {

namespace {

QString labelOf(const FaultParameter& parameter)
{
    QString text = toQString(parameter.name);
    text.replace(QChar(u'_'), QChar(u' '));
    text[0] = text[0].toUpper();
    return parameter.unit.empty() ? text
                                  : QStringLiteral("%1 (%2)").arg(text, toQString(parameter.unit));
}

QString helpOf(const FaultParameter& parameter)
{
    return QStringLiteral("%1: %2. Default: %3")
        .arg(toQString(parameter.help), parameter.valueName(),
             parameter.standard.empty() ? QStringLiteral("none") : toQString(parameter.standard));
}

} // namespace

FaultForm::FaultForm(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(QStringLiteral("Fault's settings"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    setFault(nullptr);
}

void FaultForm::setFault(const FaultDefinition* fault)
{
    definition_ = fault;
    rows_.clear();
    delete page_;
    page_ = new QWidget(this);
    page_->setAccessibleName(QStringLiteral("Fault's settings"));
    layout()->addWidget(page_);
    grid_ = new QGridLayout(page_);
    grid_->setContentsMargins(0, 0, 4, 0);
    grid_->setVerticalSpacing(4);
    head_ = nullptr;
    columns_ = 0;
    if (definition_) {
        addHead();
        for (const FaultParameter& parameter : definition_->parameters)
            addParameter(parameter);
        addCommon();
        arrange(fittingColumns());
    }
    read();
}

void FaultForm::addHead()
{
    QString name = toQString(definition_->name);
    name.replace(QChar(u'_'), QChar(u' '));
    head_ = new QLabel(QStringLiteral("<b>%1 %2.</b> %3")
                           .arg(toQString(definition_->id), name.toHtmlEscaped(),
                                toQString(definition_->explanation).toHtmlEscaped()),
                       page_);
    head_->setWordWrap(true);
    head_->setToolTip(toQString(definition_->summary));
    head_->setAccessibleName(QStringLiteral("What the fault does"));
}

int FaultForm::fittingColumns() const
{
    return width() >= fontMetrics().averageCharWidth() * 64 ? 2 : 1;
}

void FaultForm::arrange(int columns)
{
    if (!head_ || columns == columns_)
        return;
    columns_ = columns;
    while (QLayoutItem* item = grid_->takeAt(0))
        delete item;
    grid_->addWidget(head_, 0, 0, 1, columns * 2);
    for (int i = 0; i < int(rows_.size()); ++i) {
        const Row& row = rows_[std::size_t(i)];
        const int line = 1 + i / columns * 2;
        const int column = i % columns * 2;
        grid_->addWidget(row.label, line, column);
        grid_->addWidget(row.field, line, column + 1);
        grid_->addWidget(row.error, line + 1, column, 1, 2);
    }
    for (int column = 0; column < 4; ++column)
        grid_->setColumnStretch(column, column % 2 == 1 && column < columns * 2 ? 1 : 0);
    grid_->setRowStretch(grid_->rowCount(), 1);
}

void FaultForm::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange(fittingColumns());
}

void FaultForm::addParameter(const FaultParameter& parameter)
{
    addRow({toQString(parameter.name), &parameter, makeField(parameter)}, labelOf(parameter),
           helpOf(parameter));
}

void FaultForm::addCommon()
{
    addRow({QStringLiteral("when"), nullptr,
            textField({}, QStringLiteral("at once; attempt:2..3 delay:5s"))},
           QStringLiteral("When"),
           QStringLiteral("Conditions, all of which must hold: attempt:2..3, every:2, "
                          "time:10s..40s, message:3, action:Heartbeat, bytes:4096, delay:5s, "
                          "probability:0.1. Empty: as soon as it can"));
    if (definition_->lasts)
        addRow({QStringLiteral("for"), nullptr,
                textField({}, QStringLiteral("to the end; for example 30s"))},
               QStringLiteral("For"),
               QStringLiteral("How long it holds each time. Empty: to the end of the connection"));
    addRow({QStringLiteral("times"), nullptr, textField({}, QStringLiteral("any number of times"))},
           QStringLiteral("Times"), QStringLiteral("How often it may come at most"));
    if (!definition_->actsOnEverything())
        addRow({QStringLiteral("station"), nullptr, textField({}, QStringLiteral("every station"))},
               QStringLiteral("Station"),
               QStringLiteral("Only connections of this station; * stands for any characters"));
    if (!definition_->direction)
        return;
    QStringList directions;
    for (const std::string_view name : faultDirectionNames())
        directions << toQString(name);
    addRow({QStringLiteral("direction"), nullptr,
            choiceField(directions, toQString(nameOf(*definition_->direction)))},
           QStringLiteral("Direction"),
           QStringLiteral("Upstream is from the client to the server"));
}

void FaultForm::addRow(Row row, const QString& label, const QString& help)
{
    row.error = new QLabel(page_);
    row.error->setWordWrap(true);
    row.error->hide();
    row.error->setAccessibleName(QStringLiteral("Error of %1").arg(label));
    row.label = new QLabel(label, page_);
    row.label->setBuddy(row.field);
    row.label->setToolTip(help);
    row.field->setToolTip(help);
    row.field->setObjectName(row.name);
    row.field->setAccessibleName(label);
    row.field->setAccessibleDescription(help);
    rows_.push_back(row);
}

QWidget* FaultForm::makeField(const FaultParameter& parameter)
{
    if (parameter.type == FaultParameter::Type::Switch) {
        auto* box = new QCheckBox(page_);
        box->setChecked(parameter.standard == "yes");
        connect(box, &QCheckBox::toggled, this, &FaultForm::read);
        return box;
    }
    if (parameter.type == FaultParameter::Type::Choice) {
        QStringList choices;
        for (const std::string_view choice : parameter.choices)
            choices << toQString(choice);
        return choiceField(choices, toQString(parameter.standard));
    }
    return textField(toQString(parameter.standard), parameter.valueName());
}

QWidget* FaultForm::textField(const QString& text, const QString& placeholder)
{
    auto* edit = new QLineEdit(text, page_);
    edit->setPlaceholderText(placeholder);
    connect(edit, &QLineEdit::textChanged, this, &FaultForm::read);
    return edit;
}

QWidget* FaultForm::choiceField(const QStringList& choices, const QString& chosen)
{
    auto* box = new QComboBox(page_);
    box->addItems(choices);
    box->setCurrentText(chosen);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    connect(box, &QComboBox::currentTextChanged, this, &FaultForm::read);
    return box;
}

QString FaultForm::textOf(const Row& row)
{
    if (const auto* box = qobject_cast<QCheckBox*>(row.field))
        return box->isChecked() ? QStringLiteral("yes") : QStringLiteral("no");
    if (const auto* box = qobject_cast<QComboBox*>(row.field))
        return box->currentText();
    return static_cast<QLineEdit*>(row.field)->text().trimmed();
}

QString FaultForm::wordOf(const Row& row) const
{
    const QString text = textOf(row);
    if (row.parameter)
        return QStringLiteral("%1=%2").arg(row.name, quotedIfNeeded(text));
    if (text.isEmpty())
        return {};
    if (row.name == QLatin1String("station"))
        return QStringLiteral("scope=%1").arg(quotedIfNeeded(QStringLiteral("station:") + text));
    const auto& standard = definition_->direction;
    if (row.name == QLatin1String("direction") && standard && text == toQString(nameOf(*standard)))
        return {};
    if (row.name != QLatin1String("when"))
        return QStringLiteral("%1=%2").arg(row.name, text);
    QStringList words;
    for (const QString& condition : text.split(QChar(u' '), Qt::SkipEmptyParts))
        words << QStringLiteral("when=") + condition;
    return words.join(QChar(u' '));
}

QWidget* FaultForm::field(const QString& name) const
{
    for (const Row& row : rows_) {
        if (row.name == name)
            return row.field;
    }
    return nullptr;
}

bool FaultForm::checkFields()
{
    const Theme theme = Theme::from(palette());
    QPalette wrong = palette();
    wrong.setColor(QPalette::WindowText, theme.abnormal);
    bool good = true;
    for (const Row& row : rows_) {
        if (!row.parameter)
            continue;
        const auto value = row.parameter->read(textOf(row));
        good = good && value;
        row.error->setVisible(!value);
        row.error->setText(value ? QString() : value.error());
        row.error->setPalette(wrong);
        QPalette colours = palette();
        if (!value)
            colours.setColor(QPalette::Base, theme.abnormalFill);
        row.field->setPalette(colours);
    }
    return good;
}

void FaultForm::read()
{
    planned_.reset();
    problem_ = QStringLiteral("Choose a fault.");
    if (definition_ && !checkFields()) {
        problem_ = QStringLiteral("A field is wrong.");
    } else if (definition_) {
        QStringList words{toQString(definition_->id)};
        for (const Row& row : rows_)
            words << wordOf(row);
        words.removeAll(QString());
        auto planned = parsePlannedFault(words.join(QChar(u' ')));
        problem_ = planned ? planned->impossibilities().join(QChar(u' ')) : planned.error();
        if (planned && problem_.isEmpty())
            planned_ = std::move(*planned);
    }
    emit edited();
}

} // namespace redial
