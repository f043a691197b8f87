// SPDX-License-Identifier: MIT
#include "core/log/json_scanner.h"

#include "core/log/plain_run.h"
#include "core/log/utf8_length.h"

#include <charconv>
#include <limits>

namespace redial {

JsonScanner::JsonScanner(std::string_view line, std::string& scratch)
    : line_(line), scratch_(scratch)
{
    scratch_.clear();
    scratch_.reserve(line.size());
}

void JsonScanner::fail(std::string_view reason)
{
    if (failed())
        return;
    failure_ = "column " + std::to_string(at_ + 1) + ": ";
    failure_ += reason;
}

void JsonScanner::skipSpace()
{
    while (at_ < line_.size() && (line_[at_] == ' ' || line_[at_] == '\t' || line_[at_] == '\r'))
        ++at_;
}

bool JsonScanner::skip(char punctuation)
{
    if (failed())
        return false;
    skipSpace();
    if (at_ == line_.size() || line_[at_] != punctuation)
        return false;
    ++at_;
    return true;
}

bool JsonScanner::expect(char punctuation)
{
    if (skip(punctuation))
        return true;
    fail(std::string("the character ") + punctuation + " is missing");
    return false;
}

bool JsonScanner::expectEnd()
{
    if (failed())
        return false;
    skipSpace();
    if (at_ != line_.size())
        fail("something follows the object");
    return !failed();
}

std::optional<std::string_view> JsonScanner::string()
{
    if (!skip('"')) {
        fail("a string is missing");
        return std::nullopt;
    }
    const std::size_t start = at_;
    at_ += plainRun(line_, at_);
    if (at_ < line_.size() && line_[at_] == '"')
        return line_.substr(start, at_++ - start);
    const std::string_view text = decoded(start);
    return failed() ? std::nullopt : std::optional(text);
}

/// The rest of a string that is not plain: `start` is where it began, at_ where it stops being so.
std::string_view JsonScanner::decoded(std::size_t start)
{
    const std::size_t first = scratch_.size();
    scratch_.append(line_, start, at_ - start);
    while (at_ < line_.size()) {
        if (line_[at_] == '"') {
            ++at_;
            return std::string_view(scratch_).substr(first);
        }
        if (line_[at_] == '\\') {
            if (!decodeEscape())
                return {};
            continue;
        }
        const std::size_t length = utf8SequenceLength(line_.substr(at_));
        if (length == 0) {
            fail("a byte is not UTF-8");
            return {};
        }
        if (length == 1 && static_cast<unsigned char>(line_[at_]) < 0x20) {
            fail("a control character stands unescaped in a string");
            return {};
        }
        const std::size_t taken = length > 1 ? length : plainRun(line_, at_);
        scratch_.append(line_, at_, taken);
        at_ += taken;
    }
    fail("a string does not end");
    return {};
}

bool JsonScanner::decodeEscape()
{
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view values = "\"\\/\b\f\n\r\t";
    ++at_;
    const char name = at_ < line_.size() ? line_[at_++] : '\0';
    if (name == 'u') {
        const auto unit = hexFour();
        return unit && appendCodeUnit(*unit);
    }
    const std::size_t index = name == '\0' ? std::string_view::npos : names.find(name);
    if (index == std::string_view::npos) {
        fail("a backslash is followed by no escape of JSON");
        return false;
    }
    scratch_ += values[index];
    return true;
}

std::optional<unsigned> JsonScanner::hexFour()
{
    unsigned unit = 0;
    const char* const begin = line_.data() + at_;
    if (line_.size() - at_ < 4 || std::from_chars(begin, begin + 4, unit, 16).ptr != begin + 4) {
        fail("\\u is not followed by four hexadecimal digits");
        return std::nullopt;
    }
    at_ += 4;
    return unit;
}

bool JsonScanner::appendCodeUnit(unsigned unit)
{
    if (unit >= 0xd800 && unit <= 0xdfff)
        return appendSurrogate(unit);
    appendCodePoint(unit);
    return true;
}

/// Half of a pair, or a byte that was no UTF-8 (see appendJsonString()).
bool JsonScanner::appendSurrogate(unsigned unit)
{
    if (unit >= 0xdc80 && unit <= 0xdcff) {
        scratch_ += static_cast<char>(unit & 0xff);
        return true;
    }
    if (unit < 0xdc00 && line_.substr(at_, 2) == "\\u") {
        at_ += 2;
        const auto low = hexFour();
        if (!low)
            return false;
        if (*low >= 0xdc00 && *low <= 0xdfff) {
            appendCodePoint(0x10000 + ((unit - 0xd800) << 10) + (*low - 0xdc00));
            return true;
        }
    }
    fail("half of a surrogate pair stands alone");
    return false;
}

void JsonScanner::appendCodePoint(unsigned point)
{
    const auto tail = [&](unsigned shift) {
        scratch_ += static_cast<char>(0x80 | ((point >> shift) & 0x3f));
    };
    if (point < 0x80) {
        scratch_ += static_cast<char>(point);
    } else if (point < 0x800) {
        scratch_ += static_cast<char>(0xc0 | (point >> 6));
        tail(0);
    } else if (point < 0x10000) {
        scratch_ += static_cast<char>(0xe0 | (point >> 12));
        tail(6);
        tail(0);
    } else {
        scratch_ += static_cast<char>(0xf0 | (point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool JsonScanner::literal(std::string_view word)
{
    if (line_.substr(at_, word.size()) != word)
        return false;
    at_ += word.size();
    return true;
}

std::optional<JsonScanner::Scalar> JsonScanner::scalar()
{
    if (failed())
        return std::nullopt;
    skipSpace();
    const char first = at_ < line_.size() ? line_[at_] : '\0';
    if (first == '"') {
        const auto text = string();
        return text ? std::optional<Scalar>(*text) : std::nullopt;
    }
    if (first == '-' || (first >= '0' && first <= '9'))
        return number();
    if (literal("true"))
        return true;
    if (literal("false"))
        return false;
    if (literal("null"))
        return std::numeric_limits<double>::quiet_NaN();
    fail("a number, a string, true, false or null is missing");
    return std::nullopt;
}

bool JsonScanner::digits()
{
    const std::size_t start = at_;
    while (at_ < line_.size() && line_[at_] >= '0' && line_[at_] <= '9')
        ++at_;
    if (at_ == start)
        fail("a digit is missing");
    return at_ != start;
}

std::optional<JsonScanner::Scalar> JsonScanner::number()
{
    const std::size_t start = at_;
    bool integral = true;
    if (line_[at_] == '-')
        ++at_;
    const bool zero = at_ < line_.size() && line_[at_] == '0';
    const std::size_t whole = at_;
    if (!digits())
        return std::nullopt;
    if (zero && at_ - whole > 1) {
        fail("a number begins with a needless 0");
        return std::nullopt;
    }
    if (at_ < line_.size() && line_[at_] == '.') {
        integral = false;
        ++at_;
        if (!digits())
            return std::nullopt;
    }
    if (at_ < line_.size() && (line_[at_] == 'e' || line_[at_] == 'E')) {
        integral = false;
        ++at_;
        if (at_ < line_.size() && (line_[at_] == '+' || line_[at_] == '-'))
            ++at_;
        if (!digits())
            return std::nullopt;
    }
    const std::string_view text = line_.substr(start, at_ - start);
    if (!integral)
        return real(text);
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc())
        return value;
    fail("a whole number does not fit 64 bits");
    return std::nullopt;
}

std::optional<JsonScanner::Scalar> JsonScanner::real(std::string_view text)
{
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc::result_out_of_range)
        return value;
    const double sign = text.front() == '-' ? -1.0 : 1.0;
    const bool tiny = text.find("e-") != text.npos || text.find("E-") != text.npos ||
                      text.find_first_of("eE") == text.npos;
    return sign * (tiny ? 0.0 : std::numeric_limits<double>::infinity());
}

} // namespace redial
