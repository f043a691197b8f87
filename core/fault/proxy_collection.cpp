// SPDX-License-Identifier: MIT
#include "core/fault/proxy_collection.h"

namespace redial {

ProxyCollection::ProxyCollection(Clock& clock, EventRecorder recorder, std::uint64_t seed)
    : clock_(clock), recorder_(recorder), seed_(seed)
{
}

Proxy* ProxyCollection::find(const QString& name) const
{
    const auto found = proxies_.find(name);
    return found == proxies_.end() ? nullptr : found->second.get();
}

Expected<Proxy*, QString> ProxyCollection::add(ProxySettings settings, bool enabled)
{
    settings.seed = seed_ + proxies_.size();
    const QString name = settings.name;
    auto proxy = std::make_unique<Proxy>(std::move(settings), poller_, pipes_, clock_, recorder_);
    if (enabled) {
        if (const auto started = proxy->start(); !started)
            return Unexpected{started.error()};
    }
    return proxies_.emplace(name, std::move(proxy)).first->second.get();
}

void ProxyCollection::remove(const QString& name)
{
    proxies_.erase(name);
}

} // namespace redial
