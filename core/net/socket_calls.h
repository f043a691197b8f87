// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/net/file_descriptor.h"
#include "core/net/host_port.h"
#include "core/net/socket_options.h"

#include <QHostAddress>

#include <optional>

namespace redial {

/// Non-blocking TCP sockets by the system's own calls, for the engines that drive very many of
/// them. Every descriptor is close-on-exec; accepted ones have Nagle's algorithm off. Errors are
/// errno values unless said otherwise.

void setOptions(int descriptor, const SocketOptions& options);

struct ListenOptions
{
    int backlog = 1024;
    /// Several listeners may share the address and port; the system shares the connections out
    /// (SO_REUSEPORT).
    bool isShared = false;
};

/// The error is one sentence that names address and remedy. SO_REUSEADDR is set.
Expected<FileDescriptor, QString> listenTcp(const QHostAddress& address, quint16 port,
                                            const ListenOptions& options = {});
Expected<FileDescriptor, int> acceptTcp(int listener);
/// Begins to connect: writable once it has succeeded or failed, which takeError() tells.
Expected<FileDescriptor, int> beginConnectTcp(const QHostAddress& address, quint16 port,
                                              const SocketOptions& options = {});
/// Takes the pending error of the socket; 0 is none.
int takeError(int descriptor);

/// Sends FIN at once, even if bytes of the peer lie unread, which would make close() send RST.
bool endStreamNow(qintptr descriptor);
/// Makes the closing of this TCP socket send RST instead of FIN (SO_LINGER with 0 s). False if the
/// system refused.
bool resetOnClose(qintptr descriptor);

/// Absent if the socket has no such end.
std::optional<HostPort> localEnd(int descriptor);
std::optional<HostPort> remoteEnd(int descriptor);

/// What to say for an errno value.
QString errorText(int error);

/// Lets the process open as many descriptors as its hard limit allows; how many that are.
std::size_t raiseDescriptorLimit();
/// The same for a process that needs this many; a process may open more already. The error is one
/// sentence that names the hard limit and the remedy.
Expected<std::size_t, QString> raiseDescriptorLimit(std::size_t wanted);

} // namespace redial
