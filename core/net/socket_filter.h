// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace redial {

/// Drops below TCP everything that arrives for a socket (SO_ATTACH_FILTER with the program
/// `ret #0`): a listening one answers no attempt, a connected one sees neither data nor FIN nor
/// RST, and acknowledges nothing. Whether a process may do this differs from system to system.

/// Why this process may not, as the system says it; empty if it may. Tries it on a socket of its
/// own.
QString socketFilterObstacle();

/// False if the system refused.
bool dropIncoming(int descriptor);
/// What the peer sends again from now on arrives.
void passIncoming(int descriptor);

} // namespace redial
