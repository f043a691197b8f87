// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy.h"

#include <map>
#include <memory>

namespace redial {

/// All proxies of a process, by name, and what they share. Lives on its clock's thread.
class ProxyCollection
{
public:
    using Proxies = std::map<QString, std::unique_ptr<Proxy>>;

    /// `seed` is of the toxics' random numbers.
    ProxyCollection(Clock& clock, EventRecorder recorder, std::uint64_t seed = 0);

    /// Null if there is none of that name.
    Proxy* find(const QString& name) const;
    const Proxies& proxies() const { return proxies_; }

    /// Precondition: no proxy of that name. The error is a sentence; the proxy is not kept then.
    Expected<Proxy*, QString> add(ProxySettings settings, bool enabled);
    void remove(const QString& name);

private:
    Clock& clock_;
    EventRecorder recorder_;
    std::uint64_t seed_;
    Poller poller_;
    ProxyPipePool pipes_;
    Proxies proxies_;
};

} // namespace redial
