// SPDX-License-Identifier: MIT
#include "core/wire/retry_after.h"

#include "core/wire/header_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace redial {

namespace {

using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<long long> number(std::string_view text)
{
    long long value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool digits = !text.empty() && std::all_of(text.begin(), text.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || result.ec != std::errc())
        return std::nullopt;
    return value;
}

struct DateParts
{
    std::string_view day;
    std::string_view month;
    std::string_view year;
    std::string_view time;
};

/// RFC 9110 5.6.7: a year of two digits that seems to lie more than 50 years ahead is the most
/// recent past one that ends so.
long long wholeYear(long long twoDigits, sys_seconds now)
{
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
    const long long thisYear = static_cast<int>(today.year());
    const long long year = thisYear - thisYear % 100 + twoDigits;
    return year > thisYear + 50 ? year - 100 : year;
}

std::optional<sys_seconds> assemble(const DateParts& parts, sys_seconds now)
{
    const auto month = std::find(months.begin(), months.end(), parts.month);
    const auto day = number(parts.day);
    auto year = number(parts.year);
    if (month == months.end() || !day || parts.day.size() > 2 || !year || parts.time.size() != 8 ||
        parts.time[2] != ':' || parts.time[5] != ':')
        return std::nullopt;
    if (parts.year.size() == 2)
        year = wholeYear(*year, now);
    else if (parts.year.size() != 4)
        return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
        std::chrono::day(static_cast<unsigned>(*day))};
    const auto hours = number(parts.time.substr(0, 2));
    const auto minutes = number(parts.time.substr(3, 2));
    const auto seconds = number(parts.time.substr(6, 2));
    if (!date.ok() || !hours || !minutes || !seconds || *hours > 23 || *minutes > 59 ||
        *seconds > 60)
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(*hours) +
           std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
}

/// IMF-fixdate "Sun, 06 Nov 1994 08:49:37 GMT", RFC 850 "Sunday, 06-Nov-94 08:49:37 GMT", asctime
/// "Sun Nov  6 08:49:37 1994".
std::optional<sys_seconds> parseDate(std::string_view text, sys_seconds now)
{
    const auto words = splitList(text, ' ');
    if (words.size() == 6 && words[0].ends_with(',') && words[5] == "GMT")
        return assemble({words[1], words[2], words[3], words[4]}, now);
    if (words.size() == 4 && words[0].ends_with(',') && words[3] == "GMT") {
        const auto date = splitList(words[1], '-');
        return date.size() == 3 ? assemble({date[0], date[1], date[2], words[2]}, now)
                                : std::nullopt;
    }
    if (words.size() == 5)
        return assemble({words[2], words[1], words[4], words[3]}, now);
    return std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> parseRetryAfter(std::string_view value,
                                                         std::chrono::sys_seconds now)
{
    const std::string_view text = trimmed(value);
    constexpr long long longestSeconds = 100LL * 365 * 24 * 3600;
    if (const auto seconds = number(text))
        return std::chrono::seconds(std::min(*seconds, longestSeconds));
    const auto date = parseDate(text, now);
    if (!date)
        return std::nullopt;
    return std::max<std::chrono::milliseconds>(*date - now, std::chrono::milliseconds::zero());
}

} // namespace redial
