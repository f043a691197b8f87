// SPDX-License-Identifier: MIT
// The faults of TCP's beginning and of the HTTP upgrade (T3 to T8, H1 to H19), seen by a raw
// socket.
#include "tests/fault/server_fault_fixture.h"

namespace tst_server_upgrade_faults {

using namespace redial;
using namespace redial::test;

class tst_ServerUpgradeFaults : public QObject
{
    Q_OBJECT
private slots:
    void withoutAFaultTheUpgradeSucceeds()
    {
        FaultyServer server({});
        RawClient client(server.port);
        client.upgrade({"ocpp1.6"});
        QVERIFY(client.waitOpen());
        server.finish();
        QCOMPARE(server.count(EventKind::FaultOn), 0);
    }

    void anAnswerIsWhatTheFaultSays_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("begins");
        QTest::addColumn<QString>("holds");
        QTest::addColumn<QString>("lacks");
        const auto row = [](const char* fault, const char* begins, const char* holds = "",
                            const char* lacks = "no such text") {
            QTest::newRow(fault) << QString::fromLatin1(fault) << QString::fromLatin1(begins)
                                 << QString::fromLatin1(holds) << QString::fromLatin1(lacks);
        };
        row("H1", "HTTP/1.1 401 ", "WWW-Authenticate: Basic");
        row("H1 status=403", "HTTP/1.1 403 ");
        row("H2", "HTTP/1.1 404 ");
        row("H3 status=426", "HTTP/1.1 426 ");
        row("H4 retry_after=30s", "HTTP/1.1 429 ", "Retry-After: 30\r\n");
        row("H4 retry_after=30s form=date", "HTTP/1.1 429 ", " GMT\r\n");
        row("H5 retry_after=0", "HTTP/1.1 503 ", "", "Retry-After");
        row("H6 status=502", "HTTP/1.1 502 ");
        row("H7 status=307 location=ws://elsewhere:9/x", "HTTP/1.1 307 ",
            "Location: ws://elsewhere:9/x\r\n");
        row("H7 target=loop", "HTTP/1.1 301 ", "Location: //127.0.0.1/CP-1\r\n");
        row("H7 target=other_scheme", "HTTP/1.1 301 ", "Location: ws://127.0.0.1/CP-1\r\n");
        row("H8", "HTTP/1.1 200 ", "", "Upgrade:");
        row("H9 interval=1ms", "HTTP/1.1 101 ",
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        row("H11 bytes=100kB", "HTTP/1.1 101 ", "X-Padding: xxx");
        row("H12 line=SSH-2.0-x", "SSH-2.0-x\r\n", "", "HTTP");
        row("H13", "HTTP/1.1 101 ", "Sec-WebSocket-Accept: ", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        row("H14", "HTTP/1.1 101 ", "Connection: ", "Upgrade: websocket");
        row("H14 header=connection", "HTTP/1.1 101 ", "Upgrade: ", "Connection:");
        row("H14 header=both", "HTTP/1.1 101 ", "Sec-WebSocket-Accept", "\r\nUpgrade:");
        row("H15", "HTTP/1.1 101 ", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol");
        row("H15 form=unknown", "HTTP/1.1 101 ", "Sec-WebSocket-Protocol: ocpp9.9");
        row("H16", "HTTP/1.1 101 ", "Sec-WebSocket-Extensions: x-unrequested");
        row("H17", "HTTP/1.1 426 ", "Sec-WebSocket-Version: 8, 7");
        row("H18", "HTTP/1.1 101 ");
        row("H19", "HTTP/1.1 101 ", "Sec-WebSocket-Protocol: ocpp1.6");
    }
    void anAnswerIsWhatTheFaultSays()
    {
        QFETCH(QString, fault);
        QFETCH(QString, begins);
        QFETCH(QString, holds);
        QFETCH(QString, lacks);
        FaultyServer server({fault});
        RawClient client(server.port);
        client.upgrade({"ocpp1.6"});
        const auto answer = [&] { return QString::fromStdString(client.answer); };
        QTRY_VERIFY2_WITH_TIMEOUT(answer().startsWith(begins) && answer().contains(holds),
                                  qPrintable(answer()), generousMilliseconds);
        // A raw reader takes neither a line that is no status line nor such a head.
        const bool isHead =
            !begins.startsWith(QLatin1String("SSH")) && !fault.startsWith(QLatin1String("H11"));
        QTRY_VERIFY_WITH_TIMEOUT(!isHead || client.status != 0, generousMilliseconds);
        QVERIFY2(!answer().contains(lacks), qPrintable(answer()));
        if (isHead && client.status != 101)
            QVERIFY(client.waitEnd());
        QCOMPARE(server.count(EventKind::FaultBitten), 1);
        server.finish();
        QCOMPARE(server.count(EventKind::FaultUnbitten), 0);
    }

    void aSilentUpgradeIsNeverAnswered()
    {
        FaultyServer server({QStringLiteral("H10")});
        RawClient client(server.port);
        client.upgrade({"ocpp1.6"});
        QTRY_COMPARE_WITH_TIMEOUT(server.count(EventKind::FaultBitten), 1, generousMilliseconds);
        // The server has no time limit of its own any more: only the client ends it.
        QVERIFY(client.answer.empty());
        client.socket.disconnectFromHost();
        QTRY_COMPARE_WITH_TIMEOUT(server.count(EventKind::FaultOff), 1, generousMilliseconds);
    }

    void aConnectionThatIsResetBeforeItsAnswerIsLeftAlone()
    {
        for (const char* answer : {"H9 interval=1ms", "H19", "H5"}) {
            FaultyServer server(
                {QString::fromLatin1(answer), QStringLiteral("T6 scope=station:CP-1")});
            RawClient client(server.port);
            client.upgrade({"ocpp1.6"});
            QVERIFY(client.waitEnd());
            QVERIFY(client.answer.empty());
            QTRY_COMPARE_WITH_TIMEOUT(server.server().connectionCount(), std::size_t(0),
                                      generousMilliseconds);
            server.finish();
            QCOMPARE(server.count(EventKind::FaultBitten), 1);
            QCOMPARE(server.count(EventKind::FaultUnbitten), 1);
        }
    }

    void aSplitAnswerComesInManyPieces()
    {
        FaultyServer server({QStringLiteral("H19 chunk=10")});
        RawClient client(server.port);
        client.upgrade({"ocpp1.6"});
        QVERIFY(client.waitOpen());
        // Whatever the pieces were, messages go on behind them.
        client.frame({}, R"([2,"1","Heartbeat",{}])");
        QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), std::size_t(1), generousMilliseconds);
    }

