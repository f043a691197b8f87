// SPDX-License-Identifier: MIT
#include "core/history/history_schema.h"

namespace redial {

QStringList historyMigration(int to)
{
    if (to == 1)
        return {
            QStringLiteral("CREATE TABLE runs ("
                           "id INTEGER PRIMARY KEY AUTOINCREMENT, "
                           "path TEXT NOT NULL, "
                           "digest TEXT NOT NULL UNIQUE, "
                           "case_name TEXT NOT NULL, "
                           "program TEXT NOT NULL, "
                           "seed TEXT NOT NULL, "
                           "clock TEXT NOT NULL, "
                           "started TEXT NOT NULL, "
                           "length_ns INTEGER NOT NULL, "
                           "events INTEGER NOT NULL, "
                           "outcome TEXT NOT NULL)"),
            QStringLiteral("CREATE TABLE figures ("
                           "run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
                           "name TEXT NOT NULL, "
                           "value REAL NOT NULL, "
                           "PRIMARY KEY (run, name)) WITHOUT ROWID"),
            QStringLiteral("CREATE TABLE oracles ("
                           "run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
                           "oracle TEXT NOT NULL, "
                           "outcome TEXT NOT NULL, "
                           "PRIMARY KEY (run, oracle)) WITHOUT ROWID"),
        };
    return {
        QStringLiteral("CREATE TABLE tags ("
                       "run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
                       "tag TEXT NOT NULL, "
                       "PRIMARY KEY (run, tag)) WITHOUT ROWID"),
        QStringLiteral("CREATE INDEX runs_by_case ON runs (case_name, started)"),
    };
}

} // namespace redial
