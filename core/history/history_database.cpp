// SPDX-License-Identifier: MIT
#include "core/history/history_database.h"

#include "core/history/history_schema.h"

#include <QSqlError>
#include <QUuid>

namespace redial {

namespace {

// https://www.sqlite.org/rescode.html
constexpr int corrupt = 11;
constexpr int full = 13;
constexpr int notADatabase = 26;
constexpr int primaryCode = 0xFF; // the rest of an extended code says more about the same

} // namespace

HistoryDatabase::HistoryDatabase(QString path, QString connection)
    : path_(std::move(path)), connection_(std::move(connection))
{
    database_ = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_);
    database_.setDatabaseName(path_);
    database_.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
}

HistoryDatabase::~HistoryDatabase()
{
    database_.close();
    database_ = QSqlDatabase(); // removing a connection that is held complains
    QSqlDatabase::removeDatabase(connection_);
}

HistoryResult<std::unique_ptr<HistoryDatabase>> HistoryDatabase::open(const QString& path)
{
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        return Unexpected{HistoryError{HistoryError::Kind::Failed,
                                       QStringLiteral("Qt's SQLite driver is missing; install the "
                                                      "package libqt6sql6-sqlite.")}};
    std::unique_ptr<HistoryDatabase> database(
        new HistoryDatabase(path, QUuid::createUuid().toString(QUuid::WithoutBraces)));
    if (!database->database_.open())
        return Unexpected{database->errorOf(database->database_.lastError())};
    if (const auto prepared = database->prepare(); !prepared)
        return Unexpected{prepared.error()};
    return database;
}

HistoryResult<int> HistoryDatabase::schemaVersion()
{
    auto asked = run(QStringLiteral("PRAGMA user_version"));
    if (!asked)
        return Unexpected{asked.error()};
    return asked->next() ? asked->value(0).toInt() : 0;
}

/// What has tables has those of the first schema, which is stamped.
HistoryResult<void> HistoryDatabase::checkIsOurs()
{
    const auto version = schemaVersion();
    if (!version)
        return Unexpected{version.error()};
    auto asked = run(QStringLiteral(
        "SELECT COUNT(*), SUM(name IN ('runs', 'figures', 'oracles')) FROM sqlite_master "
        "WHERE type = 'table'"));
    if (!asked)
        return Unexpected{asked.error()};
    constexpr int tablesOfTheFirst = 3;
    const bool isOurs =
        asked->next() && (asked->value(0).toInt() == 0 ||
                          (*version > 0 && asked->value(1).toInt() == tablesOfTheFirst));
    if (isOurs)
        return {};
    return Unexpected{HistoryError{
        HistoryError::Kind::NotOurs,
        QStringLiteral("%1 is another program's database; it was left as it is. Choose another "
                       "file with --history or REDIAL_HISTORY.")
            .arg(path_)}};
}

HistoryResult<void> HistoryDatabase::prepare()
{
    if (auto checked = checkIsOurs(); !checked)
        return checked;
    // A file system without shared memory keeps its own journal mode; the locks are the same.
    for (const char* const pragma :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON"}) {
        if (const auto set = run(QLatin1String(pragma)); !set)
            return Unexpected{set.error()};
    }
    auto check = run(QStringLiteral("PRAGMA quick_check(1)"));
    if (!check)
        return Unexpected{check.error()};
    if (!check->next() || check->value(0).toString() != QLatin1String("ok"))
        return Unexpected{HistoryError{HistoryError::Kind::Damaged,
                                       QStringLiteral("the history %1 is damaged: %2.")
                                           .arg(path_, check->value(0).toString())}};
    check->finish();
    return migrate();
}

HistoryResult<void> HistoryDatabase::migrate()
{
    const auto known = schemaVersion();
    if (!known)
        return Unexpected{known.error()};
    const int version = *known;
    if (version > historySchemaVersion)
        return Unexpected{HistoryError{
            HistoryError::Kind::NewerSchema,
            QStringLiteral(
                "the history %1 was written by a newer Redial (schema %2, this one knows "
                "%3); use that one or choose another file with --history or REDIAL_HISTORY.")
                .arg(path_)
                .arg(version)
                .arg(historySchemaVersion)}};
    if (version == historySchemaVersion)
        return {};
    Transaction transaction(*this);
    if (const auto begun = transaction.begin(); !begun)
        return begun;
    for (int to = version + 1; to <= historySchemaVersion; ++to) {
        for (const QString& statement : historyMigration(to))
            if (const auto done = run(statement); !done)
                return Unexpected{done.error()};
    }
    const QString stamp = QStringLiteral("PRAGMA user_version = %1").arg(historySchemaVersion);
    if (const auto done = run(stamp); !done)
        return Unexpected{done.error()};
    return transaction.commit();
}

HistoryResult<QSqlQuery> HistoryDatabase::run(const QString& statement, const QVariantList& values)
{
    QSqlQuery query(database_);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return Unexpected{errorOf(query.lastError())};
    for (const QVariant& value : values)
        query.addBindValue(value);
    if (!query.exec())
        return Unexpected{errorOf(query.lastError())};
    return query;
}

HistoryError HistoryDatabase::errorOf(const QSqlError& error) const
{
    const int code = error.nativeErrorCode().toInt() & primaryCode;
    const QString reason =
        error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    if (code == corrupt || code == notADatabase)
        return {HistoryError::Kind::Damaged,
                QStringLiteral("the history %1 is damaged: %2.").arg(path_, reason)};
    const QString remedy =
        code == full ? QStringLiteral("make room on its disk")
                     : QStringLiteral("choose another file with --history or REDIAL_HISTORY");
    return {HistoryError::Kind::Failed,
            QStringLiteral("the history %1 cannot be used: %2; %3.").arg(path_, reason, remedy)};
}

HistoryResult<void> HistoryDatabase::Transaction::begin()
{
    // Immediate: a transaction that reads first and writes later could not wait for another's
    // write.
    if (const auto begun = database_.run(QStringLiteral("BEGIN IMMEDIATE")); !begun)
        return Unexpected{begun.error()};
    open_ = true;
    return {};
}

HistoryResult<void> HistoryDatabase::Transaction::commit()
{
    if (const auto done = database_.run(QStringLiteral("COMMIT")); !done)
        return Unexpected{done.error()};
    open_ = false;
    return {};
}

HistoryDatabase::Transaction::~Transaction()
{
    if (open_)
        (void)database_.run(QStringLiteral("ROLLBACK"));
}

} // namespace redial
