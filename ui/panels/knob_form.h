// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"

#include <QWidget>

#include <map>

class QFormLayout;
class QLabel;

namespace redial {

/// The fields of a table of knobs, whatever they set: one for each, its help as a tool tip, its
/// error below it, under the headings of the groups. Knows texts, not settings: KnobFields does.
/// The widgets are made when the form is first painted or one of them is asked for: a form behind
/// another tab, which Qt counts as visible, costs no time at the start of the program.
class KnobForm final : public QWidget
{
    Q_OBJECT
public:
    /// `knobs` outlive the form.
    KnobForm(const std::vector<const KnobDescription*>& knobs, QWidget* parent);

    /// The field of a knob; null if there is none of that name.
    QWidget* field(const QString& knob);
    QString text(const QString& knob) const;
    /// Tells nobody. A choice that is not among the knob's choices changes nothing.
    void setText(const QString& knob, const QString& text);
    /// The label's tool tip says so if a value has no effect now.
    void setEffective(const QString& knob, bool effective);
    /// Name of the knob -> sentence.
    void showErrors(const std::map<QString, QString>& errors);

signals:
    void edited();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row
    {
        const KnobDescription* knob = nullptr;
        QString text;
        QString error;
        bool effective = true;
        // Null until the widgets are made.
        QWidget* field = nullptr;
        QLabel* label = nullptr;
        QLabel* errorLabel = nullptr;
    };

    void makeWidgets();
    void addWidgets(QFormLayout& form, Row& row);
    QWidget* makeField(Row& row);
    void take(Row& row, const QString& text);
    void show(const Row& row);
    Row* row(const QString& knob);

    std::vector<Row> rows_; // never grows after the constructor: the fields refer to their rows
};

} // namespace redial
