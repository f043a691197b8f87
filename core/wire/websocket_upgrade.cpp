// SPDX-License-Identifier: MIT
#include "core/wire/websocket_upgrade.h"

#include "core/wire/header_list.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>

namespace redial {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string base64(std::string_view bytes)
{
    return QByteArray(bytes.data(), qsizetype(bytes.size())).toBase64().toStdString();
}

std::optional<QByteArray> fromBase64(std::string_view text)
{
    const auto result = QByteArray::fromBase64Encoding(
        QByteArray(text.data(), qsizetype(text.size())), QByteArray::AbortOnBase64DecodingErrors);
    return result ? std::optional(*result) : std::nullopt;
}

void addAll(HttpHeaders& headers, const Fields& fields)
{
    for (const auto& [name, value] : fields)
        headers.add(name, value);
}

std::string joined(const std::vector<std::string>& parts)
{
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

Unexpected<HttpError> refuse(int status, std::string sentence)
{
    return Unexpected{HttpError{status, std::move(sentence)}};
}

/// Path and query of a target in origin-form or absolute-form (RFC 6455 4.2.1, RFC 9112 3.2);
/// absent for every other form.
std::optional<std::string> originForm(std::string_view target)
{
    if (target.find('#') != std::string_view::npos)
        return std::nullopt;
    if (target.starts_with('/'))
        return std::string(target);
    for (const std::string_view scheme : {"http://", "https://", "ws://", "wss://"}) {
        if (!equalsIgnoringCase(target.substr(0, scheme.size()), scheme))
            continue;
        const std::string_view behind = target.substr(scheme.size());
        const std::size_t end = std::min(behind.find_first_of("/?"), behind.size());
        if (end == 0)
            return std::nullopt;
        const std::string_view path = behind.substr(end);
        return (path.starts_with('/') ? "" : "/") + std::string(path);
    }
    return std::nullopt;
}

/// A host, and a port perhaps, in characters that either may have (RFC 9112 3.2, RFC 3986 3.2.2).
bool isHost(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        const bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return alphanumeric ||
               std::string_view("-._~%!$&'()*+;=:[]").find(c) != std::string_view::npos;
    });
}

/// True if the header announces a body, whose bytes would be taken for frames.
bool announcesBody(const HttpHeaders& headers)
{
    const std::string length = headers.joined("Content-Length");
    return headers.count("Transfer-Encoding") > 0 || (!length.empty() && length != "0");
}

Expected<std::vector<std::string>, HttpError> readSubprotocols(const HttpHeaders& headers)
{
    const std::string text = headers.joined("Sec-WebSocket-Protocol");
    std::vector<std::string> protocols;
    for (const std::string_view protocol : splitList(text, ',')) {
        if (!isToken(protocol))
            return refuse(400, "Sec-WebSocket-Protocol is malformed");
        if (std::find(protocols.begin(), protocols.end(), protocol) != protocols.end())
            return refuse(400, "Sec-WebSocket-Protocol names a subprotocol twice (RFC 6455 4.1)");
        protocols.emplace_back(protocol);
    }
    if (protocols.empty() && headers.count("Sec-WebSocket-Protocol") > 0)
        return refuse(400, "Sec-WebSocket-Protocol is empty");
    return protocols;
}

/// 24 characters of base64 (RFC 6455 4.2.1).
bool isKey(std::string_view key)
{
    const auto decoded = fromBase64(key);
    return key.size() == 24 && decoded && decoded->size() == 16;
}

} // namespace

std::string basicAuthorization(const BasicCredentials& credentials)
{
    return "Basic " + base64(credentials.user + ':' + credentials.password);
}

std::optional<BasicCredentials> parseBasicAuthorization(std::string_view value)
{
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos || !equalsIgnoringCase(value.substr(0, space), "Basic"))
        return std::nullopt;
    const auto decoded = fromBase64(trimmed(value.substr(space)));
    if (!decoded)
        return std::nullopt;
    const std::string text = decoded->toStdString();
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos)
        return std::nullopt;
    return BasicCredentials{text.substr(0, colon), text.substr(colon + 1)};
}

