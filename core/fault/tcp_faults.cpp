// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

constexpr auto server = FaultMode::Server;
constexpr auto proxy = FaultMode::Proxy;
constexpr auto filter = FaultMode::SocketFilter;

std::vector<FaultDefinition> listenerFaults()
{
    constexpr auto stage = FaultStage::Listener;
    return {
        state({"T1", "down", "the port is closed: connections are refused",
               "The server's process is gone, its host is there. A client sees the refusal at once "
               "and must wait by its back-off all the same.",
               "T1 when=time:5s for=10s"},
              stage, {server, proxy},
              {yesNo("drop_connections", "no", "reset the connections that stand as well")}),
        state({"T2", "syn_blackhole", "connection attempts get no answer at all",
               "As behind a firewall that drops. Only the client's own limit for connecting ends "
               "the attempt; without one the system waits for minutes.",
               "T2 when=time:5s for=20s"},
              stage, {server, proxy, filter}),
    };
}

std::vector<FaultDefinition> acceptFaults()
{
    constexpr auto stage = FaultStage::Connect;
    return {
        act({"T3", "accept_then_close", "the connection is accepted and closed (FIN)",
             "As a proxy does whose backend is away. Opening must not count as success.",
             "T3 when=attempt:1..3"},
            stage, {server, proxy}, {duration("after", "0", "how long after the accept")}),
        act({"T4", "accept_then_reset", "the connection is accepted and reset (RST)",
             "As a process does that dies while it accepts.", "T4 after=50ms when=attempt:1..3"},
            stage, {server, proxy}, {duration("after", "0", "how long after the accept")}),
        state({"T5", "accept_then_silence", "the connection is accepted and nothing more happens",
               "Neither read nor written. Shows whether the client limits the handshake's time.",
               "T5 when=attempt:1"},
              stage, {server, proxy}),
    };
}

std::vector<FaultDefinition> endingFaults()
{
    constexpr auto stage = FaultStage::Stream;
    return {
        directed(
            ending(act({"T6", "reset_peer", "the connection is reset (RST) in the middle",
                        "As a crash or a middlebox leaves it. What had not been read yet is lost.",
                        "T6 when=message:3 when=attempt:1"},
                       stage, {server, proxy},
                       {duration("timeout", "0", "how long after its moment has come")})),
            FaultDirection::Both),
        directed(ending(act({"T7", "end_stream", "the stream ends (FIN) without a Close frame",
                             "As a process leaves it that ends. The close code to report is 1006.",
                             "T7 when=message:3 when=attempt:1"},
                            stage, {server, proxy})),
                 FaultDirection::Both),
        directed(act({"T8", "half_close", "one side says that it will send no more, and reads on",
                      "shutdown(SHUT_WR). A client should end the connection; one that waits for "
                      "more waits for ever.",
                      "T8 when=message:3 when=attempt:1"},
                     stage, {server, proxy}),
                 FaultDirection::Downstream),
    };
}

std::vector<FaultDefinition> blackholeFaults()
{
    constexpr auto stage = FaultStage::Stream;
    return {
        directed(state({"T9", "timeout", "nothing passes any more; the connection stands",
                        "The full blackhole: the data waits until the fault heals, or the "
                        "connection is closed after the timeout. Only keep-alive finds it.",
                        "T9 when=delay:5s when=attempt:1 for=2m"},
                       stage, {server, proxy, filter},
                       {duration("timeout", "0", "close the connection after this, 0 for never")}),
                 FaultDirection::Both),
        state({"T10", "blackhole_upstream", "nothing passes from the client to the server",
               "The half-open connection, seen from the server: the client still hears.",
               "T10 when=delay:5s when=attempt:1 for=2m"},
              stage, {server, proxy, filter}),
        state({"T11", "blackhole_downstream", "nothing passes from the server to the client",
               "The half-open connection, seen from the client: its messages still arrive.",
               "T11 when=delay:5s when=attempt:1 for=2m"},
              stage, {server, proxy, filter}),
    };
}

std::vector<FaultDefinition> exhaustionFaults()
{
    return {
        state({"T12", "port_flap", "the port goes and comes back, again and again",
               "As a service does that is restarted by its supervisor in a loop.",
               "T12 down=2s up=3s when=time:5s for=30s"},
              FaultStage::Listener, {server, proxy},
              {duration("down", "2s", "how long it is closed each time"),
               duration("up", "5s", "how long it is open each time"),
               yesNo("drop_connections", "yes", "reset the connections that stand each time")}),
        state({"T13", "backlog_full", "the queue of connections not yet accepted is full",
               "The system answers no further attempt, as with T2, while the port is open.",
               "T13 when=time:5s for=20s"},
              FaultStage::Listener, {server}),
        state({"T14", "no_descriptors", "the server has no file descriptor left to accept with",
               "Attempts are completed by the system and never served: the client sees an open "
               "connection that is silent.",
               "T14 when=time:5s for=20s"},
              FaultStage::Listener, {server}),
        state({"T15", "idle_timeout", "a middlebox forgets the connection when it is idle",
               "As load balancers and carriers do after 30 to 350 seconds. A client's pings must "
               "come more often than that.",
               "T15 idle=60s end=forget"},
              FaultStage::Stream, {server, proxy},
              {duration("idle", "60s", "how long nothing may pass"),
               choice("end", {"forget", "reset", "close"},
                      "drop everything silently, or end by RST or FIN")}),
    };
}

} // namespace

std::vector<FaultDefinition> tcpFaults()
{
    std::vector<FaultDefinition> faults;
    for (const auto table :
         {listenerFaults, acceptFaults, endingFaults, blackholeFaults, exhaustionFaults}) {
        for (FaultDefinition& fault : table())
            faults.push_back(std::move(fault));
    }
    return faults;
}

} // namespace redial::rows
