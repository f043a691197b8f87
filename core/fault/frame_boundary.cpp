// SPDX-License-Identifier: MIT
#include "core/fault/frame_boundary.h"

#include <algorithm>

namespace redial {

std::size_t FrameBoundary::headLength() const
{
    if (headSize_ < 2)
        return 2;
    const unsigned length = head_[1] & 0x7FU;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    return 2 + extended + ((head_[1] & 0x80U) != 0 ? 4 : 0);
}

std::uint64_t FrameBoundary::payloadLength() const
{
    const unsigned length = head_[1] & 0x7FU;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (extended == 0)
        return length;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < extended; ++i)
        value = value << 8U | head_[2 + i];
    return value;
}

std::size_t FrameBoundary::take(std::string_view bytes)
{
    std::size_t taken = 0;
    while (!inPayload_ && taken < bytes.size()) {
        head_[headSize_++] = static_cast<std::uint8_t>(bytes[taken++]);
        first_ = head_[0];
        if (headSize_ >= 2 && headSize_ == headLength()) {
            payloadLeft_ = payloadLength();
            inPayload_ = true;
        }
    }
    if (!inPayload_)
        return taken;
    const std::size_t payload =
        static_cast<std::size_t>(std::min<std::uint64_t>(payloadLeft_, bytes.size() - taken));
    payloadLeft_ -= payload;
    if (payloadLeft_ == 0) {
        inPayload_ = false;
        headSize_ = 0;
    }
    return taken + payload;
}

} // namespace redial
