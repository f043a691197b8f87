// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/run_file_reader.h"
#include "core/log/run_file_writer.h"
#include "ui/models/sliced_task.h"

#include <QLockFile>
#include <QObject>

#include <memory>
#include <optional>

namespace redial {

/// Opens, saves and records run files for the window. A file is shown while it is still being read.
/// A live run is recorded as it goes into a recovery file, which stays, and is offered again by the
/// next session, until the run has been saved or discarded: neither a crash nor a closed window
/// loses it. Says how things went in one sentence.
class RunFiles final : public QObject
{
    Q_OBJECT
public:
    struct Interrupted
    {
        QString path;
        QString when;
    };

    RunFiles(SlicedTask& task, QWidget* window);
    ~RunFiles() override;

    void askToOpen();
    void open(const QString& path);

    void askToSave();
    void save(const QString& path);

    /// What save() writes: the run that is shown.
    void setShown(std::shared_ptr<EventLog> log, const RunInfo& info,
                  const QString& name = QStringLiteral("unsaved run"));
    const RunInfo& shownInfo() const { return info_; }
    /// How reports call it: the file's name.
    const QString& shownName() const { return name_; }

    /// From now on every event of the log is also written to the recovery file.
    void beginRecording(std::shared_ptr<EventLog> log, const RunInfo& info, Clock& clock);
    void endRecording();

    /// The newest run of an ended session that was not saved. Looked for each time.
    std::optional<Interrupted> interruptedRun() const;
    void openInterrupted();
    void discardInterrupted();

    /// Where recovery files live; may be set before any use.
    void setRecoveryFolder(const QString& folder) { folder_ = folder; }
    QString recoveryFolder() const { return folder_; }

signals:
    void opened(std::shared_ptr<redial::EventLog> log, const QString& title);
    /// What was opened has been read to its end.
    void complete();
    void told(const QString& sentence);
    void recentChanged();

private:
    void readingEnded(const QString& path, RunFileReader& reader, bool finished);
    void leaveRecording();
    void removeOldRecordings() const;

    SlicedTask& task_;
    QWidget* window_;
    QString folder_;
    std::shared_ptr<EventLog> log_;
    RunInfo info_;
    QString name_;
    std::unique_ptr<RunFileWriter> writer_;
    std::unique_ptr<QLockFile> lock_;
    QString recording_;
    std::shared_ptr<EventLog> recordedLog_;
    EventNumber recordedAndSaved_ = 0;
    QString interrupted_;
};

} // namespace redial
