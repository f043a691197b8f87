// SPDX-License-Identifier: MIT
#include "core/wire/http_head.h"

#include "core/wire/header_list.h"

#include <algorithm>

namespace redial {

namespace {

constexpr std::string_view lineEnd = "\r\n";

Unexpected<HttpError> bad(std::string sentence, int status = 400)
{
    return Unexpected{HttpError{status, std::move(sentence)}};
}

/// What may stand in a field value or reason: visible characters, blanks, tabs, and obs-text (RFC
/// 9110 5.5).
bool isFieldText(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

std::string_view takeLine(std::string_view& head)
{
    const std::size_t end = head.find(lineEnd);
    const std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view() : head.substr(end + lineEnd.size());
    return line;
}

/// "HTTP/1.0" or "HTTP/1.1"; absent for anything else.
std::optional<int> minorVersion(std::string_view text)
{
    if (text == "HTTP/1.1")
        return 1;
    return text == "HTTP/1.0" ? std::optional(0) : std::nullopt;
}

/// What to do with a field line that goes on in the next one: a server refuses it, a user agent
/// takes the fold for a blank (RFC 9112 5.2).
enum class Folding : std::uint8_t { Refused, Replaced };

Expected<HttpHeaders, HttpError> parseFields(std::string_view head, Folding folding)
{
    HttpHeaders headers;
    while (!head.empty()) {
        const std::string_view line = takeLine(head);
        if (line.empty())
            break;
        const bool folded = line.front() == ' ' || line.front() == '\t';
        if (folded && folding == Folding::Replaced && !headers.fields().empty()) {
            if (!isFieldText(line))
                return bad("a header value has a control character (RFC 9110 5.5)");
            headers.extendLast(trimmed(line));
            continue;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
            return bad("a header line is malformed or folded (RFC 9112 5)");
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (!isFieldText(value))
            return bad("a header value has a control character (RFC 9110 5.5)");
        headers.add(std::string(line.substr(0, colon)), std::string(value));
    }
    return headers;
}

std::string writeFields(const HttpHeaders& headers)
{
    std::string text;
    for (const auto& [name, value] : headers.fields())
        text += name + ": " + value + "\r\n";
    return text + "\r\n";
}

} // namespace

void HttpHeaders::extendLast(std::string_view text)
{
    std::string& value = fields_.back().second;
    if (!value.empty() && !text.empty())
        value += ' ';
    value += text;
}

std::optional<std::string_view> HttpHeaders::find(std::string_view name) const
{
    for (const auto& [fieldName, value] : fields_) {
        if (equalsIgnoringCase(fieldName, name))
            return value;
    }
    return std::nullopt;
}

std::string HttpHeaders::joined(std::string_view name) const
{
    std::string all;
    for (const auto& [fieldName, value] : fields_) {
        if (equalsIgnoringCase(fieldName, name))
            all += (all.empty() ? "" : ", ") + value;
    }
    return all;
}

std::size_t HttpHeaders::count(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::count_if(fields_.begin(), fields_.end(),
                      [&](const auto& field) { return equalsIgnoringCase(field.first, name); }));
}

bool HttpHeaders::hasToken(std::string_view name, std::string_view token) const
{
    const std::string all = joined(name);
    const auto parts = splitList(all, ',');
    return std::any_of(parts.begin(), parts.end(),
                       [&](std::string_view part) { return equalsIgnoringCase(part, token); });
}

Expected<bool, HttpError> HttpHeadCollector::feed(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char byte = bytes[i];
        const bool afterReturn = !head_.empty() && head_.back() == '\r';
        if ((byte == '\n') != afterReturn || byte == '\0')
            return bad("a line does not end in CRLF, or has a bare CR, LF or NUL (RFC 9112 2.2)");
        head_.push_back(byte);
        if (head_.size() > limits_.total)
            return bad("the head is longer than " + std::to_string(limits_.total) + " bytes", 431);
        if (byte != '\n') {
            if (head_.size() - lineStart_ > limits_.line)
                return bad("a line is longer than " + std::to_string(limits_.line) + " bytes",
                           lines_ == 0 ? 414 : 431);
            continue;
        }
        const bool emptyLine = head_.size() - lineStart_ == lineEnd.size();
        lineStart_ = head_.size();
        if (emptyLine && lines_ > 0) {
            rest_.assign(bytes.substr(i + 1));
            return true;
        }
        if (emptyLine)
            return bad("the head begins with an empty line (RFC 9112 2.2)");
        if (++lines_ > limits_.headerCount + 1)
            return bad("there are more than " + std::to_string(limits_.headerCount) +
                           " header lines",
                       431);
    }
    return false;
}

Expected<HttpRequestHead, HttpError> parseRequestHead(std::string_view head)
{
    const std::string_view line = takeLine(head);
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || last == first)
        return bad("the request line has not the form METHOD TARGET VERSION (RFC 9112 3)");
    HttpRequestHead request;
    request.method = line.substr(0, first);
    request.target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!isToken(request.method) || request.target.empty() ||
        !std::all_of(request.target.begin(), request.target.end(),
                     [](char c) { return c > ' ' && c != 0x7F; }))
        return bad("the request line is malformed (RFC 9112 3)");
    const auto minor = minorVersion(version);
    if (!minor)
        return version.starts_with("HTTP/") ? bad("the HTTP version is not 1.1", 505)
                                            : bad("the request line is malformed (RFC 9112 3)");
    request.minorVersion = *minor;
    auto headers = parseFields(head, Folding::Refused);
    if (!headers)
        return Unexpected{headers.error()};
    request.headers = std::move(*headers);
    return request;
}

Expected<HttpResponseHead, HttpError> parseResponseHead(std::string_view head)
{
    const std::string_view line = takeLine(head);
    const std::size_t space = line.find(' ');
    const auto minor = minorVersion(line.substr(0, space));
    if (!minor || space == std::string_view::npos)
        return bad("the answer is not HTTP/1.1");
    const std::string_view status = line.substr(space + 1, 3);
    const bool digits = status.size() == 3 && std::all_of(status.begin(), status.end(), [](char c) {
                            return c >= '0' && c <= '9';
                        });
    const std::string_view after =
        line.size() > space + 4 ? line.substr(space + 4) : std::string_view();
    if (!digits || status[0] == '0' || (!after.empty() && after.front() != ' ') ||
        !isFieldText(after))
        return bad("the status line is malformed (RFC 9112 4)");
    HttpResponseHead response;
    response.minorVersion = *minor;
    response.status = (status[0] - '0') * 100 + (status[1] - '0') * 10 + (status[2] - '0');
    response.reason = trimmed(after);
    auto headers = parseFields(head, Folding::Replaced);
    if (!headers)
        return Unexpected{headers.error()};
    response.headers = std::move(*headers);
    return response;
}

std::string writeHead(const HttpRequestHead& head)
{
    return head.method + ' ' + head.target + " HTTP/1." + std::to_string(head.minorVersion) +
           "\r\n" + writeFields(head.headers);
}

std::string writeHead(const HttpResponseHead& head)
{
    return "HTTP/1." + std::to_string(head.minorVersion) + ' ' + std::to_string(head.status) + ' ' +
           head.reason + "\r\n" + writeFields(head.headers);
}

} // namespace redial
