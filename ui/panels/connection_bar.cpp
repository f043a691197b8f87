// SPDX-License-Identifier: MIT
#include "ui/panels/connection_bar.h"

#include "core/wire/url_without_secrets.h"
#include "ui/panels/state_indicator.h"
#include "ui/view/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace redial {

namespace {

QString embeddedText()
{
    return QStringLiteral("Embedded server");
}

QString proxyText()
{
    return QStringLiteral("Proxy to a server");
}

/// Those that no URL takes the place of.
constexpr int fixedEntries = 2;

QComboBox* choice(const QList<QPair<QString, QString>>& entries, const QString& name,
                  QWidget* parent)
{
    auto* box = new QComboBox(parent);
    for (const auto& [text, value] : entries)
        box->addItem(text, value);
    box->setAccessibleName(name);
    return box;
}

void describeProtocols(QComboBox& box)
{
    const std::pair<const char*, QString> texts[] = {
        {"stream",
         QStringLiteral("The client of a WebSocket feed: auth, subscriptions, heartbeats; "
                        "its messages are on the Session page")},
        {"msgi", QStringLiteral("The client of a TCP server that speaks MSGI frames")},
        {"none", QStringLiteral("A WebSocket without anything above it")}};
    for (const auto& [protocol, text] : texts)
        box.setItemData(box.findData(QLatin1String(protocol)), text, Qt::ToolTipRole);
}

void select(QComboBox& box, const QString& value)
{
    if (const int index = box.findData(value); index >= 0)
        box.setCurrentIndex(index);
}

} // namespace

