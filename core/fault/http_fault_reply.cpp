// SPDX-License-Identifier: MIT
#include "core/fault/http_fault_reply.h"

#include "core/wire/header_list.h"
#include "core/wire/websocket_frame.h"

#include <QDateTime>
#include <QLocale>

#include <array>

namespace redial {

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using Then = UpgradeReply::Then;

constexpr std::size_t mostHeaderBytes = 64 * 1024 * 1024;
constexpr std::size_t endlessHeaderBytes = 256 * 1024;

/// The head of an answer line by line, to be changed.
std::vector<std::string> linesOf(const std::string& head)
{
    std::vector<std::string> lines;
    std::size_t from = 0;
    for (std::size_t end = head.find("\r\n"); end != std::string::npos && end != from;
         end = head.find("\r\n", from)) {
        lines.push_back(head.substr(from, end - from));
        from = end + 2;
    }
    return lines;
}

std::string headOf(const std::vector<std::string>& lines)
{
    std::string head;
    for (const std::string& line : lines)
        head += line + "\r\n";
    return head + "\r\n";
}

bool isHeader(const std::string& line, std::string_view name)
{
    const std::size_t colon = line.find(':');
    return colon != std::string::npos &&
           equalsIgnoringCase(std::string_view(line).substr(0, colon), name);
}

std::string without(const std::string& head, std::string_view name)
{
    std::vector<std::string> lines = linesOf(head);
    std::erase_if(lines, [name](const std::string& line) { return isHeader(line, name); });
    return headOf(lines);
}

std::string with(const std::string& head, const std::string& name, const std::string& value)
{
    std::vector<std::string> lines = linesOf(without(head, name));
    lines.push_back(name + ": " + value);
    return headOf(lines);
}

UpgradeReply refusal(int status, std::string_view sentence, const Headers& headers = {})
{
    return {writeRefusal(status, sentence, headers), Then::End, status};
}

Headers retryAfter(const Fault& fault, WallTime wall)
{
    const auto wait = std::chrono::ceil<std::chrono::seconds>(fault.duration("retry_after"));
    if (wait.count() == 0)
        return {};
    if (fault.text("form") == QLatin1String("seconds"))
        return {{"Retry-After", std::to_string(wait.count())}};
    const auto moment =
        QDateTime::fromMSecsSinceEpoch((wall + wait).time_since_epoch().count(), Qt::UTC);
    const QString date =
        QLocale::c().toString(moment, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    return {{"Retry-After", date.toStdString()}};
}

UpgradeReply redirect(const Fault& fault, const UpgradeOffer& offer)
{
    std::string location = fault.text("location").toStdString();
    const QString target = fault.text("target");
    if (target != QLatin1String("location")) {
        const std::string host(offer.head.headers.find("Host").value_or("127.0.0.1"));
        const char* const scheme = target == QLatin1String("loop") ? "" : "ws:";
        location = std::string(scheme) + "//" + host + offer.head.target;
    }
    return refusal(static_cast<int>(fault.number("status")), "moved", {{"Location", location}});
}

/// The whole of a huge answer, or the beginning of an endless one.
UpgradeReply hugeHeaders(const Fault& fault)
{
    const auto asked = static_cast<std::size_t>(fault.number("bytes"));
    const bool endless = asked == 0;
    std::string bytes = "HTTP/1.1 101 Switching Protocols\r\n";
    const std::size_t size = endless ? endlessHeaderBytes : std::min(asked, mostHeaderBytes);
    while (bytes.size() < size)
        bytes += paddingHeader();
    if (!endless)
        bytes += "\r\n";
    return {std::move(bytes), endless ? Then::Silence : Then::End, 101};
}

UpgradeReply wrongAnswer(const Fault& fault, UpgradeReply usual)
{
    const std::string_view id = fault.id();
    if (id == "H13")
        usual.bytes = with(usual.bytes, "Sec-WebSocket-Accept", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    if (id == "H14") {
        const QString header = fault.text("header");
        if (header != QLatin1String("connection"))
            usual.bytes = without(usual.bytes, "Upgrade");
        if (header != QLatin1String("upgrade"))
            usual.bytes = without(usual.bytes, "Connection");
    }
    if (id == "H15" && fault.text("form") == QLatin1String("missing"))
        usual.bytes = without(usual.bytes, "Sec-WebSocket-Protocol");
    else if (id == "H15")
        usual.bytes =
            with(usual.bytes, "Sec-WebSocket-Protocol", fault.text("subprotocol").toStdString());
    if (id == "H16")
        usual.bytes =
            with(usual.bytes, "Sec-WebSocket-Extensions", fault.text("extension").toStdString());
    if (id == "H18")
        appendFrame(usual.bytes, {}, fault.text("payload").toStdString());
    return usual;
}

UpgradeReply refused(const Fault& fault, const UpgradeOffer& offer, WallTime wall)
{
    const std::string_view id = fault.id();
    const auto status = [&] { return static_cast<int>(fault.number("status")); };
    if (id == "H1")
        return refusal(status(), "not allowed", {{"WWW-Authenticate", "Basic realm=\"redial\""}});
    if (id == "H2")
        return refusal(404, "unknown station");
    if (id == "H3" || id == "H6")
        return refusal(status(), "refused on purpose");
    if (id == "H4")
        return refusal(429, "too many requests", retryAfter(fault, wall));
    if (id == "H5")
        return refusal(503, "unavailable", retryAfter(fault, wall));
    if (id == "H7")
        return redirect(fault, offer);
    if (id == "H8")
        return refusal(200, "a web server");
    return refusal(426, "another version",
                   {{"Sec-WebSocket-Version", fault.text("versions").toStdString()}});
}

} // namespace

std::string paddingHeader()
{
    return "X-Padding: " + std::string(1000, 'x') + "\r\n";
}

UpgradeReply httpFaultReply(const Fault& fault, const UpgradeOffer& offer, UpgradeReply usual,
                            WallTime wall)
{
    const std::string_view id = fault.id();
    if (id == "H9" || id == "H19")
        return usual;
    if (id == "H10")
        return {{}, Then::Silence, 0};
    if (id == "H11")
        return hugeHeaders(fault);
    if (id == "H12")
        return {fault.text("line").toStdString() + "\r\n", Then::Silence, 0};
    for (const std::string_view wrong : {"H13", "H14", "H15", "H16", "H18"})
        if (id == wrong)
            return wrongAnswer(fault, std::move(usual));
    return refused(fault, offer, wall);
}

} // namespace redial
