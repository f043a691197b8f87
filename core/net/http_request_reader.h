// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/http_head.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redial {

/// One request with its whole body.
struct HttpRequest
{
    HttpRequestHead head;
    std::string body;

    /// RFC 9112 9.3: the client may send another request on this connection.
    bool keepsAlive() const;
};

/// Reads the requests of one connection from bytes in pieces of any size (RFC 9112: body by
/// Content-Length or chunked). Pure. Holds one request, whose head and body are bounded.
class HttpRequestReader
{
public:
    explicit HttpRequestReader(HttpLimits limits, std::size_t mostBody)
        : limits_(limits), mostBody_(mostBody), collector_(limits)
    {
    }

    void feed(std::string_view bytes) { unread_.append(bytes); }
    /// The next whole request; absent if more bytes are needed. An error is final; its status is
    /// what to answer with.
    Expected<std::optional<HttpRequest>, HttpError> next();
    /// True once for a head that asks to be told to go on (Expect: 100-continue).
    bool takeContinue();

private:
    enum class Part : std::uint8_t { Head, Body, ChunkSize, ChunkData, Trailer };
    using Step = Expected<bool, HttpError>;

    Step readHead();
    Step readBody();
    Step readChunkSize();
    Step readChunkData();
    Step readTrailer();
    Step readPart();
    std::optional<std::string> takeLine();

    HttpLimits limits_;
    std::size_t mostBody_;
    Part part_ = Part::Head;
    HttpHeadCollector collector_;
    std::string unread_;
    HttpRequest request_;
    std::size_t wanted_ = 0; ///< bytes of the body or of the chunk that are still to come
    bool whole_ = false;
    bool continueWanted_ = false;
};

} // namespace redial
