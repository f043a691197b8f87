// SPDX-License-Identifier: MIT
#include "core/history/history_journal.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace redial {

namespace {

constexpr std::array kindNames{"added", "removed", "tagged", "untagged"};
constexpr qint64 longestLine = 64 * 1024;

} // namespace

HistoryJournal::HistoryJournal(const QString& databasePath)
    : path_(databasePath + QStringLiteral(".journal.jsonl"))
{
}

bool HistoryJournal::exists() const
{
    return QFile::exists(path_);
}

Expected<void, QString> HistoryJournal::append(const Entry& entry)
{
    const QJsonObject object{
        {QStringLiteral("what"), QLatin1String(kindNames[std::size_t(entry.kind)])},
        {QStringLiteral("digest"), entry.digest},
        {QStringLiteral("path"), entry.path},
        {QStringLiteral("text"), entry.text}};
    const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    QFile file(path_);
    // Unbuffered: one write for the whole line.
    if (file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered) &&
        file.write(line) == line.size())
        return {};
    return Unexpected{
        QStringLiteral("the history's journal %1 cannot be written: %2; make room, or "
                       "choose another file with --history or REDIAL_HISTORY.")
            .arg(path_, file.errorString())};
}

std::vector<HistoryJournal::Entry> HistoryJournal::entries() const
{
    std::vector<Entry> found;
    QFile file(path_);
    if (!file.open(QIODevice::ReadOnly))
        return found;
    while (!file.atEnd()) {
        const QJsonObject object = QJsonDocument::fromJson(file.readLine(longestLine)).object();
        const QString what = object[QLatin1String("what")].toString();
        for (std::size_t i = 0; i < kindNames.size(); ++i) {
            if (what == QLatin1String(kindNames[i]))
                found.push_back({Entry::Kind(i), object[QLatin1String("digest")].toString(),
                                 object[QLatin1String("path")].toString(),
                                 object[QLatin1String("text")].toString()});
        }
    }
    return found;
}

} // namespace redial
