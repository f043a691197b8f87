// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/history/run_record.h"

#include <vector>

namespace redial {

/// What was told to a history, one JSON object a line in a file beside it: from this and the run
/// files a damaged database is made again. Lines are appended whole, so that processes may share
/// it.
class HistoryJournal
{
public:
    struct Entry
    {
        enum class Kind { Added, Removed, Tagged, Untagged };

        Kind kind{};
        QString digest; ///< of the run file
        QString path;   ///< of Added
        QString text;   ///< the case of Added, the tag of the last two
    };

    /// Beside the database: its name with ".journal.jsonl" behind it.
    explicit HistoryJournal(const QString& databasePath);

    /// Whether anything was ever written to it.
    bool exists() const;
    /// The error is a sentence.
    Expected<void, QString> append(const Entry& entry);
    /// What can be read, in order; lines that cannot are left out.
    std::vector<Entry> entries() const;

private:
    QString path_;
};

} // namespace redial