    void theFirstFrameComesWithTheUpgrade()
    {
        FaultyServer server({QStringLiteral("H18 payload=hello")});
        RawClient client(server.port);
        client.upgrade({"ocpp1.6"});
        QTRY_COMPARE_WITH_TIMEOUT(client.events.size(), std::size_t(1), generousMilliseconds);
        QCOMPARE(client.events[0].payload, std::string("hello"));
    }

    void anAcceptedConnectionEnds_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<int>("end");
        QTest::newRow("FIN") << QStringLiteral("T3") << int(SocketEnd::EndOfStream);
        QTest::newRow("FIN later")
            << QStringLiteral("T3 after=20ms") << int(SocketEnd::EndOfStream);
        QTest::newRow("RST") << QStringLiteral("T4") << int(SocketEnd::Reset);
        QTest::newRow("RST later") << QStringLiteral("T4 after=20ms") << int(SocketEnd::Reset);
    }
    void anAcceptedConnectionEnds()
    {
        QFETCH(QString, fault);
        QFETCH(int, end);
        FaultyServer server({fault});
        RawClient client(server.port);
        QVERIFY(client.waitEnd());
        QVERIFY(client.end());
        QCOMPARE(int(*client.end()), end);
        QVERIFY(client.answer.empty());
    }

    void onlyTheAttemptsOfThePlanAreHit()
    {
        FaultyServer server({QStringLiteral("H5 when=attempt:2")});
        for (const int status : {101, 503, 101}) {
            RawClient client(server.port);
            client.upgrade({"ocpp1.6"});
            QTRY_COMPARE_WITH_TIMEOUT(client.status, status, generousMilliseconds);
        }
    }

    void onlyTheStationInScopeIsHit()
    {
        FaultyServer server({QStringLiteral("H2 scope=station:CP-2")});
        for (const auto& [target, status] : {std::pair{"/CP-1", 101}, std::pair{"/CP-2", 404}}) {
            RawClient client(server.port);
            client.upgrade({"ocpp1.6"}, target);
            QTRY_COMPARE_WITH_TIMEOUT(client.status, status, generousMilliseconds);
        }
    }

    void aClosedPortRefusesAndComesBack()
    {
        FaultyServer server({});
        const auto planned = parsePlannedFault(QStringLiteral("T1"));
        QVERIFY(planned);
        const auto index = server.faults().addFault(*planned);
        QVERIFY(index);
        RawClient refused(server.port);
        QVERIFY(refused.waitEnd());
        QCOMPARE(refused.socket.error(), QAbstractSocket::ConnectionRefusedError);
        QVERIFY(server.faults().disarmFault(*index));
        RawClient client(server.port);
        client.upgrade({"ocpp1.6"});
        QVERIFY(client.waitOpen());
        QCOMPARE(server.faults().hostedFaults().front().counters.bitten, std::uint64_t(1));
    }

    void aFlappingPortGoesAndComes()
    {
        FaultyServer server({QStringLiteral("T12 down=20ms up=20ms")});
        QTRY_VERIFY_WITH_TIMEOUT(server.count(EventKind::Listening) >= 3, generousMilliseconds);
        server.finish();
        QVERIFY(server.server().isListening());
    }

    void aFaultThatNothingCameToIsTold()
    {
        FaultyServer server({QStringLiteral("H2 scope=station:nobody")});
        RawClient client(server.port);
        client.upgrade({"ocpp1.6"});
        QVERIFY(client.waitOpen());
        server.finish();
        QCOMPARE(server.count(EventKind::FaultUnbitten), 1);
    }
};

QTEST_GUILESS_MAIN(tst_ServerUpgradeFaults)

} // namespace tst_server_upgrade_faults

#include "tst_server_upgrade_faults.moc"
