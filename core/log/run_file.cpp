// SPDX-License-Identifier: MIT
#include "core/log/run_file.h"

namespace redial {

bool RunFile::ended() const
{
    return log && log->size() > 0 && log->header(log->size()).kind == EventKind::RunEnded;
}

QString RunFile::warning() const
{
    const qulonglong events = log ? log->size() : 0;
    if (lostBytes > 0)
        return QStringLiteral("The file was cut in mid-line: its last %1 bytes are lost, the %2 "
                              "events before them are whole.")
            .arg(lostBytes)
            .arg(events);
    if (!ended())
        return QStringLiteral("The run was interrupted: the file ends after event %1 without "
                              "run_ended.")
            .arg(events);
    return {};
}

} // namespace redial
