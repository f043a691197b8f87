// SPDX-License-Identifier: MIT
#include "core/net/ignore_sigpipe.h"

#include <csignal>

namespace redial {

void ignoreSigpipe()
{
    struct sigaction current = {};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL)
        std::signal(SIGPIPE, SIG_IGN);
}

} // namespace redial
