// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_effect.h"

#include <QString>

namespace redial::test {

/// One effect in two or three words: "open 2", "arm backoff", "now closing", "stale 1".
QString toText(const ReconnectEffect& effect);

/// All effects of a step, separated by commas; "nothing" for none.
QString toText(const ReconnectEffects& effects);

} // namespace redial::test
