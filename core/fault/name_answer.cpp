// SPDX-License-Identifier: MIT
#include "core/fault/name_answer.h"

namespace redial {

std::optional<HostAnswer> nameAnswer(const Fault& fault)
{
    if (fault.id() == "D1")
        return HostAnswer{};
    if (fault.id() == "D2")
        return HostAnswer{{}, QStringLiteral("Temporary failure in name resolution")};
    if (fault.id() != "D4")
        return std::nullopt;
    const QHostAddress address(fault.text("address"));
    return address.isNull() ? HostAnswer{} : HostAnswer{{address}};
}

HostAnswer withDeadAddresses(const Fault& fault, HostAnswer answer)
{
    const QHostAddress first(fault.id() == "D5" ? fault.text("first") : QString());
    if (answer.addresses.isEmpty() || first.protocol() != QAbstractSocket::IPv4Protocol)
        return answer;
    QList<QHostAddress> dead;
    for (std::int64_t i = 0; i < fault.number("dead"); ++i)
        dead << QHostAddress(first.toIPv4Address() + quint32(i));
    answer.addresses = dead + answer.addresses;
    return answer;
}

std::chrono::nanoseconds lookupDelay(const Fault& fault)
{
    return fault.id() == "D3" ? fault.duration("delay") : std::chrono::nanoseconds{};
}

} // namespace redial
