// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/msgi_frame.h"

#include <utility>
#include <variant>

namespace redial {

/// A frame as it was read. The payload is a view: see MsgiReader::next().
struct MsgiFrame
{
    MsgiType type{};
    std::string_view payload;
};

/// Turns the bytes of one direction of an MSGI connection into frames, in pieces of any size. A
/// length is checked before a byte of its payload is kept, so that a peer makes it hold one frame
/// of the limit at most. A frame that lies whole in the bytes fed is not copied. After an error it
/// reads nothing more. Has no sockets and no clock.
class MsgiReader
{
public:
    /// The largest frame, head included. Range: msgiHeadSize and more.
    explicit MsgiReader(std::uint32_t limit = msgiDefaultLimit) : limit_(limit) {}

    /// The bytes are read by next() and must live until it has returned absent. Precondition: it
    /// has since the last feed().
    void feed(std::string_view bytes) { fed_ = bytes; }

    /// Absent: more bytes are needed. A frame's payload lives until the next call of next() or
    /// feed(), and no longer than the bytes fed. An error is given once; absent after it.
    std::optional<std::variant<MsgiFrame, MsgiError>> next();

    /// The buffer for frames that come in parts, so that many readers share one: given before
    /// feed(), taken back once next() has returned absent. Precondition of both: isInsideFrame() is
    /// false.
    void giveBuffer(std::string buffer)
    {
        partial_ = std::move(buffer);
        partial_.clear();
        partialDelivered_ = false;
    }
    std::string takeBuffer()
    {
        partialDelivered_ = false;
        return std::exchange(partial_, {});
    }

    /// True after an error.
    bool isStopped() const { return stopped_; }
    /// True in the middle of a frame, once next() has returned absent.
    bool isInsideFrame() const { return !partial_.empty(); }

private:
    using Result = std::optional<std::variant<MsgiFrame, MsgiError>>;

    Result nextWhole();
    Result nextPartial();
    Result stop(const MsgiError& error);
    /// Moves bytes from fed_ until partial_ holds `size` of them; true if it does.
    bool fillPartial(std::size_t size);

    std::uint32_t limit_;
    std::string_view fed_;
    /// The beginning of a frame whose end was not fed yet.
    std::string partial_;
    bool partialDelivered_ = false;
    bool stopped_ = false;
};

} // namespace redial
