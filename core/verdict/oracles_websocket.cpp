// SPDX-License-Identifier: MIT
// P60 and P62: the rules of RFC 6455 that a log shows, and of TLS.
#include "core/verdict/message_faults.h"
#include "core/verdict/oracle_functions.h"
#include "core/wire/websocket_close.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace redial::oracle {

namespace {

bool mayStandInFrame(std::int64_t code)
{
    return std::in_range<std::uint16_t>(code) && mayBeSent(static_cast<std::uint16_t>(code));
}

bool isWebSocket(const RunView& run, EventNumber begin)
{
    return run.text(begin, FieldKey::Url).substr(0, 2) == "ws";
}

/// The frames of the client's WebSocket connections, one after another.
class WebSocketWatch
{
public:
    WebSocketWatch(const RunView& run, const VerdictContext& context,
                   OracleExamination& examination)
        : run_(run), context_(context), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        switch (run_.kind(number)) {
        case EventKind::ConnectBegin:
            link_ = {};
            link_.isWebSocket = isWebSocket(run_, number);
            return;
        case EventKind::MessageOut:
            return requireNone(link_.closeSent, number,
                               "Connection %1 sent a message after its Close frame.");
        case EventKind::MessageIn:
            requireNone(link_.closeReceived, number,
                        "Connection %1 took a message after the peer's Close frame.");
            return requireNone(link_.violation, number,
                               "Connection %1 took a message after the peer had broken the rules.");
        case EventKind::PingReceived:
            link_.ping = link_.closeSent == 0 ? number : 0;
            return;
        case EventKind::PongSent:
            return ponged(number);
        case EventKind::CloseSent:
            return closeSent(number);
        case EventKind::CloseReceived:
            link_.closeReceived = number;
            return;
        case EventKind::ProtocolError:
            link_.violation = number;
            return;
        case EventKind::Closed:
            finish(number);
            return;
        default:
            return;
        }
    }
    /// The connection, or the log, is over.
    void finish(EventNumber number)
    {
        examinePing(number);
        link_ = {};
    }

private:
    struct Link
    {
        bool isWebSocket = false;
        EventNumber ping = 0; ///< the newest without its pong: one pong may answer several
        EventNumber closeSent = 0;
        EventNumber closeReceived = 0;
        EventNumber violation = 0;
    };

    void requireNone(EventNumber earlier, EventNumber number, const char* text)
    {
        if (link_.isWebSocket)
            examination_.require(earlier == 0, {earlier, number},
                                 [&] { return sentence(text, number); });
    }
    /// After our Close frame nobody waits for a pong.
    void examinePing(EventNumber number)
    {
        constexpr std::chrono::nanoseconds limit = std::chrono::seconds(1);
        if (!link_.isWebSocket || link_.ping == 0)
            return;
        const auto waited = run_.time(number) - run_.time(link_.ping);
        const auto tolerance =
            context_.toleranceFor(run_, run_.time(link_.ping), limit, run_.time(number));
        examination_.require(waited - tolerance <= limit, {link_.ping, number}, [&] {
            return sentence("Connection %1 did not answer a ping.", number);
        });
        link_.ping = 0;
    }
    void ponged(EventNumber number)
    {
        if (!link_.isWebSocket || link_.ping == 0)
            return;
        const auto size = [&](EventNumber frame) {
            return run_.log().integer(frame, FieldKey::Size).value_or(0);
        };
        examination_.count();
        if (size(link_.ping) == size(number))
            link_.ping = 0;
    }
    void closeSent(EventNumber number)
    {
        requireNone(link_.closeSent, number, "Connection %1 sent two Close frames.");
        const auto code = run_.log().integer(number, FieldKey::Code);
        if (link_.isWebSocket && code && *code != 0 && !mayStandInFrame(*code))
            examination_.fail({number},
                              sentence("Connection %1 sent a Close frame with a code that no "
                                       "frame may have.",
                                       number));
        examinePing(number);
        link_.closeSent = number;
    }
    QString sentence(const char* text, EventNumber number) const
    {
        return QString::fromLatin1(text).arg(run_.epoch(number));
    }

    const RunView& run_;
    const VerdictContext& context_;
    OracleExamination& examination_;
    Link link_;
};

/// What the server says of the client's frames while the client's connection stands.
void watchServer(const RunView& run, OracleExamination& examination)
{
    const MessageFaults faults(run.log());
    const ConnectionStory* standing = nullptr;
    for (EventNumber number = 1; number <= run.log().size(); ++number) {
        const EventHeader& header = run.log().header(number);
        if (header.source == Source::Client && header.kind == EventKind::Opened)
            standing = run.connection(header.epoch);
        else if (header.source == Source::Client && header.kind == EventKind::Closed)
            standing = nullptr;
        const bool isOurs = header.source == Source::Server &&
                            header.kind == EventKind::ProtocolError && standing != nullptr &&
                            isWebSocket(run, standing->begin) && !faults.touched(run, *standing);
        if (isOurs)
            examination.fail({number}, QStringLiteral("The server found a frame of connection %1 "
                                                      "that breaks the rules.")
                                           .arg(standing->epoch));
    }
}

/// Faults that give the server a certificate that must not be trusted (docs/faults.md).
bool spoilsTrust(std::string_view fault)
{
    constexpr auto ids = std::to_array<std::string_view>({"S1", "S2", "S3", "S4", "S14"});
    return std::find(ids.begin(), ids.end(), fault) != ids.end();
}

} // namespace

OracleAnswer p60(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    WebSocketWatch watch(run, context, examination);
    for (const EventNumber number : run.client())
        watch.see(number);
    if (run.log().size() > 0)
        watch.finish(run.log().size());
    watchServer(run, examination);
    return examination.answer(QStringLiteral("All %1 frames that were looked at kept the rules."),
                              QStringLiteral("No WebSocket frame was seen."));
}

OracleAnswer p62(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    EventNumber spoiled = 0; // the newest fault that showed the client a certificate
    EventNumber begin = 0;
    for (EventNumber number = 1; number <= run.log().size(); ++number) {
        const EventKind kind = run.kind(number);
        if ((kind == EventKind::FaultOn || kind == EventKind::FaultBitten) &&
            spoilsTrust(run.text(number, FieldKey::Fault)))
            spoiled = number;
        if (run.log().header(number).source != Source::Client)
            continue;
        if (kind == EventKind::ConnectBegin)
            begin = number;
        // The fault bites while the attempt is under way.
        const bool isShown = begin != 0 && spoiled > begin;
        if (!isShown || !context.verifiesTls)
            continue;
        if (kind == EventKind::Opened)
            examination.fail({spoiled, number},
                             QStringLiteral("Connection %1 opened although the server's "
                                            "certificate must not be trusted.")
                                 .arg(run.epoch(number)));
        else if (kind == EventKind::Closed)
            examination.count();
    }
    return examination.answer(
        QStringLiteral("All %1 attempts that met a certificate not to be trusted ended."),
        QStringLiteral("No certificate was wrong, or the client was told not to mind."));
}

} // namespace redial::oracle
