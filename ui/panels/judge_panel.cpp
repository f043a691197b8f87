// SPDX-License-Identifier: MIT
#include "ui/panels/judge_panel.h"

#include "core/base/duration_text.h"
#include "core/base/whole_file.h"
#include "ui/panels/judge_form.h"
#include "ui/view/theme.h"

#include <QEvent>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QResizeEvent>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace redial {

namespace {

constexpr std::chrono::milliseconds tick(500);
constexpr int progressSteps = 1000;

QString introduction()
{
    return QStringLiteral(
        "<p>Redial plays the server, leads your client through what can go wrong, and says how it "
        "reconnects and what is wrong with it.</p>"
        "<p>1. Say how your client is started; <b>{url}</b> is where it must connect. Without a "
        "command, start it by hand.<br>2. Press <b>Start</b> and watch the timeline.<br>"
        "3. Read the findings here.</p>");
}

} // namespace

JudgePanel::JudgePanel(QWidget* parent)
    : QWidget(parent), parts_(new QBoxLayout(QBoxLayout::LeftToRight, this))
{
    setAccessibleName(QStringLiteral("Judge a client"));
    parts_->setContentsMargins(6, 6, 6, 6);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    column->addWidget(makeForm());
    state_ = new QLabel(this);
    state_->setWordWrap(true);
    state_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    state_->setAccessibleName(QStringLiteral("How far the examination is"));
    progress_ = new QProgressBar(this);
    progress_->setRange(0, progressSteps);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(QStringLiteral("Progress of the examination"));
    text_ = new QTextBrowser(this);
    text_->setOpenLinks(false);
    text_->setAccessibleName(QStringLiteral("What is thought of the client"));
    column->addWidget(state_);
    column->addWidget(progress_);
    column->addStretch(1);
    parts_->addLayout(column, 2);
    parts_->addWidget(text_, 3);
    ticks_.setInterval(tick);
    connect(&ticks_, &QTimer::timeout, this, &JudgePanel::showProgress);
    connect(text_, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
        if (link.scheme() == QLatin1String("event"))
            emit eventWanted(link.path().toUInt());
    });
    showResult();
    updateState();
}

JudgePanel::~JudgePanel() = default;

QLineEdit* JudgePanel::makeField(const QString& text, const QString& name, const QString& help)
{
    auto* field = new QLineEdit(text, this);
    field->setAccessibleName(name);
    field->setToolTip(help);
    field->setMinimumWidth(fontMetrics().averageCharWidth() * 9);
    connect(field, &QLineEdit::textChanged, this, &JudgePanel::updateState);
    return field;
}

QWidget* JudgePanel::makeForm()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("What is judged"));
    command_ = makeField({}, QStringLiteral("Command"),
                         QStringLiteral("How the client is started; {url} is where it must "
                                        "connect. Empty: somebody starts it by hand"));
    command_->setPlaceholderText(QStringLiteral("node client.js {url}"));
    port_ = makeField(QStringLiteral("9100"), QStringLiteral("Port"),
                      QStringLiteral("Where it is listened on 127.0.0.1; 0 for any free port"));
    attempts_ = makeField(QStringLiteral("10"), QStringLiteral("Attempts"),
                          QStringLiteral("Failed attempts of an outage, from 3"));
    timeLimit_ = makeField({}, QStringLiteral("Time limit"),
                           QStringLiteral("End after this and say what was not measured"));
    timeLimit_->setPlaceholderText(QStringLiteral("none"));
    start_ = new QPushButton(QStringLiteral("Start"), page);
    start_->setAccessibleName(QStringLiteral("Start the examination"));
    stop_ = new QPushButton(QStringLiteral("Stop"), page);
    stop_->setAccessibleName(QStringLiteral("Stop the examination"));
    report_ = new QPushButton(QStringLiteral("Save report…"), page);
    report_->setAccessibleName(QStringLiteral("Save the judgement as HTML"));
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    const auto add = [&](QLineEdit* field, int row, int column, int span) {
        auto* label = new QLabel(field->accessibleName(), page);
        label->setBuddy(field);
        grid->addWidget(label, row, column);
        grid->addWidget(field, row, column + 1, 1, span);
    };
    add(command_, 0, 0, 5);
    add(port_, 1, 0, 1);
    add(attempts_, 1, 2, 1);
    add(timeLimit_, 1, 4, 1);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {start_, stop_, report_})
        buttons->addWidget(button);
    grid->addLayout(buttons, 2, 0, 1, 6);
    connect(start_, &QPushButton::clicked, this, &JudgePanel::start);
    connect(stop_, &QPushButton::clicked, this, &JudgePanel::stop);
    connect(report_, &QPushButton::clicked, this, &JudgePanel::saveReport);
    return page;
}

QString JudgePanel::reasonNotToStart() const
{
    if (isRunning())
        return QStringLiteral("a client is being judged");
    if (!blocked_.isEmpty())
        return blocked_;
    const auto settings = examinationSettings(
        {port_->text(), command_->text(), attempts_->text(), timeLimit_->text()});
    return settings ? QString() : settings.error();
}

