// SPDX-License-Identifier: MIT
#include "core/net/http_request_reader.h"

#include "core/wire/header_list.h"

#include <charconv>

namespace redial {

namespace {

constexpr std::size_t longestChunkLine = 256;

Unexpected<HttpError> refuse(int status, std::string sentence)
{
    return Unexpected{HttpError{status, std::move(sentence)}};
}

std::optional<std::size_t> parseSize(std::string_view text, int base)
{
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, base);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return size;
}

} // namespace

bool HttpRequest::keepsAlive() const
{
    if (head.headers.hasToken("Connection", "close"))
        return false;
    return head.minorVersion >= 1 || head.headers.hasToken("Connection", "keep-alive");
}

bool HttpRequestReader::takeContinue()
{
    return std::exchange(continueWanted_, false);
}

Expected<std::optional<HttpRequest>, HttpError> HttpRequestReader::next()
{
    while (!whole_) {
        const Step advanced = readPart();
        if (!advanced)
            return Unexpected{advanced.error()};
        if (!*advanced)
            return std::optional<HttpRequest>();
    }
    whole_ = false;
    return std::optional(std::exchange(request_, {}));
}

HttpRequestReader::Step HttpRequestReader::readPart()
{
    switch (part_) {
    case Part::Head:
        return readHead();
    case Part::Body:
        return readBody();
    case Part::ChunkSize:
        return readChunkSize();
    case Part::ChunkData:
        return readChunkData();
    case Part::Trailer:
        return readTrailer();
    }
    return false;
}

HttpRequestReader::Step HttpRequestReader::readHead()
{
    const auto complete = collector_.feed(std::exchange(unread_, {}));
    if (!complete)
        return Unexpected{complete.error()};
    if (!*complete)
        return false;
    auto head = parseRequestHead(collector_.head());
    if (!head)
        return Unexpected{head.error()};
    unread_ = collector_.rest();
    collector_ = HttpHeadCollector(limits_);
    request_.head = std::move(*head);
    const HttpHeaders& headers = request_.head.headers;
    if (headers.count("Host") != 1 && request_.head.minorVersion >= 1)
        return refuse(400, "the request needs exactly one Host header");
    const bool isChunked = headers.hasToken("Transfer-Encoding", "chunked");
    if (headers.count("Transfer-Encoding") > 0) {
        if (!isChunked || headers.count("Content-Length") > 0)
            return refuse(400, "the body's length is ambiguous (RFC 9112 6.3)");
        part_ = Part::ChunkSize;
    } else if (headers.count("Content-Length") > 0) {
        const auto length = parseSize(headers.joined("Content-Length"), 10);
        if (!length)
            return refuse(400, "Content-Length is not a number");
        if (*length > mostBody_)
            return refuse(413, "the body is larger than this server takes");
        wanted_ = *length;
        part_ = Part::Body;
    } else {
        whole_ = true;
    }
    continueWanted_ = !whole_ && equalsIgnoringCase(headers.joined("Expect"), "100-continue");
    return true;
}

HttpRequestReader::Step HttpRequestReader::readBody()
{
    if (unread_.size() < wanted_)
        return false;
    request_.body = unread_.substr(0, wanted_);
    unread_.erase(0, wanted_);
    part_ = Part::Head;
    whole_ = true;
    return true;
}

std::optional<std::string> HttpRequestReader::takeLine()
{
    const std::size_t end = unread_.find("\r\n");
    if (end == std::string::npos)
        return std::nullopt;
    std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 2);
    return line;
}

HttpRequestReader::Step HttpRequestReader::readChunkSize()
{
    const auto line = takeLine();
    if (!line && unread_.size() <= longestChunkLine)
        return false;
    const auto size =
        line ? parseSize(trimmed(std::string_view(*line).substr(0, line->find(';'))), 16)
             : std::nullopt;
    if (!size)
        return refuse(400, "a chunk's size is not a hexadecimal number");
    if (*size > mostBody_ - request_.body.size())
        return refuse(413, "the body is larger than this server takes");
    wanted_ = *size;
    part_ = *size == 0 ? Part::Trailer : Part::ChunkData;
    return true;
}

HttpRequestReader::Step HttpRequestReader::readChunkData()
{
    if (unread_.size() < wanted_ + 2)
        return false;
    if (unread_.compare(wanted_, 2, "\r\n") != 0)
        return refuse(400, "a chunk does not end where its size says");
    request_.body.append(unread_, 0, wanted_);
    unread_.erase(0, wanted_ + 2);
    part_ = Part::ChunkSize;
    return true;
}

HttpRequestReader::Step HttpRequestReader::readTrailer()
{
    const auto line = takeLine();
    if (!line)
        return unread_.size() > longestChunkLine ? Step(refuse(431, "a trailer field is too long"))
                                                 : Step(false);
    if (line->empty()) {
        part_ = Part::Head;
        whole_ = true;
    }
    return true;
}

} // namespace redial
