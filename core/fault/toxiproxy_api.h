// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_collection.h"
#include "core/fault/toxiproxy_json.h"
#include "core/net/http_server.h"

#include <string_view>

namespace redial {

/// The control API of Toxiproxy 2.x over a collection of proxies: the same paths, statuses and JSON
/// (https://github.com/Shopify/toxiproxy#http-api), so that its clients drive Redial unchanged.
/// Refuses browsers, as Toxiproxy does. Does not own the collection.
class ToxiproxyApi
{
public:
    /// The version of Toxiproxy's API that this is, as GET /version tells it.
    static constexpr std::string_view apiVersion = "2.12.0";

    explicit ToxiproxyApi(ProxyCollection& proxies) : proxies_(proxies) {}

    HttpResponse answer(const HttpRequest& request);

private:
    using Result = ToxiproxyResult<HttpResponse>;
    using Method = Result (ToxiproxyApi::*)(const QStringList& names, const HttpRequest& request);
    struct Route;

    static const std::vector<Route>& routes();
    ToxiproxyResult<Proxy*> find(const QString& name) const;

    Result listProxies(const QStringList& names, const HttpRequest& request);
    Result createProxy(const QStringList& names, const HttpRequest& request);
    Result populate(const QStringList& names, const HttpRequest& request);
    Result showProxy(const QStringList& names, const HttpRequest& request);
    Result updateProxy(const QStringList& names, const HttpRequest& request);
    Result deleteProxy(const QStringList& names, const HttpRequest& request);
    Result listToxics(const QStringList& names, const HttpRequest& request);
    Result createToxic(const QStringList& names, const HttpRequest& request);
    Result showToxic(const QStringList& names, const HttpRequest& request);
    Result updateToxic(const QStringList& names, const HttpRequest& request);
    Result deleteToxic(const QStringList& names, const HttpRequest& request);
    Result reset(const QStringList& names, const HttpRequest& request);
    Result version(const QStringList& names, const HttpRequest& request);
    Result metrics(const QStringList& names, const HttpRequest& request);

    ToxiproxyResult<void> addOrReplace(const ProxyInput& input);
    ToxiproxyResult<std::vector<ProxyInput>> readPopulation(const HttpRequest& request) const;

    ProxyCollection& proxies_;
};

} // namespace redial
