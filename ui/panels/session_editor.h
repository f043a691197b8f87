// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session_knobs.h"
#include "ui/models/feed_client_settings.h"
#include "ui/models/msgi_settings.h"
#include "ui/panels/knob_fields.h"

#include <QWidget>

class QFormLayout;
class QLineEdit;

namespace redial {

class SettingsPage;

/// What the session of the protocol that is chosen is set by: a form of its knobs, for a station,
/// the client of a feed or an MSGI client, and what a real server asks for: the certificates to
/// trust and the password of HTTP Basic, which is shown masked. Never holds settings that are
/// wrong.
class SessionEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit SessionEditor(QWidget* parent = nullptr);

    /// Of RunSettings::protocol: whose form is shown.
    void setProtocol(const QString& protocol);

    const SessionPolicy& policy() const { return ocpp_.settings(); }
    void setPolicy(const SessionPolicy& policy);
    const FeedClientSettings& stream() const { return stream_.settings(); }
    void setStream(const FeedClientSettings& settings);
    const MsgiSettings& msgi() const { return msgi_.settings(); }
    void setMsgi(const MsgiSettings& settings);

    bool isValid() const { return errors().empty(); }
    /// Name of the knob -> sentence; of the form that is shown.
    const std::map<QString, QString>& errors() const;
    /// The field of a knob of the form that is shown; null if there is none of that name.
    QWidget* field(const QString& knob);
    /// Never null.
    QWidget* firstField();

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
    /// The form that is shown; null if the protocol has none.
    KnobForm* form();
    void read();
    void setDefaults();
    void showState();

    QString protocol_;
    KnobFields<SessionPolicy> ocpp_;
    KnobFields<FeedClientSettings> stream_;
    KnobFields<MsgiSettings> msgi_;
    QFormLayout* security_ = nullptr;
    QLineEdit* caFile_;
    QLineEdit* password_;
    SettingsPage* page_ = nullptr;
};

} // namespace redial
