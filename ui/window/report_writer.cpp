// SPDX-License-Identifier: MIT
#include "ui/window/report_writer.h"

#include "ui/window/run_export.h"

namespace redial {

ReportWriter::~ReportWriter()
{
    if (worker_.joinable())
        worker_.join();
}

void ReportWriter::write(const ReportKind& kind, const QString& path,
                         std::shared_ptr<const EventLog> log, const RunInfo& info,
                         const std::vector<OracleResult>& results, const QString& name)
{
    if (isWriting())
        return;
    task_ = {&kind, path, name, std::move(log), info, results, {}};
    worker_ = std::thread([this] {
        const RunReport report{*task_.log, task_.info, task_.results, task_.name};
        const auto written = saveBytes(task_.path, task_.kind->write(report));
        task_.outcome = written ? QStringLiteral("Wrote \"%1\".").arg(task_.path) : written.error();
        QMetaObject::invokeMethod(this, "finish", Qt::QueuedConnection);
    });
    emit stateChanged();
}

void ReportWriter::finish()
{
    worker_.join();
    const QString outcome = task_.outcome;
    task_ = {};
    emit told(outcome);
    emit stateChanged();
}

} // namespace redial
