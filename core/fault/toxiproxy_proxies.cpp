// SPDX-License-Identifier: MIT
#include "core/fault/toxiproxy_api.h"

#include <QJsonDocument>

#include <set>

namespace redial {

namespace {

HttpResponse json(int status, const QJsonObject& object)
{
    return {status,
            "application/json",
            QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString(),
            {}};
}

ToxiproxyError missingField(const QString& what)
{
    return {400, QStringLiteral("missing required field: %1").arg(what)};
}

ToxiproxyError failed(const QString& sentence)
{
    return {500, sentence};
}

/// An address that is written otherwise is still the same.
bool isSame(const HostPort& a, const HostPort& b)
{
    const auto plain = [](const QString& host) {
        return host == QLatin1String("localhost") ? QStringLiteral("127.0.0.1") : host;
    };
    return a.port == b.port && plain(a.host) == plain(b.host);
}

ProxySettings settingsOf(const ProxyInput& input)
{
    ProxySettings settings;
    settings.name = input.name;
    settings.listen = input.listen.value_or(settings.listen);
    settings.upstream = *input.upstream;
    return settings;
}

/// A label's value of Prometheus' text format.
std::string label(const QString& text)
{
    QString escaped = text;
    escaped.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    escaped.replace(QLatin1Char('"'), QLatin1String("\\\""));
    escaped.replace(QLatin1Char('\n'), QLatin1String("\\n"));
    return '"' + escaped.toStdString() + '"';
}

using Counter = std::uint64_t (Proxy::*)(StreamDirection) const;

void appendCounter(std::string& text, const std::string& name, const std::string& help,
                   const ProxyCollection::Proxies& proxies, Counter counter)
{
    text += "# HELP " + name + ' ' + help + "\n# TYPE " + name + " counter\n";
    for (const auto& [proxyName, proxy] : proxies) {
        for (const StreamDirection stream :
             {StreamDirection::Downstream, StreamDirection::Upstream}) {
            const ProxySettings& settings = proxy->settings();
            text += name + "{direction=" + label(nameOf(stream)) +
                    ",listener=" + label(settings.listen.text()) + ",proxy=" + label(proxyName) +
                    ",upstream=" + label(settings.upstream.text()) + "} " +
                    std::to_string((proxy.get()->*counter)(stream)) + '\n';
        }
    }
}

} // namespace

ToxiproxyApi::Result ToxiproxyApi::listProxies(const QStringList&, const HttpRequest&)
{
    QJsonObject all;
    for (const auto& [name, proxy] : proxies_.proxies())
        all[name] = proxyToJson(*proxy);
    return json(200, all);
}

ToxiproxyApi::Result ToxiproxyApi::createProxy(const QStringList&, const HttpRequest& request)
{
    const auto body = parseBody(request.body);
    if (!body)
        return Unexpected{body.error()};
    const auto input = readProxyInput(*body);
    if (!input)
        return Unexpected{input.error()};
    if (input->name.isEmpty())
        return Unexpected{missingField(QStringLiteral("name"))};
    if (!input->upstream)
        return Unexpected{missingField(QStringLiteral("upstream"))};
    if (proxies_.find(input->name))
        return Unexpected{ToxiproxyError{409, QStringLiteral("proxy already exists")}};
    const auto proxy = proxies_.add(settingsOf(*input), input->enabled.value_or(true));
    if (!proxy)
        return Unexpected{failed(proxy.error())};
    return json(201, proxyToJson(**proxy));
}

ToxiproxyApi::Result ToxiproxyApi::updateProxy(const QStringList& names, const HttpRequest& request)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    const auto body = parseBody(request.body);
    if (!body)
        return Unexpected{body.error()};
    const auto input = readProxyInput(*body);
    if (!input)
        return Unexpected{input.error()};
    Proxy& found = **proxy;
    const HostPort listen = input->listen.value_or(found.settings().listen);
    const HostPort upstream = input->upstream.value_or(found.settings().upstream);
    const bool enabled = input->enabled.value_or(found.isEnabled());
    if (!isSame(listen, found.settings().listen) || !isSame(upstream, found.settings().upstream)) {
        found.stop();
        found.setAddresses(listen, upstream);
    }
    if (!enabled) {
        found.stop();
    } else if (const auto started = found.start(); !started) {
        return Unexpected{failed(started.error())};
    }
    return json(200, proxyToJson(found));
}

