// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/raw_connection.h"
#include "core/time/clock.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace redial {

/// What a server wants to send on one connection while a fault holds it back, cuts it up or gathers
/// it. Everything goes out in order. A Close frame that is cut or gathered waits no longer, since
/// the stream ends behind it. Bounded: beyond `mostHeld` bytes the connection is reset.
/// Lives as long as its connection.
class HeldOutput
{
public:
    static constexpr std::size_t mostHeld = 80UL * 1024 * 1024;

    HeldOutput(RawConnection& connection, Clock& clock);
    ~HeldOutput();
    HeldOutput(const HeldOutput&) = delete;
    HeldOutput& operator=(const HeldOutput&) = delete;

    /// Nothing goes out until release().
    void hold() { mode_ = Mode::Hold; }
    /// In pieces of `size` bytes, `delay` apart. Once: only until nothing waits any more.
    void cut(std::size_t size, std::chrono::nanoseconds delay, bool once = false);
    /// Until `frames` writes have gathered, or the first of them has waited for `longest`.
    void gather(std::uint64_t frames, std::chrono::nanoseconds longest);
    /// What waits goes out, and everything after it passes.
    void release();

    /// True if the bytes wait here; false: they may pass.
    bool take(std::string_view bytes);
    /// Sends bytes piece by piece as the client reads, so that few of them wait in the socket;
    /// `done` follows the last one. What comes meanwhile waits behind them.
    void stream(std::string bytes, std::function<void()> done);

private:
    enum class Mode : std::uint8_t { Pass, Hold, Cut, Gather };

    void step();
    void armStep(std::chrono::nanoseconds delay);
    void writeHeld();
    void finishStream();

    RawConnection& connection_;
    Clock& clock_;
    Mode mode_ = Mode::Pass;
    std::string held_;
    std::size_t heldFrom_ = 0;
    std::size_t size_ = 1;
    std::chrono::nanoseconds delay_{};
    bool once_ = false;
    std::uint64_t frames_ = 0;
    std::uint64_t gathered_ = 0;
    std::string streamed_;
    std::size_t streamedTo_ = 0;
    std::function<void()> streamDone_;
    TimerId timer_ = 0;
    /// Gone when this is: sending may end the connection, and with it this.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace redial
