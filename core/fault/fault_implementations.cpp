// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"

#include "core/base/to_qstring.h"

#include <QStringList>

#include <algorithm>

namespace redial {

namespace {

constexpr FaultMode everyMode[] = {FaultMode::Server, FaultMode::Proxy, FaultMode::SocketFilter,
                                   FaultMode::Virtual, FaultMode::Client};

} // namespace

std::span<const std::string_view> implementedFaultIds(FaultMode mode)
{
    switch (mode) {
    case FaultMode::Server:
        return serverFaultIds();
    case FaultMode::Proxy:
        return proxyFaultIds();
    case FaultMode::SocketFilter:
        return socketFilterFaultIds();
    case FaultMode::Virtual:
        return virtualFaultIds();
    case FaultMode::Client:
        break;
    }
    return clientFaultIds();
}

FaultModes availableModes(const FaultDefinition& fault)
{
    FaultModes modes;
    for (const FaultMode mode : everyMode) {
        const auto ids = implementedFaultIds(mode);
        if (std::find(ids.begin(), ids.end(), fault.id) != ids.end())
            modes.insert(mode);
    }
    return modes;
}

QString unavailableSentence(const FaultDefinition& fault, FaultMode mode)
{
    const FaultModes modes = availableModes(fault);
    const bool isOfMsgi = fault.availability == FaultAvailability::WithMsgi;
    if (modes.contains(mode) && !isOfMsgi)
        return {};
    const QString what = QStringLiteral("%1 (%2)").arg(toQString(fault.id), toQString(fault.name));
    if (isOfMsgi)
        return QStringLiteral("%1 needs frames of MSGI; use redial serve --profile msgi.")
            .arg(what);
    QStringList names;
    for (const FaultMode other : everyMode) {
        if (modes.contains(other))
            names << toQString(nameOf(other));
    }
    if (names.isEmpty())
        return QStringLiteral("%1 is not in this version; `redial faults` lists what is.")
            .arg(what);
    if (mode == FaultMode::Virtual)
        return QStringLiteral("%1 needs real sockets: it cannot be done in virtual time, only in "
                              "mode %2.")
            .arg(what, names.join(QStringLiteral(" or ")));
    return QStringLiteral("%1 cannot be done by the %2, only in mode %3.")
        .arg(what, toQString(nameOf(mode)), names.join(QStringLiteral(" or ")));
}

} // namespace redial
