// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <chrono>
#include <cstdint>

namespace redial {

/// Collects Ethernet packets as a pcapng file (draft-ietf-opsawg-pcapng): one section, one
/// interface, times in nanoseconds, little-endian.
class PcapngFile
{
public:
    /// `application` and `comment` stand in the section's header.
    PcapngFile(const QByteArray& application, const QByteArray& comment);

    /// `time` counts from 1970; what lies before is written as 1970. An empty comment is left out.
    void addPacket(std::chrono::nanoseconds time, const QByteArray& packet,
                   const QByteArray& comment);

    const QByteArray& bytes() const { return bytes_; }

private:
    void addBlock(std::uint32_t type, const QByteArray& body);

    QByteArray bytes_;
};

} // namespace redial
