// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/bench/latency_histogram.h"

#include <QJsonObject>
#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

namespace redial {

/// Which frames a load exchanges.
enum class BenchFraming : std::uint8_t { Msgi, WebSocket };
/// Who exchanges them: raw epoll calls, or Redial's engine.
enum class BenchSide : std::uint8_t { Raw, Engine };
/// What a load does.
enum class BenchWork : std::uint8_t {
    Echo,     ///< messages, each sent back
    Connects, ///< connections, each reset once it stands
    Idle,     ///< connections that stand; then one echo on each
};

/// What a client process is told to do.
struct BenchLoad
{
    BenchWork work = BenchWork::Echo;
    BenchFraming framing = BenchFraming::Msgi;
    BenchSide side = BenchSide::Raw;
    std::uint16_t port = 0;
    std::uint32_t bytes = 64; ///< of a message's payload
    std::uint32_t connections = 1;
    std::uint32_t active = 1;
    std::uint32_t inFlight = 1;
    std::chrono::milliseconds length{1000};

    QJsonObject toJson() const;
    static std::optional<BenchLoad> fromJson(const QJsonObject& object);
    /// A fifth of the length goes by unmeasured first.
    std::chrono::milliseconds warmUp() const { return length / 5; }
};

/// What a client process found.
struct BenchResult
{
    double seconds = 0;
    std::uint64_t count = 0; ///< messages, or connections
    LatencyHistogram latency;
    std::int64_t memoryBefore = 0; ///< anonymous bytes of the process that are resident
    std::int64_t memoryIdle = 0;

    QJsonObject toJson() const;
};

/// Resident anonymous memory of this process in bytes; 0 where the system does not tell.
std::int64_t residentMemory();

/// Nanoseconds on the machine's steady clock.
inline std::chrono::nanoseconds benchNow()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

} // namespace redial
