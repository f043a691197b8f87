// SPDX-License-Identifier: MIT
// The faults of TCP's middle, of WebSocket and of OCPP level, as a strict reader behind a raw
// socket sees them.
#include "core/wire/utf8_text.h"
#include "tests/fault/data_segments.h"
#include "tests/fault/frame_fault_rows.h"
#include "tests/fault/server_fault_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace tst_server_websocket_faults {

using namespace redial;
using namespace redial::test;

namespace {

constexpr const char* boot =
    R"([2,"b1","BootNotification",{"chargePointVendor":"v","chargePointModel":"m"}])";
constexpr const char* heartbeat = R"([2,"h1","Heartbeat",{}])";

class OpenClient : public RawClient
{
public:
    explicit OpenClient(const FaultyServer& server) : RawClient(server.port)
    {
        upgrade({"ocpp1.6"});
    }
    bool waitEvents(std::size_t count)
    {
        return QTest::qWaitFor([&] { return events.size() >= count; }, generousMilliseconds);
    }
    QString first() { return waitEvents(1) ? described(events[0]) : QStringLiteral("nothing"); }
    void call(const char* text) { frame({}, text); }
    /// The text messages so far.
    QStringList texts() const
    {
        QStringList found;
        for (const WebSocketEvent& event : events)
            found << textOfUtf8(event.payload);
        return found;
    }
};

} // namespace

