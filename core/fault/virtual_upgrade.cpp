// SPDX-License-Identifier: MIT
#include "core/fault/virtual_upgrade.h"

#include "core/fault/http_fault_reply.h"
#include "core/transport/close_reports.h"
#include "core/transport/upgrade_exchange.h"

namespace redial {

namespace {

using std::chrono::nanoseconds;
using Accept = InMemoryAnswer::Accept;
using Refuse = InMemoryAnswer::Refuse;
using Silent = InMemoryAnswer::Silent;

/// Endless headers: by then any client has had enough.
constexpr int mostPadding = 1024;

InMemoryAnswer refuse(CloseCause cause, const Fault& fault, nanoseconds after = {})
{
    return {Refuse{endedByPeer(cause, std::string(fault.definition().summary))}, after};
}

std::optional<InMemoryAnswer> ofName(const Fault& fault, const QString& usual)
{
    const std::string_view id = fault.id();
    if (id == "D1" || id == "D2")
        return refuse(CloseCause::NameNotFound, fault);
    if (id == "D3")
        return InMemoryAnswer{Accept{usual, {}}, fault.duration("delay")};
    return id == "D4" ? std::optional(InMemoryAnswer{Silent{}}) : std::nullopt;
}

std::optional<InMemoryAnswer> ofTls(const Fault& fault)
{
    const std::string_view id = fault.id();
    if (id == "S8")
        return InMemoryAnswer{Silent{}};
    const QString version = id == "S5" ? fault.text("version") : QString();
    const bool isGood = version == QLatin1String("1.2") || version == QLatin1String("1.3");
    if (id == "S12" || id == "S13" || isGood)
        return std::nullopt;
    return refuse(CloseCause::TlsFailed, fault);
}

InMemoryAnswer answerOf(const UpgradeExchange::Answer& read)
{
    if (!read.outcome)
        return {Refuse{read.outcome.error()}};
    return {Accept{read.outcome->info.subprotocol, read.outcome->rest}};
}

InMemoryAnswer ofUpgrade(const Fault& fault, const TransportRequest& request, const QString& usual,
                         WallTime now)
{
    // Any key will do: nobody guesses it.
    UpgradeExchange exchange(request, [] { return std::array<std::byte, 16>{}; });
    HttpHeadCollector collector;
    (void)collector.feed(exchange.requestBytes());
    const auto head = parseRequestHead(collector.head());
    const auto offer = head ? checkUpgradeRequest(*head) : Unexpected{head.error()};
    if (!offer)
        return {Refuse{endedByPeer(CloseCause::HandshakeFailed, offer.error().sentence)}};
    const UpgradeReply plain{writeUpgradeAnswer(offer->key, usual.toStdString(), {})};
    const UpgradeReply reply = httpFaultReply(fault, *offer, plain, now);
    auto read = exchange.feed(reply.bytes, now);
    const bool isEndless = fault.id() == "H11" && reply.then != UpgradeReply::Then::End;
    for (int i = 0; i < mostPadding && !read && isEndless; ++i)
        read = exchange.feed(paddingHeader(), now);
    if (read) {
        InMemoryAnswer answer = answerOf(*read);
        if (fault.id() == "H9")
            answer.after = fault.duration("interval") * std::int64_t(reply.bytes.size() - 1);
        return answer;
    }
    return reply.then == UpgradeReply::Then::End
               ? InMemoryAnswer{Refuse{endedByPeer(CloseCause::EndOfStream, "FIN")}}
               : InMemoryAnswer{Silent{}};
}

} // namespace

std::optional<InMemoryAnswer> virtualUpgrade(const Fault& fault, const TransportRequest& request,
                                             const QString& usual, WallTime now)
{
    const std::string_view id = fault.id();
    if (id == "T3" || id == "T4")
        return refuse(id == "T3" ? CloseCause::EndOfStream : CloseCause::Reset, fault,
                      fault.duration("after"));
    if (id == "T5" || id == "H10")
        return InMemoryAnswer{Silent{}};
    switch (fault.definition().level) {
    case FaultLevel::Dns:
        return ofName(fault, usual);
    case FaultLevel::Tls:
        return ofTls(fault);
    case FaultLevel::Http:
        return ofUpgrade(fault, request, usual, now);
    default:
        return std::nullopt;
    }
}

} // namespace redial
