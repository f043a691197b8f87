// SPDX-License-Identifier: MIT
#include "core/explore/model_state.h"

#include <algorithm>

namespace redial {

namespace {

using std::chrono::nanoseconds;

/// Numbers of connections are compared with the present one only; this leaves room for older ones.
constexpr std::uint32_t canonicalEpoch = 16;

bool looksBack(const ReconnectPolicy& policy)
{
    switch (policy.strategy) {
    case BackoffStrategy::Decorrelated:
    case BackoffStrategy::Ocpp:
    case BackoffStrategy::User:
        return true;
    default:
        return false;
    }
}

/// 64 bits at a time; the finisher of MurmurHash3 between them.
class Fingerprint
{
public:
    void add(std::uint64_t word)
    {
        value_ ^= word;
        value_ ^= value_ >> 33;
        value_ *= 0xff51afd7ed558ccdULL;
        value_ ^= value_ >> 29;
        value_ *= 0xc4ceb9fe1a85ec53ULL;
        value_ ^= value_ >> 32;
    }
    void add(nanoseconds time) { add(static_cast<std::uint64_t>(time.count())); }
    void add(MonotonicTime time) { add(time.time_since_epoch()); }
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0x9e3779b97f4a7c15ULL;
};

/// Packs small values into whole words.
class Packed
{
public:
    explicit Packed(Fingerprint& target) : target_(target) {}
    ~Packed() { target_.add(word_); }
    Packed(const Packed&) = delete;
    Packed& operator=(const Packed&) = delete;

    template <class Value>
    Packed& operator<<(Value value)
    {
        constexpr unsigned bits = std::is_same_v<Value, bool> ? 1 : 8;
        if (used_ + bits > 64) {
            target_.add(word_);
            word_ = 0;
            used_ = 0;
        }
        word_ |= std::uint64_t(value) << used_;
        used_ += bits;
        return *this;
    }

private:
    Fingerprint& target_;
    std::uint64_t word_ = 0;
    unsigned used_ = 0;
};

void addMachines(Fingerprint& print, const ModelState& state)
{
    const ReconnectState& link = state.reconnect;
    const OcppSessionState& session = state.session;
    print.add(link.attemptStartedAt);
    print.add(link.previousBackoff.value_or(nanoseconds(-1)));
    print.add(std::uint64_t(link.attempt) << 32 | state.link.attempt);
    print.add(session.lastSentAt);
    print.add(session.heartbeatInterval);
    print.add(std::uint64_t(session.waitingCalls) << 32 | session.waitingTransactions);
    print.add(std::uint64_t(session.transactionTransmissions) << 32 | link.epoch);
    Packed(print) << link.connection << link.armedTimers << link.wanted << link.restart
                  << link.online << link.inRehandshake << session.phase << session.open
                  << session.armedTimers << session.wasAccepted << session.bootRequired
                  << session.heartbeatWanted << session.bootTriggered << session.bootedSince
                  << std::uint8_t(session.lastAnswer ? 1 + int(*session.lastAnswer) : 0);
}

void addHistory(Fingerprint& print, const ModelState& state)
{
    const ExploredLink& link = state.link;
    const SessionHistory& messages = state.messages;
    for (const nanoseconds time :
         {link.sinceBegin, link.sinceClosing, link.sinceReady, link.untilDue, link.untilAllowed,
          link.lastDelay, messages.untilBoot})
        print.add(time);
    Packed(print) << link.told << link.wanted << link.gaveUp << link.restart << link.waiting
                  << link.mayConnect << link.opened << link.ready << link.online
                  << messages.waitingCalls << messages.waitingTransactions << messages.open
                  << messages.opened << messages.needsBoot << messages.accepted
                  << messages.everAccepted << messages.online << messages.mayBeat
                  << messages.bootAsked << messages.rejected;
    Packed(print) << state.network.phase << state.network.isSilent << state.network.isLingering
                  << state.network.answerLost << state.network.stale;
}

} // namespace

std::optional<nanoseconds> ModelState::untilNextTimer() const
{
    std::optional<nanoseconds> next;
    for (const nanoseconds time : remaining) {
        if (time != notArmed)
            next = std::min(next.value_or(time), time);
    }
    return next;
}

void canonicalize(ModelState& state, MonotonicTime now, const ReconnectPolicy& policy,
                  const SessionPolicy& session)
{
    const nanoseconds passed = now - canonicalNow;
    ReconnectState& link = state.reconnect;
    link.epoch = canonicalEpoch;
    link.staleInputs = 0;
    link.attemptStartedAt =
        policy.strategy == BackoffStrategy::Grpc ? link.attemptStartedAt - passed : MonotonicTime{};
    if (!looksBack(policy))
        link.previousBackoff.reset();
    OcppSessionState& messages = state.session;
    messages.lastSentAt =
        session.skipHeartbeatWhenBusy ? messages.lastSentAt - passed : MonotonicTime{};
    // Both say only which connectors a status report names.
    messages.offlineSince.reset();
    messages.bootedSince = false;
}

std::uint64_t fingerprintOf(const ModelState& state)
{
    Fingerprint print;
    for (const nanoseconds time : state.remaining)
        print.add(time);
    addMachines(print, state);
    addHistory(print, state);
    return print.value();
}

} // namespace redial