std::string acceptFor(std::string_view key)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArray(key.data(), qsizetype(key.size())));
    hash.addData(QByteArrayLiteral("258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
    return hash.result().toBase64().toStdString();
}

std::string makeKey(const std::array<std::byte, 16>& random)
{
    return base64({reinterpret_cast<const char*>(random.data()), random.size()});
}

std::string writeUpgradeRequest(const UpgradeRequest& request)
{
    HttpRequestHead head{"GET", request.target, 1, {}};
    head.headers.add("Host", request.host);
    head.headers.add("Upgrade", "websocket");
    head.headers.add("Connection", "Upgrade");
    head.headers.add("Sec-WebSocket-Key", request.key);
    head.headers.add("Sec-WebSocket-Version", "13");
    if (!request.subprotocols.empty())
        head.headers.add("Sec-WebSocket-Protocol", joined(request.subprotocols));
    if (request.offerDeflate)
        head.headers.add("Sec-WebSocket-Extensions", deflateOffer());
    if (request.credentials)
        head.headers.add("Authorization", basicAuthorization(*request.credentials));
    addAll(head.headers, request.headers);
    return writeHead(head);
}

Expected<UpgradeOffer, HttpError> checkUpgradeRequest(HttpRequestHead head)
{
    const HttpHeaders& headers = head.headers;
    if (head.method != "GET")
        return refuse(405, "a WebSocket handshake is a GET request");
    if (head.minorVersion < 1)
        return refuse(505, "a WebSocket handshake needs HTTP/1.1");
    if (headers.count("Host") != 1 || !isHost(*headers.find("Host")))
        return refuse(400, "the request needs exactly one Host header, of the form host:port");
    if (!headers.hasToken("Upgrade", "websocket") || !headers.hasToken("Connection", "upgrade"))
        return refuse(
            426,
            "this server speaks WebSocket only; send Upgrade: websocket and Connection: Upgrade");
    if (headers.joined("Sec-WebSocket-Version") != "13")
        return refuse(426, "only Sec-WebSocket-Version 13 is spoken here");
    const std::string key = headers.joined("Sec-WebSocket-Key");
    if (!isKey(key))
        return refuse(400, "Sec-WebSocket-Key is not the base64 of 16 bytes");
    auto target = originForm(head.target);
    if (!target)
        return refuse(400, "the target is neither a path nor an http URL (RFC 9112 3.2)");
    if (announcesBody(headers))
        return refuse(400, "a WebSocket handshake has no body");
    auto protocols = readSubprotocols(headers);
    if (!protocols)
        return Unexpected{protocols.error()};
    UpgradeOffer offer{
        {}, key, std::move(*protocols), {}, headers.joined("Sec-WebSocket-Extensions")};
    if (const auto authorization = headers.find("Authorization"))
        offer.credentials = parseBasicAuthorization(*authorization);
    offer.head = std::move(head);
    offer.head.target = std::move(*target);
    return offer;
}

std::string writeUpgradeAnswer(std::string_view key, std::string_view subprotocol,
                               std::string_view extensions, const Fields& headers)
{
    HttpResponseHead head{101, "Switching Protocols", 1, {}};
    head.headers.add("Upgrade", "websocket");
    head.headers.add("Connection", "Upgrade");
    head.headers.add("Sec-WebSocket-Accept", acceptFor(key));
    if (!subprotocol.empty())
        head.headers.add("Sec-WebSocket-Protocol", std::string(subprotocol));
    if (!extensions.empty())
        head.headers.add("Sec-WebSocket-Extensions", std::string(extensions));
    addAll(head.headers, headers);
    return writeHead(head);
}

std::string writeRefusal(int status, std::string_view sentence, const Fields& headers)
{
    const std::string body = std::string(sentence) + "\n";
    HttpResponseHead head{status, std::string(reasonPhrase(status)), 1, {}};
    head.headers.add("Connection", "close");
    head.headers.add("Content-Type", "text/plain; charset=utf-8");
    head.headers.add("Content-Length", std::to_string(body.size()));
    if (status == 426) {
        head.headers.add("Upgrade", "websocket");
        head.headers.add("Sec-WebSocket-Version", "13");
    }
    addAll(head.headers, headers);
    return writeHead(head) + body;
}

std::string_view reasonPhrase(int status)
{
    static constexpr std::array<std::pair<int, std::string_view>, 22> phrases{{
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    }};
    const auto found = std::find_if(phrases.begin(), phrases.end(),
                                    [&](const auto& row) { return row.first == status; });
    return found == phrases.end() ? std::string_view("Status") : found->second;
}

Expected<UpgradeAgreement, std::string> checkUpgradeAnswer(const HttpResponseHead& head,
                                                           const UpgradeRequest& request)
{
    const HttpHeaders& headers = head.headers;
    if (head.status != 101)
        return Unexpected{"the server answered with HTTP status " + std::to_string(head.status) +
                          " instead of 101"};
    if (!equalsIgnoringCase(headers.joined("Upgrade"), "websocket"))
        return Unexpected{std::string("the answer has no header Upgrade: websocket")};
    if (!headers.hasToken("Connection", "upgrade"))
        return Unexpected{std::string("the answer has no header Connection: Upgrade")};
    if (headers.count("Sec-WebSocket-Accept") != 1 ||
        headers.joined("Sec-WebSocket-Accept") != acceptFor(request.key))
        return Unexpected{
            std::string("Sec-WebSocket-Accept does not belong to the key that was sent")};
    UpgradeAgreement agreement{headers.joined("Sec-WebSocket-Protocol"), {}};
    const bool known = std::find(request.subprotocols.begin(), request.subprotocols.end(),
                                 agreement.subprotocol) != request.subprotocols.end();
    if (headers.count("Sec-WebSocket-Protocol") > 0 && !known)
        return Unexpected{"the server chose the subprotocol \"" + agreement.subprotocol +
                          "\", which was not offered"};
    const auto deflate =
        readDeflateAnswer(headers.joined("Sec-WebSocket-Extensions"), request.offerDeflate);
    if (!deflate)
        return Unexpected{deflate.error()};
    agreement.deflate = *deflate;
    return agreement;
}

} // namespace redial
