// SPDX-License-Identifier: MIT
#include "ui/panels/msgi_server_panel.h"

#include "ui/panels/named_button.h"
#include "ui/panels/row_table.h"
#include "ui/view/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace redial {

namespace {
constexpr std::chrono::milliseconds tick(500);
constexpr int cellPadding = 16;

QString counted(std::uint64_t count, const char* what)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(QLatin1String(what),
                                                    count == 1 ? QString() : QStringLiteral("s"));
}
} // namespace

MsgiServerPanel::MsgiServerPanel(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(QStringLiteral("MSGI server"));
    problem_ = new QLabel(this);
    problem_->setWordWrap(true);
    problem_->setAccessibleName(QStringLiteral("Why it was not done"));
    problem_->hide();
    makeTable();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addLayout(makeHead());
    column->addWidget(problem_);
    column->addWidget(table_, 1);
    column->addLayout(makeFoot());
    ticks_.setInterval(tick);
    connect(&ticks_, &QTimer::timeout, this, [this] {
        if (isVisible())
            refresh();
    });
    connect(&host_, &MsgiServerHost::stateChanged, this, &MsgiServerPanel::refresh);
    updateState();
}

QLayout* MsgiServerPanel::makeHead()
{
    port_ = new QLineEdit(QStringLiteral("9200"), this);
    port_->setAccessibleName(QStringLiteral("Port of the MSGI server"));
    port_->setToolTip(QStringLiteral("Where it listens on 127.0.0.1; 0 for any free port"));
    port_->setMaximumWidth(fontMetrics().averageCharWidth() * 9);
    connect(port_, &QLineEdit::returnPressed, this, &MsgiServerPanel::start);
    auto* label = new QLabel(QStringLiteral("Port"), this);
    label->setBuddy(port_);
    echo_ = new QCheckBox(QStringLiteral("Echo"), this);
    echo_->setAccessibleName(QStringLiteral("Send every message back"));
    echo_->setToolTip(QStringLiteral("Send every message back to who sent it"));
    echo_->setChecked(true);
    connect(echo_, &QCheckBox::toggled, this, [this](bool on) { host_.setEcho(on); });
    start_ = makeButton(QStringLiteral("Start"), QStringLiteral("Start the MSGI server"), this,
                        &MsgiServerPanel::start);
    stop_ = makeButton(QStringLiteral("Stop"), QStringLiteral("Stop the MSGI server"), this,
                       &MsgiServerPanel::stop);
    state_ = new QLabel(this);
    state_->setAccessibleName(QStringLiteral("State of the MSGI server"));
    state_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    state_->setMinimumWidth(1);
    auto* head = new QHBoxLayout;
    head->addWidget(label);
    head->addWidget(port_);
    head->addWidget(echo_);
    head->addWidget(start_);
    head->addWidget(stop_);
    head->addWidget(state_, 1);
    return head;
}

void MsgiServerPanel::makeTable()
{
    table_ = new QTableView(this);
    table_->setModel(&sessions_);
    makeRowTable(*table_, QStringLiteral("Sessions of the MSGI server"));
    table_->setAlternatingRowColors(true);
    auto* header = table_->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setStretchLastSection(true);
    const auto fit = [this](int column, const QString& longest) {
        table_->setColumnWidth(column, fontMetrics().horizontalAdvance(longest) + cellPadding);
    };
    fit(MsgiSessionsModel::Id, QStringLiteral("10000"));
    fit(MsgiSessionsModel::Client, QStringLiteral("a name of some length"));
    fit(MsgiSessionsModel::Address, QStringLiteral("127.0.0.1:65535"));
    fit(MsgiSessionsModel::Since, QStringLiteral("Connected for"));
    fit(MsgiSessionsModel::Idle, QStringLiteral("00 m 00 s"));
    fit(MsgiSessionsModel::In, QStringLiteral("1000000000"));
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &MsgiServerPanel::updateState);
}

QLayout* MsgiServerPanel::makeFoot()
{
    message_ = new QLineEdit(this);
    message_->setAccessibleName(QStringLiteral("Message to clients"));
    message_->setPlaceholderText(QStringLiteral("Message to one client, or to all"));
    connect(message_, &QLineEdit::textChanged, this, &MsgiServerPanel::updateState);
    connect(message_, &QLineEdit::returnPressed, this, &MsgiServerPanel::broadcast);
    broadcast_ =
        makeButton(QStringLiteral("Broadcast"), QStringLiteral("Send the message to every client"),
                   this, &MsgiServerPanel::broadcast);
    send_ = makeButton(QStringLiteral("Send"),
                       QStringLiteral("Send the message to the selected client alone"), this,
                       &MsgiServerPanel::sendToSelected);
    disconnect_ =
        makeButton(QStringLiteral("Disconnect"), QStringLiteral("Disconnect the selected client"),
                   this, &MsgiServerPanel::disconnectSelected);
    auto* foot = new QHBoxLayout;
    foot->addWidget(message_, 1);
    foot->addWidget(broadcast_);
    foot->addWidget(send_);
    foot->addWidget(disconnect_);
    return foot;
}