class tst_ServerWebSocketFaults : public QObject
{
    Q_OBJECT
private slots:
    void aFrameIsWhatTheFaultSays_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("seen");
        const auto row = [](const char* fault, const char* seen) {
            QTest::newRow(fault) << QString::fromLatin1(fault) << QString::fromLatin1(seen);
        };
        row("W1 code=1013 reason=later", "close 1013 later");
        row("W3 after=10ms code=1001", "close 1001");
        row("W4 code=1000", "close 1000");
        row("W4 code=3500", "close 3500");
        row("W4 code=4999", "close 4999");
        for (const char* code :
             {"0", "999", "1004", "1005", "1006", "1015", "1016", "2999", "5000", "65535"})
            QTest::newRow(code) << QStringLiteral("W4 code=%1").arg(QLatin1String(code))
                                << QStringLiteral("violation 1002");
        for (const auto& [fault, event] : frameFaults)
            row(fault, event);
    }
    void aFrameIsWhatTheFaultSays()
    {
        QFETCH(QString, fault);
        QFETCH(QString, seen);
        FaultyServer server({fault});
        OpenClient client(server);
        QCOMPARE(client.first(), seen);
        QCOMPARE(server.count(EventKind::FaultBitten), 1);
    }

    void aBombIsHugeWhenUnpacked()
    {
        ServerSettings settings = FaultyServer::centralSystem();
        FaultyServer server({QStringLiteral("W21 bytes=20MiB")}, settings);
        RawClient client(server.port);
        client.enableDeflate(MessageInflater(false));
        client.upgrade({"ocpp1.6"});
        QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), std::size_t(1), generousMilliseconds);
        QCOMPARE(described(client.events[0]), QStringLiteral("violation 1009"));
    }

    void aFrameIsCutByTheEndOfTheStream()
    {
        FaultyServer server({QStringLiteral("W18")});
        OpenClient client(server);
        QVERIFY(client.waitEnd());
        QCOMPARE(int(*client.end()), int(SocketEnd::EndOfStream));
        QVERIFY(client.events.empty());
    }

    void aCloseFollowsTheFirstMessage()
    {
        FaultyServer server({QStringLiteral("W2 code=1008")});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.call(heartbeat);
        QVERIFY(client.waitEvents(2));
        QVERIFY(described(client.events[0]).startsWith(QLatin1String("text [3,\"h1\"")));
        QCOMPARE(described(client.events[1]), QStringLiteral("close 1008"));
    }

    void theClosingHandshakeIsSpoilt_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("seen");
        QTest::newRow("healthy") << QString() << QStringLiteral("close 1000");
        QTest::newRow("no echo") << QStringLiteral("W5") << QStringLiteral("nothing");
        QTest::newRow("another code")
            << QStringLiteral("W6 code=1011") << QStringLiteral("close 1011");
    }
    void theClosingHandshakeIsSpoilt()
    {
        QFETCH(QString, fault);
        QFETCH(QString, seen);
        FaultyServer server(fault.isEmpty() ? QStringList() : QStringList{fault});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.frame({.opcode = opcode::close}, closePayload(1000, {}));
        QTRY_COMPARE_WITH_TIMEOUT(server.count(EventKind::CloseReceived), 1, generousMilliseconds);
        if (seen == QLatin1String("nothing"))
            client.socket.disconnectFromHost();
        QVERIFY(client.waitEnd());
        QCOMPARE(client.events.empty() ? QStringLiteral("nothing") : described(client.events[0]),
                 seen);
    }

    void pingsAreAnsweredAsTheFaultSays_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("seen");
        QTest::newRow("healthy") << QString() << QStringLiteral("pong me");
        QTest::newRow("late") << QStringLiteral("W23 delay=20ms") << QStringLiteral("pong me");
        QTest::newRow("wrong") << QStringLiteral("W24 payload=you") << QStringLiteral("pong you");
        // The answer to the Heartbeat behind it comes first, and no pong at all.
        QTest::newRow("none") << QStringLiteral("W22") << QStringLiteral("text");
    }
    void pingsAreAnsweredAsTheFaultSays()
    {
        QFETCH(QString, fault);
        QFETCH(QString, seen);
        FaultyServer server(fault.isEmpty() ? QStringList() : QStringList{fault});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.frame({.opcode = opcode::ping}, "me");
        if (seen == QLatin1String("text"))
            client.call(heartbeat);
        QVERIFY2(client.first().startsWith(seen), qPrintable(client.first()));
    }

    void aServerThatDemandsPongsEndsTheSilent()
    {
        FaultyServer server({QStringLiteral("W27 interval=10ms timeout=50ms")});
        OpenClient client(server);
        QCOMPARE(client.first(), QStringLiteral("ping"));
        QVERIFY(client.waitEnd());
        QCOMPARE(int(*client.end()), int(SocketEnd::Reset));
    }

    void framesComeInPiecesOrGathered_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char* fault :
             {"W19", "W19 chunk=7 delay=1ms", "W20 frames=3", "W20 frames=100 most_delay=30ms"})
            QTest::newRow(fault) << QString::fromLatin1(fault);
    }
    void framesComeInPiecesOrGathered()
    {
        QFETCH(QString, fault);
        FaultyServer server({fault});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        for (int i = 0; i < 3; ++i)
            client.call(heartbeat);
        QVERIFY(client.waitEvents(3));
        QCOMPARE(server.count(EventKind::FaultBitten), 1);
    }

    void piecesComeInSegmentsOfTheirOwn_data()
    {
        QTest::addColumn<QStringList>("faults");
        QTest::addColumn<bool>("isCut");
        QTest::newRow("no fault") << QStringList() << false;
        QTest::newRow("W19") << QStringList(QStringLiteral("W19")) << true;
        QTest::newRow("W19, later") << QStringList(QStringLiteral("W19 delay=1ms")) << true;
    }
    void piecesComeInSegmentsOfTheirOwn()
    {
        QFETCH(QStringList, faults);
        QFETCH(bool, isCut);
        FaultyServer server(faults);
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        const int before = dataSegmentsReceived(client.socket.socketDescriptor());
        client.call(heartbeat);
        QVERIFY(client.waitEvents(1));
        const int segments = dataSegmentsReceived(client.socket.socketDescriptor()) - before;
        QVERIFY2(isCut ? segments >= 8 : segments == 1, qPrintable(QString::number(segments)));
    }

    void theStreamEndsInTheMiddle_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<int>("end");
        QTest::newRow("T6") << QStringLiteral("T6 when=message:1") << int(SocketEnd::Reset);
        QTest::newRow("T7") << QStringLiteral("T7 when=message:1") << int(SocketEnd::EndOfStream);
    }
    void theStreamEndsInTheMiddle()
    {
        QFETCH(QString, fault);
        QFETCH(int, end);
        FaultyServer server({fault});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.call(heartbeat);
        QVERIFY(client.waitEnd());
        QCOMPARE(int(*client.end()), end);
    }

    void aHalfClosedServerReadsOn()
    {
        FaultyServer server({QStringLiteral("T8 when=message:1")});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.call(heartbeat);
        client.call(heartbeat);
        QTRY_COMPARE_WITH_TIMEOUT(server.count(EventKind::MessageIn), 2, generousMilliseconds);
    }

    void aBlackholeHealsAndNothingIsLost_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char* fault : {"T9", "T10", "T11"})
            QTest::newRow(fault) << QString::fromLatin1(fault);
    }
    void aBlackholeHealsAndNothingIsLost()
    {
        QFETCH(QString, fault);
        FaultyServer server({});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        const auto index = server.faults().addFault(*parsePlannedFault(fault));
        QVERIFY(index);
        client.call(heartbeat);
        const bool heard = fault == QLatin1String("T11");
        QTRY_COMPARE_WITH_TIMEOUT(server.count(EventKind::MessageIn), heard ? 1 : 0,
                                  generousMilliseconds);
        QVERIFY(client.events.empty());
        QVERIFY(server.faults().disarmFault(*index));
        QVERIFY(client.waitEvents(1));
        QCOMPARE(server.count(EventKind::MessageIn), 1);
    }

    void anAnswerIsSpoilt_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("call");
        QTest::addColumn<QStringList>("answers");
        const auto row = [](const char* fault, const char* call, const QStringList& answers) {
            QTest::newRow(fault) << QString::fromLatin1(fault) << QString::fromLatin1(call)
                                 << answers;
        };
        const QString result = QStringLiteral("[3,\"h1\",{");
        row("O1 delay=20ms", heartbeat, {result});
        row("O2 code=GenericError", heartbeat, {QStringLiteral("[4,\"h1\",\"GenericError\"")});
        row("O3", heartbeat, {QStringLiteral("[3,\"nobody-asked\",{")});
        row("O4", heartbeat, {result, result});
        row("O4 gap=20ms", heartbeat, {result, result});
        row("O5 form=json", heartbeat, {QStringLiteral("[3,\"h1\",{")});
        row("O5 form=arity", heartbeat, {QStringLiteral("[3,\"h1\"]")});
        row("O5 form=unknown_type", heartbeat, {QStringLiteral("[9,\"h1\",{}]")});
        row("O5 form=unknown_action", heartbeat, {QStringLiteral("[2,\"redial-unknown\",")});
        row("O6 interval=7", boot, {QStringLiteral("\"Pending\"")});
        row("O7 interval=0", boot, {QStringLiteral("\"Rejected\"")});
        row("O8", boot, {QStringLiteral("\"Accepted\""), QStringLiteral("\"TriggerMessage\"")});
        row("O8 request=Reset", boot,
            {QStringLiteral("\"Accepted\""), QStringLiteral("\"Reset\"")});
        row("O9 interval=2", boot, {QStringLiteral("\"interval\":2,")});
        row("O10 calls=3", "",
            {QStringLiteral("[2,"), QStringLiteral("[2,"), QStringLiteral("[2,")});
        row("O12 cut_after=20ms", "", {QStringLiteral("\"Reset\"")});
    }
    void anAnswerIsSpoilt()
    {
        QFETCH(QString, fault);
        QFETCH(QString, call);
        QFETCH(QStringList, answers);
        FaultyServer server({fault});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        if (!call.isEmpty())
            client.call(call.toUtf8().constData());
        QVERIFY(client.waitEvents(std::size_t(answers.size())));
        const QStringList texts = client.texts();
        for (qsizetype i = 0; i < answers.size(); ++i)
            QVERIFY2(texts[i].contains(answers[i]), qPrintable(texts[i]));
        QCOMPARE(server.count(EventKind::FaultBitten), 1);
        if (fault.startsWith(QLatin1String("O12")))
            QVERIFY(client.waitEnd() && *client.end() == SocketEnd::Reset);
    }

    void aCallIsNeverAnswered()
    {
        FaultyServer server({QStringLiteral("O1 when=message:1:Heartbeat")});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.call(heartbeat);
        client.call(R"([2,"h2","Heartbeat",{}])");
        QVERIFY(client.first().startsWith(QLatin1String("text [3,\"h2\"")));
    }

    void aFaultThatAnAnswerDoesNotOfferDidNotBite()
    {
        FaultyServer server({QStringLiteral("O11 when=message:1:StatusNotification")});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.call(R"([2,"s1","StatusNotification",{"connectorId":0,"errorCode":"NoError",)"
                    R"("status":"Available"}])");
        QVERIFY(client.first().startsWith(QLatin1String("text [3,\"s1\",{}]")));
        QCOMPARE(server.count(EventKind::FaultBitten), 0);
    }

    void theClockJumps()
    {
        FaultyServer server({QStringLiteral("O11 offset=240h towards=past")});
        OpenClient client(server);
        QVERIFY(client.waitOpen());
        client.call(heartbeat);
        QVERIFY(client.waitEvents(1));
        const QJsonArray answer =
            QJsonDocument::fromJson(QByteArray::fromStdString(client.events[0].payload)).array();
        const auto time = QDateTime::fromString(
            answer[2].toObject()[QStringLiteral("currentTime")].toString(), Qt::ISODateWithMs);
        const qint64 days = time.daysTo(QDateTime::currentDateTimeUtc());
        QVERIFY2(days >= 9 && days <= 11, qPrintable(time.toString()));
    }
};

QTEST_GUILESS_MAIN(tst_ServerWebSocketFaults)

} // namespace tst_server_websocket_faults

#include "tst_server_websocket_faults.moc"
