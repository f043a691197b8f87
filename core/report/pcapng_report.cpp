// SPDX-License-Identifier: MIT
#include "core/report/pcapng_report.h"

#include "core/report/pcapng_links.h"

#include <map>
#include <utility>

namespace redial {

namespace {

constexpr std::uint8_t clientHost = 1;
constexpr std::uint8_t proxyHost = 2;
constexpr std::uint8_t serverHost = 3;
constexpr std::uint16_t webPort = 80;

std::uint16_t clientPort(std::uint32_t epoch)
{
    return std::uint16_t(49152 + epoch % 16384);
}

bool isFrame(EventKind kind)
{
    switch (kind) {
    case EventKind::MessageIn:
    case EventKind::MessageOut:
    case EventKind::PingSent:
    case EventKind::PingReceived:
    case EventKind::PongSent:
    case EventKind::PongReceived:
    case EventKind::CloseSent:
    case EventKind::CloseReceived:
        return true;
    default:
        return false;
    }
}

bool isOutgoing(EventKind kind)
{
    return kind == EventKind::MessageOut || kind == EventKind::PingSent ||
           kind == EventKind::PongSent || kind == EventKind::CloseSent;
}

/// The connections of one party, client or server, as packets.
class PartyCapture
{
public:
    PartyCapture(PcapngFile& file, const EventLog& log, Source party)
        : file_(file), log_(log), party_(party)
    {
    }

    void see(EventNumber number)
    {
        const EventHeader& header = log_.header(number);
        if (header.source != party_ || header.epoch == 0)
            return;
        const bool isClient = party_ == Source::Client;
        if (isFrame(header.kind)) {
            linkOf(header.epoch).frame(number, isOutgoing(header.kind) == isClient);
            return;
        }
        switch (header.kind) {
        case EventKind::ConnectBegin:
            linkOf(header.epoch).setUrl(log_.text(number, FieldKey::Url));
            linkOf(header.epoch).begin(number);
            break;
        case EventKind::Accepted:
        case EventKind::TcpConnected:
            linkOf(header.epoch).establish(number);
            break;
        case EventKind::Opened:
            linkOf(header.epoch).upgrade(number, 101);
            break;
        case EventKind::Closed:
            close(linkOf(header.epoch), number);
            break;
        default:
            break;
        }
    }

private:
    PcapngLink& linkOf(std::uint32_t epoch)
    {
        return links_
            .try_emplace(epoch, file_, log_, TcpEnd{clientHost, clientPort(epoch)},
                         TcpEnd{serverHost, webPort})
            .first->second;
    }

    /// From the cause and who is said to have done it.
    void close(PcapngLink& link, EventNumber number)
    {
        const auto cause = log_.text(number, FieldKey::Cause);
        const auto status = log_.integer(number, FieldKey::HttpStatus).value_or(0);
        if (status >= 200 && status <= 599 && !link.isUpgraded())
            link.upgrade(number, int(status));
        const bool remote = log_.boolean(number, FieldKey::Remote).value_or(false);
        const bool byClient = remote != (party_ == Source::Client);
        if (cause == "refused" || cause == "reset")
            link.reset(number, cause == "reset" && byClient);
        else if (cause == "local_abort" || cause == "pong_timeout")
            link.reset(number, byClient);
        link.finish(number, byClient);
        link.finish(number, !byClient);
    }

    PcapngFile& file_;
    const EventLog& log_;
    Source party_;
    std::map<std::uint32_t, PcapngLink> links_;
};

/// A proxy's connections, each as one towards the client and one towards the server.
class ProxyCapture
{
public:
    ProxyCapture(PcapngFile& file, const EventLog& log) : file_(file), log_(log) {}

    void see(EventNumber number)
    {
        const EventHeader& header = log_.header(number);
        if (header.source != Source::Proxy || header.epoch == 0)
            return;
        Sides& sides = sidesOf(header.epoch);
        const bool outgoing = isOutgoing(header.kind);
        const auto side = log_.text(number, outgoing ? FieldKey::To : FieldKey::From);
        // The client's link begins at the client, the server's at the proxy.
        const bool atClient = side == "client";
        PcapngLink& link = atClient ? sides.client : sides.server;
        if (isFrame(header.kind))
            link.frame(number, atClient != outgoing);
        else if (header.kind == EventKind::Accepted)
            sides.client.establish(number);
        else if (header.kind == EventKind::TcpConnected)
            sides.server.establish(number);
        else if (header.kind == EventKind::UpgradeRequest)
            setUrl(sides, log_.text(number, FieldKey::Url));
        else if (header.kind == EventKind::UpgradeResponse)
            upgrade(sides, number);
        else if (header.kind == EventKind::ConnectionEnded)
            link.finish(number, atClient);
        else if (header.kind == EventKind::ConnectionReset)
            link.reset(number, atClient);
        else if (header.kind == EventKind::Closed)
            close(sides, number);
    }

private:
    struct Sides
    {
        PcapngLink client;
        PcapngLink server;
    };

    Sides& sidesOf(std::uint32_t epoch)
    {
        const auto found = sides_.find(epoch);
        if (found != sides_.end())
            return found->second;
        const std::uint16_t port = clientPort(epoch);
        Sides made{{file_, log_, {clientHost, port}, {proxyHost, webPort}},
                   {file_, log_, {proxyHost, port}, {serverHost, webPort}}};
        return sides_.emplace(epoch, std::move(made)).first->second;
    }

    static void setUrl(Sides& sides, std::string_view url)
    {
        sides.client.setUrl(url);
        sides.server.setUrl(url);
    }

    void upgrade(Sides& sides, EventNumber number)
    {
        const int status = int(log_.integer(number, FieldKey::HttpStatus).value_or(101));
        sides.server.upgrade(number, status);
        sides.client.upgrade(number, status);
    }

    static void close(Sides& sides, EventNumber number)
    {
        for (const bool fromClient : {false, true}) {
            sides.client.finish(number, fromClient);
            sides.server.finish(number, fromClient);
        }
    }

    PcapngFile& file_;
    const EventLog& log_;
    std::map<std::uint32_t, Sides> sides_;
};

bool hasConnectionsOf(const EventLog& log, Source source)
{
    for (EventNumber number = 1; number <= log.size(); ++number)
        if (log.header(number).source == source && log.header(number).epoch != 0)
            return true;
    return false;
}

template <class Capture>
void capture(const EventLog& log, Capture capture)
{
    for (EventNumber number = 1; number <= log.size(); ++number)
        capture.see(number);
}

} // namespace

QByteArray pcapngReport(const RunReport& report)
{
    PcapngFile file(report.info.program.toUtf8(),
                    "Made from the run file " + report.name.toUtf8() +
                        ": no packet of it was on a wire. Port 80 stands for every server's.");
    const EventLog& log = report.log;
    if (hasConnectionsOf(log, Source::Client))
        capture(log, PartyCapture(file, log, Source::Client));
    else if (hasConnectionsOf(log, Source::Proxy))
        capture(log, ProxyCapture(file, log));
    else
        capture(log, PartyCapture(file, log, Source::Server));
    return file.bytes();
}

} // namespace redial
