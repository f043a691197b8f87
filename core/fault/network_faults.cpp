// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

constexpr auto stream = FaultStage::Stream;
constexpr auto message = FaultStage::Message;
const FaultModes modes{FaultMode::Proxy};

FaultDefinition downstream(FaultDefinition fault)
{
    return directed(std::move(fault), FaultDirection::Downstream);
}

std::vector<FaultDefinition> toxics()
{
    return {
        downstream(state({"N1", "latency", "everything is late",
                          "A fixed delay and a random part. Order is kept.",
                          "N1 latency=500ms jitter=100ms direction=both"},
                         stream, modes,
                         {duration("latency", "100ms", "the delay"),
                          duration("jitter", "0", "at most so much more or less")})),
        downstream(state({"N2", "jitter", "the delay changes from packet to packet",
                          "Uniform between nothing and the most. Order is kept.",
                          "N2 most=400ms when=time:10s..40s"},
                         stream, modes, {duration("most", "200ms", "the longest delay")})),
        downstream(state(
            {"N3", "bandwidth", "the connection is narrow",
             "What does not fit waits, and the sender is slowed down.", "N3 rate=2 direction=both"},
            stream, modes, {number("rate", "10", 0, 10'000'000, "how much passes", "KB/s")})),
        downstream(state(
            {"N4", "slicer", "everything is cut into small packets",
             "It is no fault of the sender: TCP may cut anywhere.",
             "N4 average_size=8 size_variation=4 delay=1ms"},
            stream, modes,
            {number("average_size", "64", 1, 1'000'000, "of a piece", "bytes"),
             number("size_variation", "0", 0, 1'000'000, "at most so much more or less", "bytes"),
             duration("delay", "0", "between two pieces")})),
        downstream(state({"N5", "limit_data", "the connection is closed after so many bytes",
                          "In the middle of a message if it comes to that.",
                          "N5 bytes=300 when=attempt:1"},
                         stream, modes, {bytes("bytes", "4096", "how many may pass")})),
        downstream(state({"N6", "slow_close", "the end of the stream passes late",
                          "The other side keeps a dead connection for a while.",
                          "N6 delay=5s when=attempt:1"},
                         stream, modes, {duration("delay", "1s", "how late")})),
    };
}

std::vector<FaultDefinition> shapes()
{
    return {
        directed(state({"N7", "network_profile", "the connection is like one of a known kind",
                        "Latency, jitter and bandwidth together, as measured on such networks.",
                        "N7 profile=flaky_mobile"},
                       stream, modes,
                       {choice("profile", {"flaky_mobile", "edge", "3g", "lte", "dsl", "satellite"},
                               "which kind")}),
                 FaultDirection::Both),
        directed(
            state({"N8", "flapping", "the network goes and comes back, again and again",
                   "While it is away nothing passes; the connection stands.", "N8 on=8s off=4s"},
                  stream, modes,
                  {duration("on", "10s", "how long everything passes each time"),
                   duration("off", "5s", "how long nothing passes each time"),
                   yesNo("random", "no", "draw each time between 0 and twice its length")}),
            FaultDirection::Both),
        downstream(state({"N9", "stall", "the data stops for a while now and then",
                          "What a lost packet does to TCP: everything behind it waits for the "
                          "retransmission.",
                          "N9 chance=0.05 length=1s"},
                         stream, modes,
                         {probability("chance", "0.02", "of each packet to be lost"),
                          duration("length", "300ms", "the retransmission's time")})),
    };
}

std::vector<FaultDefinition> messageFaults()
{
    return {
        downstream(act({"N10", "reorder_messages", "a message is overtaken by the next ones",
                        "Messages, not bytes: as of a server with several queues.",
                        "N10 when=message:3 direction=upstream"},
                       message, modes,
                       {number("by", "1", 1, 100, "how many messages overtake it"),
                        duration("most_delay", "5s", "the longest that it waits for them")})),
        downstream(act({"N11", "drop_message", "a message is lost",
                        "The connection and every other message stay whole.",
                        "N11 when=message:3:StatusNotification direction=upstream"},
                       message, modes)),
        downstream(
            act({"N12", "delay_message", "a message is late, those behind it too",
                 "Those behind it wait: order is kept.", "N12 delay=10s when=message:1:Heartbeat"},
                message, modes, {duration("delay", "5s", "how late")})),
        downstream(act({"N13", "duplicate_message", "a message comes twice",
                        "As of a sender that is not sure. With a CALLRESULT the second answers "
                        "nothing.",
                        "N13 when=message:1:Heartbeat"},
                       message, modes, {number("copies", "1", 1, 100, "how many more")})),
        downstream(act({"N14", "replace_message", "a message is replaced by another",
                        "Of the same kind, text or binary.",
                        "N14 payload=\"not json\" when=message:1:Heartbeat"},
                       message, modes, {text("payload", "", "what comes instead")})),
        downstream(act({"N15", "corrupt_message", "some bits of a message are flipped",
                        "Inside valid frames: only what the message means is damaged.",
                        "N15 bits=3 when=message:2"},
                       message, modes, {number("bits", "1", 1, 1000, "how many bits")})),
    };
}

} // namespace

