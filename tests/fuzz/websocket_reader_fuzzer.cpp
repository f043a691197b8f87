// SPDX-License-Identifier: MIT
// Both roles, with and without compression: the same bytes give the same events however they are
// split, nothing exceeds the limit, and texts are UTF-8.
#include "core/wire/websocket_close.h"
#include "core/wire/websocket_reader.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

#include <vector>

namespace websocket_reader_fuzzer {

using namespace redial;

namespace {

constexpr std::uint64_t limit = 4096;

WebSocketReader readerFor(std::uint8_t options)
{
    WebSocketReader reader((options & 1) != 0 ? WebSocketRole::Server : WebSocketRole::Client,
                           {limit});
    if ((options & 2) != 0)
        reader.enableDeflate(MessageInflater((options & 4) != 0));
    return reader;
}

void collect(WebSocketReader& reader, std::vector<WebSocketEvent>& events)
{
    while (auto event = reader.next())
        events.push_back(std::move(*event));
}

void checkEvent(const WebSocketEvent& event, bool last)
{
    using Kind = WebSocketEvent::Kind;
    fuzz::require(event.payload.size() <= limit, "a payload exceeds the limit");
    if (event.kind == Kind::Text || event.kind == Kind::Close)
        fuzz::require(isUtf8(event.payload), "a text is not UTF-8");
    if (event.kind == Kind::Ping || event.kind == Kind::Pong)
        fuzz::require(event.payload.size() <= 125, "a control payload is too long");
    if (event.kind == Kind::Close || event.kind == Kind::Violation)
        fuzz::require(last, "something follows the end");
    if (event.kind == Kind::Close)
        fuzz::require(event.code == close_code::noStatus || mayBeSent(event.code),
                      "a close code that must not be sent");
    if (event.kind == Kind::Violation)
        fuzz::require(mayBeSent(event.code) && !event.payload.empty(), "a violation without code");
}

/// The events up to a violation as a fresh stream to a server, every message in two fragments.
std::string written(const std::vector<WebSocketEvent>& events)
{
    using Kind = WebSocketEvent::Kind;
    const MaskingKey key{std::byte{1}, std::byte{0x80}, std::byte{0xFF}, std::byte{7}};
    std::string stream;
    const auto append = [&](std::uint8_t code, bool final, std::string_view payload) {
        FrameHead head{.opcode = code, .final = final};
        head.mask = key;
        appendFrame(stream, head, payload);
    };
    for (const WebSocketEvent& event : events) {
        const std::string_view payload = event.payload;
        const std::size_t half = payload.size() / 2;
        if (event.kind == Kind::Text || event.kind == Kind::Binary) {
            append(event.kind == Kind::Text ? opcode::text : opcode::binary, false,
                   payload.substr(0, half));
            append(opcode::continuation, true, payload.substr(half));
        } else if (event.kind == Kind::Close) {
            append(opcode::close, true, closePayload(event.code, payload));
        } else if (event.kind != Kind::Violation) {
            append(event.kind == Kind::Ping ? opcode::ping : opcode::pong, true, payload);
        }
    }
    return stream;
}

void requireSame(const std::vector<WebSocketEvent>& a, const std::vector<WebSocketEvent>& b,
                 const char* claim)
{
    fuzz::require(a.size() == b.size(), claim);
    for (std::size_t i = 0; i < a.size(); ++i)
        fuzz::require(a[i].kind == b[i].kind && a[i].code == b[i].code &&
                          a[i].payload == b[i].payload,
                      claim);
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const std::uint8_t options = input.byte();
    const std::uint8_t seed = input.byte();
    WebSocketReader whole = readerFor(options);
    std::vector<WebSocketEvent> expected;
    whole.feed(input.rest());
    collect(whole, expected);
    for (std::size_t i = 0; i < expected.size(); ++i)
        checkEvent(expected[i], i + 1 == expected.size());

    WebSocketReader split = readerFor(options);
    std::vector<WebSocketEvent> events;
    fuzz::inPieces(input.rest(), seed, [&](std::string_view piece) {
        split.feed(piece);
        if ((seed & 1) != 0)
            collect(split, events);
        return true;
    });
    collect(split, events);
    requireSame(events, expected, "splitting changes an event");
    fuzz::require(whole.isStopped() == split.isStopped() &&
                      whole.isInsideMessage() == split.isInsideMessage(),
                  "splitting changes the state");

    WebSocketReader borrowing = readerFor(options);
    events.clear();
    fuzz::inPieces(input.rest(), seed, [&](std::string_view piece) {
        borrowing.lend(piece);
        WebSocketEvent event;
        while (borrowing.next(event))
            events.push_back(event);
        return true;
    });
    requireSame(events, expected, "reading in place changes an event");

    if (!expected.empty() && expected.back().kind == WebSocketEvent::Kind::Violation)
        expected.pop_back();
    WebSocketReader again(WebSocketRole::Server, {limit});
    events.clear();
    again.feed(written(expected));
    collect(again, events);
    requireSame(events, expected, "events written as frames are read as others");
}

} // namespace websocket_reader_fuzzer

REDIAL_FUZZ_TARGET(websocket_reader_fuzzer)
