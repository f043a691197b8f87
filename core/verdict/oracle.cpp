// SPDX-License-Identifier: MIT
#include "core/verdict/oracle.h"

#include "core/verdict/oracle_functions.h"

namespace redial {

const std::vector<Oracle>& oracles()
{
    using namespace oracle;
    static const std::vector<Oracle> table{
        {"P01",
         "every back-off lies within the policy's bounds",
         {"OCPP-J 2.0.1 5.3", "TC_B_57_CS"},
         &p01},
        {"P02",
         "the next attempt begins when its back-off ends",
         {"OCPP-J 2.0.1 5.3", "TC_B_57_CS"},
         &p02},
        {"P03", "back-offs grow until they reach the longest wait", {"OCPP-J 2.0.1 5.3"}, &p03},
        {"P05", "waits are spread evenly and independently over their bounds", {}, &p05},
        {"P06", "at the longest wait the jitter still spreads the stations", {}, &p06},
        {"P07", "the server is not hammered with attempts", {"OCPP-J 1.6 errata 3.4"}, &p07},
        {"P08",
         "attempts count from 1 again only after a connection that was ready",
         {"OCPP 2.0.1 errata 4.12"},
         &p08},
        {"P09", "messages flow only after boot accepted and the resume delay", {}, &p09},
        {"P10", "the server's Retry-After is waited for", {"RFC 9110 10.2.3"}, &p10},
        {"P11",
         "a boot that was not accepted is repeated only after its interval",
         {"B02.FR.06", "B03.FR.06", "TC_B_02_CS", "TC_B_03_CS", "TC_002_CS"},
         &p11},
        {"P12",
         "a half-open link is found within the pong time-out",
         {"OCPP-J 1.6 errata 3.11"},
         &p12},
        {"P13", "every attempt ends within the connect time-out", {}, &p13},
        {"P14", "a client that is left in peace comes back", {}, &p14},
        {"P15",
         "heartbeats keep the server's interval, anew on each connection",
         {"G02.FR.01", "G02.FR.02"},
         &p15},
        {"P20", "one connect is in flight at a time", {}, &p20},
        {"P21", "the state moves along its allowed ways, offline before disconnected", {}, &p21},
        {"P22", "each lost connection leads to exactly one back-off", {}, &p22},
        {"P23", "nothing reconnects after stop", {}, &p23},
        {"P24", "stop closes the connection promptly", {}, &p24},
        {"P25", "every timer fires or is cancelled, none outlives its connection", {}, &p25},
        {"P28", "giving up is one event, and final", {}, &p28},
        {"P30", "sending while not online fails at once", {}, &p30},
        {"P31", "calls in flight at a loss are resolved once, as closed", {}, &p31},
        {"P32", "no message reaches the server twice", {"OCPP-J 1.6 errata 2025-04"}, &p32},
        {"P33", "nothing is sent again by itself on a later connection", {}, &p33},
        {"P34", "messages come in the order in which they were sent", {"OCPP 1.6 core 3.7"}, &p34},
        {"P35", "what arrives is what was written, on the same connection", {}, &p35},
        {"P36", "what the sender is told of a message is what became of it", {}, &p36},
        {"P37", "the queue keeps its bound, age and order, and tells what it drops", {}, &p37},
        {"P40", "auth comes first, then each subscription once, then ready", {}, &p40},
        {"P41", "each connection authenticates with a fresh token", {}, &p41},
        {"P42",
         "BootNotification comes first, nothing else before Accepted",
         {"B01.FR.03", "B01.FR.10", "B02.FR.02", "TC_B_01_CS"},
         &p42},
        {"P43", "handlers go on over a reconnect and get each message once", {}, &p43},
        {"P44", "pings inside messages are answered and not delivered", {}, &p44},
        {"P45", "what was missed is delivered in order, or told as lost", {}, &p45},
        {"P50", "the reported reason is what the network did", {}, &p50},
        {"P51", "the metrics are what the log says", {}, &p51},
        {"P52", "connected and online are said only when they are true", {}, &p52},
        {"P60", "WebSocket's frames are sent and taken by their rules", {"RFC 6455 5.5"}, &p60},
        {"P61", "MSGI's frames are sent and taken by their rules", {}, &p61},
        {"P62", "no connection opens on a certificate that must not be trusted", {}, &p62},
        {"L1", "servers picked in turn get equal shares", {}, &l1},
        {"L2", "the server with the fewest connections is picked", {}, &l2},
        {"L3", "servers picked by weight get shares in proportion", {}, &l3},
        {"L4", "no server is picked that is out of service", {}, &l4},
    };
    return table;
}

} // namespace redial
