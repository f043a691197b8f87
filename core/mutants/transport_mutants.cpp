// SPDX-License-Identifier: MIT
// Clients that are wrong on the wire, or that misreport what happened there.
#include "core/mutants/mutant.h"
#include "core/mutants/situations.h"
#include "core/mutants/wrong_transport.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace redial {

namespace {

using namespace std::chrono_literals;

ClientParts withTransport(const WrongTransport::Hooks& hooks)
{
    return {.clock = {}, .transport = [hooks](std::unique_ptr<Transport> own) {
                return std::make_unique<WrongTransport>(std::move(own), hooks);
            }};
}

StationRunConfiguration withCalls()
{
    StationRunConfiguration configuration = situation::threeLosses();
    for (const auto at : {10s, 30s, 50s, 70s})
        configuration.calls.push_back({at, QStringLiteral("StatusNotification"), {}});
    return configuration;
}

/// The server ends one connection in each way.
StationRunConfiguration closedInEachWay()
{
    StationRunConfiguration configuration = situation::quiet(60s);
    const auto closing = [](ClosingKind how, std::uint32_t connection) {
        return ScriptedClosing{ScriptedClosing::When::AfterDelay, 1, 5s, how, connection};
    };
    configuration.script.closings = {closing({ClosingKind::Way::Reset, 0}, 1),
                                     closing({ClosingKind::Way::EndOfStream, 0}, 2),
                                     closing({ClosingKind::Way::CloseFrame, 1001}, 3)};
    return configuration;
}

QString withId(const QString& text, const QString& id)
{
    QJsonArray message = QJsonDocument::fromJson(text.toUtf8()).array();
    if (message.size() < 2)
        return text;
    message[1] = id;
    return QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact));
}

QString idOf(const QString& text)
{
    return QJsonDocument::fromJson(text.toUtf8()).array().at(1).toString();
}

/// Numbers its messages from 1 on each connection; the server's answers find their way back.
WrongTransport::Hooks numberingAnew()
{
    struct Numbers
    {
        int last = 0;
        QString real;
    };
    const auto numbers = std::make_shared<Numbers>();
    return {.sendText =
                [numbers](WrongTransport& wrong, const QString& text) {
                    numbers->real = idOf(text);
                    return wrong.own().sendText(withId(text, QString::number(++numbers->last)));
                },
            .textReceived = [numbers](WrongTransport&,
                                      const QString& text) { return withId(text, numbers->real); },
            .closed = {},
            .opened = [numbers](WrongTransport&) { numbers->last = 0; }};
}

/// Once the first answer of a connection is there, sends what it sent last on the one before.
WrongTransport::Hooks sendingAgain()
{
    struct Memory
    {
        QString last;
        QString again;
    };
    const auto memory = std::make_shared<Memory>();
    return {.sendText =
                [memory](WrongTransport& wrong, const QString& text) {
                    memory->last = text;
                    return wrong.own().sendText(text);
                },
            .textReceived =
                [memory](WrongTransport& wrong, const QString& text) {
                    if (!memory->again.isEmpty())
                        wrong.own().sendText(std::exchange(memory->again, {}));
                    return text;
                },
            .closed = {},
            .opened = [memory](WrongTransport&) { memory->again = memory->last; }};
}

/// Holds each answer to the server's CALLs back until it sends a message of its own.
WrongTransport::Hooks answeringLater()
{
    const auto held = std::make_shared<QString>();
    return {.sendText =
                [held](WrongTransport& wrong, const QString& text) {
                    if (text.startsWith(QLatin1String("[3,"))) {
                        *held = text;
                        return true;
                    }
                    const bool isSent = wrong.own().sendText(text);
                    if (!held->isEmpty())
                        wrong.own().sendText(std::exchange(*held, {}));
                    return isSent;
                },
            .textReceived = {},
            .closed = {},
            .opened = {}};
}

/// The server triggers a Heartbeat: answer and CALL go out right behind one another.
StationRunConfiguration triggered()
{
    StationRunConfiguration configuration = situation::quiet(60s);
    configuration.script.calls = {
        {10s,
         QStringLiteral("TriggerMessage"),
         {{QStringLiteral("requestedMessage"), QStringLiteral("Heartbeat")}},
         {}}};
    return configuration;
}

