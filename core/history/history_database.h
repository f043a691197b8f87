// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariantList>

#include <memory>

namespace redial {

/// Why a statement failed.
struct HistoryError
{
    enum class Kind { Failed, Damaged, NewerSchema, NotOurs };

    Kind kind = Kind::Failed;
    QString sentence; ///< names the file and the remedy
};

template <class Value>
using HistoryResult = Expected<Value, HistoryError>;

/// A SQLite file with the history's schema: write-ahead log, so that several processes may read and
/// write at once; each waits up to ten seconds for another's write. Owns its connection; lives on
/// one thread.
class HistoryDatabase
{
public:
    /// Opens, creates or migrates; a database that holds something else is refused as NotOurs and
    /// left as it is. Precondition: no other process does so at the same moment; see
    /// RunHistory::open().
    static HistoryResult<std::unique_ptr<HistoryDatabase>> open(const QString& path);
    ~HistoryDatabase();
    HistoryDatabase(const HistoryDatabase&) = delete;
    HistoryDatabase& operator=(const HistoryDatabase&) = delete;

    /// Runs one statement with its values in the places of "?".
    HistoryResult<QSqlQuery> run(const QString& statement, const QVariantList& values = {});

    /// All of it or nothing: what is written in it is undone unless commit() was called.
    class Transaction
    {
    public:
        explicit Transaction(HistoryDatabase& database) : database_(database) {}
        ~Transaction();
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        HistoryResult<void> begin();
        HistoryResult<void> commit();

    private:
        HistoryDatabase& database_;
        bool open_ = false;
    };

private:
    HistoryDatabase(QString path, QString connection);
    HistoryResult<void> prepare();
    HistoryResult<void> checkIsOurs();
    HistoryResult<int> schemaVersion();
    HistoryResult<void> migrate();
    HistoryError errorOf(const QSqlError& error) const;

    QString path_;
    QString connection_;
    QSqlDatabase database_;
};

} // namespace redial
