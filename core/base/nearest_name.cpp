// SPDX-License-Identifier: MIT
#include "core/base/nearest_name.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace redial {

namespace {

qsizetype editDistance(const QString& a, const QString& b)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const auto column = static_cast<std::size_t>(j) + 1;
            const qsizetype substituted = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[column];
            row[column] = std::min({substituted, row[column] + 1, row[column - 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::optional<QString> nearestName(const QString& word, const QStringList& names)
{
    constexpr qsizetype longestWord = 100;
    if (word.isEmpty() || word.size() > longestWord)
        return std::nullopt;
    const QString wanted = word.toLower();
    qsizetype best = std::max<qsizetype>(1, wanted.size() / 2) + 1;
    std::optional<QString> nearest;
    for (const QString& name : names) {
        const qsizetype distance = editDistance(wanted, name.toLower());
        if (distance < best) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace redial
