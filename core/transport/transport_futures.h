// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/transport/transport.h"

#include <QFuture>

namespace redial {

/// open() as a future: the OpenInfo once the connection stands, or the CloseInfo of the failed
/// attempt. If another connect is in flight it is an error at once, and that one goes on
/// undisturbed. Cancelled, and finished, if the transport is destroyed first. Resolved on the
/// transport's thread.
QFuture<Expected<OpenInfo, CloseInfo>> openAsync(Transport& transport, quint32 epoch,
                                                 const TransportRequest& request);

/// close() as a future: how the connection ended, whoever was first. Cancelled, and finished, if
/// there is none to close, or if the transport is destroyed first.
QFuture<CloseInfo> closeAsync(Transport& transport, std::uint16_t code = 1000,
                              const QString& reason = {});

} // namespace redial
