// SPDX-License-Identifier: MIT
#include "core/log/utf8_length.h"

namespace redial {

namespace {

bool within(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

struct Lead
{
    std::size_t length = 0;
    // What the second byte may be (Unicode 15, table 3-7); the others are 80..BF.
    unsigned char low = 0x80;
    unsigned char high = 0xbf;
};

Lead leadOf(unsigned char byte)
{
    if (within(byte, 0xc2, 0xdf))
        return {2};
    if (byte == 0xe0)
        return {3, 0xa0, 0xbf};
    if (byte == 0xed)
        return {3, 0x80, 0x9f};
    if (within(byte, 0xe1, 0xef))
        return {3};
    if (byte == 0xf0)
        return {4, 0x90, 0xbf};
    if (within(byte, 0xf1, 0xf3))
        return {4};
    if (byte == 0xf4)
        return {4, 0x80, 0x8f};
    return {};
}

} // namespace

std::size_t utf8SequenceLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80)
        return 1;
    const Lead lead = leadOf(byte(0));
    if (lead.length == 0 || text.size() < lead.length || !within(byte(1), lead.low, lead.high))
        return 0;
    for (std::size_t i = 2; i < lead.length; ++i) {
        if (!within(byte(i), 0x80, 0xbf))
            return 0;
    }
    return lead.length;
}

} // namespace redial
