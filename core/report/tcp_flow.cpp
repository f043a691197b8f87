// SPDX-License-Identifier: MIT
#include "core/report/tcp_flow.h"

#include <QtEndian>

namespace redial {

namespace {

namespace flag {
constexpr std::uint8_t fin = 0x01;
constexpr std::uint8_t syn = 0x02;
constexpr std::uint8_t rst = 0x04;
constexpr std::uint8_t psh = 0x08;
constexpr std::uint8_t ack = 0x10;
} // namespace flag

constexpr qsizetype segmentSize = 1460;
constexpr int segmentsAnAcknowledgement = 16; // well below the window
constexpr qsizetype ipHeader = 20;
constexpr qsizetype tcpHeader = 20;
constexpr std::uint8_t tcpProtocol = 6;

template <class Integer>
void append(QByteArray& out, Integer value)
{
    value = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put16(QByteArray& out, qsizetype at, std::uint16_t value)
{
    qToBigEndian(value, out.data() + at);
}

/// RFC 1071.
std::uint16_t checksum(const QByteArray& bytes)
{
    std::uint32_t sum = 0;
    for (qsizetype i = 0; i < bytes.size(); i += 2) {
        const auto high = std::uint8_t(bytes[i]);
        const auto low = i + 1 < bytes.size() ? std::uint8_t(bytes[i + 1]) : std::uint8_t(0);
        sum += (std::uint32_t(high) << 8) | low;
    }
    while (sum >> 16 != 0)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return std::uint16_t(~sum);
}

void appendMac(QByteArray& out, std::uint8_t host)
{
    out += QByteArray("\x02\x00\x00\x00\x00", 5) + char(host);
}

void appendAddress(QByteArray& out, std::uint8_t host)
{
    out += QByteArray("\xC0\x00\x02", 3) + char(host);
}

QByteArray ipHead(const TcpEnd& from, const TcpEnd& to, std::uint16_t identification,
                  qsizetype tcpLength)
{
    QByteArray head;
    append(head, std::uint16_t(0x4500));
    append(head, std::uint16_t(ipHeader + tcpLength));
    append(head, identification);
    append(head, std::uint16_t(0x4000)); // not to be fragmented
    append(head, std::uint8_t(64));
    append(head, tcpProtocol);
    append(head, std::uint16_t(0));
    appendAddress(head, from.host);
    appendAddress(head, to.host);
    put16(head, 10, checksum(head));
    return head;
}

QByteArray pseudoHead(const TcpEnd& from, const TcpEnd& to, qsizetype tcpLength)
{
    QByteArray head;
    appendAddress(head, from.host);
    appendAddress(head, to.host);
    append(head, std::uint16_t(tcpProtocol));
    append(head, std::uint16_t(tcpLength));
    return head;
}

} // namespace

TcpFlow::TcpFlow(PcapngFile& file, TcpEnd client, TcpEnd server)
    : file_(file), ends_{End{client, 0x10000000, false}, End{server, 0x20000000, false}}
{
}

void TcpFlow::syn(std::chrono::nanoseconds time, const QByteArray& comment)
{
    if (begun_)
        return;
    begun_ = true;
    packet(time, true, flag::syn, {}, comment);
    ++end(true).next;
}

void TcpFlow::establish(std::chrono::nanoseconds time, const QByteArray& comment)
{
    syn(time, comment);
    if (established_ || reset_)
        return;
    established_ = true;
    packet(time, false, flag::syn | flag::ack, {}, comment);
    ++end(false).next;
    packet(time, true, flag::ack, {}, {});
}

void TcpFlow::send(std::chrono::nanoseconds time, bool fromClient, const QByteArray& bytes,
                   const QByteArray& comment)
{
    establish(time, comment);
    if (reset_ || end(fromClient).finished)
        return;
    int segments = 0;
    for (qsizetype at = 0; at < bytes.size(); at += segmentSize) {
        const QByteArray data = bytes.mid(at, segmentSize);
        const bool isLast = at + segmentSize >= bytes.size();
        packet(time, fromClient, isLast ? flag::psh | flag::ack : flag::ack, data,
               at == 0 ? comment : QByteArray());
        end(fromClient).next += std::uint32_t(data.size());
        if (isLast || ++segments % segmentsAnAcknowledgement == 0)
            packet(time, !fromClient, flag::ack, {}, {});
    }
}

void TcpFlow::finish(std::chrono::nanoseconds time, bool fromClient, const QByteArray& comment)
{
    if (!established_ || reset_ || end(fromClient).finished)
        return;
    packet(time, fromClient, flag::fin | flag::ack, {}, comment);
    ++end(fromClient).next;
    end(fromClient).finished = true;
    packet(time, !fromClient, flag::ack, {}, {});
}

void TcpFlow::reset(std::chrono::nanoseconds time, bool fromClient, const QByteArray& comment)
{
    if (!begun_ || isOver())
        return;
    reset_ = true;
    packet(time, fromClient, flag::rst | flag::ack, {}, comment);
}

void TcpFlow::packet(std::chrono::nanoseconds time, bool fromClient, std::uint8_t flags,
                     const QByteArray& data, const QByteArray& comment)
{
    const End& from = end(fromClient);
    const End& to = end(!fromClient);
    const bool acknowledges = (flags & flag::ack) != 0;
    QByteArray tcp;
    append(tcp, from.address.port);
    append(tcp, to.address.port);
    append(tcp, from.next);
    append(tcp, acknowledges ? to.next : std::uint32_t(0));
    append(tcp, std::uint8_t(tcpHeader / 4 << 4));
    append(tcp, flags);
    append(tcp, std::uint16_t(0xFFFF)); // window
    append(tcp, std::uint32_t(0));      // checksum, urgent pointer
    tcp += data;
    put16(tcp, 16, checksum(pseudoHead(from.address, to.address, tcp.size()) + tcp));

    QByteArray ethernet;
    appendMac(ethernet, to.address.host);
    appendMac(ethernet, from.address.host);
    append(ethernet, std::uint16_t(0x0800));
    ethernet += ipHead(from.address, to.address, identification_++, tcp.size()) + tcp;
    file_.addPacket(time, ethernet, comment);
}

} // namespace redial
