// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

constexpr auto stage = FaultStage::Open;
const FaultModes modes{FaultMode::Server, FaultMode::Proxy};

FaultParameter closeCode(std::string_view standard)
{
    return code("code", standard, 0, 65535, "the close code (RFC 6455 7.4)");
}

FaultParameter closeReason()
{
    return text("reason", "", "the reason in the Close frame");
}

FaultParameter controlFrame()
{
    return choice("frame", {"ping", "pong", "close"}, "which control frame");
}

/// Acts take a direction: the server's frames, or with a proxy the client's.
std::vector<FaultDefinition> directedActs(std::vector<FaultDefinition> faults)
{
    for (FaultDefinition& fault : faults) {
        if (!fault.lasts)
            fault.direction = FaultDirection::Downstream;
    }
    return faults;
}

} // namespace

std::vector<FaultDefinition> closingFaults()
{
    return directedActs({
        ending(act({"W1", "close_after_open", "a Close frame right after the connection is open",
                    "Opened must not mean that the back-off starts anew.",
                    "W1 code=1013 when=attempt:1..3"},
                   stage, modes, {closeCode("1001"), closeReason()})),
        act({"W2", "close_after_first_message", "a Close frame after the first message",
             "As of a server that does not like what it hears.", "W2 code=1008 when=attempt:1"},
            stage, modes,
            {closeCode("1001"), closeReason(),
             number("after_messages", "1", 1, 1, "the message after which it comes")}),
        act({"W3", "close_after", "a Close frame after some messages or some time",
             "Independent of what the messages say.", "W3 after_messages=5 when=attempt:1"},
            stage, modes,
            {closeCode("1001"), closeReason(),
             number("after_messages", "0", 0, 1'000'000'000,
                    "after this many messages of both sides, 0 for any number"),
             duration("after", "0", "this long after that")}),
        ending(act(
            {"W4", "close_code", "a Close frame with any code, allowed or not",
             "1000 to 1015, those that must not be on the wire (1004, 1005, 1006, 1015), 2999, "
             "3000 to 4999 and beyond; without a code, cut short, or with a reason that no frame "
             "may have. Forbidden ones are a violation that the client answers with 1002.",
             "W4 code=1006 when=delay:3s when=attempt:1"},
            stage, modes,
            {closeCode("1006"), closeReason(),
             choice("shape", {"normal", "empty", "one_byte", "long_reason", "bad_utf8"},
                    "the Close frame's body: code and reason, nothing, half a code, a reason "
                    "beyond 123 bytes, a reason that is no UTF-8")})),
        state({"W5", "no_close_echo", "the client's Close frame is never answered",
               "A client must end the connection by itself after a while.", "W5 when=attempt:1"},
              stage, modes),
        state({"W6", "close_echo_other_code",
               "the client's Close frame is answered with another code",
               "Shows which code the client reports.", "W6 code=1011 when=attempt:1"},
              stage, modes, {closeCode("1002")}),
        act({"W7", "data_after_close", "messages come after the Close frame",
             "RFC 6455 5.5.1: they must be ignored.", "W7 when=delay:3s when=attempt:1"},
            stage, modes,
            {closeCode("1000"), text("payload", "too late", "text message that is sent")}),
        ending(act(
            {"W8", "close_in_fragmented_message", "a Close frame inside a fragmented message",
             "Control frames may stand between fragments; the half message must not be delivered.",
             "W8 when=delay:3s when=attempt:1"},
            stage, modes, {closeCode("1001"), text("payload", "half a mess", "the fragment")})),
    });
}

