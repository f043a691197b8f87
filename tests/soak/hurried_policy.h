// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_policy.h"

namespace redial::soak {

/// Everything in a hurry, and nothing that ends the attempts for good.
ReconnectPolicy hurriedPolicy();

} // namespace redial::soak
