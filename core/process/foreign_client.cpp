// SPDX-License-Identifier: MIT
#include "core/process/foreign_client.h"

#include "core/base/duration_text.h"
#include "core/process/child_isolation.h"

#include <QProcess>

#include <csignal>
#include <utility>

namespace redial {

ForeignClient::ForeignClient(ForeignCommand command, Clock& clock, EventRecorder recorder,
                             std::chrono::nanoseconds grace, QObject* parent)
    : QObject(parent)
    , command_(std::move(command))
    , clock_(clock)
    , recorder_(recorder)
    , grace_(grace)
{
}

ForeignClient::~ForeignClient()
{
    clock_.cancelTimer(killTimer_);
    if (!process_)
        return;
    process_->disconnect(this);
    signalGroup(pid_t(group_), SIGKILL);
    constexpr int mostMilliseconds = 5000; // a process that cannot even be killed
    if (process_->state() != QProcess::NotRunning)
        process_->waitForFinished(mostMilliseconds);
}

bool ForeignClient::isRunning() const
{
    return process_ && process_->state() != QProcess::NotRunning;
}

void ForeignClient::start(const QUrl& url)
{
    if (isRunning())
        return;
    failure_.reset();
    endAwaited_ = true;
    stopping_ = false;
    couldNotStart_ = false;
    output_ = std::make_unique<OutputLines>(command_.secrets());
    process_ = std::make_unique<QProcess>();
    process_->setProcessChannelMode(QProcess::MergedChannels);
    process_->setStandardInputFile(QProcess::nullDevice());
    process_->setEnvironment(command_.environmentFor(url));
    isolateChild(*process_);
    connect(process_.get(), &QProcess::readyRead, this, &ForeignClient::read);
    // Queued: whoever hears of the end may start it again, or let it go, and QProcess must not be
    // in the middle of telling then.
    connect(
        process_.get(), &QProcess::finished, this,
        [this, start = ++starts_](int code, QProcess::ExitStatus how) {
            if (start == starts_)
                onFinished(code, how == QProcess::CrashExit);
        },
        Qt::QueuedConnection);
    connect(
        process_.get(), &QProcess::errorOccurred, this,
        [this, start = starts_](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart && start == starts_)
                onFailedToStart();
        },
        Qt::QueuedConnection);
    startedAt_ = clock_.now();
    note("started: " + command_.text().toUtf8(), "client_started");
    process_->start(command_.program(), command_.argumentsFor(url));
    group_ = process_->processId();
    leadGroup(pid_t(group_));
}

void ForeignClient::stop()
{
    if (!isRunning() || std::exchange(stopping_, true))
        return;
    signalGroup(pid_t(group_), SIGTERM);
    killTimer_ = clock_.startTimer(grace_, [this] { killNow(); });
}

void ForeignClient::killNow()
{
    killTimer_ = 0;
    note("did not end within " + formatDuration(grace_).toUtf8() + " of SIGTERM and was killed",
         "client_killed");
    signalGroup(pid_t(group_), SIGKILL);
}

void ForeignClient::read()
{
    for (const QByteArray& line : output_->add(process_->readAll()))
        note(line, "client");
    if (output_->becameFull())
        note("writes more than " + QByteArray::number(OutputLines::mostBytes / 1024) +
                 " KiB; the rest of its output is not kept",
             "client_output_cut");
}

void ForeignClient::note(const QByteArray& text, const char* detail)
{
    recorder_.record(EventKind::Note, {{FieldKey::Text, std::string_view(text.constData(),
                                                                         std::size_t(text.size()))},
                                       {FieldKey::Detail, detail}});
}

void ForeignClient::onFinished(int code, bool crashed)
{
    read();
    for (const QByteArray& line : output_->finish())
        note(line, "client");
    clock_.cancelTimer(std::exchange(killTimer_, 0));
    // What it left behind in its group.
    signalGroup(pid_t(std::exchange(group_, 0)), SIGKILL);
    const QString how = crashed ? QStringLiteral("by signal %1").arg(code)
                                : QStringLiteral("with exit status %1").arg(code);
    note("ended " + how.toUtf8(), "client_ended");
    if (!stopping_) {
        const QString last = QString::fromUtf8(output_->lastLine());
        failure_ = QStringLiteral("the client \"%1\" ended by itself %2 after %3%4; see what it "
                                  "needs to keep running.")
                       .arg(command_.text(), how, formatDuration(clock_.now() - startedAt_),
                            last.isEmpty() ? QStringLiteral(" and wrote nothing")
                                           : QStringLiteral("; it wrote last: ") + last);
    }
    endAwaited_ = false;
    emit ended();
}

void ForeignClient::onFailedToStart()
{
    group_ = 0;
    couldNotStart_ = true;
    failure_ = QStringLiteral("the client \"%1\" cannot be started: %2; check its name, its place "
                              "and that it may be run.")
                   .arg(command_.shownWords().value(0), process_->errorString());
    note(failure_->toUtf8(), "client_failed");
    endAwaited_ = false;
    emit ended();
}

} // namespace redial
