// SPDX-License-Identifier: MIT
#include "ui/window/report_writer.h"

#include <QSaveFile>

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
        const QByteArray bytes = task_.kind->write(report);
        QSaveFile file(task_.path);
        const bool isWritten =
            file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
        task_.outcome = isWritten
                            ? QStringLiteral("Wrote \"%1\".").arg(task_.path)
                            : QStringLiteral("Could not write \"%1\": %2. Choose another place.")
                                  .arg(task_.path, file.errorString());
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
