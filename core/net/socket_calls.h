// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/net/file_descriptor.h"
#include "core/net/host_port.h"

#include <QHostAddress>

#include <optional>

namespace redial {

/// Non-blocking TCP sockets by the system's own calls, for the engines that drive very many of
/// them. Every descriptor is close-on-exec; accepted and connected ones have Nagle's algorithm
/// off. Errors are errno values unless said otherwise.

/// The error is one sentence that names address and remedy. SO_REUSEADDR is set.
Expected<FileDescriptor, QString> listenTcp(const QHostAddress& address, quint16 port,
                                            int backlog = 1024);
Expected<FileDescriptor, int> acceptTcp(int listener);
/// Begins to connect: writable once it has succeeded or failed, which connectError() tells.
Expected<FileDescriptor, int> beginConnectTcp(const QHostAddress& address, quint16 port);
/// Takes the pending error of the socket; 0 is none.
int takeError(int descriptor);

/// Absent if the socket has no such end.
std::optional<HostPort> localEnd(int descriptor);
std::optional<HostPort> remoteEnd(int descriptor);

/// What to say for an errno value.
QString errorText(int error);

/// Lets the process open as many descriptors as its hard limit allows; how many that are.
std::size_t raiseDescriptorLimit();

} // namespace redial