StationRunConfiguration withUmlaut()
{
    StationRunConfiguration configuration = situation::quiet(60s);
    configuration.calls = {{10s,
                            QStringLiteral("DataTransfer"),
                            {{QStringLiteral("vendorId"), QStringLiteral("Z\u00e4hler")}}}};
    return configuration;
}

/// Takes the encoding of its own text for ASCII.
QString inAscii(QString text)
{
    for (QChar& c : text)
        if (c.unicode() > 127)
            c = QLatin1Char('?');
    return text;
}

WrongTransport::Hooks reporting(std::function<CloseInfo(CloseInfo)> closed)
{
    return {.sendText = {}, .textReceived = {}, .closed = std::move(closed), .opened = {}};
}

std::vector<Mutant> repeatingMutants()
{
    return {
        {.id = "M40",
         .name = "sends everything twice",
         .wrong = "Each message goes out a second time, under the same id.",
         .oracles = {"P32"},
         .declared = withCalls,
         .parts =
             [] {
                 return withTransport({.sendText =
                                           [](WrongTransport& wrong, const QString& text) {
                                               return wrong.own().sendText(text) &&
                                                      wrong.own().sendText(text);
                                           },
                                       .textReceived = {},
                                       .closed = {},
                                       .opened = {}});
             }},
        {.id = "M41",
         .name = "numbers anew on each connection",
         .wrong = "Its message ids begin at 1 on each connection.",
         .oracles = {"P32", "P35", "P36"},
         .declared = withCalls,
         .parts = [] { return withTransport(numberingAnew()); }},
        {.id = "M42",
         .name = "sends the last message again",
         .wrong = "After a reconnect it sends what it sent last, without a word (MicroOcpp 171).",
         .oracles = {"P32", "P35"},
         .declared = withCalls,
         .parts = [] { return withTransport(sendingAgain()); }},
    };
}

std::vector<Mutant> misreportingMutants()
{
    return {
        {.id = "M43",
         .name = "every end is a network error",
         .wrong = "It reports no end by what it was, as QWebSocket does.",
         .oracles = {"P50"},
         .declared = closedInEachWay,
         .parts =
             [] {
                 return withTransport(reporting([](CloseInfo info) {
                     info.cause = CloseCause::NetworkError;
                     info.code = 1006;
                     return info;
                 }));
             }},
        {.id = "M44",
         .name = "every end was in good order",
         .wrong = "It reports a closing handshake with code 1000, whatever happened.",
         .oracles = {"P50"},
         .declared = closedInEachWay,
         .parts =
             [] {
                 return withTransport(reporting([](CloseInfo info) {
                     info.cause = CloseCause::CloseHandshake;
                     info.code = 1000;
                     return info;
                 }));
             }},
        {.id = "M45",
         .name = "loses the close code",
         .wrong = "It reports 1005 for a Close frame that had a code.",
         .oracles = {"P50"},
         .declared = closedInEachWay,
         .parts =
             [] {
                 return withTransport(reporting([](CloseInfo info) {
                     if (info.cause == CloseCause::CloseHandshake)
                         info.code = 1005;
                     return info;
                 }));
             }},
    };
}

std::vector<Mutant> garblingMutants()
{
    return {
        {.id = "M46",
         .name = "overtakes its own answer",
         .wrong = "The message that the server triggers goes out before the answer to the trigger.",
         .oracles = {"P34"},
         .declared = triggered,
         .parts = [] { return withTransport(answeringLater()); }},
        {.id = "M47",
         .name = "garbles what is not ASCII",
         .wrong = "Each character beyond ASCII leaves it as a question mark.",
         .oracles = {"P35"},
         .declared = withUmlaut,
         .parts =
             [] {
                 return withTransport({.sendText =
                                           [](WrongTransport& wrong, const QString& text) {
                                               return wrong.own().sendText(inAscii(text));
                                           },
                                       .textReceived = {},
                                       .closed = {},
                                       .opened = {}});
             }},
    };
}

} // namespace

std::vector<Mutant> transportMutants()
{
    std::vector<Mutant> all;
    for (const auto& some : {repeatingMutants(), misreportingMutants(), garblingMutants()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redial
