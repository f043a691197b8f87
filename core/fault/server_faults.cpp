// SPDX-License-Identifier: MIT
#include "core/fault/server_faults.h"

#include "core/fault/msgi_faults.h"
#include "core/fault/server_fault_link.h"
#include "core/net/socket_filter.h"
#include "core/server/msgi_server.h"
#include "core/server/scripted_server.h"

#include <utility>

namespace redial {

ServerFaults::ServerFaults(const FaultPlan& plan, Clock& clock, Random random,
                           EventRecorder recorder)
    : ScheduledFaults(plan, clock, random, recorder, FaultMode::Server)
    , wide_(clock, [this](FaultIndex fault,
                          const std::string& detail) { bitten(fault, std::nullopt, detail); })
    , hasSocketFilter_(socketFilterObstacle().isEmpty())
{
}

ServerFaults::~ServerFaults() = default;

InterceptorFactory ServerFaults::factory()
{
    return [this](const ServerLinkFacts& facts) {
        auto link = std::make_unique<ServerFaultLink>(*this, facts);
        links_[facts.number] = link.get();
        return link;
    };
}

void ServerFaults::setServer(ScriptedServer* server)
{
    wide_.setPort(nullptr);
    port_.reset();
    if (server == nullptr)
        return;
    wide_.setPort(&port_.emplace(*server));
    QObject::connect(server, &ScriptedServer::listening, server, [this] { wide_.listens(); });
}

void ServerFaults::setServer(MsgiServer& server)
{
    wide_.setPort(&msgiPort_.emplace(server));
    QObject::connect(&server, &MsgiServer::listening, &server, [this] { wide_.listens(); });
}

QString ServerFaults::unsuitability(const PlannedFault& fault) const
{
    const bool isOfMsgi = fault.fault.definition().availability == FaultAvailability::WithMsgi;
    if (msgiPort_)
        return unsuitableOnMsgi(fault);
    return isOfMsgi && !port_ ? QString() : ScheduledFaults::unsuitability(fault);
}

void ServerFaults::doWithoutSocketFilters()
{
    hasSocketFilter_ = false;
    wide_.setBlockadeMeans(ListenerBlockade::Means::Queue);
}

void ServerFaults::finish()
{
    endFaults();
    wide_.finish();
    closeJournal();
}

void ServerFaults::carryOut(const FaultEffect& effect)
{
    if (!effect.connection)
        return applyToServer(effect);
    if (const auto waiting = afterTls_.find(*effect.connection); waiting != afterTls_.end())
        keepForAfterTls(waiting->second, effect);
    else
        act(effect);
}

void ServerFaults::act(const FaultEffect& effect)
{
    const auto link = links_.find(*effect.connection);
    if (link == links_.end())
        return;
    if (effect.kind == FaultEffect::Kind::Begin)
        link->second->begin(effect.fault);
    else if (effect.kind == FaultEffect::Kind::End)
        link->second->end(effect.fault);
}

void ServerFaults::applyToServer(const FaultEffect& effect)
{
    const bool begins = effect.kind == FaultEffect::Kind::Begin;
    if (!begins && effect.kind != FaultEffect::Kind::End)
        return;
    const Fault& fault = faultAt(effect.fault);
    if (begins)
        wide_.begin(effect.fault, fault, schedule_.random(effect.fault));
    else
        wide_.end(effect.fault, fault);
    if (fault.id() == "P3")
        hang(effect.fault, begins);
}

void ServerFaults::hang(FaultIndex fault, bool begins)
{
    hang_.reset();
    if (begins)
        hang_ = fault;
    const auto links = links_;
    for (const auto& [number, link] : links) {
        if (begins)
            link->begin(fault);
        else
            link->end(fault);
    }
}

} // namespace redial
