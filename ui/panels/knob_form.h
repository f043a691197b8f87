// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"

#include <QWidget>

#include <map>

class QFormLayout;
class QLabel;

namespace redial {

/// The fields of a table of knobs, whatever they set: one for each, its help as a tool tip, its
/// error below it, under the headings of the groups. Knows texts, not settings: KnobEditor does.
class KnobForm final : public QWidget
{
    Q_OBJECT
public:
    /// `knobs` outlive the form.
    KnobForm(const std::vector<const KnobDescription*>& knobs, QWidget* parent);

    /// The field of a knob; null if there is none of that name.
    QWidget* field(const QString& knob) const;
    QString text(const QString& knob) const;
    /// Tells nobody.
    void setText(const QString& knob, const QString& text);
    /// The label's tool tip says so if a value has no effect now.
    void setEffective(const QString& knob, bool effective);
    /// Name of the knob -> sentence.
    void showErrors(const std::map<QString, QString>& errors);

signals:
    void edited();

private:
    struct Row
    {
        const KnobDescription* knob = nullptr;
        QWidget* field = nullptr;
        QLabel* label = nullptr;
        QLabel* error = nullptr;
    };

    Row addRow(QFormLayout& form, const KnobDescription& knob);
    QWidget* makeField(const KnobDescription& knob);
    const Row* row(const QString& knob) const;

    std::vector<Row> rows_;
};

} // namespace redial
