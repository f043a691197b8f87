// SPDX-License-Identifier: MIT
#include "ui/panels/session_editor.h"

#include "ui/panels/settings_page.h"

#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace redial {

namespace {

QString fineText(const QString& protocol)
{
    if (protocol == QLatin1String("stream"))
        return QStringLiteral(
            "What the client of a feed says; the defaults are for Redial's own feed");
    if (protocol == QLatin1String("msgi"))
        return QStringLiteral("How the MSGI client speaks to its servers");
    return protocol == QLatin1String("none")
               ? QStringLiteral("A plain WebSocket has no session to set")
               : QStringLiteral("How the station boots, beats and keeps messages");
}

} // namespace

SessionEditor::SessionEditor(QWidget* parent)
    : QWidget(parent)
    , ocpp_(sessionKnobs(), this)
    , stream_(feedClientKnobs(), this)
    , msgi_(msgiSettingsKnobs(), this)
    , caFile_(new QLineEdit(this))
    , password_(new QLineEdit(this))
{
    setAccessibleName(QStringLiteral("Session"));
    const QList<KnobForm*> forms{&ocpp_.form(), &stream_.form(), &msgi_.form()};
    page_ = new SettingsPage(QStringLiteral("the session"),
                             {forms[0], forms[1], forms[2], makeSecurity()}, this);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(6, 6, 6, 6);
    outer->addWidget(page_, 1);
    connect(page_, &SettingsPage::defaultsWanted, this, &SessionEditor::setDefaults);
    for (KnobForm* form : forms)
        connect(form, &KnobForm::edited, this, &SessionEditor::read);
    for (QLineEdit* edit : {caFile_, password_})
        connect(edit, &QLineEdit::textChanged, this, &SessionEditor::edited);
    setProtocol(QStringLiteral("ocpp1.6"));
}

void SessionEditor::setProtocol(const QString& protocol)
{
    if (protocol == protocol_)
        return;
    protocol_ = protocol;
    KnobForm* const shown = form();
    for (KnobForm* each : {&ocpp_.form(), &stream_.form(), &msgi_.form()})
        each->setVisible(each == shown);
    security_->setRowVisible(password_, protocol != QLatin1String("msgi"));
    showState();
}

KnobForm* SessionEditor::form()
{
    if (protocol_ == QLatin1String("stream"))
        return &stream_.form();
    if (protocol_ == QLatin1String("msgi"))
        return &msgi_.form();
    return protocol_ == QLatin1String("none") ? nullptr : &ocpp_.form();
}

const std::map<QString, QString>& SessionEditor::errors() const
{
    static const std::map<QString, QString> none;
    if (protocol_ == QLatin1String("stream"))
        return stream_.errors();
    if (protocol_ == QLatin1String("msgi"))
        return msgi_.errors();
    return protocol_ == QLatin1String("none") ? none : ocpp_.errors();
}

QWidget* SessionEditor::field(const QString& knob)
{
    KnobForm* const shown = form();
    return shown ? shown->field(knob) : nullptr;
}

QWidget* SessionEditor::firstField()
{
    KnobForm* const shown = form();
    if (!shown)
        return caFile_;
    if (shown == &stream_.form())
        return shown->field(feedClientKnobs().front().name);
    return shown->field(shown == &msgi_.form() ? msgiSettingsKnobs().front().name
                                               : sessionKnobs().front().name);
}

void SessionEditor::read()
{
    ocpp_.read();
    stream_.read();
    msgi_.read();
    showState();
}

void SessionEditor::setDefaults()
{
    if (protocol_ == QLatin1String("stream"))
        setStream({});
    else if (protocol_ == QLatin1String("msgi"))
        setMsgi({});
    else
        setPolicy({});
}

QWidget* SessionEditor::makeSecurity()
{
    auto* box = new QWidget(this);
    box->setAccessibleName(QStringLiteral("Security"));
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 4, 0);
    form->setVerticalSpacing(4);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    security_ = form;
    auto* heading = new QLabel(QStringLiteral("<b>Security, with a real server</b>"), box);
    heading->setContentsMargins(0, 8, 0, 0);
    form->addRow(heading);

    caFile_->setObjectName(QStringLiteral("ca_file"));
    caFile_->setAccessibleName(QStringLiteral("CA file"));
    caFile_->setPlaceholderText(QStringLiteral("the system's certificates"));
    caFile_->setToolTip(QStringLiteral(
        "Of a wss:// server: trust the certificates of this file (PEM) instead of the system's"));
    auto* browse = new QToolButton(box);
    browse->setText(QStringLiteral("…"));
    browse->setAccessibleName(QStringLiteral("Choose the CA file"));
    browse->setFocusPolicy(Qt::StrongFocus);
    connect(browse, &QToolButton::clicked, this, &SessionEditor::chooseCaFile);
    auto* line = new QHBoxLayout;
    line->addWidget(caFile_, 1);
    line->addWidget(browse);
    auto* caLabel = new QLabel(QStringLiteral("CA file"), box);
    caLabel->setBuddy(caFile_);
    form->addRow(caLabel, line);

    password_->setObjectName(QStringLiteral("password"));
    password_->setAccessibleName(QStringLiteral("Basic password"));
    password_->setEchoMode(QLineEdit::Password);
    password_->setToolTip(QStringLiteral("Password of HTTP Basic; the station's id is the user. "
                                         "Not kept when the program ends"));
    auto* passwordLabel = new QLabel(QStringLiteral("Basic password"), box);
    passwordLabel->setBuddy(password_);
    form->addRow(passwordLabel, password_);
    return box;
}

void SessionEditor::chooseCaFile()
{
    const QString path = QFileDialog::getOpenFileName(
        this, QStringLiteral("Certificates to trust"), caFile(),
        QStringLiteral("Certificates (*.pem *.crt *.cer);;All files (*)"));
    if (!path.isEmpty())
        setCaFile(path);
}

QString SessionEditor::caFile() const
{
    return caFile_->text().trimmed();
}

void SessionEditor::setCaFile(const QString& path)
{
    caFile_->setText(path);
}

QString SessionEditor::password() const
{
    return password_->text();
}

void SessionEditor::setPolicy(const SessionPolicy& policy)
{
    ocpp_.set(policy);
    showState();
}

void SessionEditor::setStream(const FeedClientSettings& settings)
{
    stream_.set(settings);
    showState();
}

void SessionEditor::setMsgi(const MsgiSettings& settings)
{
    msgi_.set(settings);
    showState();
}

void SessionEditor::showState()
{
    page_->showErrors(errors().size(), fineText(protocol_));
    emit edited();
}

void SessionEditor::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && page_) {
        ocpp_.form().showErrors(ocpp_.errors());
        stream_.form().showErrors(stream_.errors());
        msgi_.form().showErrors(msgi_.errors());
        page_->showErrors(errors().size(), fineText(protocol_));
    }
    QWidget::changeEvent(event);
}

} // namespace redial
