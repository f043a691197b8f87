// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redial {

/// Header fields in the order of the wire. Names compare without case.
class HttpHeaders
{
public:
    void add(std::string name, std::string value)
    {
        fields_.emplace_back(std::move(name), std::move(value));
    }
    /// The last field goes on, behind a blank. Precondition: there is one.
    void extendLast(std::string_view text);
    /// The first field of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    /// All fields of that name, joined by commas (RFC 9110 5.3); empty if there is none.
    std::string joined(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    /// True if the list in the fields of that name has the token, compared without case.
    bool hasToken(std::string_view name, std::string_view token) const;
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequestHead
{
    std::string method;
    std::string target;
    int minorVersion = 1;
    HttpHeaders headers;
};

struct HttpResponseHead
{
    int status = 0;
    std::string reason;
    int minorVersion = 1;
    HttpHeaders headers;
};

/// Why a head was refused: for a server, the status to answer with; for people, a sentence.
struct HttpError
{
    int status = 400;
    std::string sentence;
};

/// Bounds on what a peer may make us hold while its head arrives.
struct HttpLimits
{
    std::size_t line = 8 * 1024;
    std::size_t headerCount = 100;
    std::size_t total = 64 * 1024;
};

/// Collects the bytes of a head, in pieces of any size, up to the empty line. Lines end in CRLF
/// only (RFC 9112 2.2).
class HttpHeadCollector
{
public:
    explicit HttpHeadCollector(HttpLimits limits = {}) : limits_(limits) {}

    /// True once the head is whole; what lies behind it is in rest(). The error is final.
    Expected<bool, HttpError> feed(std::string_view bytes);

    const std::string& head() const { return head_; }
    const std::string& rest() const { return rest_; }
    const HttpLimits& limits() const { return limits_; }

private:
    HttpLimits limits_;
    std::string head_;
    std::string rest_;
    std::size_t lineStart_ = 0;
    std::size_t lines_ = 0;
};

/// RFC 9112: method, target and version; field lines without folding and without blanks before the
/// colon.
Expected<HttpRequestHead, HttpError> parseRequestHead(std::string_view head);
/// The same of a status line; folded field lines are unfolded (RFC 9112 5.2).
Expected<HttpResponseHead, HttpError> parseResponseHead(std::string_view head);

std::string writeHead(const HttpRequestHead& head);
std::string writeHead(const HttpResponseHead& head);

} // namespace redial
