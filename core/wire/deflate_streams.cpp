// SPDX-License-Identifier: MIT
#include "core/wire/permessage_deflate.h"

#include <algorithm>
#include <array>
#include <zlib.h>

namespace redial {

namespace {

constexpr std::size_t chunkBytes = 16 * 1024;
constexpr std::size_t longestPiece = 1U << 30;
constexpr std::string_view messageTail("\x00\x00\xFF\xFF", 4);

Bytef* inputOf(std::string_view bytes)
{
    // zlib's interface takes a pointer to non-const and does not write through it.
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

} // namespace

struct MessageInflater::Stream
{
    Stream() { inflateInit2(&z, -MAX_WBITS); }
    ~Stream() { inflateEnd(&z); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    z_stream z{};
};

MessageInflater::MessageInflater(bool noContextTakeover)
    : stream_(std::make_unique<Stream>()), noContextTakeover_(noContextTakeover)
{
}
MessageInflater::~MessageInflater() = default;
MessageInflater::MessageInflater(MessageInflater&&) noexcept = default;
MessageInflater& MessageInflater::operator=(MessageInflater&&) noexcept = default;

MessageInflater::Result MessageInflater::feed(std::string_view compressed, std::string& out,
                                              std::uint64_t limit)
{
    while (compressed.size() > longestPiece) {
        const Result result = feed(compressed.substr(0, longestPiece), out, limit);
        if (result != Result::Ok)
            return result;
        compressed.remove_prefix(longestPiece);
    }
    z_stream& z = stream_->z;
    z.next_in = inputOf(compressed);
    z.avail_in = static_cast<uInt>(compressed.size());
    std::array<char, chunkBytes> chunk;
    for (;;) {
        z.next_out = reinterpret_cast<Bytef*>(chunk.data());
        z.avail_out = static_cast<uInt>(chunk.size());
        const int status = inflate(&z, Z_SYNC_FLUSH);
        const std::size_t produced = chunk.size() - z.avail_out;
        const auto room = static_cast<std::size_t>(limit - out.size());
        out.append(chunk.data(), std::min(produced, room));
        if (produced > room)
            return Result::TooLarge;
        if (status == Z_STREAM_END) {
            // A block marked as the last one ends the stream; what follows begins a new one that
            // may refer back into the old one's window (RFC 7692 7.2.3.4).
            inflateResetKeep(&z);
            if (z.avail_in == 0)
                return Result::Ok;
            continue;
        }
        if (status == Z_BUF_ERROR || (status == Z_OK && z.avail_in == 0 && z.avail_out > 0))
            return Result::Ok;
        if (status != Z_OK)
            return Result::Corrupt;
    }
}

MessageInflater::Result MessageInflater::finishMessage(std::string& out, std::uint64_t limit)
{
    const Result result = feed(messageTail, out, limit);
    // After the tail a whole message has come to the end of a block (zlib's data_type says so);
    // another one has swallowed the tail as data.
    constexpr int endOfBlock = 128;
    if (result == Result::Ok && (stream_->z.data_type & endOfBlock) == 0)
        return Result::Corrupt;
    if (noContextTakeover_)
        inflateReset(&stream_->z);
    return result;
}

struct MessageDeflater::Stream
{
    explicit Stream(int windowBits)
    {
        // zlib has no window of 256 bytes, but with one of 512 it looks back 250 at most (512 less
        // its MIN_LOOKAHEAD of 262), and so keeps to the smaller one too.
        deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -std::max(windowBits, 9), 8,
                     Z_DEFAULT_STRATEGY);
    }
    ~Stream() { deflateEnd(&z); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    z_stream z{};
};

MessageDeflater::MessageDeflater(int windowBits, bool noContextTakeover)
    : stream_(std::make_unique<Stream>(windowBits)), noContextTakeover_(noContextTakeover)
{
}
MessageDeflater::~MessageDeflater() = default;
MessageDeflater::MessageDeflater(MessageDeflater&&) noexcept = default;
MessageDeflater& MessageDeflater::operator=(MessageDeflater&&) noexcept = default;

std::string MessageDeflater::deflate(std::string_view message)
{
    z_stream& z = stream_->z;
    std::string out;
    std::array<char, chunkBytes> chunk;
    do {
        // zlib counts in 32 bits.
        const std::string_view piece = message.substr(0, longestPiece);
        message.remove_prefix(piece.size());
        z.next_in = inputOf(piece);
        z.avail_in = static_cast<uInt>(piece.size());
        do {
            z.next_out = reinterpret_cast<Bytef*>(chunk.data());
            z.avail_out = static_cast<uInt>(chunk.size());
            ::deflate(&z, message.empty() ? Z_SYNC_FLUSH : Z_NO_FLUSH);
            out.append(chunk.data(), chunk.size() - z.avail_out);
        } while (z.avail_out == 0);
    } while (!message.empty());
    if (out.ends_with(messageTail))
        out.resize(out.size() - messageTail.size());
    if (out.empty())
        out.push_back('\0'); // an empty message is one empty stored block (RFC 7692 7.2.3.6)
    if (noContextTakeover_)
        deflateReset(&z);
    return out;
}

} // namespace redial
