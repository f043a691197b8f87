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

QString fineText()
{
    return QStringLiteral("How the station boots, beats and keeps messages");
}

} // namespace

SessionEditor::SessionEditor(QWidget* parent)
    : QWidget(parent)
    , fields_(sessionKnobs(), this)
    , caFile_(new QLineEdit(this))
    , password_(new QLineEdit(this))
{
    setAccessibleName(QStringLiteral("OCPP session"));
    page_ =
        new SettingsPage(QStringLiteral("the session"), {&fields_.form(), makeSecurity()}, this);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(6, 6, 6, 6);
    outer->addWidget(page_, 1);
    connect(page_, &SettingsPage::defaultsWanted, this, [this] { setPolicy({}); });
    connect(&fields_.form(), &KnobForm::edited, this, [this] {
        fields_.read();
        showState();
    });
    for (QLineEdit* edit : {caFile_, password_})
        connect(edit, &QLineEdit::textChanged, this, &SessionEditor::edited);
    showState();
}

QWidget* SessionEditor::makeSecurity()
{
    auto* box = new QWidget(this);
    box->setAccessibleName(QStringLiteral("Security"));
    auto* form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 4, 0);
    form->setVerticalSpacing(4);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
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
    fields_.set(policy);
    showState();
}

void SessionEditor::showState()
{
    page_->showErrors(errors().size(), fineText());
    emit edited();
}

void SessionEditor::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && page_) {
        fields_.form().showErrors(errors());
        page_->showErrors(errors().size(), fineText());
    }
    QWidget::changeEvent(event);
}

} // namespace redial
