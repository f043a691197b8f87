// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/policy_knobs.h"
#include "ui/panels/knob_fields.h"

#include <QWidget>

namespace redial {

class EnvelopePreview;
class SettingsPage;

/// A form made from policyKnobs(), with a live preview of the envelope. Never holds a policy that
/// is wrong: while a field is wrong, policy() stays what it was and isValid() is false.
class PolicyEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit PolicyEditor(QWidget* parent = nullptr);

    const ReconnectPolicy& policy() const { return fields_.settings(); }
    void setPolicy(const ReconnectPolicy& policy);
    bool isValid() const { return fields_.errors().empty(); }
    /// Name of the knob -> sentence.
    const std::map<QString, QString>& errors() const { return fields_.errors(); }
    /// The field of a knob; null if there is none of that name.
    QWidget* field(const QString& knob) { return fields_.form().field(knob); }
    const EnvelopePreview& preview() const { return *preview_; }

signals:
    /// A field changed: policy() or errors() may be different.
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    void showState();

    EnvelopePreview* preview_;
    KnobFields<ReconnectPolicy> fields_;
    SettingsPage* page_ = nullptr;
};

} // namespace redial
