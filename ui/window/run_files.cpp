// SPDX-License-Identifier: MIT
#include "ui/window/run_files.h"

#include "core/base/whole_file.h"
#include "core/log/event_line.h"
#include "ui/models/event_text.h"
#include "ui/window/exporter.h"
#include "ui/window/window_settings.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QStandardPaths>
#include <QWidget>

namespace redial {

namespace {

constexpr qint64 bytesAStep = 32 * 1024;
constexpr EventNumber eventsAStep = 64;
constexpr int mostKept = 5;

QString runFileFilter()
{
    return QStringLiteral("Run files (*.jsonl)");
}

// Whether a living program records into this file.
bool isInUse(const QFileInfo& file)
{
    QLockFile lock(file.dir().filePath(file.completeBaseName() + QStringLiteral(".lock")));
    lock.setStaleLockTime(0);
    return !lock.tryLock(0);
}

QString couldNotWrite(const QString& path, const QString& reason)
{
    return QStringLiteral("Could not write \"%1\": %2. Choose another place.").arg(path, reason);
}

} // namespace

RunFiles::RunFiles(SlicedTask& task, QWidget* window)
    : QObject(window)
    , task_(task)
    , window_(window)
    , folder_(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
              QStringLiteral("/interrupted"))
{
}

RunFiles::~RunFiles()
{
    endRecording();
    leaveRecording();
}

void RunFiles::askToOpen()
{
    askForFile(window_, QStringLiteral("Open a run file"), runFileFilter(), {}, false,
               [this](const QString& path) { open(path); });
}

void RunFiles::open(const QString& path)
{
    auto reader = std::make_shared<RunFileReader>(path);
    const QString name = QFileInfo(path).fileName();
    if (reader->step(bytesAStep) == RunFileReader::State::Failed) {
        forgetRecentFile(QFileInfo(path).absoluteFilePath());
        emit recentChanged();
        emit told(reader->error().sentence);
        return;
    }
    setShown(reader->log(), {}, name);
    emit opened(reader->log(), name);
    const auto step = [reader] {
        if (reader->state() != RunFileReader::State::Reading)
            return SlicedTask::Step::Done;
        reader->step(bytesAStep);
        return SlicedTask::Step::More;
    };
    const auto progress = [reader] {
        return reader->bytesTotal() > 0 ? static_cast<double>(reader->bytesRead()) /
                                              static_cast<double>(reader->bytesTotal())
                                        : 0.0;
    };
    task_.start(QStringLiteral("Opening"), step, progress,
                [this, path, reader](bool finished) { readingEnded(path, *reader, finished); });
}

void RunFiles::readingEnded(const QString& path, RunFileReader& reader, bool finished)
{
    if (reader.state() == RunFileReader::State::Failed) {
        emit told(
            QStringLiteral("%1 The events before it are shown.").arg(reader.error().sentence));
        return;
    }
    if (!finished) {
        emit told(QStringLiteral("Opening \"%1\" was cancelled; the events read so far are shown.")
                      .arg(path));
        return;
    }
    const RunFile run = reader.takeResult();
    setShown(run.log, run.info, QFileInfo(path).fileName());
    if (path != interrupted_) {
        rememberRecentFile(path);
        emit recentChanged();
    }
    if (const QString warning = run.warning(); !warning.isEmpty())
        emit told(warning);
    emit complete();
}

void RunFiles::askToSave()
{
    askForFile(window_, QStringLiteral("Save the run"), runFileFilter(), QStringLiteral("jsonl"),
               true, [this](const QString& path) { save(path); });
}

void RunFiles::save(const QString& path)
{
    auto file = std::make_shared<WholeFile>(path);
    if (!log_ || !file->open()) {
        emit told(couldNotWrite(path, log_ ? file->errorString()
                                           : QStringLiteral("there is no run to save")));
        return;
    }
    std::string head;
    appendRunInfoLine(head, info_);
    file->write(head.data(), static_cast<qint64>(head.size()));
    const auto log = log_;
    const auto written = std::make_shared<EventNumber>(0);
    const auto step = [=] {
        std::string lines;
        for (EventNumber i = 0; i < eventsAStep && *written < log->size(); ++i)
            appendEventLine(lines, *log, ++*written);
        file->write(lines.data(), static_cast<qint64>(lines.size()));
        return *written < log->size() ? SlicedTask::Step::More : SlicedTask::Step::Done;
    };
    const auto progress = [=] {
        return log->size() == 0 ? 1.0
                                : static_cast<double>(*written) / static_cast<double>(log->size());
    };
    task_.start(QStringLiteral("Saving"), step, progress, [=, this](bool finished) {
        if (!finished) {
            emit told(QStringLiteral("Saving was cancelled; nothing was written."));
        } else if (!file->commit()) {
            emit told(couldNotWrite(path, file->errorString()));
        } else {
            if (log == recordedLog_)
                recordedAndSaved_ = *written;
            else if (!interrupted_.isEmpty())
                discardInterrupted();
            if (log == log_)
                name_ = QFileInfo(path).fileName();
            rememberRecentFile(path);
            emit recentChanged();
            emit told(QStringLiteral("Saved %1 events to \"%2\".").arg(*written).arg(path));
        }
    });
}

void RunFiles::setShown(std::shared_ptr<EventLog> log, const RunInfo& info, const QString& name)
{
    name_ = name;
    log_ = std::move(log);
    info_ = info;
}

void RunFiles::beginRecording(std::shared_ptr<EventLog> log, const RunInfo& info, Clock& clock)
{
    endRecording();
    leaveRecording();
    interrupted_.clear();
    if (!QDir().mkpath(folder_))
        return;
    removeOldRecordings();
    const QString base = QStringLiteral("%1/run-%2-%3")
                             .arg(folder_)
                             .arg(QDateTime::currentMSecsSinceEpoch())
                             .arg(QCoreApplication::applicationPid());
    recordedLog_ = std::move(log);
    recordedAndSaved_ = 0;
    lock_ = std::make_unique<QLockFile>(base + QStringLiteral(".lock"));
    lock_->setStaleLockTime(0);
    recording_ = base + QStringLiteral(".jsonl");
    writer_ = std::make_unique<RunFileWriter>(*recordedLog_, clock);
    writer_->onError([this](const QString& sentence) { emit told(sentence); });
    if (!lock_->tryLock(0)) {
        writer_.reset();
    } else if (const auto started = writer_->open(recording_, info); !started) {
        emit told(started.error());
        writer_.reset();
    }
}

void RunFiles::endRecording()
{
    if (writer_ && writer_->isOpen()) {
        if (const auto closed = writer_->close(); !closed)
            emit told(closed.error());
    }
    writer_.reset();
}

void RunFiles::leaveRecording()
{
    if (recordedLog_ && recordedAndSaved_ >= recordedLog_->size())
        QFile::remove(recording_);
    recording_.clear();
    recordedLog_.reset();
    lock_.reset();
}

void RunFiles::removeOldRecordings() const
{
    const auto files =
        QDir(folder_).entryInfoList({QStringLiteral("run-*.jsonl")}, QDir::Files, QDir::Time);
    for (const QFileInfo& file : files.mid(mostKept)) {
        if (!isInUse(file))
            QFile::remove(file.absoluteFilePath());
    }
}

std::optional<RunFiles::Interrupted> RunFiles::interruptedRun() const
{
    const QDir folder(folder_);
    const auto files =
        folder.entryInfoList({QStringLiteral("run-*.jsonl")}, QDir::Files, QDir::Time);
    for (const QFileInfo& file : files) {
        if (isInUse(file))
            continue;
        return Interrupted{
            file.absoluteFilePath(),
            QLocale::c().toString(file.lastModified(), QStringLiteral("yyyy-MM-dd HH:mm"))};
    }
    return std::nullopt;
}

void RunFiles::openInterrupted()
{
    const auto found = interruptedRun();
    if (!found)
        return;
    interrupted_ = found->path;
    open(interrupted_);
}

void RunFiles::discardInterrupted()
{
    const auto found = interruptedRun();
    const QString path = interrupted_.isEmpty() && found ? found->path : interrupted_;
    if (!path.isEmpty())
        QFile::remove(path);
    interrupted_.clear();
}

} // namespace redial
