// SPDX-License-Identifier: MIT
#include "core/report/pcapng_links.h"

#include "core/report/run_report.h"
#include "core/wire/websocket_frame.h"
#include "core/wire/websocket_upgrade.h"

#include <QUrl>

#include <algorithm>
#include <utility>

namespace redial {

namespace {

/// That of RFC 6455's own example.
constexpr const char* sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::size_t mostControlBytes = 125;

QByteArray bytesOf(const std::string& text)
{
    return {text.data(), qsizetype(text.size())};
}

/// Milliseconds that fit nanoseconds since 1970.
std::chrono::nanoseconds wallOf(const EventHeader& header)
{
    constexpr std::int64_t latest = std::int64_t{1} << 42; // in 2109
    const std::int64_t since = header.wall.time_since_epoch().count();
    return std::chrono::milliseconds(std::clamp<std::int64_t>(since, 0, latest));
}

/// As it may stand in a header: what a peer sent may hold anything.
std::string headerValue(std::string_view text)
{
    std::string value;
    for (const char c : text.substr(0, 200))
        value += c > ' ' && c < '\x7f' ? c : '.';
    return value;
}

std::uint8_t opcodeOf(EventKind kind, bool binary)
{
    switch (kind) {
    case EventKind::PingSent:
    case EventKind::PingReceived:
        return opcode::ping;
    case EventKind::PongSent:
    case EventKind::PongReceived:
        return opcode::pong;
    case EventKind::CloseSent:
    case EventKind::CloseReceived:
        return opcode::close;
    default:
        return binary ? opcode::binary : opcode::text;
    }
}

std::string closePayload(const EventLog& log, EventNumber number)
{
    const auto code = log.integer(number, FieldKey::Code);
    if (!code || *code < 1000 || *code > 4999 || *code == 1005 || *code == 1006)
        return {};
    std::string payload{char(std::uint8_t(*code >> 8)), char(std::uint8_t(*code & 0xFF))};
    payload += log.text(number, FieldKey::Reason);
    return payload.substr(0, mostControlBytes);
}

std::string payloadOf(const EventLog& log, EventNumber number, std::uint8_t opcode)
{
    if (opcode == opcode::close)
        return closePayload(log, number);
    const auto size =
        std::size_t(std::max<std::int64_t>(log.integer(number, FieldKey::Size).value_or(0), 0));
    if (opcode == opcode::ping || opcode == opcode::pong) // the log keeps their size alone
        return std::string(std::min(size, mostControlBytes), '\0');
    const auto recorded = log.text(number, FieldKey::Payload);
    if (opcode != opcode::binary)
        return std::string(recorded);
    return QByteArray::fromBase64(QByteArray(recorded.data(), qsizetype(recorded.size())))
        .toStdString();
}

} // namespace

PcapngLink::PcapngLink(PcapngFile& file, const EventLog& log, TcpEnd client, TcpEnd server)
    : flow_(file, client, server), log_(log)
{
}

std::chrono::nanoseconds PcapngLink::time(EventNumber number) const
{
    return wallOf(log_.header(1)) + sinceBegin(log_, number);
}

QByteArray PcapngLink::comment(EventNumber number) const
{
    return witnessLine(log_, number).toUtf8();
}

void PcapngLink::begin(EventNumber number)
{
    flow_.syn(time(number), comment(number));
}

void PcapngLink::establish(EventNumber number)
{
    flow_.establish(time(number), comment(number));
}

void PcapngLink::setUrl(std::string_view url)
{
    const QUrl read(QString::fromUtf8(url.data(), qsizetype(url.size())));
    const QByteArray target =
        read.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    if (target.startsWith('/'))
        target_ = headerValue({target.data(), std::size_t(target.size())});
    if (const QByteArray host = read.authority(QUrl::FullyEncoded).toUtf8(); !host.isEmpty())
        host_ = headerValue({host.data(), std::size_t(host.size())});
}

void PcapngLink::upgrade(EventNumber number, int status)
{
    if (std::exchange(requested_, true))
        return;
    UpgradeRequest request;
    request.host = host_;
    request.target = target_;
    request.key = sampleKey;
    const std::string subprotocol = headerValue(log_.text(number, FieldKey::Subprotocol));
    if (!subprotocol.empty())
        request.subprotocols = {subprotocol};
    flow_.send(time(number), true, bytesOf(writeUpgradeRequest(request)), comment(number));
    const std::string answer = status == 101 ? writeUpgradeAnswer(sampleKey, subprotocol, {})
                                             : writeRefusal(status, reasonPhrase(status));
    flow_.send(time(number), false, bytesOf(answer), comment(number));
    upgraded_ = status == 101;
}

void PcapngLink::frame(EventNumber number, bool fromClient)
{
    if (!upgraded_)
        return;
    const bool binary = log_.boolean(number, FieldKey::Binary).value_or(false);
    FrameHead head;
    head.opcode = opcodeOf(log_.header(number).kind, binary);
    if (fromClient)
        head.mask = MaskingKey{std::byte(0x52), std::byte(0x65), std::byte(0x64), std::byte(0x69)};
    std::string bytes;
    appendFrame(bytes, head, payloadOf(log_, number, head.opcode));
    flow_.send(time(number), fromClient, bytesOf(bytes), comment(number));
}

void PcapngLink::finish(EventNumber number, bool fromClient)
{
    flow_.finish(time(number), fromClient, comment(number));
}

void PcapngLink::reset(EventNumber number, bool fromClient)
{
    flow_.reset(time(number), fromClient, comment(number));
}

} // namespace redial
