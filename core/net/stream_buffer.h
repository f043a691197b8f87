// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace redial {

/// Bytes in a row: appended at the end, taken from the front. Never gives memory back by itself.
class StreamBuffer
{
public:
    std::size_t size() const { return end_ - from_; }
    bool isEmpty() const { return size() == 0; }
    std::string_view view() const { return {bytes_.get() + from_, size()}; }
    std::size_t capacity() const { return capacity_; }

    /// The two in a row.
    void append(std::string_view head, std::string_view payload)
    {
        const std::size_t more = head.size() + payload.size();
        if (capacity_ - end_ < more)
            makeRoom(more);
        char* const to = bytes_.get() + end_;
        payload.copy(to + head.copy(to, head.size()), payload.size());
        end_ += more;
    }
    void append(std::string_view bytes) { append(bytes, {}); }
    /// Precondition: as many bytes are there.
    void take(std::size_t count)
    {
        from_ += count;
        if (from_ == end_)
            clear();
    }
    void clear() { from_ = end_ = 0; }

private:
    void makeRoom(std::size_t more);

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t from_ = 0;
    std::size_t end_ = 0;
};

} // namespace redial
