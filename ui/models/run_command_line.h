// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_settings.h"

namespace redial {

/// The commands that do the same without a window; what may be secret in the URL is left out.
QString commandLineOf(const RunSettings& settings, const ReconnectPolicy& policy);

} // namespace redial
