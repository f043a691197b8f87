// SPDX-License-Identifier: MIT
#include "core/foreign/situation.h"

#include <algorithm>

namespace redial {

namespace {

const std::vector<std::string_view> treatments{"let_in", "unheard",     "opened",       "ready",
                                               "held",   "retry_after", "unauthorized", "silent"};

template <class Value>
std::optional<Value> valueOf(const std::vector<std::string_view>& names, std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Value>(found - names.begin());
}

} // namespace

const std::vector<std::string_view>& situationNames()
{
    static const std::vector<std::string_view> names{
        "steady",      "outage",    "closed_on_open", "closed_when_ready", "held",
        "retry_after", "half_open", "port_closed",    "second_outage",     "unauthorized"};
    return names;
}

std::string_view nameOf(Situation situation)
{
    return situationNames().at(static_cast<std::size_t>(situation));
}

std::optional<Situation> situationFromName(std::string_view name)
{
    return valueOf<Situation>(situationNames(), name);
}

QString sentenceOf(Situation situation)
{
    switch (situation) {
    case Situation::Steady:
        return QStringLiteral("it connects and is left alone");
    case Situation::Outage:
        return QStringLiteral("an outage: each attempt is accepted by TCP and ended");
    case Situation::ClosedOnOpen:
        return QStringLiteral("each attempt is upgraded and ended at once");
    case Situation::ClosedWhenReady:
        return QStringLiteral("each attempt is ended as soon as its boot was accepted");
    case Situation::Held:
        return QStringLiteral("each attempt is kept waiting without an answer, and ended");
    case Situation::RetryAfter:
        return QStringLiteral("an attempt is answered 503 with Retry-After");
    case Situation::HalfOpen:
        return QStringLiteral("its connection goes silent");
    case Situation::PortClosed:
        return QStringLiteral("nobody listens: attempts are refused");
    case Situation::SecondOutage:
        return QStringLiteral("a second outage, to see what repeats");
    case Situation::Unauthorized:
        break;
    }
    return QStringLiteral("attempts are answered 401");
}

std::string_view nameOf(Treatment treatment)
{
    return treatments.at(static_cast<std::size_t>(treatment));
}

std::optional<Treatment> treatmentFromName(std::string_view name)
{
    return valueOf<Treatment>(treatments, name);
}

} // namespace redial
