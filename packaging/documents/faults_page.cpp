// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_description.h"
#include "packaging/documents/documents.h"

namespace redial {
namespace {

constexpr auto introduction = R"(# Faults

<!-- Written by redial-documents from the catalogue of faults. -->

A fault is something that Redial does to a connection on purpose: refuse it, cut it, delay it, answer it wrongly. This
page lists every one of them. `redial faults` prints the same list, `redial faults W4` explains one.

A fault is named by its id (`W4`) or its name (`close_code`). Where [Toxiproxy](https://github.com/Shopify/toxiproxy)
has a fault of the same kind, name and parameters are Toxiproxy's.

## On the command line

`--fault` takes one fault with its parameters and its conditions; it may be given several times. `--faults` takes a
plan file.

    --fault "W4 code=1006 when=attempt:2..3 scope=station:CP-1"
    --fault "N1 latency=500ms direction=both when=time:10s..40s"
    --fault "T7 when=message:3:Heartbeat times=1"

| Word | Meaning |
| --- | --- |
| `NAME=VALUE` | a parameter of the fault |
| `when=attempt:2..3` | on the second and third connection in its scope; `2` or `2..` as well |
| `when=every:3` | on each third connection in its scope |
| `when=time:10s..20s` | in this time of the run; the end may be left out |
| `when=message:3:Heartbeat` | on the third message with this action on a connection; a range as well, the action may be left out. A fault on messages acts on that message, any other comes right after it |
| `match=action:NAME`, `match=text:PART`, `match=opcode:binary`, `match=direction:upstream`, `match=kind:answer` | which messages are counted; opcodes are text, binary, ping, pong, close |
| `when=bytes:1000` | after so many bytes on the connection, in the fault's direction |
| `when=delay:5s` | so long after all other conditions came true |
| `when=probability:0.2` | by chance: once for each connection, or for each message |
| `scope=path:/ocpp/*`, `scope=station:CP-1`, `scope=address:10.*`, `scope=connection:3` | only these connections; `*` is anything |
| `direction=upstream` | from the client to the server; `downstream`; `both` |
| `for=10s` | how long it holds each time; without it to the connection's end |
| `times=2` | how often it comes at most |
| `seed=7` | of what is left to chance (1) |
| `armed=no` | it waits to be armed by hand |

Every condition that is given must hold. Without one the fault comes on each connection in its scope as soon as it can.
Attempts are counted from the moment at which the fault is armed, in a sequence from its turn. A value with blanks stands
in double quotes: `reason="going away"`.

A fault that can never come is refused before anything runs, and a fault that came and changed nothing says so at the end
of the run (`fault_unbitten` in the run file): there is no silent no-op.

## As a plan

```json
{
  "order": "sequence",
  "faults": [
    {"fault": "W4", "parameters": {"code": 1012}, "when": {"message": {"number": 3, "action": "Heartbeat"}}},
    {"fault": "H5", "parameters": {"retry_after": "20s"}, "when": {"attempt": "1..2"}, "times": 2},
    {"fault": "T9", "direction": "both", "duration": "30s", "scope": {"station": "CP-1"}}
  ]
}
```

The members are the words above; `duration` is `for`, and what `match=` says stands in `message`. With `"order":
"parallel"` (the default) each fault follows its own conditions. In a sequence each waits until the one before it has come
and gone, `times` times (once without it). All errors of a plan are told at once, each at its place.

## Names, for somebody else's client

Redial does D1 to D5 to its own client. Another one is given a name server that does them: dnsmasq (Debian's
`dnsmasq-base`), on a port of its own and without a right, for a client whose resolver can be told the port, or on port 53
with `nameserver 127.0.0.1` in the `resolv.conf` of the client's machine or container. `csms.test` is the name in the
client's URL:

    dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --no-resolv --no-hosts \
        --bind-interfaces --listen-address=127.0.0.1 --port=5353 --address=/csms.test/

| Fault | Last option |
| --- | --- |
| none | `--address=/csms.test/127.0.0.1` |
| D1 | `--address=/csms.test/` |
| D2 | none: nobody is behind it, and it refuses (REFUSED, which resolvers treat as SERVFAIL) |
| D3 | `--server=/csms.test/ADDRESS#PORT` of a name server that is slow, or that is none, for an answer that never comes |
| D4 | `--address=/csms.test/192.0.2.1` |
| D5 | `--no-round-robin --host-record=csms.test,192.0.2.1 --host-record=csms.test,127.0.0.1` |

## The catalogue

A *state* holds for a while, *one act* is over at once. The modes are where this version does it: `server` (`redial
serve`), `proxy` (`redial proxy`), `socket-filter` (below TCP, where the process may), `client` (Redial's own), `virtual`
(virtual time).
)";

QString cell(QString text)
{
    return text.replace(QLatin1Char('|'), QLatin1String("\\|"));
}

QString parameterTable(const FaultDefinition& fault)
{
    if (fault.parameters.empty())
        return {};
    QString text = QStringLiteral("\n| Parameter | Default; values | |\n| --- | --- | --- |\n");
    for (const FaultParameter& parameter : fault.parameters)
        text += QStringLiteral("| `%1` | %2 | %3 |\n")
                    .arg(toQString(parameter.name), cell(faultParameterText(parameter)),
                         cell(toQString(parameter.help)));
    return text;
}

QString section(const FaultDefinition& fault)
{
    return QStringLiteral("\n#### %1 %2\n\n%3. %4\n\n*%5. Modes: %6.*\n%7\n    --fault '%8'\n")
        .arg(toQString(fault.id), toQString(fault.name), toQString(fault.summary),
             toQString(fault.explanation), faultStageText(fault), faultModesText(fault),
             parameterTable(fault), toQString(fault.example));
}

} // namespace

QString faultsPage()
{
    QString text = QString::fromUtf8(introduction);
    std::optional<FaultLevel> level;
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (level != fault.level)
            text += QStringLiteral("\n### Level %1: %2\n")
                        .arg(QLatin1Char(letterOf(fault.level)))
                        .arg(toQString(nameOf(fault.level)));
        level = fault.level;
        text += section(fault);
    }
    return text;
}

} // namespace redial
