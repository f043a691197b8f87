// SPDX-License-Identifier: MIT
#include "core/fault/proxy_faults.h"

namespace redial {

ProxyFaults::ProxyFaults(const FaultPlan& plan, Clock& clock, EventRecorder recorder,
                         std::uint64_t seed, ProxyFaultActor& actor)
    : ScheduledFaults(plan, clock, Random(seed), recorder, FaultMode::Proxy), actor_(actor)
{
}

ProxyFaults::~ProxyFaults() = default;

void ProxyFaults::connectionBegins(const FaultConnectionFacts& facts)
{
    perform(schedule_.connectionBegins(facts, clock_.now()));
}

void ProxyFaults::requestRead(const FaultConnectionFacts& facts)
{
    perform(schedule_.requestRead(facts, clock_.now()));
}

void ProxyFaults::opened(std::uint32_t connection)
{
    perform(schedule_.opened(connection, clock_.now()));
}

void ProxyFaults::bytes(std::uint32_t connection, FaultDirection direction, std::uint64_t count)
{
    perform(schedule_.bytes(connection, direction, count, clock_.now()));
}

void ProxyFaults::connectionClosed(std::uint32_t connection)
{
    perform(schedule_.connectionClosed(connection, clock_.now()));
}

std::vector<FaultIndex> ProxyFaults::message(std::uint32_t connection, const FaultMessage& message,
                                             Effects& after)
{
    std::vector<FaultIndex> onMessage;
    for (const FaultEffect& effect : schedule_.message(connection, message, clock_.now())) {
        const bool isOnMessage =
            planned(effect.fault).fault.definition().stage == FaultStage::Message &&
            effect.connection && isAct(effect.fault);
        if (!isOnMessage) {
            after.push_back(effect);
            continue;
        }
        journal_.record(effect);
        if (effect.kind == FaultEffect::Kind::Begin)
            onMessage.push_back(effect.fault);
    }
    return onMessage;
}

void ProxyFaults::carryOut(const FaultEffect& effect)
{
    if (effect.kind == FaultEffect::Kind::Begin) {
        const auto changed =
            actor_.beginFault(effect.fault, planned(effect.fault), effect.connection);
        if (changed) {
            (void)schedule_.bitten(effect.fault, effect.connection);
            journal_.recordBitten(effect.fault, effect.connection, *changed);
        }
    } else if (effect.kind == FaultEffect::Kind::End && !isAct(effect.fault)) {
        actor_.endFault(effect.fault, planned(effect.fault), effect.connection);
    }
}

void ProxyFaults::bitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                         const std::string& detail)
{
    if (schedule_.bitten(fault, connection) || isAct(fault))
        journal_.recordBitten(fault, connection, detail);
}

} // namespace redial
