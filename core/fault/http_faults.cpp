// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

constexpr auto stage = FaultStage::Upgrade;
const FaultModes modes{FaultMode::Server, FaultMode::Proxy};

FaultParameter retryAfter(std::string_view standard)
{
    return duration("retry_after", standard, "the Retry-After header, 0 for none");
}

FaultParameter retryForm()
{
    return choice("form", {"seconds", "date"}, "how Retry-After is written (RFC 9110 10.2.3)");
}

std::vector<FaultDefinition> refusalFaults()
{
    return {
        act({"H1", "unauthorized", "the upgrade is refused: 401 or 403",
             "The password is wrong or the station is blocked. By policy a client stops, or waits "
             "long.",
             "H1 status=403 when=attempt:1"},
            stage, modes, {code("status", "401", 401, 403, "401 or 403")}),
        act({"H2", "not_found", "the upgrade is refused: 404",
             "The server does not know this station (OCPP-J 3.1).", "H2 when=attempt:1"},
            stage, modes),
        act({"H3", "bad_request", "the upgrade is refused: 400 or 426",
             "The server did not like the request.", "H3 status=426 when=attempt:1"},
            stage, modes, {code("status", "400", 400, 426, "400 or 426")}),
        act({"H4", "too_many_requests", "the upgrade is refused: 429 with Retry-After",
             "The server asks for a pause. A client that comes earlier makes it worse.",
             "H4 retry_after=30s form=date when=attempt:1"},
            stage, modes, {retryAfter("10s"), retryForm()}),
        act({"H5", "service_unavailable", "the upgrade is refused: 503 with Retry-After",
             "As in an update of the server. A client must not come before the time is over.",
             "H5 retry_after=20s when=attempt:1..2"},
            stage, modes, {retryAfter("10s"), retryForm()}),
        act({"H6", "server_error", "the upgrade is refused: 500, 502 or 504",
             "Of a gateway whose backend is away. A client goes on with its back-off.",
             "H6 status=502 when=attempt:1..2"},
            stage, modes, {code("status", "500", 500, 504, "500, 502 or 504")}),
        act({"H7", "redirect", "the upgrade is redirected: 301, 302, 307 or 308",
             "To another place, in a circle, or from wss to ws, which no client may follow "
             "silently.",
             "H7 status=307 target=loop when=attempt:1"},
            stage, modes,
            {code("status", "301", 301, 308, "301, 302, 307 or 308"),
             choice("target", {"location", "loop", "other_scheme"},
                    "the location below, this server again, or this server without TLS"),
             text("location", "ws://127.0.0.1:9/", "where to, with target=location")}),
        act({"H8", "ok_without_upgrade", "the answer is 200, as of a web server",
             "No WebSocket is there at all. Taking it for open is a mistake.", "H8 when=attempt:1"},
            stage, modes),
    };
}

std::vector<FaultDefinition> slowFaults()
{
    return {
        act({"H9", "slow_handshake", "the answer to the upgrade comes byte by byte",
             "Each byte alone would renew a naive limit for silence; a limit for the whole "
             "handshake ends it.",
             "H9 interval=500ms when=attempt:1"},
            stage, modes, {duration("interval", "1s", "between two bytes")}),
        state({"H10", "silent_upgrade", "the upgrade is never answered",
               "The connection is open, the request was read, and nothing comes.",
               "H10 when=attempt:1"},
              stage, modes),
        act({"H11", "endless_headers", "the answer's headers are huge or never end",
             "A client must limit what it stores.", "H11 bytes=64MiB when=attempt:1"},
            stage, modes, {bytes("bytes", "1MiB", "how many bytes of headers, 0 for no end")}),
        act({"H12", "garbage_status_line", "the answer does not begin with a status line",
             "As of a service of another kind on this port.", "H12 when=attempt:1"},
            stage, modes, {text("line", "SSH-2.0-OpenSSH_9.2", "the line that is sent instead")}),
    };
}

std::vector<FaultDefinition> wrongAnswerFaults()
{
    return {
        act({"H13", "wrong_accept", "the answer has a wrong Sec-WebSocket-Accept",
             "Of a cache, or of a server that is none. RFC 6455 4.1: the client must fail.",
             "H13 when=attempt:1"},
            stage, modes),
        act({"H14", "missing_upgrade_header", "the 101 answer lacks Upgrade or Connection",
             "RFC 6455 4.1: the client must fail.", "H14 header=connection when=attempt:1"},
            stage, modes,
            {choice("header", {"upgrade", "connection", "both"}, "which one is left out")}),
        act({"H15", "wrong_subprotocol", "the subprotocol is missing, or was not offered",
             "OCPP-J: without a common subprotocol the connection is of no use.",
             "H15 form=unknown when=attempt:1"},
            stage, modes,
            {choice("form", {"missing", "unknown"}, "left out, or one that was not offered"),
             text("subprotocol", "ocpp9.9", "the one that was not offered")}),
        act({"H16", "unrequested_extension", "the server agrees to an extension nobody asked for",
             "RFC 6455 9.1: the client must fail.", "H16 when=attempt:1"},
            stage, modes, {text("extension", "x-unrequested", "its name")}),
        act({"H17", "version_refused", "the server refuses WebSocket version 13",
             "426 with Sec-WebSocket-Version (RFC 6455 4.2.2).", "H17 when=attempt:1"},
            stage, modes, {text("versions", "8, 7", "the versions that the server says it has")}),
        act({"H18", "frame_with_upgrade", "the first frame comes in the same packet as the 101",
             "It is no fault of the server: a client that reads the answer in one piece loses the "
             "message.",
             "H18 when=attempt:1"},
            stage, modes,
            {text("payload", "[2,\"redial\",\"Heartbeat\",{}]", "text message that is sent")}),
        act({"H19", "split_upgrade", "the 101 answer comes in many small packets",
             "It is no fault of the server: TCP may cut anywhere.", "H19 when=attempt:1"},
            stage, modes, {number("chunk", "1", 1, 1000, "the size of each piece", "bytes")}),
    };
}

} // namespace

std::vector<FaultDefinition> httpFaults()
{
    std::vector<FaultDefinition> faults;
    for (const auto table : {refusalFaults, slowFaults, wrongAnswerFaults}) {
        for (FaultDefinition& fault : table())
            faults.push_back(std::move(fault));
    }
    return faults;
}

} // namespace redial::rows
