// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace redial {

/// Bytes in a row: appended at the end, taken from the front. Never gives memory back by itself.
class StreamBuffer
{
public:
    std::size_t size() const { return bytes_.size() - from_; }
    bool isEmpty() const { return size() == 0; }
    std::string_view view() const { return std::string_view(bytes_).substr(from_); }
    std::size_t capacity() const { return bytes_.capacity(); }

    /// The two in a row.
    void append(std::string_view head, std::string_view payload)
    {
        const std::size_t more = head.size() + payload.size();
        // Moving what is left costs no more than what was taken before.
        if (from_ > 0 && from_ >= size() && bytes_.size() + more > bytes_.capacity()) {
            bytes_.erase(0, from_);
            from_ = 0;
        }
        bytes_.append(head);
        bytes_.append(payload);
    }
    void append(std::string_view bytes) { append(bytes, {}); }
    /// Precondition: as many bytes are there.
    void take(std::size_t count)
    {
        from_ += count;
        if (from_ == bytes_.size())
            clear();
    }
    void clear()
    {
        bytes_.clear();
        from_ = 0;
    }

private:
    std::string bytes_;
    std::size_t from_ = 0;
};

} // namespace redial
