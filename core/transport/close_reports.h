// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/close_info.h"

#include <optional>

namespace redial {

/// An end without a Close frame from the peer (code 1006) that we brought about.
CloseInfo endedByUs(CloseCause cause, std::string detail);

/// An end without a Close frame (code 1006) that the peer or the network brought about.
CloseInfo endedByPeer(CloseCause cause, std::string detail);

/// An end by a drop of ours. `known`: the end as it is known so far. A Close frame or DISCONNECT of
/// the peer that came before tells why the link ends.
CloseInfo endedByDrop(const std::optional<CloseInfo>& known, std::string detail);

/// The detail of an end because more than `limit` bytes wait for a peer that does not read.
std::string sendBufferExceeded(std::int64_t limit);

/// The end after a Close frame from the peer; `remote` if the peer began.
CloseInfo endedByHandshake(std::uint16_t code, std::string reason, bool remote);

} // namespace redial
