// SPDX-License-Identifier: MIT
#pragma once

namespace redial {

/// Ignores SIGPIPE for the process unless it is handled: for calls that cannot be told not to send
/// it, such as splice(2) to a socket, or OpenSSL's write(2). From any thread.
void ignoreSigpipe();

} // namespace redial
