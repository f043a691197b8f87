// SPDX-License-Identifier: MIT
#include "core/report/pcapng_file.h"

#include <QtEndian>

#include <algorithm>

namespace redial {

namespace {

constexpr std::uint32_t sectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t interfaceDescription = 1;
constexpr std::uint32_t enhancedPacket = 6;
constexpr std::uint16_t linkEthernet = 1;
constexpr std::uint16_t endOfOptions = 0;
constexpr std::uint16_t commentOption = 1;
constexpr std::uint16_t applicationOption = 4;    // shb_userappl
constexpr std::uint16_t timeResolutionOption = 9; // if_tsresol
constexpr qsizetype longestOption = 1000;

template <class Integer>
void append(QByteArray& out, Integer value)
{
    value = qToLittleEndian(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void pad(QByteArray& out)
{
    while (out.size() % 4 != 0)
        out.append('\0');
}

void appendOption(QByteArray& out, std::uint16_t code, const QByteArray& value)
{
    const QByteArray kept = value.left(longestOption);
    append(out, code);
    append(out, std::uint16_t(kept.size()));
    out += kept;
    pad(out);
}

void appendEnd(QByteArray& out)
{
    append(out, endOfOptions);
    append(out, std::uint16_t(0));
}

} // namespace

PcapngFile::PcapngFile(const QByteArray& application, const QByteArray& comment)
{
    QByteArray section;
    append(section, std::uint32_t(0x1A2B3C4D));
    append(section, std::uint16_t(1)); // version 1.0
    append(section, std::uint16_t(0));
    append(section, std::int64_t(-1)); // length not given
    appendOption(section, commentOption, comment);
    appendOption(section, applicationOption, application);
    appendEnd(section);
    addBlock(sectionHeader, section);

    QByteArray interface;
    append(interface, linkEthernet);
    append(interface, std::uint16_t(0));
    append(interface, std::uint32_t(0)); // nothing is cut by the interface
    appendOption(interface, timeResolutionOption, QByteArray(1, '\x09'));
    appendEnd(interface);
    addBlock(interfaceDescription, interface);
}

void PcapngFile::addPacket(std::chrono::nanoseconds time, const QByteArray& packet,
                           const QByteArray& comment)
{
    const auto stamp = std::uint64_t(std::max<std::int64_t>(time.count(), 0));
    QByteArray body;
    append(body, std::uint32_t(0)); // the interface
    append(body, std::uint32_t(stamp >> 32));
    append(body, std::uint32_t(stamp));
    append(body, std::uint32_t(packet.size()));
    append(body, std::uint32_t(packet.size()));
    body += packet;
    pad(body);
    if (!comment.isEmpty()) {
        appendOption(body, commentOption, comment);
        appendEnd(body);
    }
    addBlock(enhancedPacket, body);
}

void PcapngFile::addBlock(std::uint32_t type, const QByteArray& body)
{
    const auto length = std::uint32_t(body.size() + 12);
    append(bytes_, type);
    append(bytes_, length);
    bytes_ += body;
    append(bytes_, length);
}

} // namespace redial
