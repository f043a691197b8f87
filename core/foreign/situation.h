// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace redial {

/// What a foreign client is led into to see what it does.
enum class Situation : std::uint8_t {
    Steady,          ///< it is served and left alone
    Outage,          ///< each attempt is accepted by TCP and ended
    ClosedOnOpen,    ///< each attempt is upgraded and ended at once
    ClosedWhenReady, ///< each attempt is ended as soon as its boot was accepted
    Held,            ///< each attempt is accepted, kept unanswered for a while, and ended
    RetryAfter,      ///< one attempt is answered 503 with Retry-After
    HalfOpen,        ///< its connection goes silent
    PortClosed,      ///< nobody listens for a while
    SecondOutage,    ///< as Outage, to see what repeats
    Unauthorized,    ///< attempts are answered 401
};

/// "steady", "outage", …; in the order of the values.
const std::vector<std::string_view>& situationNames();
std::string_view nameOf(Situation situation);
std::optional<Situation> situationFromName(std::string_view name);
/// What it is, for people: "each attempt is ended as soon as TCP has connected".
QString sentenceOf(Situation situation);

/// What is done to one connection of the client.
enum class Treatment : std::uint8_t {
    LetIn,        ///< served; ended by reset when the next situation begins
    Unheard,      ///< FIN before anything is read
    Opened,       ///< 101, then FIN
    Ready,        ///< FIN when the boot was accepted; without OCPP when it is open
    Held,         ///< nothing is answered, then FIN
    RetryAfter,   ///< 503
    Unauthorized, ///< 401
    Silent,       ///< nothing is answered any more
};
std::string_view nameOf(Treatment treatment);
std::optional<Treatment> treatmentFromName(std::string_view name);

} // namespace redial
