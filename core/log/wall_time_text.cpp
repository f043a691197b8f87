// SPDX-License-Identifier: MIT
#include "core/log/wall_time_text.h"

#include <array>

namespace redial {

namespace {

constexpr std::string_view shape = "0000-00-00T00:00:00.000Z";

void putDigits(char* out, unsigned value, int count)
{
    for (int i = count - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

unsigned takeDigits(std::string_view text)
{
    unsigned value = 0;
    for (const char c : text)
        value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
}

bool hasShape(std::string_view text)
{
    if (text.size() != shape.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool fits = shape[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == shape[i];
        if (!fits)
            return false;
    }
    return true;
}

} // namespace

bool appendWallTime(std::string& out, WallTime time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const int year = static_cast<int>(date.year());
    // Years of the calendar stop at 32767: a time beyond would come out as another.
    if (year < 0 || year > 9999 || sys_days(date) != day)
        return false;
    std::array<char, shape.size()> text{};
    shape.copy(text.data(), text.size());
    const auto ms = static_cast<unsigned>((time - day).count());
    putDigits(text.data(), static_cast<unsigned>(year), 4);
    putDigits(text.data() + 5, static_cast<unsigned>(date.month()), 2);
    putDigits(text.data() + 8, static_cast<unsigned>(date.day()), 2);
    putDigits(text.data() + 11, ms / 3'600'000, 2);
    putDigits(text.data() + 14, ms / 60'000 % 60, 2);
    putDigits(text.data() + 17, ms / 1'000 % 60, 2);
    putDigits(text.data() + 20, ms % 1'000, 3);
    out.append(text.data(), text.size());
    return true;
}

std::optional<WallTime> wallTimeFromText(std::string_view text)
{
    using namespace std::chrono;
    if (!hasShape(text))
        return std::nullopt;
    const year_month_day date{year(static_cast<int>(takeDigits(text.substr(0, 4)))),
                              month(takeDigits(text.substr(5, 2))),
                              day(takeDigits(text.substr(8, 2)))};
    const unsigned hour = takeDigits(text.substr(11, 2));
    const unsigned minute = takeDigits(text.substr(14, 2));
    const unsigned second = takeDigits(text.substr(17, 2));
    if (!date.ok() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return WallTime(sys_days(date)) + hours(hour) + minutes(minute) + seconds(second) +
           milliseconds(takeDigits(text.substr(20, 3)));
}

} // namespace redial
