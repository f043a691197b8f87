// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/policy_knobs.h"

#include <QWidget>

#include <map>

class QFormLayout;
class QLabel;

namespace redial {

class EnvelopePreview;

/// A form made from policyKnobs(): one field a knob, its help as a tool tip, its error below it,
/// and a live preview of the envelope. Never holds a policy that is wrong: while a field is wrong,
/// policy() stays what it was and isValid() is false.
class PolicyEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit PolicyEditor(QWidget* parent = nullptr);

    const ReconnectPolicy& policy() const { return policy_; }
    void setPolicy(const ReconnectPolicy& policy);
    bool isValid() const { return errors_.empty(); }
    /// Name of the knob -> sentence.
    const std::map<QString, QString>& errors() const { return errors_; }
    /// The field of a knob; null if there is none of that name.
    QWidget* field(const QString& knob) const;
    const EnvelopePreview& preview() const { return *preview_; }

signals:
    /// A field changed: policy() or errors() may be different.
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Row
    {
        const PolicyKnob* knob = nullptr;
        QWidget* field = nullptr;
        QLabel* error = nullptr;
    };

    void build();
    Row addRow(QFormLayout& form, const PolicyKnob& knob);
    QWidget* makeField(const PolicyKnob& knob);
    static QString textOf(const Row& row);
    static void setText(const Row& row, const QString& text);
    void readForm();
    void showErrors();

    ReconnectPolicy policy_;
    std::vector<Row> rows_;
    std::map<QString, QString> errors_;
    EnvelopePreview* preview_;
    QLabel* summary_;
    bool filling_ = false;
};

} // namespace redial
