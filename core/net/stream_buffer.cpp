// SPDX-License-Identifier: MIT
#include "core/net/stream_buffer.h"

#include <algorithm>
#include <cstring>

namespace redial {

void StreamBuffer::makeRoom(std::size_t more)
{
    const std::string_view left = view();
    // Moving what is left costs no more than what was taken before.
    if (from_ >= left.size() && capacity_ - left.size() >= more) {
        std::memmove(bytes_.get(), left.data(), left.size());
    } else {
        capacity_ = std::max(2 * capacity_, left.size() + more);
        auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
        left.copy(larger.get(), left.size());
        bytes_ = std::move(larger);
    }
    from_ = 0;
    end_ = left.size();
}

} // namespace redial
