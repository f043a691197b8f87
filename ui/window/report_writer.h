// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/report_kinds.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <thread>

namespace redial {

/// Writes a report of the run that is shown, on a thread of its own: that of a long run takes a
/// while. One at a time; its destructor waits. Lives on the GUI thread.
class ReportWriter final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~ReportWriter() override;

    /// The log must not grow any more. Nothing happens while another report is written.
    void write(const ReportKind& kind, const QString& path, std::shared_ptr<const EventLog> log,
               const RunInfo& info, const std::vector<OracleResult>& results, const QString& name);
    bool isWriting() const { return worker_.joinable(); }

signals:
    /// How it went, in one sentence.
    void told(const QString& sentence);
    void stateChanged();

private:
    struct Task
    {
        const ReportKind* kind = nullptr;
        QString path;
        QString name; ///< of the run
        std::shared_ptr<const EventLog> log;
        RunInfo info;
        std::vector<OracleResult> results;
        QString outcome; ///< written by the worker, read after joining it
    };

    /// Called by name, so that the call is made inside Qt alone.
    Q_INVOKABLE void finish();

    Task task_;
    std::thread worker_;
};

} // namespace redial