std::vector<FaultDefinition> networkFaults()
{
    std::vector<FaultDefinition> faults;
    for (const auto table : {toxics, shapes, messageFaults}) {
        for (FaultDefinition& fault : table())
            faults.push_back(std::move(fault));
    }
    return faults;
}

std::vector<FaultDefinition> processFaults()
{
    constexpr auto process = FaultStage::Process;
    constexpr auto server = FaultMode::Server;
    constexpr auto proxy = FaultMode::Proxy;
    constexpr auto client = FaultMode::Client;
    constexpr auto simulation = FaultMode::Virtual;
    return {
        ending(act({"P1", "server_restart", "the server ends, and starts again",
                    "Every connection is lost at once, the port is closed for a while.",
                    "P1 down=2s when=time:10s"},
                   process, {server, proxy, simulation},
                   {duration("down", "2s", "how long it is away"),
                    choice("end", {"reset", "close", "fin"},
                           "how the connections end: RST, Close 1012, FIN"),
                    choice("port", {"same", "other"}, "the port that it has afterwards")})),
        act({"P2", "lame_duck", "the server says that it goes, and closes over a window",
             "No new connection is taken; those that stand are closed one after the other, so that "
             "they do not all come back at once.",
             "P2 window=10s when=time:10s"},
            process, {server, proxy, simulation},
            {duration("window", "10s", "from the first closing to the last"),
             code("code", "1012", 1000, 4999, "the close code"),
             duration("down", "0", "how long the port is closed after the window")}),
        state({"P3", "server_hang", "the server's process stands still",
               "As under SIGSTOP: the system accepts and acknowledges, nobody reads or writes.",
               "P3 when=time:10s for=20s"},
              process, {server, proxy, simulation}),
        act({"P4", "client_suspend", "the client's machine sleeps and wakes",
             "Asleep it reads, writes and answers nothing; every timer that came due meanwhile "
             "fires "
             "at the waking. In virtual time the link is gone without a sign, in real time it is "
             "as "
             "the server left it. To the process of somebody else's client do it by kill -STOP and "
             "kill -CONT.",
             "P4 length=20s when=time:10s"},
            process, {client, simulation}, {duration("length", "5m", "how long it sleeps")}),
        act({"P5", "wall_clock_jump", "the client's civil time jumps",
             "Nothing that waits may wait longer or shorter; what it tells of the time, and a "
             "Retry-After that is a date, follow the jump.",
             "P5 by=24h when=time:10s"},
            process, {client, simulation},
            {duration("by", "1h", "how far"), choice("towards", {"future", "past"}, "which way")}),
        act({"P6", "backend_change", "the set of servers behind the address changes",
             "A client with several servers must leave those that went and use those that came.",
             "P6 share=0.5 when=time:10s"},
            process, {server, proxy, simulation},
            {probability("share", "0.5", "of the connections, those whose server goes; rounded up"),
             choice("end", {"fin", "reset", "close"}, "how they end: FIN, RST, Close 1012")}),
        act({"P7", "client_storm", "very many clients come at once",
             "As after the end of an outage. Shows what the back-off and its jitter are good for.",
             "P7 clients=1000 when=time:10s"},
            process, {client, simulation}, {number("clients", "100", 1, 10'000, "how many")}),
        directed(state({"P8", "slow_consumer", "one side reads slowly",
                        "Windows and buffers fill; the sender must stay bounded.",
                        "P8 rate=1 direction=upstream"},
                       FaultStage::Stream, {server, proxy, simulation},
                       {number("rate", "1", 0, 10'000'000, "how much is read", "KB/s")}),
                 FaultDirection::Upstream),
        act({"P9", "takeover", "the same client connects a second time while it is connected",
             "As after a half-open connection. The server must keep one of the two; which one is "
             "recorded.",
             "P9 when=delay:5s when=attempt:1"},
            FaultStage::Open, {proxy, client},
            {duration("hold", "0", "how long the second stays, 0 for as long as it may")}),
    };
}

} // namespace redial::rows
