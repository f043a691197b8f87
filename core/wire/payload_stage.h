// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace redial {

/// Why a stage could not take a payload.
struct PayloadError
{
    enum class Kind : std::uint8_t {
        Corrupt,   ///< not what the stage's counterpart writes
        TooLarge,  ///< more than the limit after decompression
        Forged,    ///< the tag does not fit the content and the key
        Replayed,  ///< a sequence number that was seen, or an older one
        Exhausted, ///< the key has been used as often as it may
        Failed,    ///< the library refused for another reason
    };
    Kind kind{};
    /// For people: what was wrong; never the content, never a key.
    std::string sentence;
};

using PayloadResult = Expected<std::string, PayloadError>;

/// One transformation of payloads, and its reverse. A stage belongs to one connection and may keep
/// state in each direction; it sees every payload once, in order. Has no sockets and no clock.
class PayloadStage
{
public:
    /// Where a stage may stand: outgoing payloads pass the kinds in this order.
    enum class Kind : std::uint8_t {
        Plain,          ///< a user's own or an observer; anywhere
        Compression,    ///< before encryption: what is encrypted cannot be compressed
        Encryption,     ///< before authentication
        Authentication, ///< last: what is forged is found before anything is unpacked
    };

    PayloadStage() = default;
    virtual ~PayloadStage() = default;
    PayloadStage(const PayloadStage&) = delete;
    PayloadStage& operator=(const PayloadStage&) = delete;

    virtual Kind kind() const = 0;
    /// As in settings and messages: "zstd".
    virtual std::string_view name() const = 0;
    virtual PayloadResult outgoing(std::string_view payload) = 0;
    virtual PayloadResult incoming(std::string_view payload) = 0;
    /// Bytes that outgoing() adds to a payload of that size: exactly, or at most for a compression.
    virtual std::size_t overhead(std::size_t /*size*/) const { return 0; }
    /// What incoming() gives at most.
    virtual std::size_t longestPayload() const { return std::numeric_limits<std::size_t>::max(); }
};

} // namespace redial
