// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session_knobs.h"
#include "ui/panels/knob_fields.h"

#include <QWidget>

class QLineEdit;

namespace redial {

class SettingsPage;

/// A form made from sessionKnobs(), and what a real server asks for: the certificates to trust and
/// the password of HTTP Basic, which is shown masked. Never holds session settings that are wrong.
class SessionEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit SessionEditor(QWidget* parent = nullptr);

    const SessionPolicy& policy() const { return fields_.settings(); }
    void setPolicy(const SessionPolicy& policy);
    bool isValid() const { return fields_.errors().empty(); }
    /// Name of the knob -> sentence.
    const std::map<QString, QString>& errors() const { return fields_.errors(); }
    /// The field of a knob; null if there is none of that name.
    QWidget* field(const QString& knob) { return fields_.form().field(knob); }

    QString caFile() const;
    void setCaFile(const QString& path);
    QString password() const;

signals:
    /// A field changed: what is held or errors() may be different.
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeSecurity();
    void chooseCaFile();
    void showState();

    KnobFields<SessionPolicy> fields_;
    QLineEdit* caFile_;
    QLineEdit* password_;
    SettingsPage* page_ = nullptr;
};

} // namespace redial
