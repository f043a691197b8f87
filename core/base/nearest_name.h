// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace redial {

/// The one of `names` that a person who typed `word` most likely meant: the smallest edit distance,
/// if that is at most half of the word's length (at least 1). Case does not count. Absent if
/// none is near.
std::optional<QString> nearestName(const QString& word, const QStringList& names);

} // namespace redial
