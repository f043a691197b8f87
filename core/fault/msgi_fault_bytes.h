// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/wire/payload_pipeline.h"

#include <optional>
#include <string>

namespace redial {

/// What a fault of MSGI puts on the wire, as it is.
struct MsgiFaultBytes
{
    std::string bytes;
    std::string detail; ///< what it was, a clause
};

/// Of M1 to M3 and M6 to M9 (whose DISCONNECT the session sends itself). Absent if the fault sends
/// nothing, or damages what the connection's pipeline (null: none) does not have.
std::optional<MsgiFaultBytes> msgiFaultBytes(const Fault& fault, PayloadPipeline* pipeline);

} // namespace redial
