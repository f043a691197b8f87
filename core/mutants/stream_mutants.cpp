// SPDX-License-Identifier: MIT
// Clients of a feed that bring their connections up wrongly, or lose, double and mistake messages.
#include "core/mutants/mutant.h"
#include "core/mutants/situations.h"
#include "core/mutants/wrong_clock.h"

namespace redial {

namespace {

using namespace std::chrono_literals;

StationRunConfiguration openFeed()
{
    StationRunConfiguration configuration = situation::feedLosses();
    configuration.feed->auth = false;
    return configuration;
}

StationRunConfiguration pingingFeed()
{
    StationRunConfiguration configuration = situation::feedLosses();
    configuration.feed->pingInterval = 7s;
    return configuration;
}

/// What was missed is gone.
StationRunConfiguration forgetfulFeed()
{
    StationRunConfiguration configuration = situation::feedLosses();
    configuration.feed->history = 0;
    return configuration;
}

StationRunConfiguration sortedFeed()
{
    StationRunConfiguration configuration = situation::feedLosses();
    configuration.stream->routes = {{QStringLiteral("trades"), QStringLiteral("trades")},
                                    {QStringLiteral("rest"), QStringLiteral("*")}};
    return configuration;
}

/// The link stands and carries nothing any more.
StationRunConfiguration deadFeed()
{
    StationRunConfiguration configuration = situation::feedLosses();
    configuration.drops.clear();
    configuration.faults = situation::withFault(80s, "T9 when=attempt:1 when=delay:20s").faults;
    configuration.stream->policy.heartbeatEvery = 5s;
    configuration.stream->policy.heartbeatTimeout = 3s;
    return configuration;
}

template <EventKind kind, int count>
int copiesOf(const EventLog& log, EventNumber number)
{
    return log.header(number).kind == kind ? count : 1;
}

int nothingAfterReconnect(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    return header.kind == EventKind::MessageDelivered && header.epoch > 1 ? 0 : 1;
}

ClientParts withClock(WrongClock::Fault fault)
{
    ClientParts parts;
    parts.clock = [fault](Clock& own) { return std::make_unique<WrongClock>(own, fault); };
    return parts;
}

ClientParts withOneToken()
{
    ClientParts parts;
    parts.tokens = [](quint32) {
        return QtFuture::makeReadyFuture(TokenResult(QStringLiteral("always-the-same")));
    };
    return parts;
}

std::vector<Mutant> authMutants()
{
    return {
        {.id = "M70",
         .name = "subscribes before its auth is accepted",
         .wrong = "It sends its subscriptions behind the auth message without waiting for the "
                  "answer.",
         .oracles = {"P40"},
         .declared = situation::feedLosses,
         .actual = [](auto& configuration) { configuration.stream->auth->accepted.reset(); }},
        {.id = "M71",
         .name = "does not authenticate",
         .wrong = "It subscribes at once; it declares an auth message first.",
         .oracles = {"P40"},
         .declared = openFeed,
         .actual = [](auto& configuration) { configuration.stream->auth.reset(); }},
    };
}

std::vector<Mutant> bringUpMutants()
{
    return {
        {.id = "M72",
         .name = "subscribes twice",
         .wrong = "It sends each subscription a second time.",
         .oracles = {"P40"},
         .declared = situation::feedLosses,
         .copies = copiesOf<EventKind::SubscriptionSent, 2>},
        {.id = "M73",
         .name = "forgets a subscription",
         .wrong = "It leaves out the last of its subscriptions.",
         .oracles = {"P40"},
         .declared = situation::feedLosses,
         .actual = [](auto& configuration) { configuration.stream->subscriptions.pop_back(); }},
        {.id = "M74",
         .name = "authenticates with a stale token",
         .wrong = "It keeps the first connection's token; it declares a fresh one for each.",
         .oracles = {"P41"},
         .declared = situation::feedLosses,
         .parts = withOneToken},
        {.id = "M75",
         .name = "ready before its subscriptions are",
         .wrong = "It goes online without waiting for the answers to its subscriptions.",
         .oracles = {"P40"},
         .declared = situation::feedLosses,
         .actual =
             [](auto& configuration) {
                 for (auto& subscription : configuration.stream->subscriptions)
                     subscription.question.accepted.reset();
             }},
    };
}

std::vector<Mutant> heartbeatMutants()
{
    return {
        {.id = "M76",
         .name = "keeps the old heartbeat",
         .wrong = "The heartbeat of a lost connection beats on in the next one.",
         .oracles = {"P15"},
         .declared = situation::feedLosses,
         .parts = [] { return withClock({.length = 7s, .instead = 7s, .ignoresCancel = true}); }},
        {.id = "M77",
         .name = "believes in a dead link",
         .wrong = "It waits ten times as long for the answer to a heartbeat as it says.",
         .oracles = {"P12"},
         .declared = deadFeed,
         .parts = [] { return withClock({.length = 3s, .instead = 30s}); }},
    };
}

std::vector<Mutant> deliveryMutants()
{
    return {
        {.id = "M80",
         .name = "loses its handlers",
         .wrong = "After a reconnect its messages reach nobody.",
         .oracles = {"P43"},
         .declared = situation::feedLosses,
         .copies = nothingAfterReconnect},
        {.id = "M81",
         .name = "gives messages to another handler",
         .wrong = "A channel's messages go to the handler for the rest.",
         .oracles = {"P43"},
         .declared = sortedFeed,
         .actual =
             [](auto& configuration) {
                 auto& routes = configuration.stream->routes;
                 routes.erase(routes.begin());
             }},
        {.id = "M82",
         .name = "delivers twice",
         .wrong = "Each message reaches its handler a second time.",
         .oracles = {"P34", "P43", "P45"},
         .declared = situation::feedLosses,
         .copies = copiesOf<EventKind::MessageDelivered, 2>},
    };
}

std::vector<Mutant> mistakeMutants()
{
    return {
        {.id = "M83",
         .name = "delivers pings",
         .wrong = "The server's pings go to a handler, and nobody answers them.",
         .oracles = {"P44"},
         .declared = pingingFeed,
         .actual = [](auto& configuration) { configuration.stream->passivePings.clear(); }},
        {.id = "M84",
         .name = "takes a message for a ping",
         .wrong = "It answers a message of a channel as if it were a ping, and keeps it.",
         .oracles = {"P43", "P44"},
         .declared = pingingFeed,
         .actual =
             [](auto& configuration) {
                 const auto rule = MessageRule::parse(QStringLiteral("/channel=trades&/seq=12"));
                 configuration.stream->passivePings.push_back({*rule, QStringLiteral("pong")});
             }},
        {.id = "M85",
         .name = "hides a loss",
         .wrong = "It goes on behind messages that never came, and tells nobody.",
         .oracles = {"P45"},
         .declared = forgetfulFeed,
         .copies = copiesOf<EventKind::RecoverySettled, 0>},
    };
}

} // namespace

std::vector<Mutant> streamMutants()
{
    std::vector<Mutant> all;
    for (const auto& some :
         {authMutants(), bringUpMutants(), heartbeatMutants(), deliveryMutants(), mistakeMutants()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redial
