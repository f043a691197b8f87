// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace redial {

/// A form made from one entry of the fault catalogue: a field for each parameter, with its unit,
/// range and help, and those that every fault has (when, for how long, whom, which way). Says what
/// is wrong below the field, and holds no fault while something is.
class FaultForm final : public QWidget
{
    Q_OBJECT
public:
    explicit FaultForm(QWidget* parent = nullptr);

    /// Begins anew, with the defaults of this fault; null empties the form.
    void setFault(const FaultDefinition* fault);
    const FaultDefinition* definition() const { return definition_; }
    /// Absent while a field is wrong, or the fault could never bite.
    const std::optional<PlannedFault>& planned() const { return planned_; }
    /// Why planned() is absent; empty if it is not.
    const QString& problem() const { return problem_; }
    /// The field of a parameter, or of "when", "for", "times", "station", "direction"; null if
    /// there is none.
    QWidget* field(const QString& name) const;

signals:
    /// planned() or problem() may be different.
    void edited();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Row
    {
        QString name;
        const FaultParameter* parameter = nullptr; ///< null for what every fault has
        QWidget* field = nullptr;
        QLabel* label = nullptr;
        QLabel* error = nullptr;
    };

    void addHead();
    void addParameter(const FaultParameter& parameter);
    void addCommon();
    void addRow(Row row, const QString& label, const QString& help);
    /// Puts the rows into so many columns.
    void arrange(int columns);
    int fittingColumns() const;
    QWidget* makeField(const FaultParameter& parameter);
    QWidget* textField(const QString& text, const QString& placeholder);
    QWidget* choiceField(const QStringList& choices, const QString& chosen);
    static QString textOf(const Row& row);
    /// The word of the text form for a row; empty if it says nothing.
    QString wordOf(const Row& row) const;
    void read();
    bool checkFields();

    const FaultDefinition* definition_ = nullptr;
    std::vector<Row> rows_;
    QWidget* page_ = nullptr;
    QLabel* head_ = nullptr;
    QGridLayout* grid_ = nullptr;
    int columns_ = 0;
    std::optional<PlannedFault> planned_;
    QString problem_;
};

} // namespace redial
