// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>
#include <QStringView>

#include <chrono>

namespace redial {

/// Reads a duration as people write it: a decimal number and a unit out of ns, us, ms, s, m, h, d
/// ("250ms", "1.5s"). A bare "0" needs no unit. Negative numbers, a missing unit and anything
/// beyond about 292 years are errors; the error is one sentence that names the text and the remedy.
Expected<std::chrono::nanoseconds, QString> parseDuration(QStringView text);

/// Writes a duration so that a person reads it at a glance: "0 ms", "1.25 ms", "812 ms", "2.34 s",
/// "3 m 05 s". Three significant digits below a minute.
QString formatDuration(std::chrono::nanoseconds duration);

/// Writes a duration without loss, as parseDuration() reads it: the largest unit that divides it
/// ("1500ms", "2m", "0").
QString exactDuration(std::chrono::nanoseconds duration);

} // namespace redial
