// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace redial {

namespace {

struct Unit
{
    QLatin1String name;
    double nanoseconds;
};

// Two-letter names first: "ms" must not be read as "m" followed by rubbish.
constexpr std::array<Unit, 7> units{{
    {QLatin1String("ns"), 1.0},
    {QLatin1String("us"), 1e3},
    {QLatin1String("ms"), 1e6},
    {QLatin1String("s"), 1e9},
    {QLatin1String("m"), 60e9},
    {QLatin1String("h"), 3600e9},
    {QLatin1String("d"), 86400e9},
}};

QString sentence(QStringView text, const QString& problem)
{
    return QStringLiteral("\"%1\" is not a duration: %2. Write a number and a unit, for example "
                          "250ms, 1.5s or 2m.")
        .arg(text, problem);
}

QString significant(double value)
{
    const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    QString text = QLocale::c().toString(value, 'f', decimals);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text;
}

} // namespace

Expected<std::chrono::nanoseconds, QString> parseDuration(QStringView text)
{
    const QStringView trimmed = text.trimmed();
    if (trimmed == QLatin1String("0"))
        return std::chrono::nanoseconds::zero();
    for (const Unit& unit : units) {
        if (!trimmed.endsWith(unit.name))
            continue;
        const QStringView number = trimmed.chopped(unit.name.size()).trimmed();
        bool ok = false;
        const double value = QLocale::c().toDouble(number, &ok);
        if (!ok || !std::isfinite(value))
            return Unexpected{
                sentence(text, QStringLiteral("the part before the unit is not a number"))};
        if (value < 0)
            return Unexpected{sentence(text, QStringLiteral("it is negative"))};
        const double nanoseconds = value * unit.nanoseconds;
        if (nanoseconds > 9.2e18)
            return Unexpected{sentence(text, QStringLiteral("it is longer than 292 years"))};
        return std::chrono::nanoseconds(std::llround(nanoseconds));
    }
    return Unexpected{sentence(text, QStringLiteral("the unit is missing"))};
}

QString formatDuration(std::chrono::nanoseconds duration)
{
    if (duration < std::chrono::nanoseconds::zero()) {
        // The least value has no counterpart above zero; its neighbour looks the same.
        const auto opposite = -std::max(duration, -std::chrono::nanoseconds::max());
        return QStringLiteral("-") + formatDuration(opposite);
    }
    const double nanoseconds = static_cast<double>(duration.count());
    if (nanoseconds < 1e3 && nanoseconds > 0)
        return QStringLiteral("%1 ns").arg(duration.count());
    if (nanoseconds < 1e6 && nanoseconds > 0)
        return significant(nanoseconds / 1e3) + QStringLiteral(" us");
    if (nanoseconds < 999.5e6)
        return significant(nanoseconds / 1e6) + QStringLiteral(" ms");
    if (nanoseconds < 59.95e9)
        return significant(nanoseconds / 1e9) + QStringLiteral(" s");
    const auto seconds = std::llround(nanoseconds / 1e9);
    const auto pad = [](long long value) {
        return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
    };
    if (seconds < 3600)
        return QStringLiteral("%1 m %2 s").arg(seconds / 60).arg(pad(seconds % 60));
    return QStringLiteral("%1 h %2 m %3 s")
        .arg(seconds / 3600)
        .arg(pad(seconds / 60 % 60), pad(seconds % 60));
}

QString exactDuration(std::chrono::nanoseconds duration)
{
    if (duration == std::chrono::nanoseconds::zero())
        return QStringLiteral("0");
    const auto largest = std::find_if(units.rbegin(), units.rend(), [&](const Unit& unit) {
        return duration.count() % static_cast<std::int64_t>(unit.nanoseconds) == 0;
    });
    return QString::number(duration.count() / static_cast<std::int64_t>(largest->nanoseconds)) +
           largest->name;
}

} // namespace redial