void MsgiServerPanel::start()
{
    if (host_.isRunning())
        return;
    bool isNumber = false;
    const ushort port = port_->text().trimmed().toUShort(&isNumber);
    if (!isNumber)
        return showProblem(QStringLiteral("\"%1\" is no port; write a number from 0 to 65535.")
                               .arg(port_->text()));
    host_.setEcho(echo_->isChecked());
    if (const auto begun = host_.start(port); !begun)
        return showProblem(begun.error());
    showProblem({});
    emit started();
}

void MsgiServerPanel::stop()
{
    host_.stop();
}

void MsgiServerPanel::broadcast()
{
    if (!broadcast_->isEnabled())
        return;
    showProblem(host_.broadcast(message_->text())
                    ? QString()
                    : QStringLiteral("Not every client has room for it; wait until they read."));
    refresh();
}

void MsgiServerPanel::sendToSelected()
{
    const auto session = selected();
    if (!session)
        return;
    showProblem(host_.sendPrivate(*session, message_->text())
                    ? QString()
                    : QStringLiteral("Session %1 has gone, or has no room; select another one.")
                          .arg(*session));
    refresh();
}

void MsgiServerPanel::disconnectSelected()
{
    if (const auto session = selected())
        host_.disconnectSession(*session);
    refresh();
}

std::optional<MsgiSessionId> MsgiServerPanel::selected() const
{
    const QModelIndex index = table_->currentIndex();
    return index.isValid() ? std::optional(sessions_.at(index.row()).id) : std::nullopt;
}

void MsgiServerPanel::refresh()
{
    const auto session = selected();
    sessions_.show(host_.sessions(MsgiSessionsModel::mostRows));
    if (session && !selected()) {
        if (const auto row = sessions_.rowOf(*session))
            table_->selectRow(*row);
    }
    if (!host_.isRunning())
        ticks_.stop();
    else if (!ticks_.isActive())
        ticks_.start(); // a run has begun it
    updateState();
}

QString MsgiServerPanel::stateText() const
{
    if (!host_.isRunning())
        return QStringLiteral("Not running. Press Start, then connect clients to its URL.");
    if (!host_.isListening())
        return QStringLiteral("Stopping; %1 to end").arg(counted(host_.sessionCount(), "session"));
    const MsgiCounters counters = host_.counters();
    return QStringLiteral("%1 · %2 · %3 in, %4 out")
        .arg(host_.url(), counted(host_.sessionCount(), "session"),
             counted(counters.messagesIn, "message"))
        .arg(counters.messagesOut);
}

void MsgiServerPanel::updateState()
{
    if (!disconnect_)
        return;
    const bool running = host_.isRunning();
    const auto enable = [](QWidget* widget, const QString& reason) {
        widget->setEnabled(reason.isEmpty());
        widget->setToolTip(reason);
    };
    enable(start_, running ? QStringLiteral("it is running") : QString());
    enable(stop_, running ? QString() : QStringLiteral("it is not running"));
    port_->setEnabled(!running);
    const QString nobody =
        host_.sessionCount() > 0 ? QString() : QStringLiteral("no client is connected");
    const QString unselected = selected() ? QString() : QStringLiteral("no client is selected");
    const QString empty =
        message_->text().isEmpty() ? QStringLiteral("write a message first") : QString();
    enable(broadcast_, nobody.isEmpty() ? empty : nobody);
    enable(send_, unselected.isEmpty() ? empty : unselected);
    enable(disconnect_, unselected);
    state_->setText(stateText());
}

void MsgiServerPanel::showProblem(const QString& sentence)
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Theme::from(colours).abnormal);
    problem_->setPalette(colours);
    problem_->setText(sentence);
    problem_->setVisible(!sentence.isEmpty());
}

void MsgiServerPanel::showEvent(QShowEvent* event)
{
    refresh();
    QWidget::showEvent(event);
}

void MsgiServerPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && problem_)
        showProblem(problem_->text());
    QWidget::changeEvent(event);
}

} // namespace redial
