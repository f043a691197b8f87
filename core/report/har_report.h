// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

namespace redial {

/// The WebSocket connections as an HTTP Archive 1.2: one entry an attempt of the client (of the
/// server's connections if the run had no client), with `_webSocketMessages` as browsers' tools
/// write and read them. The client's side always: "send" is what it sent. Contents are as the log
/// holds them, secrets masked and long messages cut.
QByteArray harReport(const RunReport& report);

} // namespace redial
