// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/time/clock.h"
#include "core/transport/in_memory_network.h"

namespace redial {

/// What a connect in memory comes to under a fault that acts while a connection is brought up (D1
/// to D4, T3 to T5, S1 to S11, S14, H1 to H18). The bytes of an HTTP answer are written and read by
/// the product's own codecs; of names and TLS only the outcome is told. `usual` is the subprotocol
/// that the server would agree on. Absent: the fault changes nothing there.
std::optional<InMemoryAnswer> virtualUpgrade(const Fault& fault, const TransportRequest& request,
                                             const QString& usual, WallTime now);

} // namespace redial
