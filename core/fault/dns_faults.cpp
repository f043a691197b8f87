// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

namespace redial::rows {

std::vector<FaultDefinition> dnsFaults()
{
    constexpr auto stage = FaultStage::Connect;
    const FaultModes modes{FaultMode::Client};
    return {
        act({"D1", "name_not_found", "the server's name is not found (NXDOMAIN)",
             "As after a typing error or a removed record. A client must go on trying with its "
             "back-off: the name may come back. Redial does it to its own client; docs/faults.md "
             "says how dnsmasq does it to another one.",
             "D1 when=attempt:1..2"},
            stage, modes),
        act({"D2", "name_server_failure", "the name server fails (SERVFAIL)",
             "As when the resolver's own upstream is away. Unlike NXDOMAIN this says nothing about "
             "the name.",
             "D2 when=attempt:1"},
            stage, modes),
        act({"D3", "slow_name_server", "the name is found late",
             "Shows whether the client's limit for connecting covers the look-up of the name too.",
             "D3 delay=20s when=attempt:1"},
            stage, modes, {duration("delay", "5s", "how late the answer comes")}),
        act({"D4", "wrong_address", "the name leads to an address where nobody answers",
             "As after a stale cache or a wrong record. The default is of TEST-NET-1 (RFC 5737), "
             "which no host has.",
             "D4 address=192.0.2.7 when=attempt:1"},
            stage, modes, {text("address", "192.0.2.1", "the address that the client is told")}),
        act({"D5", "first_addresses_dead",
             "the name has several addresses, the first ones are dead",
             "A client should go on to the next address instead of waiting out its whole limit on "
             "the first (RFC 8305).",
             "D5 dead=2"},
            stage, modes,
            {number("dead", "1", 1, 16, "how many dead addresses stand before the good one"),
             text("first", "192.0.2.1", "the first of them, the others follow by number (IPv4)")}),
    };
}

} // namespace redial::rows
