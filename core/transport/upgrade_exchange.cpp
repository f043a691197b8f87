// SPDX-License-Identifier: MIT
#include "core/transport/upgrade_exchange.h"

#include "core/transport/close_reports.h"
#include "core/transport/request_rules.h"
#include "core/wire/retry_after.h"
#include "core/wire/url_without_secrets.h"

#include <QRandomGenerator>

#include <bit>

namespace redial {

namespace {

constexpr int switchingProtocols = 101;

std::array<std::byte, 16> secureNonce()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return std::bit_cast<std::array<std::byte, 16>>(words);
}

/// Host as HTTP has it: an IPv6 address in brackets, a port unless it is the scheme's.
std::string hostField(const QUrl& url)
{
    std::string host = url.host(QUrl::FullyEncoded).toStdString();
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    const bool usual = portOf(url) == (url.scheme() == QLatin1String("wss") ? 443 : 80);
    return usual ? host : host + ":" + std::to_string(portOf(url));
}

std::string targetOf(const QUrl& url)
{
    std::string target = url.path(QUrl::FullyEncoded).toStdString();
    if (target.empty())
        target = "/";
    if (url.hasQuery())
        target += "?" + url.query(QUrl::FullyEncoded).toStdString();
    return target;
}

CloseInfo refusalOf(const HttpResponseHead& head, const std::string& location, WallTime now)
{
    CloseInfo info = endedByPeer(CloseCause::HttpRefused,
                                 "HTTP " + std::to_string(head.status) + " " + head.reason);
    info.httpStatus = head.status;
    if (const auto retryAfter = head.headers.find("Retry-After")) {
        info.retryAfter =
            parseRetryAfter(*retryAfter, std::chrono::floor<std::chrono::seconds>(now));
        info.detail += "; Retry-After: " + std::string(*retryAfter);
    }
    if (!location.empty())
        info.detail += "; Location: " + targetWithoutSecrets(location);
    return info;
}

/// Told from the first bytes: a service of another kind may say no more and wait for ever.
bool beginsLikeHttp(std::string_view head)
{
    constexpr std::string_view version = "HTTP/";
    return head.substr(0, version.size()) == version.substr(0, head.size());
}

CloseInfo invalid(const std::string& sentence)
{
    return endedByPeer(CloseCause::HandshakeFailed, sentence);
}

} // namespace

UpgradeExchange::UpgradeExchange(const TransportRequest& request, const KeySource& keys)
{
    request_.host = hostField(request.url);
    request_.target = targetOf(request.url);
    request_.key = makeKey(keys ? keys() : secureNonce());
    for (const QString& subprotocol : request.subprotocols)
        request_.subprotocols.push_back(subprotocol.toStdString());
    request_.offerDeflate = request.deflate;
    request_.credentials = credentialsOf(request.url);
    for (const auto& [name, value] : request.headers)
        request_.headers.emplace_back(name.toStdString(), value.toStdString());
}

std::optional<UpgradeExchange::Answer> UpgradeExchange::feed(std::string_view bytes, WallTime now)
{
    std::string carried;
    while (true) {
        const auto whole = collector_.feed(bytes);
        if (!whole)
            return Answer{{}, {}, Unexpected{invalid(whole.error().sentence)}};
        if (!*whole) {
            if (beginsLikeHttp(collector_.head()))
                return std::nullopt;
            return Answer{{}, {}, Unexpected{invalid("the answer is not HTTP")}};
        }
        const auto head = parseResponseHead(collector_.head());
        if (!head)
            return Answer{{}, {}, Unexpected{invalid(head.error().sentence)}};
        const bool interim = head->status < 200 && head->status != switchingProtocols;
        if (!interim)
            return judge(*head, now);
        carried = collector_.rest();
        collector_ = HttpHeadCollector();
        bytes = carried;
    }
}

UpgradeExchange::Answer UpgradeExchange::judge(const HttpResponseHead& head, WallTime now)
{
    const std::string location(head.headers.find("Location").value_or(std::string_view()));
    if (head.status != switchingProtocols)
        return {head.status, location, Unexpected{refusalOf(head, location, now)}};
    const auto agreement = checkUpgradeAnswer(head, request_);
    if (!agreement)
        return {head.status, location, Unexpected{invalid(agreement.error())}};
    Accepted accepted;
    accepted.info.subprotocol = QString::fromStdString(agreement->subprotocol);
    accepted.info.deflate = agreement->deflate.has_value();
    for (const auto& [name, value] : head.headers.fields())
        accepted.info.headers.emplaceBack(QByteArray::fromStdString(name),
                                          QByteArray::fromStdString(value));
    accepted.deflate = agreement->deflate;
    accepted.rest = collector_.rest();
    return {head.status, location, std::move(accepted)};
}

} // namespace redial
