// SPDX-License-Identifier: MIT
#include "core/transport/close_reports.h"

#include <utility>

namespace redial {

CloseInfo endedByUs(CloseCause cause, std::string detail)
{
    CloseInfo info;
    info.cause = cause;
    info.remote = false;
    info.detail = std::move(detail);
    return info;
}

CloseInfo endedByPeer(CloseCause cause, std::string detail)
{
    CloseInfo info = endedByUs(cause, std::move(detail));
    info.remote = true;
    return info;
}

CloseInfo endedByHandshake(std::uint16_t code, std::string reason, bool remote)
{
    CloseInfo info;
    info.cause = CloseCause::CloseHandshake;
    info.code = code;
    info.reason = std::move(reason);
    info.remote = remote;
    return info;
}

CloseInfo endedByDrop(const std::optional<CloseInfo>& known, std::string detail)
{
    const bool peerEnded = known && known->remote && known->cause == CloseCause::CloseHandshake;
    return peerEnded ? *known : endedByUs(CloseCause::LocalAbort, std::move(detail));
}

std::string sendBufferExceeded(std::int64_t limit)
{
    return "The peer does not read: more than " + std::to_string(limit) +
           " bytes would wait to be sent.";
}

} // namespace redial
