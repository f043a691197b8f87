// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/report/tcp_flow.h"

namespace redial {

/// One WebSocket connection of a log as packets: TCP, the HTTP upgrade, frames, the end. Writes
/// into the file, which must outlive it.
class PcapngLink
{
public:
    PcapngLink(PcapngFile& file, const EventLog& log, TcpEnd client, TcpEnd server);

    /// The TCP connection begins, or stands.
    void begin(EventNumber number);
    void establish(EventNumber number);
    /// The request's URL, or as much of it as is known.
    void setUrl(std::string_view url);
    /// Request and answer, once; with 101 frames may follow.
    void upgrade(EventNumber number, int status);
    /// A message, ping, pong or close frame. Left out unless upgraded.
    void frame(EventNumber number, bool fromClient);
    void finish(EventNumber number, bool fromClient);
    void reset(EventNumber number, bool fromClient);
    bool isEstablished() const { return flow_.isEstablished(); }
    bool isUpgraded() const { return upgraded_; }

private:
    std::chrono::nanoseconds time(EventNumber number) const;
    QByteArray comment(EventNumber number) const;

    TcpFlow flow_;
    const EventLog& log_;
    std::string host_ = "192.0.2.3";
    std::string target_ = "/";
    bool requested_ = false;
    bool upgraded_ = false;
};

} // namespace redial
