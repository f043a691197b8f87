// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_parameter.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace redial {

/// The layer that a fault touches; its ids begin with the level's letter.
enum class FaultLevel : std::uint8_t {
    Dns,
    Tcp,
    Tls,
    Http,
    WebSocket,
    Ocpp,
    Application,
    Msgi,
    Network,
    Process
};

/// Who does it: Redial's server, its proxy, a filter below TCP (needs a right that not every
/// process has), virtual time, Redial's own client.
enum class FaultMode : std::uint8_t { Server, Proxy, SocketFilter, Virtual, Client };

/// A set of modes.
class FaultModes
{
public:
    constexpr FaultModes() = default;
    constexpr FaultModes(std::initializer_list<FaultMode> modes)
    {
        for (const FaultMode mode : modes)
            insert(mode);
    }
    constexpr void insert(FaultMode mode) { bits_ |= bit(mode); }
    constexpr bool contains(FaultMode mode) const { return (bits_ & bit(mode)) != 0; }
    constexpr bool isEmpty() const { return bits_ == 0; }

private:
    static constexpr unsigned bit(FaultMode mode) { return 1U << static_cast<unsigned>(mode); }
    unsigned bits_ = 0;
};

/// Upstream is from the client to the server.
enum class FaultDirection : std::uint8_t { Upstream, Downstream, Both };

/// Where in the life of a connection a fault acts: the first moment at which it can.
enum class FaultStage : std::uint8_t {
    Process,  ///< on the whole server or client, not on one connection
    Listener, ///< before a connection is accepted
    Connect,  ///< when it begins: accepted, or at a client attempted
    Tls,      ///< in the TLS handshake
    Upgrade,  ///< when the HTTP request has been read
    Stream,   ///< any time from its begin to its end
    Open,     ///< any time while the WebSocket is open
    Message,  ///< on one message
};

/// Entries that wait for another part of Redial.
enum class FaultAvailability : std::uint8_t { Available, WithMsgi };

/// The two sides of an exchange of messages.
enum class FaultMessageKind : std::uint8_t { Call, Answer };

/// One entry of the catalogue. Texts are literals. A plain value.
struct FaultDefinition
{
    std::string_view id;   ///< stable: "W4"
    std::string_view name; ///< stable, snake_case; Toxiproxy's where it has one
    FaultLevel level = FaultLevel::Tcp;
    FaultStage stage = FaultStage::Stream;
    /// True for a state that holds for a while, false for one act.
    bool lasts = false;
    /// Where it makes sense; availableModes() says what this build does.
    FaultModes modes;
    std::vector<FaultParameter> parameters;
    /// One line, without a full stop.
    std::string_view summary;
    /// What it is for and what a good client does, in sentences.
    std::string_view explanation;
    /// A plan entry in text form that can bite.
    std::string_view example;
    /// The default; absent: the fault takes no direction.
    std::optional<FaultDirection> direction = std::nullopt;
    FaultAvailability availability = FaultAvailability::Available;
    /// Of a fault on messages: it is about these alone, whatever a plan says.
    std::optional<FaultMessageKind> messageKind = std::nullopt;
    /// An act that ends the connections that stand, at once and with its standard parameters: a way
    /// to drop them.
    bool endsLinks = false;
    /// An OCPP action, that of the CALL for answers; empty: any.
    std::string_view action = {};

    /// Null if there is none of that name.
    const FaultParameter* parameter(std::string_view parameterName) const;
    /// True if it acts once for each connection, while that comes up.
    bool actsAtBringUp() const;
    /// True if it acts on the whole server or client.
    bool actsOnEverything() const;
};

/// In the order of their values: "dns", "server", "upstream", "connect".
std::span<const std::string_view> faultLevelNames();
std::span<const std::string_view> faultModeNames();
std::span<const std::string_view> faultDirectionNames();

std::string_view nameOf(FaultLevel level);
std::string_view nameOf(FaultMode mode);
std::string_view nameOf(FaultDirection direction);

/// The letter with which the ids of the level begin.
char letterOf(FaultLevel level);

} // namespace redial
