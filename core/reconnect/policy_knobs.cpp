// SPDX-License-Identifier: MIT
#include "core/reconnect/policy_knobs.h"

#include "core/base/duration_text.h"
#include "core/base/nearest_name.h"

#include <QJsonArray>
#include <QLocale>

#include <algorithm>
#include <array>

namespace redial {

namespace {

using Duration = ReconnectPolicy::Duration;
using Type = PolicyKnob::Type;

QString text(const char* latin1)
{
    return QString::fromLatin1(latin1);
}

PolicyKnob durationKnob(const char* name, const char* group, const char* help,
                        Duration ReconnectPolicy::*member)
{
    return {text(name),
            Type::Duration,
            text(group),
            text(help),
            {},
            [member](const ReconnectPolicy& policy) { return exactDuration(policy.*member); },
            [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
                const auto parsed = parseDuration(value);
                if (!parsed)
                    return Unexpected{parsed.error()};
                policy.*member = *parsed;
                return {};
            }};
}

PolicyKnob ratioKnob(const char* name, const char* group, const char* help,
                     double ReconnectPolicy::*member)
{
    return {
        text(name),
        Type::Ratio,
        text(group),
        text(help),
        {},
        [member](const ReconnectPolicy& policy) {
            return QLocale::c().toString(policy.*member, 'g', QLocale::FloatingPointShortest);
        },
        [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
            bool ok = false;
            const double number = QLocale::c().toDouble(value.trimmed(), &ok);
            if (!ok)
                return Unexpected{
                    QStringLiteral("\"%1\" is not a number. Write for example 0.2.").arg(value)};
            policy.*member = number;
            return {};
        }};
}

PolicyKnob numberKnob(const char* name, const char* group, const char* help,
                      std::uint32_t ReconnectPolicy::*member)
{
    return {text(name),
            Type::Number,
            text(group),
            text(help),
            {},
            [member](const ReconnectPolicy& policy) { return QString::number(policy.*member); },
            [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
                bool ok = false;
                const std::uint32_t number = value.trimmed().toUInt(&ok);
                if (!ok)
                    return Unexpected{
                        QStringLiteral("\"%1\" is not a whole number from 0 to 4294967295.")
                            .arg(value)};
                policy.*member = number;
                return {};
            }};
}

PolicyKnob switchKnob(const char* name, const char* group, const char* help,
                      bool ReconnectPolicy::*member)
{
    return {text(name),
            Type::Switch,
            text(group),
            text(help),
            {text("yes"), text("no")},
            [member](const ReconnectPolicy& policy) { return text(policy.*member ? "yes" : "no"); },
            [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
                if (value != QLatin1String("yes") && value != QLatin1String("no"))
                    return Unexpected{QStringLiteral("\"%1\" is neither yes nor no.").arg(value)};
                policy.*member = value == QLatin1String("yes");
                return {};
            }};
}

/// The names stand in the order of the enumeration's values.
template <class Enum>
PolicyKnob choiceKnob(const char* name, const char* group, const char* help,
                      Enum ReconnectPolicy::*member, const QStringList& names)
{
    return {
        text(name),
        Type::Choice,
        text(group),
        text(help),
        names,
        [member, names](const ReconnectPolicy& policy) {
            return names.at(qsizetype(policy.*member));
        },
        [member, names](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
            const qsizetype index = names.indexOf(value);
            if (index < 0)
                return Unexpected{QStringLiteral("\"%1\" is none of %2.")
                                      .arg(value, names.join(QLatin1String(", ")))};
            policy.*member = static_cast<Enum>(index);
            return {};
        }};
}

PolicyKnob durationListKnob(const char* name, const char* group, const char* help,
                            std::vector<Duration> ReconnectPolicy::*member)
{
    return {text(name),
            Type::DurationList,
            text(group),
            text(help),
            {},
            [member](const ReconnectPolicy& policy) {
                QStringList parts;
                for (const Duration entry : policy.*member)
                    parts << exactDuration(entry);
                return parts.join(QLatin1Char(','));
            },
            [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
                std::vector<Duration> entries;
                for (const QString& part : value.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
                    const auto parsed = parseDuration(part);
                    if (!parsed)
                        return Unexpected{parsed.error()};
                    entries.push_back(*parsed);
                }
                policy.*member = std::move(entries);
                return {};
            }};
}

PolicyKnob numberListKnob(const char* name, const char* group, const char* help,
                          std::vector<std::uint16_t> ReconnectPolicy::*member)
{
    return {text(name),
            Type::NumberList,
            text(group),
            text(help),
            {},
            [member](const ReconnectPolicy& policy) {
                QStringList parts;
                for (const std::uint16_t entry : policy.*member)
                    parts << QString::number(entry);
                return parts.join(QLatin1Char(','));
            },
            [member](ReconnectPolicy& policy, const QString& value) -> Expected<void, QString> {
                std::vector<std::uint16_t> entries;
                for (const QString& part : value.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
                    bool ok = false;
                    entries.push_back(part.trimmed().toUShort(&ok));
                    if (!ok)
                        return Unexpected{
                            QStringLiteral("\"%1\" is not a whole number from 0 to 65535. "
                                           "Separate several by commas.")
                                .arg(part)};
                }
                policy.*member = std::move(entries);
                return {};
            }};
}

std::vector<PolicyKnob> backoffKnobs()
{
    const QStringList strategies{text("exponential"),  text("full"),  text("equal"),
                                 text("decorrelated"), text("fixed"), text("never"),
                                 text("table"),        text("ocpp"),  text("grpc")};
    const char* group = "Back-off";
    return {
        choiceKnob("strategy", group, "how the wait before an attempt grows",
                   &ReconnectPolicy::strategy, strategies),
        durationKnob("initial_backoff", group, "wait before the first attempt",
                     &ReconnectPolicy::initialBackoff),
        durationKnob("max_backoff", group, "longest wait", &ReconnectPolicy::maxBackoff),
        ratioKnob("multiplier", group, "growth from one attempt to the next",
                  &ReconnectPolicy::multiplier),
        ratioKnob("jitter_ratio", group, "spread of each wait, 0.2 for plus and minus 20 %",
                  &ReconnectPolicy::jitterRatio),
        choiceKnob("jitter_mode", group, "where the spread meets the longest wait",
                   &ReconnectPolicy::jitterMode,
                   {text("window"), text("before_cap"), text("after_cap")}),
        durationListKnob("table", group, "waits of strategy table, separated by commas",
                         &ReconnectPolicy::table),
        choiceKnob("ocpp_reading", group, "reading of OCPP's formula",
                   &ReconnectPolicy::ocppReading, {text("A"), text("B"), text("B'")}),
        durationKnob("ocpp_wait_minimum", group, "RetryBackOffWaitMinimum of strategy ocpp",
                     &ReconnectPolicy::ocppWaitMinimum),
        durationKnob("ocpp_random_range", group, "RetryBackOffRandomRange of strategy ocpp",
                     &ReconnectPolicy::ocppRandomRange),
        numberKnob("ocpp_repeat_times", group, "RetryBackOffRepeatTimes of strategy ocpp",
                   &ReconnectPolicy::ocppRepeatTimes),
    };
}

std::vector<PolicyKnob> attemptKnobs()
{
    const char* group = "Attempts";
    return {
        durationKnob("reconnection_delay_offset", group, "extra wait after a disconnect",
                     &ReconnectPolicy::delayOffset),
        choiceKnob("offset_scope", group, "attempts that the extra wait is added to",
                   &ReconnectPolicy::offsetScope, {text("disconnect"), text("every_attempt")}),
        choiceKnob("reset_on", group, "what lets the attempts count from 1 again",
                   &ReconnectPolicy::resetOn, {text("ready"), text("stable"), text("open")}),
        durationKnob("minimum_uptime", group,
                     "how long a connection must stand for reset_on stable",
                     &ReconnectPolicy::minimumUptime),
        numberKnob("max_attempts", group, "attempts before giving up, 0 for no limit",
                   &ReconnectPolicy::maxAttempts),
        switchKnob("honour_retry_after", group,
                   "wait at least as long as the server's Retry-After says",
                   &ReconnectPolicy::honourRetryAfter),
        durationKnob("retry_after_limit", group, "longest Retry-After that is obeyed",
                     &ReconnectPolicy::retryAfterLimit),
        numberListKnob("terminal_http_statuses", group,
                       "HTTP statuses after which no attempt follows",
                       &ReconnectPolicy::terminalHttpStatuses),
        numberListKnob("terminal_close_codes", group, "close codes after which no attempt follows",
                       &ReconnectPolicy::terminalCloseCodes),
    };
}

std::vector<PolicyKnob> timingKnobs()
{
    const char* group = "Times";
    return {
        durationKnob("resume_delay", group, "wait between boot accepted and online",
                     &ReconnectPolicy::resumeDelay),
        durationKnob("connect_timeout", group, "limit for name, TCP, TLS and upgrade together",
                     &ReconnectPolicy::connectTimeout),
        durationKnob("close_timeout", group, "limit for the closing handshake",
                     &ReconnectPolicy::closeTimeout),
        durationKnob("ping_interval", group, "time between own pings, 0 for none",
                     &ReconnectPolicy::pingInterval),
        durationKnob("pong_timeout", group, "limit for the answer to a ping",
                     &ReconnectPolicy::pongTimeout),
    };
}

QJsonValue knobToJson(const PolicyKnob& knob, const ReconnectPolicy& policy)
{
    const QString value = knob.write(policy);
    if (knob.type == Type::Number)
        return value.toDouble();
    if (knob.type == Type::Ratio)
        return QLocale::c().toDouble(value);
    if (knob.type == Type::Switch)
        return value == QLatin1String("yes");
    return value;
}

std::optional<QString> jsonToText(const QJsonValue& value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return text(value.toBool() ? "yes" : "no");
    if (value.isDouble())
        return QLocale::c().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    return std::nullopt;
}

std::optional<QString> setFromJson(ReconnectPolicy& policy, const QString& name,
                                   const QJsonValue& value)
{
    const PolicyKnob* knob = findPolicyKnob(name);
    if (!knob) {
        QStringList names;
        for (const PolicyKnob& known : policyKnobs())
            names << known.name;
        const auto nearest = nearestName(name, names);
        return nearest ? QStringLiteral("is not a setting; did you mean \"%1\"?").arg(*nearest)
                       : QStringLiteral("is not a setting; remove it.");
    }
    const auto asText = jsonToText(value);
    if (!asText)
        return QStringLiteral("must be text, a number, or true or false.");
    const auto result = knob->read(policy, *asText);
    return result ? std::nullopt : std::optional(result.error());
}

} // namespace

QString PolicyKnob::optionName() const
{
    return QString(name).replace(QLatin1Char('_'), QLatin1Char('-'));
}

QString PolicyKnob::valueName() const
{
    switch (type) {
    case Type::Duration:
        return text("DURATION");
    case Type::Number:
    case Type::Ratio:
        return text("NUMBER");
    case Type::DurationList:
        return text("DURATION,…");
    case Type::NumberList:
        return text("NUMBER,…");
    case Type::Switch:
    case Type::Choice:
        break;
    }
    return choices.join(QLatin1Char('|'));
}

const std::vector<PolicyKnob>& policyKnobs()
{
    static const std::vector<PolicyKnob> knobs = [] {
        std::vector<PolicyKnob> all = backoffKnobs();
        for (auto part : {attemptKnobs(), timingKnobs()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return knobs;
}

const PolicyKnob* findPolicyKnob(const QString& name)
{
    const auto& knobs = policyKnobs();
    const auto found = std::find_if(knobs.begin(), knobs.end(),
                                    [&](const PolicyKnob& knob) { return knob.name == name; });
    return found == knobs.end() ? nullptr : &*found;
}

QJsonObject policyToJson(const ReconnectPolicy& policy)
{
    QJsonObject object;
    for (const PolicyKnob& knob : policyKnobs())
        object.insert(knob.name, knobToJson(knob, policy));
    return object;
}

Expected<ReconnectPolicy, std::vector<PolicyError>> policyFromJson(const QJsonObject& object)
{
    ReconnectPolicy policy;
    std::vector<PolicyError> errors;
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (auto sentence = setFromJson(policy, member.key(), member.value()))
            errors.push_back({member.key(), *sentence});
    }
    for (PolicyError& error : policy.validate())
        errors.push_back(std::move(error));
    if (!errors.empty())
        return Unexpected{std::move(errors)};
    return policy;
}

} // namespace redial
