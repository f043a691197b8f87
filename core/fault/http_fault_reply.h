// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/server/connection_interceptor.h"
#include "core/time/clock.h"

namespace redial {

/// What a server answers to an upgrade under a fault of HTTP level (H1 to H8, H10 to H18; H9 and
/// H19 change only the pace: `usual`). `wall` is for a Retry-After that is a date. Of endless
/// headers (H11 with 0 bytes) it is the beginning; paddingHeader() follows for ever. Others are at
/// most 64 MiB.
UpgradeReply httpFaultReply(const Fault& fault, const UpgradeOffer& offer, UpgradeReply usual,
                            WallTime wall);

/// One header of about 1 KB.
std::string paddingHeader();

} // namespace redial
