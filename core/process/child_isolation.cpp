// SPDX-License-Identifier: MIT
#include "core/process/child_isolation.h"

#include <QProcess>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace redial {

void isolateChild(QProcess& process)
{
    // Between fork and exec: only what POSIX calls async-signal-safe.
    process.setChildProcessModifier([] {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // This program blocks SIGINT and SIGTERM to read them from a descriptor; a child would
        // inherit that and could not be stopped in good order.
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
    });
}

void leadGroup(pid_t child)
{
    // The child does it too. This fails when it has, and runs its program: all the better.
    if (child > 0)
        ::setpgid(child, child);
}

void signalGroup(pid_t leader, int signal)
{
    if (leader > 0)
        ::kill(-leader, signal);
}

} // namespace redial
