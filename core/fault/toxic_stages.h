// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/toxic_stage.h"

#include <chrono>
#include <cstdint>
#include <memory>

namespace redial {

/// The stages of Toxiproxy 2.x, with its attributes and its meaning of them. Negative attributes
/// count as zero.

/// Each piece leaves `latency` ± `jitter` after it came, never before the one ahead of it. Removal
/// hands on what waits at once.
std::unique_ptr<ToxicStage> makeLatencyStage(std::chrono::milliseconds latency,
                                             std::chrono::milliseconds jitter);

/// A line of `rate` KB (1000 bytes) a second; pieces of at most 100 ms. 0 is no limit. Removal
/// hands on what waits at once.
std::unique_ptr<ToxicStage> makeBandwidthStage(std::int64_t rate);

/// The end is handed on `delay` late; at once if the toxic is removed.
std::unique_ptr<ToxicStage> makeSlowCloseStage(std::chrono::milliseconds delay);

/// Drops every byte. Closes the connection when nothing came for `timeout` (0: never), and when the
/// toxic is removed.
std::unique_ptr<ToxicStage> makeTimeoutStage(std::chrono::milliseconds timeout);

/// `timeout` after the first bytes, or the end, came, both sides get RST. What came is dropped.
std::unique_ptr<ToxicStage> makeResetPeerStage(std::chrono::milliseconds timeout);

/// Cuts what comes into pieces of about `averageSize` ± `sizeVariation` bytes, `delay` apart.
/// Removal hands on the rest at once. Precondition: averageSize > 0, sizeVariation in
/// [0, averageSize).
std::unique_ptr<ToxicStage> makeSlicerStage(std::int64_t averageSize, std::int64_t sizeVariation,
                                            std::chrono::microseconds delay);

/// Closes the connection after `bytes` bytes; `already` of them have passed before. passed() of the
/// stage is their number.
class LimitDataStage final : public ToxicStage
{
public:
    LimitDataStage(std::int64_t bytes, std::int64_t already) : limit_(bytes), passed_(already) {}

    void bytes(std::string_view bytes, MonotonicTime now, Random& random,
               StageOutput& output) override;
    void end(StreamEnd end, MonotonicTime now, Random& random, StageOutput& output) override;
    std::int64_t passed() const { return passed_; }

private:
    std::int64_t limit_;
    std::int64_t passed_;
    bool closed_ = false;
};

} // namespace redial
