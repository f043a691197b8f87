// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

class QProcess;

namespace redial {

/// Makes the process that is started next the leader of a process group of its own, with no signal
/// blocked, and lets it die with the thread that started it. Call before QProcess::start().
void isolateChild(QProcess& process);

/// Sends a signal to everything in the group that the process leads. A group that is gone already
/// is none of the caller's business.
void signalGroup(pid_t leader, int signal);

} // namespace redial