ConnectionBar::ConnectionBar(const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , server_(new QComboBox(this))
    , station_(new QLineEdit(this))
    , boot_(new QLineEdit(this))
    , closing_(new QLineEdit(this))
    , listen_(new QLineEdit(this))
    , upstream_(new QLineEdit(this))
    , anyCertificate_(new QCheckBox(this))
    , message_(new QLineEdit(this))
    , problem_(new QLabel(this))
    , state_(new StateIndicator(this))
{
    setAccessibleName(QStringLiteral("Connection"));
    protocol_ = choice({{QStringLiteral("OCPP 1.6"), QStringLiteral("ocpp1.6")},
                        {QStringLiteral("OCPP 2.0.1"), QStringLiteral("ocpp2.0.1")},
                        {QStringLiteral("OCPP 2.1"), QStringLiteral("ocpp2.1")},
                        {QStringLiteral("Stream"), QStringLiteral("stream")},
                        {QStringLiteral("MSGI"), QStringLiteral("msgi")},
                        {QStringLiteral("None"), QStringLiteral("none")}},
                       QStringLiteral("Protocol"), this);
    describeProtocols(*protocol_);
    transport_ = choice({{QStringLiteral("Precise"), QStringLiteral("precise")},
                         {QStringLiteral("QWebSocket"), QStringLiteral("qt")}},
                        QStringLiteral("Transport"), this);
    transport_->setItemData(0,
                            QStringLiteral("Redial's own WebSocket client: tells reset, end of "
                                           "stream and close codes apart"),
                            Qt::ToolTipRole);
    transport_->setItemData(1, QStringLiteral("The WebSocket client of Qt"), Qt::ToolTipRole);
    build(actions);
    showFields();
    connect(server_, &QComboBox::editTextChanged, this, &ConnectionBar::showFields);
    connect(protocol_, &QComboBox::currentIndexChanged, this, &ConnectionBar::showFields);
    connect(server_, &QComboBox::editTextChanged, this, &ConnectionBar::settingsChanged);
    for (QLineEdit* edit : {station_, boot_, closing_, listen_, upstream_, message_})
        connect(edit, &QLineEdit::textChanged, this, &ConnectionBar::settingsChanged);
    connect(anyCertificate_, &QCheckBox::toggled, this, &ConnectionBar::settingsChanged);
    connect(protocol_, &QComboBox::currentIndexChanged, this, &ConnectionBar::settingsChanged);
    connect(transport_, &QComboBox::currentIndexChanged, this, &ConnectionBar::settingsChanged);
}

void ConnectionBar::build(const Actions& actions)
{
    describeServerFields();
    describeProxyFields();
    auto* fields = new QHBoxLayout;
    fields->setSpacing(8);
    addFields(*fields, actions);
    fields->addSpacing(4);
    addButtons(*fields, actions);
    fields->addSpacing(8);
    fields->addWidget(state_);

    problem_->setObjectName(QStringLiteral("problem"));
    problem_->setWordWrap(true);
    problem_->setForegroundRole(QPalette::WindowText);
    problem_->hide();
    problem_->setAccessibleName(QStringLiteral("Problem"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(8, 6, 8, 6);
    outer->setSpacing(4);
    outer->addLayout(fields);
    outer->addWidget(problem_);
}

void ConnectionBar::describeServerFields()
{
    server_->setEditable(true);
    server_->setInsertPolicy(QComboBox::NoInsert);
    server_->addItems({embeddedText(), proxyText()});
    server_->setAccessibleName(QStringLiteral("Server"));
    server_->lineEdit()->setAccessibleName(QStringLiteral("Server"));
    server_->setMinimumContentsLength(12);
    server_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    station_->setAccessibleName(QStringLiteral("Station"));
    station_->setToolTip(QStringLiteral("Identity of the charging station; ends the URL"));
    anyCertificate_->setText(QStringLiteral("Any certificate"));
    anyCertificate_->setAccessibleName(QStringLiteral("Accept any certificate"));
    anyCertificate_->setToolTip(
        QStringLiteral("Do not verify the server's certificate: for a bench "
                       "only. Not kept when the program ends"));
    anyCertificate_->setMinimumHeight(fontMetrics().height() + 12);
    boot_->setAccessibleName(QStringLiteral("Boot answer"));
    boot_->setToolTip(QStringLiteral("How the embedded server answers Boot: accepted:5 beats every "
                                     "5 s; pending:30 or rejected:10 asks to come again"));
    boot_->setMinimumWidth(60);
    boot_->setMaximumWidth(100);
    closing_->setAccessibleName(QStringLiteral("Server closes"));
    closing_->setToolTip(QStringLiteral("When the embedded server closes each connection, and how: "
                                        "3s:rst, 3s:fin, 3s:1001; 2@3s:rst only the second one"));
    closing_->setPlaceholderText(QStringLiteral("never"));
    closing_->setMinimumWidth(54);
    closing_->setMaximumWidth(90);
    station_->setMinimumWidth(50);
    station_->setMaximumWidth(90);
}

void ConnectionBar::describeProxyFields()
{
    listen_->setAccessibleName(QStringLiteral("Listen on"));
    listen_->setToolTip(QStringLiteral("Where the station connects instead of its server: address "
                                       "and port; port 0 is any free one"));
    upstream_->setAccessibleName(QStringLiteral("Relay to"));
    upstream_->setToolTip(
        QStringLiteral("The server that the station is relayed to: address and port"));
}

void ConnectionBar::addFields(QHBoxLayout& fields, const Actions& actions)
{
    fields.addWidget(labelled(QStringLiteral("Server"), server_), 1);
    listenField_ = labelled(QStringLiteral("Listen on"), listen_);
    upstreamField_ = labelled(QStringLiteral("Relay to"), upstream_);
    fields.addWidget(listenField_, 1);
    fields.addWidget(upstreamField_, 1);
    stationField_ = labelled(QStringLiteral("Station"), station_);
    fields.addWidget(stationField_);
    bootField_ = labelled(QStringLiteral("Boot answer"), boot_);
    closingField_ = labelled(QStringLiteral("Server closes"), closing_);
    fields.addWidget(anyCertificate_, 0, Qt::AlignBottom);
    fields.addWidget(bootField_);
    fields.addWidget(closingField_);
    messageField_ = makeMessageField(actions.send);
    fields.addWidget(messageField_);
    protocolField_ = labelled(QStringLiteral("Protocol"), protocol_);
    transportField_ = labelled(QStringLiteral("Transport"), transport_);
    fields.addWidget(protocolField_);
    fields.addWidget(transportField_);
}

void ConnectionBar::addButtons(QHBoxLayout& fields, const Actions& actions)
{
    fields.addWidget(addButton(actions.start, QStringLiteral("Start")), 0, Qt::AlignBottom);
    fields.addWidget(addButton(actions.stop, QStringLiteral("Stop")), 0, Qt::AlignBottom);
    QToolButton* drop = addButton(actions.drop, QStringLiteral("Drop the link"));
    auto* kinds = new QMenu(drop);
    kinds->setAccessibleName(QStringLiteral("Ways to drop the link"));
    kinds->setToolTipsVisible(true);
    kinds->addActions(actions.dropKinds);
    drop->setMenu(kinds);
    drop->setPopupMode(QToolButton::MenuButtonPopup);
    fields.addWidget(drop, 0, Qt::AlignBottom);
}

QWidget* ConnectionBar::makeMessageField(QAction* send)
{
    message_->setObjectName(QStringLiteral("message"));
    message_->setAccessibleName(QStringLiteral("Message"));
    message_->setMinimumWidth(90);
    message_->setMaximumWidth(200);
    connect(message_, &QLineEdit::returnPressed, send, &QAction::trigger);
    QToolButton* button = addButton(send, QStringLiteral("Send the message"));
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto* both = new QWidget(this);
    auto* line = new QHBoxLayout(both);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(labelled(QStringLiteral("Message"), message_), 1);
    line->addWidget(button, 0, Qt::AlignBottom);
    return both;
}

QToolButton* ConnectionBar::addButton(QAction* action, const QString& name)
{
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(name);
    button->setMinimumHeight(fontMetrics().height() + 14);
    return button;
}

QWidget* ConnectionBar::labelled(const QString& text, QWidget* field)
{
    auto* box = new QWidget(this);
    box->setAccessibleName(text);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* label = new QLabel(text, box);
    label->setBuddy(field);
    layout->addWidget(label);
    layout->addWidget(field);
    return box;
}

RunSettings ConnectionBar::settings() const
{
    RunSettings settings;
    settings.embedded = server_->currentText() == embeddedText();
    settings.proxy = server_->currentText() == proxyText();
    settings.url =
        settings.embedded || settings.proxy ? QString() : server_->currentText().trimmed();
    settings.listen = listen_->text().trimmed();
    settings.upstream = upstream_->text().trimmed();
    settings.station = station_->text().trimmed();
    settings.anyCertificate = anyCertificate_->isChecked() && !anyCertificate_->isHidden();
    settings.message = message_->text();
    settings.boot = boot_->text().trimmed();
    settings.closing = closing_->text().trimmed();
    settings.protocol = protocol_->currentData().toString();
    settings.transport = transport_->currentData().toString();
    return settings;
}

void ConnectionBar::setSettings(const RunSettings& settings)
{
    server_->setEditText(settings.proxy      ? proxyText()
                         : settings.embedded ? embeddedText()
                                             : settings.url);
    listen_->setText(settings.listen);
    upstream_->setText(settings.upstream);
    station_->setText(settings.station);
    anyCertificate_->setChecked(settings.anyCertificate);
    message_->setText(settings.message);
    boot_->setText(settings.boot);
    closing_->setText(settings.closing);
    select(*protocol_, settings.protocol);
    select(*transport_, settings.transport);
    showFields();
}

QStringList ConnectionBar::recentUrls() const
{
    QStringList urls;
    for (int i = fixedEntries; i < server_->count(); ++i)
        urls.append(server_->itemText(i));
    return urls;
}

void ConnectionBar::setRecentUrls(const QStringList& urls)
{
    const QString text = server_->currentText();
    const QSignalBlocker blocker(server_);
    server_->clear();
    server_->addItems({embeddedText(), proxyText()});
    server_->addItems(urls);
    server_->setEditText(text);
}

void ConnectionBar::rememberUrl()
{
    const RunSettings now = settings();
    if (now.url.isEmpty())
        return;
    const QString url = urlTextWithoutSecrets(now.url);
    QStringList urls = recentUrls();
    urls.removeAll(url);
    urls.prepend(url);
    setRecentUrls(urls.mid(0, 10));
}

void ConnectionBar::showFields()
{
    const RunSettings now = settings();
    const bool isMsgi = now.isMsgi();
    const bool isOcpp =
        !now.proxy && !isMsgi && !now.isStream() && now.protocol != QLatin1String("none");
    anyCertificate_->setVisible(now.url.startsWith(QStringLiteral("wss://")) ||
                                now.url.contains(QStringLiteral("msgis://")));
    bootField_->setVisible(now.embedded && isOcpp);
    closingField_->setVisible(now.embedded && !isMsgi);
    for (QWidget* field : {listenField_, upstreamField_})
        field->setVisible(now.proxy);
    stationField_->setVisible(!now.proxy && !isMsgi && !now.isStream());
    protocolField_->setVisible(!now.proxy);
    transportField_->setVisible(!now.proxy && !isMsgi);
    messageField_->setVisible(!now.proxy && !isOcpp);
    message_->setToolTip(
        isMsgi ? QStringLiteral("Sent once the client is online for the first time; Enter sends it "
                                "again while it is")
               : QStringLiteral("Enter sends it while the client is online"));
    server_->lineEdit()->setPlaceholderText(isMsgi ? QStringLiteral("msgi://host:port")
                                                   : QStringLiteral("ws://host:port/path"));
    server_->setToolTip(
        isMsgi
            ? QStringLiteral("A server inside this program, or the URL of a real one: msgi:// or "
                             "msgis://; several with spaces between them are balanced, *3 behind "
                             "one is its weight")
            : QStringLiteral("A server inside this program, the URL of a real one, or a proxy "
                             "between a real station and a real server"));
    enableFields();
}

void ConnectionBar::showProblem(const QString& sentence)
{
    problem_->setText(sentence);
    problem_->setVisible(!sentence.isEmpty());
    server_->lineEdit()->setAccessibleDescription(sentence);
    updateColours();
}

void ConnectionBar::setRunning(bool running)
{
    running_ = running;
    enableFields();
}

void ConnectionBar::enableFields()
{
    for (QWidget* field : {static_cast<QWidget*>(server_), static_cast<QWidget*>(station_),
                           static_cast<QWidget*>(anyCertificate_), static_cast<QWidget*>(boot_),
                           static_cast<QWidget*>(closing_), static_cast<QWidget*>(listen_),
                           static_cast<QWidget*>(upstream_), static_cast<QWidget*>(protocol_),
                           static_cast<QWidget*>(transport_)})
        field->setEnabled(!running_);
    message_->setEnabled(!running_ || !messageField_->isHidden());
}

void ConnectionBar::updateColours()
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Theme::from(colours).abnormal);
    problem_->setPalette(colours);
}

void ConnectionBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && problem_)
        updateColours();
    QWidget::changeEvent(event);
}

} // namespace redial
