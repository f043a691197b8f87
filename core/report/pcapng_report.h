// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/run_report.h"

#include <QByteArray>

namespace redial {

/// The connections as packets that Wireshark reads (pcapng): Ethernet, IPv4 and TCP as they would
/// have been, HTTP upgrade, WebSocket frames with the messages, pings and closings of the log. As
/// the client saw them (else the server; of a proxy both its sides). Port 80 and no TLS whatever
/// the run used, so that everything is dissected; each packet's comment names its event. Contents
/// are as the log holds them: secrets masked, long messages cut, compression and fragments undone.
QByteArray pcapngReport(const RunReport& report);

} // namespace redial
