// SPDX-License-Identifier: MIT
#include "core/control/http_control.h"

#include "core/wire/header_list.h"

namespace redial {

namespace {

HttpResponse response(int status, const ControlAnswer& answer)
{
    return {status,
            "application/json",
            writeControlAnswer(answer).toStdString(),
            {{"Cache-Control", "no-store"}}};
}

HttpResponse failure(int status, const QString& sentence)
{
    return response(status, {QJsonValue(), Unexpected{sentence}});
}

} // namespace

HttpResponse HttpControl::answer(const HttpRequest& request)
{
    if (!isAllowed(request)) {
        HttpResponse refused = failure(
            401, QStringLiteral("the token is missing or wrong; send \"Authorization: Bearer …\" "
                                "with the text of the token's file."));
        refused.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"redial\"");
        return refused;
    }
    if (request.head.target != path)
        return failure(404, QStringLiteral("there is nothing here; orders go to /control."));
    if (request.head.method == "GET" || request.head.method == "HEAD")
        return response(200, {QJsonValue(), desk_.perform({}, ControlOrigin::Http)});
    if (request.head.method != "POST") {
        HttpResponse refused =
            failure(405, QStringLiteral("send an order by POST, ask for the status by GET."));
        refused.headers.emplace_back("Allow", "GET, HEAD, POST");
        return refused;
    }
    return carryOut(QByteArray::fromStdString(request.body));
}

HttpResponse HttpControl::carryOut(const QByteArray& line)
{
    const auto request = readControlRequest(line);
    if (!request)
        return response(400, {request.error().id, Unexpected{request.error().sentence}});
    const ControlAnswer answer{request.value().id,
                               desk_.perform(request.value().command, ControlOrigin::Http)};
    return response(answer.outcome ? 200 : 409, answer);
}

bool HttpControl::isAllowed(const HttpRequest& request) const
{
    constexpr std::string_view scheme = "Bearer ";
    if (request.head.headers.count("Authorization") != 1)
        return false;
    const std::string value = request.head.headers.joined("Authorization");
    // RFC 9110 11.1: the scheme's name is compared without case.
    return value.size() > scheme.size() &&
           equalsIgnoringCase(std::string_view(value).substr(0, scheme.size()), scheme) &&
           token_.is(std::string_view(value).substr(scheme.size()));
}

} // namespace redial
