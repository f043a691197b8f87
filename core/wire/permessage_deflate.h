// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace redial {

/// The agreed parameters of permessage-deflate (RFC 7692 7.1).
struct DeflateParameters
{
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    /// 8 to 15.
    int serverMaxWindowBits = 15;
    int clientMaxWindowBits = 15;

    friend bool operator==(const DeflateParameters&, const DeflateParameters&) = default;
};

/// The value of Sec-WebSocket-Extensions that offers the extension; its second choice also lets a
/// server that asks only what was offered forbid our context takeover.
std::string deflateOffer();

/// A server's answer to the client's Sec-WebSocket-Extensions: the first offer of
/// permessage-deflate that it can meet; absent if there is none (an unknown or malformed offer is
/// passed over, RFC 7692 5.1).
struct DeflateAnswer
{
    DeflateParameters parameters;
    std::string header;
};
std::optional<DeflateAnswer> answerDeflateOffer(std::string_view extensions);

/// A client's reading of the server's Sec-WebSocket-Extensions. Absent if it is empty; the error is
/// a sentence if the server chose what was not offered (RFC 6455 4.1: the client fails the
/// connection).
Expected<std::optional<DeflateParameters>, std::string>
readDeflateAnswer(std::string_view extensions, bool offered);

/// Decompresses the messages of one direction. Keeps the window between messages unless told
/// otherwise. The window is always the largest, 32 KB, whatever was agreed: with a smaller one zlib
/// takes or refuses a reference that is too far back depending on how the bytes were split.
class MessageInflater
{
public:
    enum class Result : std::uint8_t { Ok, Corrupt, TooLarge };

    explicit MessageInflater(bool noContextTakeover);
    ~MessageInflater();
    MessageInflater(MessageInflater&&) noexcept;
    MessageInflater& operator=(MessageInflater&&) noexcept;

    /// Appends the decompressed bytes to `out` until `out` would exceed `limit`: a decompression
    /// bomb costs no more. What came before the fault is in `out` too. Precondition: out.size() <=
    /// limit.
    Result feed(std::string_view compressed, std::string& out, std::uint64_t limit);
    /// The message's last frame has been fed.
    Result finishMessage(std::string& out, std::uint64_t limit);

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
    bool noContextTakeover_;
};

/// Compresses the messages of one direction.
class MessageDeflater
{
public:
    MessageDeflater(int windowBits, bool noContextTakeover);
    ~MessageDeflater();
    MessageDeflater(MessageDeflater&&) noexcept;
    MessageDeflater& operator=(MessageDeflater&&) noexcept;

    /// The message without the tail 00 00 FF FF (RFC 7692 7.2.1).
    std::string deflate(std::string_view message);

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
    bool noContextTakeover_;
};

} // namespace redial
