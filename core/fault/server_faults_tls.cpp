// SPDX-License-Identifier: MIT
// The faults of TLS level: what is decided before a server's connection has its interceptor.
#include "core/fault/server_faults.h"

#include <algorithm>
#include <array>

namespace redial {

namespace {

/// A fatal alert in a record of TLS 1.2 (RFC 8446 5.1 and 6).
std::string alertRecord(const QString& alert)
{
    static constexpr std::array<std::pair<const char*, char>, 5> numbers{{
        {"handshake_failure", 40},
        {"access_denied", 49},
        {"protocol_version", 70},
        {"internal_error", 80},
        {"unrecognized_name", 112},
    }};
    const auto* const found = std::find_if(numbers.begin(), numbers.end(), [&](const auto& entry) {
        return alert == QLatin1String(entry.first);
    });
    return {21, 3, 3, 0, 2, 2, found->second};
}

} // namespace

bool ServerFaults::needsCertificates() const
{
    for (FaultIndex index = 0; index < schedule_.size(); ++index)
        if (faultAt(index).definition().level == FaultLevel::Tls)
            return true;
    return false;
}

TlsTreatment ServerFaults::treat(const ServerLinkFacts& facts)
{
    TlsTreatment treatment;
    FaultSchedule::Effects later;
    for (const FaultEffect& effect :
         schedule_.connectionBegins({facts.number, facts.peerAddress, {}, {}}, clock_.now())) {
        const Fault& fault = faultAt(effect.fault);
        journal_.record(effect);
        if (fault.definition().stage != FaultStage::Tls) {
            if (effect.connection)
                keepForAfterTls(later, effect);
            else
                applyToServer(effect);
            continue;
        }
        if (effect.kind != FaultEffect::Kind::Begin)
            continue;
        treatment = treatmentOf(fault);
        const bool isFirst = schedule_.bitten(effect.fault, facts.number);
        if (isFirst || !fault.definition().lasts)
            journal_.recordBitten(effect.fault, facts.number, "the TLS handshake");
    }
    afterTls_[facts.number] = std::move(later);
    rearm();
    return treatment;
}

TlsTreatment ServerFaults::treatmentOf(const Fault& fault)
{
    using Act = TlsTreatment::Act;
    const std::string_view id = fault.id();
    if (id == "S7")
        return {Act::Answer, {}, fault.text("answer").toStdString() + "\r\n\r\n"};
    if (id == "S8")
        return {Act::Stall, {}, {}};
    if (id == "S9")
        return {Act::Close, {}, {}};
    if (id == "S10")
        return {Act::Answer, {}, alertRecord(fault.text("alert"))};
    const auto context = certificates_.forFault(fault);
    if (!context)
        return {Act::Close, {}, {}};
    return {Act::Handshake, *context, {}};
}

void ServerFaults::endedBeforeTls(quint32 number)
{
    afterTls_.erase(number);
    apply(schedule_.connectionClosed(number, clock_.now()));
}

void ServerFaults::keepForAfterTls(FaultSchedule::Effects& waiting, const FaultEffect& effect) const
{
    const bool lasts = faultAt(effect.fault).definition().lasts;
    if (effect.kind == FaultEffect::Kind::Begin)
        waiting.push_back(effect);
    else if (effect.kind == FaultEffect::Kind::End && lasts)
        std::erase_if(waiting,
                      [&](const FaultEffect& begin) { return begin.fault == effect.fault; });
}

void ServerFaults::begun(const FaultConnectionFacts& facts)
{
    const auto waiting = afterTls_.extract(facts.number);
    if (waiting.empty())
        return apply(schedule_.connectionBegins(facts, clock_.now()));
    for (const FaultEffect& effect : waiting.mapped())
        act(effect);
}

} // namespace redial