std::vector<FaultDefinition> frameFaults()
{
    constexpr std::string_view moment = "RFC 6455: the client must fail the connection with 1002.";
    return directedActs({
        act({"W9", "reserved_opcode", "a frame with a reserved opcode", moment,
             "W9 opcode=11 when=delay:3s when=attempt:1"},
            stage, modes, {number("opcode", "3", 3, 15, "3 to 7 or 11 to 15")}),
        act({"W10", "reserved_bit", "a frame with a reserved bit set", moment,
             "W10 bit=rsv2 when=delay:3s when=attempt:1"},
            stage, modes,
            {choice("bit", {"rsv1", "rsv2", "rsv3"},
                    "which bit; rsv1 is allowed where permessage-deflate was agreed on")}),
        act({"W11", "wrong_mask", "a frame masked by the server, or not by the client",
             "RFC 6455 5.1: whoever receives it must close the connection.",
             "W11 when=delay:3s when=attempt:1"},
            stage, modes),
        act({"W12", "fragmented_control", "a control frame in fragments", moment,
             "W12 frame=close when=delay:3s when=attempt:1"},
            stage, modes, {controlFrame()}),
        act({"W13", "oversized_control", "a control frame of more than 125 bytes", moment,
             "W13 size=200 when=delay:3s when=attempt:1"},
            stage, modes,
            {controlFrame(), number("size", "126", 126, 65535, "of its payload", "bytes")}),
        act({"W14", "bad_length", "a frame whose length is written wrongly", moment,
             "W14 form=negative when=delay:3s when=attempt:1"},
            stage, modes,
            {choice("form", {"non_minimal_16", "non_minimal_64", "negative"},
                    "16 or 64 bits where 7 are enough, or the highest bit of 64 set")}),
        act({"W15", "broken_continuation", "fragments out of their order", moment,
             "W15 form=start_inside when=delay:3s when=attempt:1"},
            stage, modes,
            {choice("form", {"without_start", "start_inside"},
                    "a continuation of nothing, or a new message inside a fragmented one")}),
        act({"W16", "invalid_utf8", "a text message that is no UTF-8",
             "RFC 6455 8.1: the client must fail the connection with 1007.",
             "W16 form=split when=delay:3s when=attempt:1"},
            stage, modes,
            {choice("form", {"whole", "split", "fail_fast"},
                    "in one frame, cut inside a character, or in a fragment that never ends")}),
        act({"W17", "oversized_message", "a message larger than any client should take",
             "The client closes with 1009 or takes it; its memory must stay bounded.",
             "W17 bytes=64MiB when=delay:3s when=attempt:1"},
            stage, modes,
            {bytes("bytes", "16MiB", "its size"),
             choice("form", {"frame", "fragments"}, "one frame, or many fragments")}),
        ending(act(
            {"W18", "truncated_frame", "the stream ends in the middle of a frame",
             "FIN after half of a message: nothing may be delivered, the code to report is 1006.",
             "W18 when=delay:3s when=attempt:1"},
            stage, modes, {text("payload", "a message that is cut", "the message")})),
        directed(
            state({"W19", "byte_by_byte", "frames come in pieces of one byte",
                   "It is no fault of the sender: TCP may cut anywhere.", "W19 when=attempt:1"},
                  stage, modes,
                  {number("chunk", "1", 1, 65536, "the size of each piece", "bytes"),
                   duration("delay", "0", "between two pieces")}),
            FaultDirection::Downstream),
        directed(state({"W20", "coalesced_frames", "several frames come in one packet",
                        "It is no fault of the sender: a reader must take them all.",
                        "W20 frames=5 when=attempt:1"},
                       stage, modes,
                       {number("frames", "3", 2, 1000, "how many are gathered"),
                        duration("most_delay", "1s", "the longest that one may wait")}),
                 FaultDirection::Downstream),
        act({"W21", "bad_deflate", "a compressed message that is a bomb, or broken",
             "permessage-deflate: the client must bound what it unpacks (1009) and refuse what "
             "cannot be unpacked (1007 or 1002).",
             "W21 form=bomb bytes=256MiB when=delay:3s when=attempt:1"},
            stage, modes,
            {choice("form", {"bomb", "broken"}, "huge when unpacked, or no deflate stream"),
             bytes("bytes", "64MiB", "the bomb's size when unpacked")}),
    });
}

std::vector<FaultDefinition> keepAliveFaults()
{
    return directedActs({
        state({"W22", "no_pong", "pings are not answered",
               "The peer looks dead while its messages still come. A client ends the connection "
               "after its pong timeout.",
               "W22 when=attempt:1"},
              stage, modes),
        state({"W23", "late_pong", "pings are answered late",
               "Shorter than the client's pong timeout it must hold, longer it must not.",
               "W23 delay=8s when=attempt:1"},
              stage, modes, {duration("delay", "5s", "how late")}),
        state({"W24", "wrong_pong", "pings are answered with another payload",
               "RFC 6455 5.5.3: this is an answer to no ping.", "W24 when=attempt:1"},
              stage, modes, {text("payload", "wrong", "the pong's payload")}),
        act({"W25", "unsolicited_pong", "a pong that nobody asked for",
             "RFC 6455 5.5.3 allows it as a heartbeat of one side; it needs no answer.",
             "W25 when=delay:3s when=attempt:1"},
            stage, modes, {text("payload", "", "the pong's payload")}),
        act({"W26", "ping_flood", "very many pings at once",
             "A client may answer the last one alone; it must not fall behind or grow.",
             "W26 count=10000 when=delay:3s when=attempt:1"},
            stage, modes,
            {number("count", "1000", 1, 1'000'000, "how many"),
             number("size", "125", 0, 125, "the payload of each", "bytes")}),
        state({"W27", "demanding_pings", "the server pings, and ends what does not answer",
               "Shows whether the client answers pings while it is busy.",
               "W27 interval=2s timeout=1s when=attempt:1"},
              stage, modes,
              {duration("interval", "10s", "between two pings"),
               duration("timeout", "5s", "how long the pong may take")}),
    });
}

} // namespace redial::rows
