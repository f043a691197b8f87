// SPDX-License-Identifier: MIT
#include "core/reconnect/policy_knobs.h"

#include "core/base/knob_json.h"
#include "core/base/knob_types.h"

namespace redial {

namespace {

using Policy = ReconnectPolicy;
using enum BackoffStrategy;

/// Whether the policy's strategy is one of these.
template <class... Strategy>
std::function<bool(const Policy&)> only(Strategy... wanted)
{
    return [wanted...](const Policy& policy) { return ((policy.strategy == wanted) || ...); };
}

QString writeRange(const NumberRange& range)
{
    return range.first == range.last ? QString::number(range.first)
                                     : QStringLiteral("%1-%2").arg(range.first).arg(range.last);
}

Expected<NumberRange, QString> readRange(const QString& text)
{
    const QStringList ends = text.trimmed().split(QLatin1Char('-'));
    bool firstOk = false;
    bool lastOk = false;
    const std::uint16_t first = ends.first().trimmed().toUShort(&firstOk);
    const std::uint16_t last = ends.last().trimmed().toUShort(&lastOk);
    if (!firstOk || !lastOk || ends.size() > 2 || first > last)
        return Unexpected{QStringLiteral("\"%1\" is neither a whole number nor a range. Write for "
                                         "example 401 or 3500-3999, several separated by commas.")
                              .arg(text)};
    return NumberRange(first, last);
}

PolicyKnob ranges(const knob::Label<Policy>& label, std::vector<NumberRange> Policy::*place)
{
    PolicyKnob knob = knob::words(label, PolicyKnob::Type::NumberList, {});
    knob.write = [place](const Policy& policy) {
        QStringList parts;
        for (const NumberRange& range : policy.*place)
            parts << writeRange(range);
        return parts.join(QLatin1Char(','));
    };
    knob.read = [place](Policy& policy, const QString& value) {
        return knob::readList(policy.*place, value, readRange);
    };
    return knob;
}

std::vector<PolicyKnob> backoffKnobs()
{
    constexpr const char* group = "Back-off";
    const auto growing = only(Exponential, Full, Equal);
    // Strategy user has no text form.
    const std::size_t readable = backoffStrategyNames().size() - 1;
    return {
        knob::choice({"strategy", group, "how the wait before an attempt grows"},
                     backoffStrategyNames(), readable, &Policy::strategy),
        knob::duration({"initial_backoff", group, "wait before the first attempt",
                        only(Exponential, Full, Equal, Decorrelated, Fixed)},
                       &Policy::initialBackoff),
        knob::duration(
            {"max_backoff", group, "longest wait", only(Exponential, Full, Equal, Decorrelated)},
            &Policy::maxBackoff),
        knob::ratio({"multiplier", group, "growth from one attempt to the next", growing},
                    &Policy::multiplier),
        knob::ratio({"jitter_ratio", group, "spread of each wait, 0.2 for plus and minus 20 %",
                     only(Exponential, Fixed, Table)},
                    &Policy::jitterRatio),
        knob::choice(
            {"jitter_mode", group, "where the spread meets the longest wait", only(Exponential)},
            jitterModeNames(), jitterModeNames().size(), &Policy::jitterMode),
        knob::durations(
            {"table", group, "waits of strategy table, separated by commas", only(Table)},
            &Policy::table),
    };
}

std::vector<PolicyKnob> protocolKnobs()
{
    constexpr const char* ocpp = "OCPP's back-off";
    constexpr const char* grpc = "gRPC's back-off";
    return {
        knob::choice({"ocpp_reading", ocpp, "reading of OCPP's formula", only(Ocpp)},
                     ocppReadingNames(), ocppReadingNames().size(), &Policy::ocppReading),
        knob::duration({"ocpp_wait_minimum", ocpp, "RetryBackOffWaitMinimum", only(Ocpp)},
                       &Policy::ocppWaitMinimum),
        knob::duration({"ocpp_random_range", ocpp, "RetryBackOffRandomRange", only(Ocpp)},
                       &Policy::ocppRandomRange),
        knob::number({"ocpp_repeat_times", ocpp, "RetryBackOffRepeatTimes", only(Ocpp)},
                     &Policy::ocppRepeatTimes),
        knob::duration(
            {"grpc_initial_backoff", grpc, "INITIAL_BACKOFF, from start to start", only(Grpc)},
            &Policy::grpcInitialBackoff),
        knob::duration({"grpc_max_backoff", grpc, "MAX_BACKOFF", only(Grpc)},
                       &Policy::grpcMaxBackoff),
        knob::ratio({"grpc_multiplier", grpc, "MULTIPLIER", only(Grpc)}, &Policy::grpcMultiplier),
        knob::ratio({"grpc_jitter", grpc, "JITTER, from the second wait on", only(Grpc)},
                    &Policy::grpcJitter),
    };
}

std::vector<PolicyKnob> attemptKnobs()
{
    constexpr const char* group = "Attempts";
    return {
        knob::duration({"reconnection_delay_offset", group, "extra wait after a disconnect"},
                       &Policy::delayOffset),
        knob::choice({"offset_scope", group, "attempts that the extra wait is added to"},
                     offsetScopeNames(), offsetScopeNames().size(), &Policy::offsetScope),
        knob::choice({"reset_on", group, "what lets the attempts count from 1 again"},
                     resetOnNames(), resetOnNames().size(), &Policy::resetOn),
        knob::duration(
            {"minimum_uptime", group, "how long a connection must stand for reset_on stable"},
            &Policy::minimumUptime),
        knob::optionalNumber({"max_attempts", group, "attempts before giving up, or unlimited"},
                             "unlimited", &Policy::maxAttempts),
        knob::onOff(
            {"honour_retry_after", group, "wait at least as long as the server's Retry-After says"},
            &Policy::honourRetryAfter),
        knob::duration({"retry_after_limit", group, "longest Retry-After that is obeyed"},
                       &Policy::retryAfterLimit),
        ranges({"terminal_http_statuses", group, "HTTP statuses after which no attempt follows"},
               &Policy::terminalHttpStatuses),
        ranges({"terminal_close_codes", group, "close codes after which no attempt follows"},
               &Policy::terminalCloseCodes),
    };
}

std::vector<PolicyKnob> timeKnobs()
{
    constexpr const char* group = "Times";
    return {
        knob::duration({"resume_delay", group, "wait between boot accepted and online"},
                       &Policy::resumeDelay),
        knob::duration({"connect_timeout", group, "limit for name, TCP, TLS and upgrade together"},
                       &Policy::connectTimeout),
        knob::duration({"close_timeout", group, "limit for the closing handshake"},
                       &Policy::closeTimeout),
        knob::duration({"ping_interval", group, "time between own pings, 0 for none"},
                       &Policy::pingInterval),
        knob::duration({"pong_timeout", group, "limit for the answer to a ping"},
                       &Policy::pongTimeout),
    };
}

} // namespace

const std::vector<PolicyKnob>& policyKnobs()
{
    static const std::vector<PolicyKnob> knobs = [] {
        std::vector<PolicyKnob> all = backoffKnobs();
        for (const auto& part : {protocolKnobs(), attemptKnobs(), timeKnobs()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return knobs;
}

const PolicyKnob* findPolicyKnob(const QString& name)
{
    return findKnob(policyKnobs(), name);
}

QJsonObject policyToJson(const ReconnectPolicy& policy)
{
    return knobsToJson(policyKnobs(), policy);
}

Expected<ReconnectPolicy, std::vector<PolicyError>> policyFromJson(const QJsonObject& object)
{
    return knobsFromJson(policyKnobs(), object);
}

} // namespace redial
