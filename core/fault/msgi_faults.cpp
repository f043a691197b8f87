// SPDX-License-Identifier: MIT
#include "core/fault/msgi_faults.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

const FaultModes modes{FaultMode::Server, FaultMode::Proxy};
constexpr auto stream = FaultStage::Stream;

std::vector<FaultDefinition> frameFaultsOfMsgi()
{
    return {
        act({"M1", "msgi_bad_magic", "a frame that does not begin with MSGI",
             "The reader must end the connection.", "M1"},
            stream, modes),
        act({"M2", "msgi_bad_length", "a frame whose length is below 10 or beyond the limit",
             "The reader must end the connection without reserving that much memory.",
             "M2 length=9"},
            stream, modes,
            {number("length", "4294967295", 0, 4294967295, "what the frame's head says", "bytes")}),
        act({"M3", "msgi_unknown_type", "a frame of an unknown type",
             "The reader must end the connection: nobody knows what it missed.", "M3 type=255"},
            stream, modes, {number("type", "17", 0, 65535, "what the frame's head says")}),
        state({"M4", "msgi_split", "frames are cut at every offset",
               "It is no fault of the sender: TCP may cut anywhere.", "M4"},
              stream, modes,
              {number("chunk", "1", 1, 65536, "the size of each piece", "bytes"),
               duration("delay", "1ms", "between two pieces")}),
        state({"M5", "msgi_coalesced", "several frames come in one packet",
               "It is no fault of the sender: a reader must take them all.", "M5 frames=5"},
              stream, modes,
              {number("frames", "3", 2, 1000, "how many are gathered"),
               duration("most_delay", "1s", "the longest that one may wait")}),
    };
}

} // namespace

std::vector<FaultDefinition> msgiFaults()
{
    std::vector<FaultDefinition> faults = frameFaultsOfMsgi();
    for (FaultDefinition& fault : std::vector<FaultDefinition>{
             act({"M6", "msgi_bad_tag", "an authentication tag that is wrong, replayed or cut",
                  "The reader must refuse the frame and end the connection. Needs a pipeline with "
                  "HMAC.",
                  "M6 how=replayed when=time:1s"},
                 stream, modes,
                 {choice("how", {"wrong", "replayed", "cut"}, "what is the matter with it")}),
             act({"M7", "msgi_bad_compression", "a compressed block that is damaged",
                  "The reader must refuse the frame with bounded memory. Needs a pipeline with "
                  "zstd or lz4.",
                  "M7 when=time:1s"},
                 stream, modes),
             act({"M8", "msgi_injection", "values that look like the container's own marks",
                  "The reader must take them as text; the older text form must be refused.",
                  "M8 form=text when=time:1s"},
                 stream, modes,
                 {choice("form", {"binary", "text"},
                         "a binary container whose values hold marks, or the older text form in "
                         "which a value ends early")}),
             act({"M9", "msgi_data_after_disconnect", "data after DISCONNECT",
                  "The reader must ignore it.", "M9 when=time:1s"},
                 stream, modes),
             state({"M10", "msgi_no_pong", "PING is not answered",
                    "The client must end the connection after its limit.", "M10"},
                   stream, modes),
         })
        faults.push_back(std::move(fault));
    for (FaultDefinition& fault : faults)
        fault.availability = FaultAvailability::WithMsgi;
    return faults;
}

} // namespace redial::rows

namespace redial {

QString whyNotOnMsgi(const FaultDefinition& fault)
{
    if (fault.availability == FaultAvailability::WithMsgi)
        return {};
    switch (fault.level) {
    case FaultLevel::Tcp:
        return {};
    case FaultLevel::Process:
        return availableModes(fault).contains(FaultMode::Server)
                   ? QString()
                   : QStringLiteral("it is done to a client, not to a server");
    case FaultLevel::Dns:
        return QStringLiteral("names are looked up by the client, before it knows a server");
    case FaultLevel::Tls:
        return QStringLiteral("all sessions share one TLS context; redial serve --tls without "
                              "--profile msgi shows a client's TLS the same");
    case FaultLevel::Http:
        return QStringLiteral("MSGI has no HTTP upgrade");
    case FaultLevel::WebSocket:
        return QStringLiteral("MSGI has frames of its own; M1 to M10 break those");
    case FaultLevel::Ocpp:
        return QStringLiteral("no OCPP is spoken there");
    case FaultLevel::Application:
        return QStringLiteral("no feed is spoken there");
    case FaultLevel::Network:
        return QStringLiteral("a network is between two ends; put redial proxy there");
    case FaultLevel::Msgi:
        break;
    }
    return {};
}

QString unsuitableOnMsgi(const PlannedFault& fault)
{
    const FaultDefinition& definition = fault.fault.definition();
    const QString why = whyNotOnMsgi(definition);
    if (why.isEmpty())
        return {};
    return QStringLiteral("%1 (%2) is not done on a connection of MSGI: %3; remove it.")
        .arg(toQString(definition.id), toQString(definition.name), why);
}

} // namespace redial
