// SPDX-License-Identifier: MIT
#include "core/transport/host_resolver.h"

#include "core/transport/host_lookup.h"

#include <utility>

namespace redial {

void resolveBySystem(const QString& host, QObject* receiver, HostResolver::Answer answer)
{
    auto* const lookup = new HostLookup(receiver);
    QObject::connect(lookup, &HostLookup::finished, receiver,
                     [lookup, answer = std::move(answer)](const QList<QHostAddress>& addresses) {
                         lookup->deleteLater();
                         answer({addresses});
                     });
    lookup->start(host);
}

} // namespace redial
