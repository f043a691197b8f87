// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

class QProcess;

namespace redial {

/// Makes the process that is started next the leader of a process group of its own, with no signal
/// blocked, and lets it die with the thread that started it. Call before QProcess::start().
void isolateChild(QProcess& process);

/// After QProcess::start(): makes the child the leader of its group from here too, so that no
/// signal to the group is lost before the child has run so far.
void leadGroup(pid_t child);

/// Sends a signal to everything in the group that the process leads. A group that is gone already
/// is none of the caller's business.
void signalGroup(pid_t leader, int signal);

} // namespace redial
