// SPDX-License-Identifier: MIT
// What is wrong with a client, out of what is thought of it.
#include "core/base/duration_text.h"
#include "core/foreign/judgement.h"

#include <algorithm>

namespace redial {

namespace {

using Severity = ClientFinding::Severity;

/// A gap so short that a server which is away is hammered.
constexpr double shortestInitial = 0.1;
constexpr double shortestCap = 1.0;
/// A cap so long that users notice.
constexpr double longestCap = 600;

QString seconds(double value)
{
    return formatDuration(std::chrono::nanoseconds(std::int64_t(value * 1e9)));
}

bool speaksOcpp(const Observations& observations)
{
    return std::any_of(observations.connections.begin(), observations.connections.end(),
                       [](const ObservedConnection& link) { return link.isOcpp; });
}

bool grows(const PolicyEstimate& policy)
{
    const WaitModel& model = *policy.model;
    return model.kind == JitterKind::Table ? model.table.back() > 1.5 * model.table.front()
                                           : model.kind == JitterKind::Decorrelated ||
                                                 model.doublings > 0 || policy.factor.value > 1.05;
}

/// How the waits of a known model grow, where they begin and where they end.
void findInGrowth(const PolicyEstimate& policy, const QStringList& backoffRules,
                  std::vector<ClientFinding>& findings)
{
    const WaitModel& model = *policy.model;
    const bool isGrowing = grows(policy);
    if (!isGrowing)
        findings.push_back(
            {QStringLiteral("P03"), backoffRules, Severity::Minor,
             QStringLiteral("its waits do not grow: a server that is away is asked as often after "
                            "an hour as in the first minute"),
             QStringLiteral("multiply the wait after each failure, up to a cap"),
             policy.factor.evidence});
    const double atMost = model.cap.value_or(isGrowing ? shortestCap : model.initial);
    if (model.initial < shortestInitial && atMost < shortestCap)
        findings.push_back(
            {QStringLiteral("P07"), backoffRules, Severity::Major,
             QStringLiteral("it hammers: it never waits longer than %1").arg(seconds(atMost)),
             QStringLiteral("begin with half a second or more, and let the cap be at "
                            "least some seconds"),
             policy.initial.evidence});
    if (model.cap && *model.cap > longestCap)
        findings.push_back({QStringLiteral("P14"),
                            {},
                            Severity::Minor,
                            QStringLiteral("it may stay away for %1 after the server is back")
                                .arg(seconds(*model.cap)),
                            QStringLiteral("lower the cap to a minute or less"),
                            policy.cap.evidence});
}

void findInPolicy(const PolicyEstimate& policy, bool isOcpp, std::vector<ClientFinding>& findings)
{
    const QStringList backoffRules =
        isOcpp ? QStringList{QStringLiteral("OCPP 2.0.1 part 4, 5.3"), QStringLiteral("TC_B_57_CS")}
               : QStringList();
    if (!policy.model)
        return;
    if (policy.isExact() && policy.jitter.isKnown())
        findings.push_back(
            {QStringLiteral("P05"), backoffRules, Severity::Major,
             QStringLiteral(
                 "its waits have no jitter: all clients that lose a server together come "
                 "back together, again and again"),
             QStringLiteral("draw each wait at random, for example uniformly within plus and minus "
                            "20 % of it, or between 0 and it (full jitter)"),
             policy.jitter.evidence});
    findInGrowth(policy, backoffRules, findings);
    if (isOcpp && policy.ocppReading.word == QLatin1String("none"))
        findings.push_back(
            {QStringLiteral("P01"), backoffRules, Severity::Minor,
             QStringLiteral("its waits follow none of the readings of OCPP's back-off "
                            "(RetryBackOffWaitMinimum, -RandomRange, -RepeatTimes)"),
             QStringLiteral("wait W*2^k plus a random value up to X, k at most R; "
                            "needed in 2.x, advised in 1.6"),
             policy.ocppReading.evidence});
}

void findInReset(const BehaviourEstimate& behaviour, std::vector<ClientFinding>& findings)
{
    const Estimate& reset = behaviour.reset;
    if (!reset.isKnown())
        return;
    if (reset.word == QLatin1String("on open"))
        findings.push_back(
            {QStringLiteral("P08"),
             {},
             Severity::Major,
             QStringLiteral("it counts its attempts anew as soon as a connection is open: a server "
                            "that accepts and closes is asked at the shortest wait for ever"),
             QStringLiteral("reset the back-off when the session is ready, or has stood for some "
                            "seconds"),
             reset.evidence});
    if (reset.word == QLatin1String("never"))
        findings.push_back({QStringLiteral("P08"),
                            {QStringLiteral("OCPP 2.0.1 errata 4.12")},
                            Severity::Major,
                            QStringLiteral("it never counts its attempts anew: after a long outage "
                                           "every later loss waits as long as the last one"),
                            QStringLiteral("reset the back-off when the session is ready"),
                            reset.evidence});
}

void findInAnswers(const BehaviourEstimate& behaviour, std::vector<ClientFinding>& findings)
{
    if (behaviour.retryAfter.isKnown() &&
        behaviour.retryAfter.word.startsWith(QLatin1String("ignored")))
        findings.push_back(
            {QStringLiteral("P10"),
             {QStringLiteral("RFC 9110 10.2.3")},
             Severity::Minor,
             QStringLiteral("it does not heed Retry-After: %1").arg(behaviour.retryAfter.word),
             QStringLiteral("after 503 or 429 wait at least as long as the header "
                            "says"),
             behaviour.retryAfter.evidence});
    if (behaviour.giveUp.isKnown() && behaviour.giveUp.unit == Estimate::Unit::Count)
        findings.push_back(
            {QStringLiteral("P28"),
             {},
             Severity::Major,
             QStringLiteral("it gave up after %1 failures in a row").arg(behaviour.giveUp.value),
             QStringLiteral("a client without a person beside it never gives up on "
                            "failures of the network"),
             behaviour.giveUp.evidence});
    if (behaviour.refusedPort.isKnown() &&
        behaviour.refusedPort.word == QLatin1String("stays away"))
        findings.push_back({QStringLiteral("P14"),
                            {},
                            Severity::Major,
                            QStringLiteral("it does not come back after a time in which the port "
                                           "refused connections"),
                            QStringLiteral("treat a refused connection as any other failure"),
                            behaviour.refusedPort.evidence});
    const Estimate& silence = behaviour.halfOpen;
    if (silence.isKnown() && silence.unit == Estimate::Unit::Word)
        findings.push_back(
            {QStringLiteral("P12"),
             {QStringLiteral("OCPP-J 1.6 errata 3.11")},
             Severity::Major,
             QStringLiteral("it does not notice that the connection is half-open (%1)")
                 .arg(silence.word),
             QStringLiteral("send pings and reconnect when no pong comes in time"),
             silence.evidence});
}

void findInMessages(const BehaviourEstimate& behaviour, std::vector<ClientFinding>& findings)
{
    if (behaviour.staleBursts.isKnown() && behaviour.staleBursts.value > 0)
        findings.push_back({QStringLiteral("P33"),
                            {},
                            Severity::Major,
                            QStringLiteral("it sent %1 messages of one kind at once when it was "
                                           "back: what had piled up while it was offline")
                                .arg(behaviour.staleBursts.value),
                            QStringLiteral("drop what is stale when the connection is lost, or "
                                           "keep the newest of each kind"),
                            behaviour.staleBursts.evidence});
    if (behaviour.duplicates.isKnown() && behaviour.duplicates.value > 0)
        findings.push_back(
            {QStringLiteral("P32"),
             {QStringLiteral("OCPP-J 1.6 4.1.4")},
             Severity::Minor,
             QStringLiteral("it sent %1 messages again under their old ids on a later "
                            "connection")
                 .arg(behaviour.duplicates.value),
             QStringLiteral("repeat only messages about transactions; give any other "
                            "one a new id"),
             behaviour.duplicates.evidence});
    if (behaviour.overlaps.isKnown() && behaviour.overlaps.value > 0)
        findings.push_back({QStringLiteral("P20"),
                            {},
                            Severity::Major,
                            QStringLiteral("it connected %1 times while another connection of its "
                                           "own stood")
                                .arg(behaviour.overlaps.value),
                            QStringLiteral("close the old socket and wait for its end before the "
                                           "next one is opened"),
                            behaviour.overlaps.evidence});
}

} // namespace

QString ClientFinding::severityName() const
{
    return severity == Severity::Major ? QStringLiteral("major") : QStringLiteral("minor");
}

std::vector<ClientFinding> findingsOf(const Observations& observations,
                                      const PolicyEstimate& policy,
                                      const BehaviourEstimate& behaviour)
{
    std::vector<ClientFinding> findings;
    findInPolicy(policy, speaksOcpp(observations), findings);
    findInReset(behaviour, findings);
    findInAnswers(behaviour, findings);
    findInMessages(behaviour, findings);
    std::stable_sort(
        findings.begin(), findings.end(),
        [](const ClientFinding& a, const ClientFinding& b) { return a.severity > b.severity; });
    return findings;
}

} // namespace redial
