// SPDX-License-Identifier: MIT
#include "core/fault/toxiproxy_api.h"

#include <QJsonDocument>
#include <QUrl>

namespace redial {

struct ToxiproxyApi::Route
{
    /// "*" stands for a name.
    QStringList path;
    QStringList methods;
    Method method;
};

namespace {

const QString plainText = QStringLiteral("text/plain; charset=utf-8");

HttpResponse plain(int status, std::string text)
{
    return {status, plainText.toStdString(), std::move(text), {}};
}

HttpResponse json(int status, const QJsonValue& value)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return {status, "application/json", document.toJson(QJsonDocument::Compact).toStdString(), {}};
}

QStringList pathOf(const HttpRequest& request)
{
    const QString path =
        QString::fromStdString(request.head.target).section(QLatin1Char('?'), 0, 0);
    QStringList parts = path.mid(1).split(QLatin1Char('/'));
    for (QString& part : parts)
        part = QUrl::fromPercentEncoding(part.toUtf8());
    return parts;
}

/// The names in the place of the stars; absent if the path is another one.
std::optional<QStringList> match(const QStringList& pattern, const QStringList& path)
{
    if (pattern.size() != path.size())
        return std::nullopt;
    QStringList names;
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (pattern[i] == QLatin1String("*") && !path[i].isEmpty())
            names << path[i];
        else if (pattern[i] != path[i])
            return std::nullopt;
    }
    return names;
}

bool isBrowser(const HttpHeaders& headers)
{
    const auto agent = headers.find("User-Agent");
    return (agent && agent->substr(0, 8) == "Mozilla/") || headers.count("Origin") > 0;
}

ToxiproxyError toxicNotFound()
{
    return {404, QStringLiteral("toxic not found")};
}

} // namespace

const std::vector<ToxiproxyApi::Route>& ToxiproxyApi::routes()
{
    const auto words = [](const char* text) {
        return QString::fromLatin1(text).split(QLatin1Char(' '));
    };
    using Api = ToxiproxyApi;
    static const std::vector<Route> all{
        {words("proxies"), words("GET"), &Api::listProxies},
        {words("proxies"), words("POST"), &Api::createProxy},
        {words("populate"), words("POST"), &Api::populate},
        {words("proxies *"), words("GET"), &Api::showProxy},
        {words("proxies *"), words("POST PATCH"), &Api::updateProxy},
        {words("proxies *"), words("DELETE"), &Api::deleteProxy},
        {words("proxies * toxics"), words("GET"), &Api::listToxics},
        {words("proxies * toxics"), words("POST"), &Api::createToxic},
        {words("proxies * toxics *"), words("GET"), &Api::showToxic},
        {words("proxies * toxics *"), words("POST PATCH"), &Api::updateToxic},
        {words("proxies * toxics *"), words("DELETE"), &Api::deleteToxic},
        {words("reset"), words("POST"), &Api::reset},
        {words("version"), words("GET"), &Api::version},
        {words("metrics"), words("GET"), &Api::metrics},
    };
    return all;
}

HttpResponse ToxiproxyApi::answer(const HttpRequest& request)
{
    if (isBrowser(request.head.headers))
        return plain(403, "User agent not allowed\n");
    const QStringList path = pathOf(request);
    const QString method = QString::fromStdString(request.head.method);
    bool pathIsKnown = false;
    for (const Route& route : routes()) {
        const auto names = match(route.path, path);
        if (!names)
            continue;
        pathIsKnown = true;
        if (!route.methods.contains(method))
            continue;
        const Result result = (this->*route.method)(*names, request);
        return result ? *result : json(result.error().status, result.error().toJson());
    }
    return pathIsKnown ? plain(405, {}) : plain(404, "404 page not found\n");
}

ToxiproxyResult<Proxy*> ToxiproxyApi::find(const QString& name) const
{
    if (Proxy* proxy = proxies_.find(name))
        return proxy;
    return Unexpected{ToxiproxyError{404, QStringLiteral("proxy not found")}};
}

ToxiproxyApi::Result ToxiproxyApi::showProxy(const QStringList& names, const HttpRequest&)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    return json(200, proxyToJson(**proxy));
}

ToxiproxyApi::Result ToxiproxyApi::listToxics(const QStringList& names, const HttpRequest&)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    return json(200, toxicsToJson((*proxy)->toxics()));
}

ToxiproxyApi::Result ToxiproxyApi::createToxic(const QStringList& names, const HttpRequest& request)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    const auto body = parseBody(request.body);
    if (!body)
        return Unexpected{body.error()};
    const auto toxic = readNewToxic(*body);
    if (!toxic)
        return Unexpected{toxic.error()};
    if ((*proxy)->toxic(toxic->name))
        return Unexpected{ToxiproxyError{409, QStringLiteral("toxic already exists")}};
    (*proxy)->addToxic(*toxic);
    return json(200, toxic->toJson());
}

ToxiproxyApi::Result ToxiproxyApi::showToxic(const QStringList& names, const HttpRequest&)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    const Toxic* toxic = (*proxy)->toxic(names[1]);
    if (!toxic)
        return Unexpected{toxicNotFound()};
    return json(200, toxic->toJson());
}

ToxiproxyApi::Result ToxiproxyApi::updateToxic(const QStringList& names, const HttpRequest& request)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    const Toxic* toxic = (*proxy)->toxic(names[1]);
    if (!toxic)
        return Unexpected{toxicNotFound()};
    const auto body = parseBody(request.body);
    if (!body)
        return Unexpected{body.error()};
    const auto updated = readToxicUpdate(*toxic, *body);
    if (!updated)
        return Unexpected{updated.error()};
    (*proxy)->updateToxic(*updated);
    return json(200, updated->toJson());
}

ToxiproxyApi::Result ToxiproxyApi::deleteToxic(const QStringList& names, const HttpRequest&)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    if (!(*proxy)->removeToxic(names[1]))
        return Unexpected{toxicNotFound()};
    return HttpResponse{204, {}, {}, {}};
}

ToxiproxyApi::Result ToxiproxyApi::version(const QStringList&, const HttpRequest&)
{
    return HttpResponse{200,
                        "application/json;charset=utf-8",
                        "{\"version\": \"" + std::string(apiVersion) + "\"}\n",
                        {}};
}

} // namespace redial
