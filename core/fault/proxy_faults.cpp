// SPDX-License-Identifier: MIT
#include "core/fault/proxy_faults.h"

namespace redial {

ProxyFaults::ProxyFaults(const FaultPlan& plan, Clock& clock, EventRecorder recorder,
                         std::uint64_t seed, ProxyFaultActor& actor)
    : clock_(clock)
    , actor_(actor)
    , schedule_(plan, clock.now(), Random(seed))
    , journal_(schedule_, recorder, FaultMode::Proxy)
{
}

ProxyFaults::~ProxyFaults()
{
    clock_.cancelTimer(timer_);
}

void ProxyFaults::start()
{
    perform(schedule_.start(clock_.now()));
}

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

void ProxyFaults::finish()
{
    perform(schedule_.finish(clock_.now()));
    journal_.recordUnbitten();
    clock_.cancelTimer(timer_);
}

std::vector<HostedFault> ProxyFaults::hostedFaults() const
{
    return hostedFaultsOf(schedule_);
}

Expected<FaultIndex, QString> ProxyFaults::addFault(const PlannedFault& fault)
{
    if (const QString no = reasonNotToAdd(fault, FaultMode::Proxy); !no.isEmpty())
        return Unexpected{no};
    const FaultIndex index = schedule_.add(fault);
    if (fault.armed)
        perform(schedule_.arm(index, clock_.now()));
    return index;
}

bool ProxyFaults::armFault(FaultIndex fault)
{
    if (fault >= schedule_.size())
        return false;
    perform(schedule_.arm(fault, clock_.now()));
    return true;
}

bool ProxyFaults::disarmFault(FaultIndex fault)
{
    if (fault >= schedule_.size())
        return false;
    perform(schedule_.disarm(fault, clock_.now()));
    return true;
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

void ProxyFaults::perform(const Effects& effects)
{
    for (const FaultEffect& effect : effects) {
        journal_.record(effect);
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
    arrange();
}

void ProxyFaults::bitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                         const std::string& detail)
{
    if (schedule_.bitten(fault, connection) || isAct(fault))
        journal_.recordBitten(fault, connection, detail);
}

void ProxyFaults::arrange()
{
    clock_.cancelTimer(timer_);
    timer_ = 0;
    const auto due = schedule_.nextDue();
    if (!due)
        return;
    timer_ = clock_.startTimer(*due - clock_.now(), [this] {
        timer_ = 0;
        perform(schedule_.timePassed(clock_.now()));
    });
}

} // namespace redial
