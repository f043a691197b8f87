// SPDX-License-Identifier: MIT
// What a ServerFaultLink does to a connection of MSGI.
#include "core/fault/msgi_fault_bytes.h"
#include "core/fault/server_fault_link.h"
#include "core/server/msgi_session.h"

namespace redial {

void ServerFaultLink::beginMsgi(FaultIndex index)
{
    // The plan may have come to a server of WebSockets from outside.
    if (connection_->msgi() == nullptr)
        return;
    const Fault& fault = faultAt(index);
    const std::string_view id = fault.id();
    if (id == "M4")
        return output_->cut(static_cast<std::size_t>(fault.number("chunk")),
                            fault.duration("delay"));
    if (id == "M5")
        return output_->gather(static_cast<std::uint64_t>(fault.number("frames")),
                               fault.duration("most_delay"));
    if (id != "M10")
        sendMsgiBytes(index);
}

void ServerFaultLink::sendMsgiBytes(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const auto sent = msgiFaultBytes(fault, connection_->msgi()->pipeline());
    if (!sent)
        return;
    bitten(index, sent->detail);
    if (fault.id() == "M9")
        connection_->link().close(1000, QStringLiteral("the server goes"));
    if (!output_->take(sent->bytes))
        connection_->writeRaw(sent->bytes);
}

} // namespace redial
