// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/wire/http_head.h"
#include "core/wire/permessage_deflate.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redial {

/// User name and password of HTTP Basic authentication (RFC 7617).
struct BasicCredentials
{
    std::string user;
    std::string password;
};

/// The value of Authorization: "Basic " and the base64 of user:password.
std::string basicAuthorization(const BasicCredentials& credentials);
std::optional<BasicCredentials> parseBasicAuthorization(std::string_view value);

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 4.2.2).
std::string acceptFor(std::string_view key);

/// What a client asks for.
struct UpgradeRequest
{
    std::string host;   ///< with the port, unless it is the scheme's own
    std::string target; ///< path and query
    std::string key;    ///< base64 of 16 random bytes
    std::vector<std::string> subprotocols;
    bool offerDeflate = false;
    std::optional<BasicCredentials> credentials;
    std::vector<std::pair<std::string, std::string>> headers;
};
std::string makeKey(const std::array<std::byte, 16>& random);
std::string writeUpgradeRequest(const UpgradeRequest& request);

/// What a server read out of a valid request.
struct UpgradeOffer
{
    HttpRequestHead head; ///< its target is path and query, even if a whole URL was sent
    std::string key;
    std::vector<std::string> subprotocols;
    std::optional<BasicCredentials> credentials;
    std::string extensions;
};

/// RFC 6455 4.2.1. The error's status is what to refuse with: 400, 405, 426 (with
/// Sec-WebSocket-Version: 13), 505.
Expected<UpgradeOffer, HttpError> checkUpgradeRequest(HttpRequestHead head);

/// The answer 101. `subprotocol` and `extensions` are left out when empty.
std::string
writeUpgradeAnswer(std::string_view key, std::string_view subprotocol, std::string_view extensions,
                   const std::vector<std::pair<std::string, std::string>>& headers = {});

/// Another answer than 101, with a short text body and "Connection: close".
std::string writeRefusal(int status, std::string_view sentence,
                         const std::vector<std::pair<std::string, std::string>>& headers = {});

/// The usual reason phrase; "Status" for a status that has none here.
std::string_view reasonPhrase(int status);

/// What the server agreed to.
struct UpgradeAgreement
{
    std::string subprotocol;
    std::optional<DeflateParameters> deflate;
};

/// RFC 6455 4.1 for a response of status 101: the error is a sentence that says what makes it
/// invalid.
Expected<UpgradeAgreement, std::string> checkUpgradeAnswer(const HttpResponseHead& head,
                                                           const UpgradeRequest& request);

} // namespace redial