void JudgePanel::setBlocked(const QString& reason)
{
    if (blocked_ == reason)
        return;
    blocked_ = reason;
    updateState();
}

void JudgePanel::start()
{
    if (!reasonNotToStart().isEmpty())
        return;
    auto settings = examinationSettings(
        {port_->text(), command_->text(), attempts_->text(), timeLimit_->text()});
    auto examination = std::make_shared<ClientExamination>(std::move(*settings));
    if (const auto listening = examination->listen(); !listening) {
        emit told(listening.error());
        return;
    }
    examination_ = std::move(examination);
    judgement_.reset();
    announced_ = std::chrono::steady_clock::now();
    connect(examination_.get(), &ClientExamination::announced, this, [this] {
        announced_ = std::chrono::steady_clock::now();
        showProgress();
    });
    // Later: it must not go while it still speaks.
    connect(examination_.get(), &ClientExamination::ended, this, &JudgePanel::conclude,
            Qt::QueuedConnection);
    text_->clear();
    emit started();
    examination_->start();
    ticks_.start();
    showProgress();
    updateState();
}

void JudgePanel::stop()
{
    if (isRunning() && !examination_->hasEnded())
        examination_->stop();
}

void JudgePanel::conclude()
{
    ticks_.stop();
    state_->setText(QStringLiteral("Judging what was seen…"));
    stop_->setEnabled(false);
    auto judged = std::make_shared<Judgement>();
    work_.start(
        [judged, examination = examination_.get()] {
            *judged = judgeClient(examination->log(), examination->plan().situations());
        },
        [this, judged] {
            judgement_ = std::move(*judged);
            showJudgement();
        });
}

void JudgePanel::showJudgement()
{
    if (const auto& failure = examination_->failure())
        emit told(*failure);
    showResult();
    updateState();
    emit ended();
}

std::shared_ptr<EventLog> JudgePanel::log() const
{
    if (!examination_)
        return nullptr;
    return {examination_, &examination_->log()};
}

RunInfo JudgePanel::info() const
{
    return examination_ ? examination_->info() : RunInfo{};
}

void JudgePanel::saveReport()
{
    const QString path = QFileDialog::getSaveFileName(
        this, QStringLiteral("Save the judgement as"), QStringLiteral("judgement.html"),
        QStringLiteral("HTML (*.html);;All files (*)"));
    if (path.isEmpty())
        return;
    const auto& command = examination_->settings().command;
    const QByteArray page = judgementHtml(
        *judgement_, examination_->log(), examination_->info(),
        command ? command->text() : QStringLiteral("A client that was started by hand"));
    if (const auto written = writeWholeFile(path, page); !written)
        emit told(QStringLiteral("%1 cannot be written: %2; choose another place.")
                      .arg(path, written.error()));
}

void JudgePanel::showProgress()
{
    if (!isRunning())
        return;
    const ExaminationPlan& plan = examination_->plan();
    const auto passed = std::chrono::steady_clock::now() - announced_;
    const auto left = std::max(plan.expectedLeft() - passed, std::chrono::nanoseconds::zero());
    QString address = examination_->url().toString();
    if (!examination_->settings().command && plan.place() == 0)
        address.prepend(QStringLiteral("Start your client now, it must connect to "));
    else
        address.prepend(QStringLiteral("Listening on "));
    state_->setText(QStringLiteral("%1\n%2 of %3: %4. About %5 left.")
                        .arg(address)
                        .arg(plan.place() + 1)
                        .arg(plan.situations().size())
                        .arg(sentenceOf(plan.present()),
                             formatDuration(std::chrono::round<std::chrono::seconds>(left))));
    progress_->setValue(static_cast<int>(plan.place() * progressSteps / plan.situations().size()));
}

void JudgePanel::showResult()
{
    text_->setHtml(judgement_
                       ? judgementText(*judgement_, examination_->log(), Theme::from(palette()))
                       : introduction());
}

void JudgePanel::updateState()
{
    if (!text_)
        return;
    const QString reason = reasonNotToStart();
    const bool running = isRunning();
    start_->setEnabled(reason.isEmpty());
    start_->setToolTip(reason);
    stop_->setEnabled(running);
    stop_->setToolTip(running ? QString() : QStringLiteral("nothing is running"));
    report_->setEnabled(judgement_.has_value());
    report_->setToolTip(judgement_ ? QString() : QStringLiteral("there is no judgement yet"));
    progress_->setVisible(running);
    if (!running)
        state_->setText(reason);
    state_->setVisible(running || !reason.isEmpty());
    for (QLineEdit* field : {command_, port_, attempts_, timeLimit_})
        field->setReadOnly(running);
    emit stateChanged();
}

void JudgePanel::resizeEvent(QResizeEvent* event)
{
    const bool wide = event->size().width() > event->size().height();
    parts_->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    QWidget::resizeEvent(event);
}

void JudgePanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && text_ && !isRunning())
        showResult();
    QWidget::changeEvent(event);
}

} // namespace redial
