// SPDX-License-Identifier: MIT
#include "core/log/json_writing.h"

#include "core/log/plain_run.h"
#include "core/log/utf8_length.h"

#include <array>
#include <charconv>
#include <cmath>

namespace redial {

namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";

void appendEscapedByte(std::string& out, std::string_view prefix, unsigned char byte)
{
    out += prefix;
    out += hexDigits[byte >> 4];
    out += hexDigits[byte & 0xf];
}

void appendEscapedCharacter(std::string& out, char c)
{
    switch (c) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        appendEscapedByte(out, "\\u00", static_cast<unsigned char>(c));
    }
}

} // namespace

void appendJsonString(std::string& out, std::string_view text)
{
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t plain = plainRun(text, at);
        out.append(text, at, plain);
        at += plain;
        if (at == text.size())
            break;
        const std::size_t length = utf8SequenceLength(text.substr(at));
        if (length == 0)
            appendEscapedByte(out, "\\udc", static_cast<unsigned char>(text[at]));
        else if (length == 1)
            appendEscapedCharacter(out, text[at]);
        else
            out.append(text, at, length);
        at += length == 0 ? 1 : length;
    }
    out += '"';
}

void appendJsonInteger(std::string& out, std::int64_t value)
{
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    out.append(text.data(), end);
}

void appendJsonReal(std::string& out, double value)
{
    if (std::isnan(value)) {
        out += "null";
        return;
    }
    if (std::isinf(value)) {
        out += value > 0 ? "1e999" : "-1e999";
        return;
    }
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos)
        out += ".0";
}

} // namespace redial
