// SPDX-License-Identifier: MIT
#include "core/fault/held_output.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

constexpr std::size_t streamPiece = 256 * 1024;
constexpr qint64 streamWaiting = 1024 * 1024;
constexpr auto streamPause = std::chrono::milliseconds(2);

/// The last frame of a connection: nothing that would follow can set it free.
bool isCloseFrame(std::string_view bytes)
{
    return !bytes.empty() && bytes.front() == '\x88';
}

} // namespace

HeldOutput::HeldOutput(RawConnection& connection, Clock& clock)
    : connection_(connection), clock_(clock)
{
}

HeldOutput::~HeldOutput()
{
    clock_.cancelTimer(timer_);
}

void HeldOutput::cut(std::size_t size, std::chrono::nanoseconds delay, bool once)
{
    mode_ = Mode::Cut;
    size_ = size;
    delay_ = delay;
    once_ = once;
}

void HeldOutput::gather(std::uint64_t frames, std::chrono::nanoseconds longest)
{
    mode_ = Mode::Gather;
    frames_ = frames;
    delay_ = longest;
    gathered_ = 0;
}

void HeldOutput::release()
{
    mode_ = Mode::Pass;
    if (!streamDone_)
        writeHeld();
}

void HeldOutput::writeHeld()
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    gathered_ = 0;
    const std::string bytes = std::exchange(held_, {});
    const std::size_t from = std::exchange(heldFrom_, 0);
    if (from < bytes.size())
        connection_.writeRaw(std::string_view(bytes).substr(from));
}

bool HeldOutput::take(std::string_view bytes)
{
    if (mode_ == Mode::Pass && !streamDone_)
        return false;
    if (held_.size() + bytes.size() > mostHeld) {
        connection_.resetNow();
        return true;
    }
    held_ += bytes;
    if (streamDone_)
        return true;
    const bool last = isCloseFrame(bytes);
    if (mode_ == Mode::Cut && last) {
        delay_ = {};
        clock_.cancelTimer(std::exchange(timer_, 0));
    }
    const bool gathers = mode_ == Mode::Gather;
    const bool due = gathers && (last || ++gathered_ >= frames_);
    if (gathers && !due && timer_ == 0)
        armStep(delay_);
    // Whatever sends comes last: it may end the connection, and with it this.
    if (due)
        writeHeld();
    else if (mode_ == Mode::Cut && timer_ == 0)
        step();
    return true;
}

void HeldOutput::stream(std::string bytes, std::function<void()> done)
{
    streamed_ = std::move(bytes);
    streamedTo_ = 0;
    streamDone_ = std::move(done);
    clock_.cancelTimer(std::exchange(timer_, 0));
    step();
}

void HeldOutput::armStep(std::chrono::nanoseconds delay)
{
    timer_ = clock_.startTimer(delay, [this] {
        timer_ = 0;
        step();
    });
}

void HeldOutput::step()
{
    if (streamDone_) {
        while (streamedTo_ < streamed_.size() && connection_.waitingBytes() < streamWaiting) {
            const auto piece = std::string_view(streamed_).substr(streamedTo_, streamPiece);
            streamedTo_ += piece.size();
            if (!connection_.writeRaw(piece))
                return;
        }
        return streamedTo_ < streamed_.size() ? armStep(streamPause) : finishStream();
    }
    if (mode_ == Mode::Gather)
        return writeHeld();
    const std::weak_ptr<bool> alive = alive_;
    while (mode_ == Mode::Cut && heldFrom_ < held_.size()) {
        const std::string piece = held_.substr(heldFrom_, size_);
        heldFrom_ += piece.size();
        if (heldFrom_ == held_.size()) {
            held_.clear();
            heldFrom_ = 0;
        }
        if (!connection_.writeRaw(piece))
            return;
        connection_.flush();
        if (alive.expired())
            return;
        if (delay_.count() > 0 && heldFrom_ < held_.size())
            return armStep(delay_);
    }
    if (once_ && mode_ == Mode::Cut)
        mode_ = Mode::Pass;
}

void HeldOutput::finishStream()
{
    streamed_ = {};
    const auto done = std::exchange(streamDone_, nullptr);
    if (mode_ == Mode::Pass)
        writeHeld();
    else if (mode_ == Mode::Cut)
        step();
    done();
}

} // namespace redial