ToxiproxyApi::Result ToxiproxyApi::deleteProxy(const QStringList& names, const HttpRequest&)
{
    const auto proxy = find(names[0]);
    if (!proxy)
        return Unexpected{proxy.error()};
    proxies_.remove(names[0]);
    return HttpResponse{204, {}, {}, {}};
}

ToxiproxyResult<void> ToxiproxyApi::addOrReplace(const ProxyInput& input)
{
    const ProxySettings settings = settingsOf(input);
    if (const Proxy* existing = proxies_.find(input.name)) {
        if (isSame(existing->settings().listen, settings.listen) &&
            isSame(existing->settings().upstream, settings.upstream))
            return {};
        proxies_.remove(input.name);
    }
    const auto added = proxies_.add(settings, input.enabled.value_or(true));
    if (!added)
        return Unexpected{failed(added.error())};
    return {};
}

ToxiproxyResult<std::vector<ProxyInput>>
ToxiproxyApi::readPopulation(const HttpRequest& request) const
{
    const auto body = parseBody(request.body);
    if (!body)
        return Unexpected{body.error()};
    if (!body->isArray())
        return Unexpected{badRequestBody(QStringLiteral("an array of proxies was expected"))};
    std::vector<ProxyInput> inputs;
    std::set<QString> names;
    for (const QJsonValue& value : body->toArray()) {
        const QString place = QStringLiteral("at proxy %1").arg(inputs.size() + 1);
        auto input = readProxyInput(value);
        if (!input)
            return Unexpected{
                ToxiproxyError{400, QStringLiteral("%1 %2").arg(input.error().message, place)}};
        if (input->name.isEmpty())
            return Unexpected{missingField(QStringLiteral("name %1").arg(place))};
        if (!input->upstream)
            return Unexpected{missingField(QStringLiteral("upstream %1").arg(place))};
        if (!names.insert(input->name).second)
            return Unexpected{
                badRequestBody(QStringLiteral("duplicate proxy name \"%1\"").arg(input->name))};
        inputs.push_back(std::move(*input));
    }
    return inputs;
}

ToxiproxyApi::Result ToxiproxyApi::populate(const QStringList&, const HttpRequest& request)
{
    std::optional<ToxiproxyError> error;
    QJsonArray proxies;
    const auto inputs = readPopulation(request);
    if (!inputs)
        error = inputs.error();
    for (std::size_t i = 0; !error && i < inputs->size(); ++i) {
        const ProxyInput& input = (*inputs)[i];
        const auto added = addOrReplace(input);
        if (added)
            proxies.append(proxyToJson(*proxies_.find(input.name)));
        else
            error = added.error();
    }
    QJsonObject answer = error ? error->toJson() : QJsonObject();
    answer[QStringLiteral("proxies")] = proxies;
    return json(error ? error->status : 201, answer);
}

ToxiproxyApi::Result ToxiproxyApi::reset(const QStringList&, const HttpRequest&)
{
    for (const auto& [name, proxy] : proxies_.proxies()) {
        if (const auto started = proxy->start(); !started)
            return Unexpected{failed(started.error())};
        for (const Toxic& toxic : proxy->toxics())
            proxy->removeToxic(toxic.name);
    }
    return HttpResponse{204, {}, {}, {}};
}

ToxiproxyApi::Result ToxiproxyApi::metrics(const QStringList&, const HttpRequest&)
{
    const auto& proxies = proxies_.proxies();
    std::string text;
    appendCounter(text, "toxiproxy_proxy_received_bytes_total", "Bytes that came in", proxies,
                  &Proxy::bytesReceived);
    appendCounter(text, "toxiproxy_proxy_sent_bytes_total", "Bytes that were handed on", proxies,
                  &Proxy::bytesSent);
    text += "# HELP redial_proxy_connections Connections that stand\n"
            "# TYPE redial_proxy_connections gauge\n";
    for (const auto& [name, proxy] : proxies) {
        text += "redial_proxy_connections{proxy=" + label(name) + "} " +
                std::to_string(proxy->connectionCount()) + '\n';
    }
    return HttpResponse{200, "text/plain; version=0.0.4; charset=utf-8", text, {}};
}

} // namespace redial
