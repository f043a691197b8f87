// SPDX-License-Identifier: MIT
#pragma once

#include "core/report/pcapng_file.h"

#include <array>
#include <cstdint>

namespace redial {

/// One end of a synthesised TCP connection. Addresses are of TEST-NET-1 (RFC 5737): 192.0.2.host.
struct TcpEnd
{
    std::uint8_t host = 1;
    std::uint16_t port = 0;
};

/// A TCP connection over Ethernet and IPv4 that never was on a wire: packets with the sequence
/// numbers and checksums that it would have had. The first end is the one that connects. Writes
/// into the file, which must outlive it.
class TcpFlow
{
public:
    TcpFlow(PcapngFile& file, TcpEnd client, TcpEnd server);

    /// Each step may be repeated without effect; data opens the connection first.
    void syn(std::chrono::nanoseconds time, const QByteArray& comment);
    void establish(std::chrono::nanoseconds time, const QByteArray& comment);
    /// In segments, acknowledged by the other end. Nothing after that end's FIN or any RST.
    void send(std::chrono::nanoseconds time, bool fromClient, const QByteArray& bytes,
              const QByteArray& comment);
    /// FIN, acknowledged.
    void finish(std::chrono::nanoseconds time, bool fromClient, const QByteArray& comment);
    /// RST; of a SYN that was not answered it refuses the connection.
    void reset(std::chrono::nanoseconds time, bool fromClient, const QByteArray& comment);

    bool isEstablished() const { return established_; }
    bool isOver() const { return reset_ || (ends_[0].finished && ends_[1].finished); }

private:
    struct End
    {
        TcpEnd address;
        std::uint32_t next = 0; ///< sequence number
        bool finished = false;
    };

    void packet(std::chrono::nanoseconds time, bool fromClient, std::uint8_t flags,
                const QByteArray& data, const QByteArray& comment);
    End& end(bool isClient) { return ends_[isClient ? 0 : 1]; }

    PcapngFile& file_;
    std::array<End, 2> ends_;
    std::uint16_t identification_ = 0;
    bool begun_ = false;
    bool established_ = false;
    bool reset_ = false;
};

} // namespace redial
