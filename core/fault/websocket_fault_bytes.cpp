// SPDX-License-Identifier: MIT
#include "core/fault/websocket_fault_bytes.h"

#include "core/wire/big_endian.h"
#include "core/wire/permessage_deflate.h"
#include "core/wire/websocket_frame.h"

#include <algorithm>
#include <array>

namespace redial {

namespace {

using After = WebSocketFaultBytes::After;

constexpr MaskingKey someMask{std::byte{0x12}, std::byte{0x34}, std::byte{0x56}, std::byte{0x78}};
constexpr std::string_view replacementForHalf = "\xE2\x82"; // two of the three bytes of U+20AC

/// Writes frames as the side does that sends them: masked or not.
struct FrameWriter
{
    std::optional<MaskingKey> mask;

    std::string operator()(FrameHead head, std::string_view payload) const
    {
        std::string bytes;
        head.mask = mask;
        appendFrame(bytes, head, payload);
        return bytes;
    }
};

/// Any code, also those that must not stand in a frame.
std::string closeBody(std::int64_t code, std::string_view reason)
{
    std::array<char, 2> number{};
    writeBigEndian(number.data(), static_cast<std::uint16_t>(code));
    return std::string(number.data(), number.size()) + std::string(reason);
}

std::string closeFrame(const FrameWriter& frame, const Fault& fault)
{
    const bool hasReason = fault.definition().parameter("reason") != nullptr;
    return frame({.opcode = opcode::close},
                 closeBody(fault.number("code"),
                           hasReason ? fault.text("reason").toStdString().substr(0, 123) : ""));
}

std::string controlOf(const FrameWriter& frame, const QString& name, std::size_t size, bool final)
{
    const std::uint8_t code = name == QLatin1String("close")  ? opcode::close
                              : name == QLatin1String("pong") ? opcode::pong
                                                              : opcode::ping;
    std::string payload(size, 'x');
    if (code == opcode::close)
        payload.replace(0, 2, closeBody(1000, {}));
    return frame({.opcode = code, .final = final}, payload);
}

std::string payloadOf(const Fault& fault)
{
    return fault.text("payload").toStdString();
}

WebSocketFaultBytes closeCode(const FrameWriter& frame, const Fault& fault)
{
    const QString shape = fault.text("shape");
    std::string body = closeBody(fault.number("code"), fault.text("reason").toStdString());
    if (shape == QLatin1String("empty"))
        body.clear();
    else if (shape == QLatin1String("one_byte"))
        body.resize(1);
    else if (shape == QLatin1String("long_reason"))
        body.resize(150, 'x');
    else if (shape == QLatin1String("bad_utf8"))
        body = body.substr(0, 2) + "\xFF\xFE";
    return {frame({.opcode = opcode::close}, body), After::CloseSent,
            "Close frame with " + std::to_string(body.size()) + " bytes"};
}

WebSocketFaultBytes closings(const FrameWriter& frame, const Fault& fault)
{
    const std::string_view id = fault.id();
    const std::string close = closeFrame(frame, fault);
    if (id == "W7")
        return {close + frame({.opcode = opcode::text}, payloadOf(fault)), After::CloseSent,
                "a message behind the Close frame"};
    if (id == "W8")
        return {frame({.opcode = opcode::text, .final = false}, payloadOf(fault)) + close,
                After::CloseSent, "Close frame behind the first fragment of a message"};
    return {close, After::CloseSent, "Close frame " + std::to_string(fault.number("code"))};
}

std::string badLength(const FrameWriter& frame, const Fault& fault)
{
    const QString form = fault.text("form");
    if (form == QLatin1String("negative"))
        return frame({.declaredLength = 1ULL << 63U, .lengthBytes = 8}, "x");
    return frame({.lengthBytes = form == QLatin1String("non_minimal_16") ? 2 : 8}, "short");
}

std::string brokenContinuation(const FrameWriter& frame, const Fault& fault)
{
    if (fault.text("form") == QLatin1String("without_start"))
        return frame({.opcode = opcode::continuation}, "of nothing");
    return frame({.final = false}, "first ") + frame({.final = true}, "another");
}

std::string invalidUtf8(const FrameWriter& frame, const Fault& fault)
{
    const QString form = fault.text("form");
    if (form == QLatin1String("whole"))
        return frame({}, "\xFF\xFE");
    const std::string first =
        frame({.final = false}, std::string("price ") + std::string(replacementForHalf));
    // The character goes on with what cannot be its third byte.
    if (form == QLatin1String("split"))
        return first + frame({.opcode = opcode::continuation}, "x");
    return first + frame({.opcode = opcode::continuation, .final = false}, "x");
}

std::string reservedBit(const FrameWriter& frame, const Fault& fault)
{
    const QString bit = fault.text("bit");
    return frame({.rsv1 = bit == QLatin1String("rsv1"),
                  .rsv2 = bit == QLatin1String("rsv2"),
                  .rsv3 = bit == QLatin1String("rsv3")},
                 "reserved");
}

std::string oversized(const FrameWriter& frame, const Fault& fault)
{
    constexpr std::size_t piece = 65'536;
    const auto size = static_cast<std::size_t>(fault.number("bytes"));
    if (fault.text("form") == QLatin1String("frame"))
        return frame({}, std::string(size, 'x'));
    std::string bytes;
    for (std::size_t sent = 0; sent < size; sent += piece)
        bytes += frame({.opcode = sent == 0 ? opcode::text : opcode::continuation,
                        .final = sent + piece >= size},
                       std::string(std::min(piece, size - sent), 'x'));
    return bytes;
}

std::string truncated(const FrameWriter& frame, const Fault& fault)
{
    const std::string whole = frame({}, payloadOf(fault));
    return whole.substr(0, whole.size() / 2);
}

std::string badDeflate(const FrameWriter& frame, const Fault& fault)
{
    if (fault.text("form") == QLatin1String("broken"))
        return frame({.rsv1 = true}, "\xFF\xFF\xFF no deflate stream");
    // A mebibyte at a time; a message ends without the tail that lies between two of them.
    constexpr std::size_t piece = 1024 * 1024;
    constexpr std::string_view tail("\x00\x00\xFF\xFF", 4);
    MessageDeflater deflater(15, false);
    const auto size = static_cast<std::size_t>(fault.number("bytes"));
    std::string packed;
    for (std::size_t done = 0; done < size; done += piece) {
        if (done > 0)
            packed += tail;
        packed += deflater.deflate(std::string(std::min(piece, size - done), '\0'));
    }
    return frame({.rsv1 = true}, packed);
}

std::string pingFlood(const FrameWriter& frame, const Fault& fault)
{
    const std::string one = frame({.opcode = opcode::ping},
                                  std::string(static_cast<std::size_t>(fault.number("size")), 'x'));
    std::string bytes;
    for (std::int64_t i = 0; i < fault.number("count"); ++i)
        bytes += one;
    return bytes;
}

struct Entry
{
    std::string_view id;
    std::string (*bytes)(const FrameWriter& frame, const Fault& fault);
};

constexpr std::array<Entry, 11> frameFaults{{
    {"W9",
     [](const FrameWriter& frame, const Fault& fault) {
         return frame({.opcode = static_cast<std::uint8_t>(fault.number("opcode"))}, "reserved");
     }},
    {"W10", reservedBit},
    {"W11",
     [](const FrameWriter& frame, const Fault&) {
         const FrameWriter other{frame.mask ? std::nullopt : std::optional(someMask)};
         return other({}, frame.mask ? "unmasked" : "masked");
     }},
    {"W12", [](const FrameWriter& frame,
               const Fault& fault) { return controlOf(frame, fault.text("frame"), 2, false); }},
    {"W13",
     [](const FrameWriter& frame, const Fault& fault) {
         return controlOf(frame, fault.text("frame"),
                          static_cast<std::size_t>(fault.number("size")), true);
     }},
    {"W14", badLength},
    {"W15", brokenContinuation},
    {"W16", invalidUtf8},
    {"W17", oversized},
    {"W21", badDeflate},
    {"W26", pingFlood},
}};

} // namespace

WebSocketFaultBytes webSocketFaultBytes(const Fault& fault, std::optional<MaskingKey> mask)
{
    const FrameWriter frame{mask};
    const std::string_view id = fault.id();
    if (id == "W4")
        return closeCode(frame, fault);
    for (const std::string_view closing : {"W1", "W2", "W3", "W7", "W8"})
        if (id == closing)
            return closings(frame, fault);
    if (id == "W18")
        return {truncated(frame, fault), After::EndOfStream, "half a frame"};
    if (id == "W25")
        return {frame({.opcode = opcode::pong}, payloadOf(fault).substr(0, 125)), After::GoesOn,
                "a pong"};
    for (const Entry& entry : frameFaults) {
        if (entry.id == id) {
            std::string bytes = entry.bytes(frame, fault);
            std::string detail = std::to_string(bytes.size()) + " bytes";
            return {std::move(bytes), After::GoesOn, std::move(detail)};
        }
    }
    return {};
}

} // namespace redial
