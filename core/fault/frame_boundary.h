// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace redial {

/// Finds where the frames of a WebSocket stream begin and end (RFC 6455 5.2), in pieces of any
/// size, without looking at what they say. Pure.
class FrameBoundary
{
public:
    /// How many bytes of `bytes`, at least one, belong to the present frame. Precondition: not
    /// empty.
    std::size_t take(std::string_view bytes);

    /// No byte of a frame has been taken that has not ended.
    bool isBetweenFrames() const { return headSize_ == 0; }
    /// Of the frame whose bytes were taken last.
    bool isControl() const { return (first_ & 0x8U) != 0; }

private:
    std::size_t headLength() const;
    std::uint64_t payloadLength() const;

    std::array<std::uint8_t, 14> head_{};
    std::size_t headSize_ = 0;
    std::uint64_t payloadLeft_ = 0;
    std::uint8_t first_ = 0;
    bool inPayload_ = false;
};

} // namespace redial
