// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace redial {

/// Where the user's history is: the environment variable REDIAL_HISTORY, or else
/// redial/history.sqlite in the user's data folder ($XDG_DATA_HOME, ~/.local/share).
QString historyPlace();

} // namespace redial
