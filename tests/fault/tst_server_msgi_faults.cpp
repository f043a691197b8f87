// SPDX-License-Identifier: MIT
// M1 to M10 and the faults of the stream on connections of MSGI: what a raw socket sees of each.
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_description.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/msgi_faults.h"
#include "core/fault/server_faults.h"
#include "core/wire/container_binary.h"
#include "core/wire/container_text.h"
#include "tests/server/msgi_client.h"
#include "tests/support/fault_plans.h"

namespace tst_server_msgi_faults {

using namespace redial;
using namespace redial::test;

/// A server of MSGI under a plan of faults.
struct Faulty
{
    explicit Faulty(const QStringList& plan, MsgiServerSettings settings = {})
        : faults(planOf(plan), clock, Random(1), EventRecorder(log, clock, Source::Server))
    {
        settings.interceptor = faults.factory();
        server = std::make_unique<MsgiServer>(std::move(settings), clock, echo, registry,
                                              EventRecorder(log, clock, Source::Server));
        faults.setServer(*server);
        faults.start();
        port = *server->start();
    }
    ~Faulty() { server.reset(); }

    int count(EventKind kind) const { return countOf(log, kind); }

    MsgiEcho echo;
    EventLog log;
    SystemClock clock;
    SessionRegistry registry;
    ServerFaults faults;
    std::unique_ptr<MsgiServer> server;
    quint16 port = 0;
};

namespace {

/// Keeps what came, byte by byte and piece by piece.
struct RawSocket
{
    explicit RawSocket(quint16 port)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, [this] {
            ++pieces;
            bytes += socket.readAll();
        });
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }
    bool waitBytes(qsizetype count)
    {
        return QTest::qWaitFor([&] { return bytes.size() >= count; }, patience);
    }
    bool waitEnd()
    {
        return QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; },
                               patience);
    }

    QTcpSocket socket;
    QByteArray bytes;
    int pieces = 0;
};

MsgiServerSettings withPipeline()
{
    MsgiServerSettings settings;
    settings.pipeline = everything();
    return settings;
}

} // namespace

class tst_ServerMsgiFaults : public QObject
{
    Q_OBJECT
private slots:
    void aBrokenHeadIsSent_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("M1") << QStringLiteral("M1") << QByteArray("4d5347480000000a0010");
        QTest::newRow("M2") << QStringLiteral("M2") << QByteArray("4d534749ffffffff0010");
        QTest::newRow("M2 9") << QStringLiteral("M2 length=9")
                              << QByteArray("4d534749000000090010");
        QTest::newRow("M3") << QStringLiteral("M3 type=255") << QByteArray("4d5347490000000a00ff");
    }
    void aBrokenHeadIsSent()
    {
        QFETCH(QString, fault);
        QFETCH(QByteArray, head);
        Faulty server({fault});
        RawSocket client(server.port);
        QVERIFY(client.waitBytes(10));
        QCOMPARE(client.bytes.toHex(), head);
        QTRY_COMPARE_WITH_TIMEOUT(server.count(EventKind::FaultBitten), 1, patience);
    }

    void framesAreCutOrGathered()
    {
        Faulty cutting({QStringLiteral("M4 delay=2ms")});
        RawSocket cut(cutting.port);
        cut.socket.write(QByteArray::fromStdString(frameOf(MsgiType::Data, "12")));
        QVERIFY(cut.waitBytes(12));
        QCOMPARE(cut.bytes, QByteArray::fromStdString(frameOf(MsgiType::Data, "12")));
        QVERIFY(cut.pieces > 1);

        Faulty gathering({QStringLiteral("M5 frames=3 most_delay=60s")});
        MsgiClient client(gathering.port);
        client.frame(MsgiType::Data, "1");
        client.frame(MsgiType::Data, "2");
        QVERIFY(QTest::qWaitFor([&] { return gathering.server->counters().messagesOut == 2; },
                                patience));
        QVERIFY(client.frames.empty());
        client.frame(MsgiType::Data, "3");
        QVERIFY(client.waitFrames(3));
        QCOMPARE(gathering.count(EventKind::FaultBitten), 1);
    }

    void aBadTagOrBlockIsSent_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<int>("kind");
        using Kind = PayloadError::Kind;
        QTest::newRow("wrong") << QStringLiteral("M6") << int(Kind::Forged);
        QTest::newRow("replayed") << QStringLiteral("M6 how=replayed") << int(Kind::Replayed);
        QTest::newRow("cut") << QStringLiteral("M6 how=cut") << int(Kind::Corrupt);
        QTest::newRow("block") << QStringLiteral("M7") << int(Kind::Corrupt);
    }
    void aBadTagOrBlockIsSent()
    {
        QFETCH(QString, fault);
        QFETCH(int, kind);
        Faulty server({fault}, withPipeline());
        MsgiClient client(server.port);
        const bool twice = fault.endsWith(QLatin1String("replayed"));
        QVERIFY(client.waitFrames(twice ? 2 : 1));
        auto pipeline = std::move(PipelineMaker(everything()).next()).value();
        if (twice)
            QVERIFY(pipeline.incoming(client.frames[0].second));
        const auto read = pipeline.incoming(client.frames.back().second);
        QVERIFY(!read);
        QCOMPARE(int(read.error().kind), kind);
    }

    void whatThePipelineLacksIsNotDamaged()
    {
        Faulty server({QStringLiteral("M6"), QStringLiteral("M7")});
        MsgiClient client(server.port);
        client.frame(MsgiType::Data, "echo");
        QVERIFY(client.waitFrames(1));
        QCOMPARE(client.text(0), QStringLiteral("DATA echo"));
        QCOMPARE(server.count(EventKind::FaultBitten), 0);
    }

    void injectedMarksStayText()
    {
        Faulty server({QStringLiteral("M8")});
        MsgiClient client(server.port);
        QVERIFY(client.waitFrames(1));
        const auto container = readContainerBinary(client.frames[0].second);
        QVERIFY(container);
        QCOMPARE(container->values.size(), std::size_t(5));
        for (const NamedValue& value : container->values)
            QCOMPARE(value.name, std::string("note"));

        Faulty older({QStringLiteral("M8 form=text")});
        MsgiClient reader(older.port);
        QVERIFY(reader.waitFrames(1));
        QVERIFY(!readContainerText(reader.frames[0].second));
    }

    void dataFollowsDisconnect()
    {
        Faulty server({QStringLiteral("M9")});
        MsgiClient client(server.port);
        QVERIFY(client.waitFrames(2));
        QVERIFY(client.frames[0].first == MsgiType::Disconnect);
        QVERIFY(client.frames[1].first == MsgiType::Data);
        client.frame(MsgiType::Disconnect);
        QVERIFY(client.waitEnd());
    }

    void aPingIsNotAnswered()
    {
        Faulty server({QStringLiteral("M10 when=attempt:1")});
        MsgiClient deaf(server.port);
        deaf.frame(MsgiType::Ping, "1");
        deaf.frame(MsgiType::Data, "2");
        QVERIFY(deaf.waitFrames(1));
        QCOMPARE(deaf.text(0), QStringLiteral("DATA 2"));
        MsgiClient other(server.port);
        other.frame(MsgiType::Ping, "1");
        QVERIFY(other.waitFrames(1));
        QCOMPARE(other.text(0), QStringLiteral("PONG 1"));
        QCOMPARE(server.count(EventKind::FaultBitten), 1);
    }

    void theFaultsOfTheStreamAreDoneToo_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<bool>("answers");
        QTest::newRow("FIN") << QStringLiteral("T3") << false;
        // Later than the connection, which QTcpSocket would not tell the end of otherwise.
        QTest::newRow("RST") << QStringLiteral("T4 after=50ms") << true;
        QTest::newRow("half") << QStringLiteral("T8") << false;
        QTest::newRow("later") << QStringLiteral("T6 when=message:1") << true;
    }
    void theFaultsOfTheStreamAreDoneToo()
    {
        QFETCH(QString, fault);
        QFETCH(bool, answers);
        Faulty server({fault});
        RawSocket client(server.port);
        client.socket.write(QByteArray::fromStdString(frameOf(MsgiType::Data, "12")));
        QVERIFY(client.waitEnd());
        QVERIFY(answers || client.bytes.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(server.count(EventKind::FaultBitten), 1, patience);
    }

    void theServerRestarts()
    {
        Faulty server({QStringLiteral("P1 when=time:50ms")});
        MsgiClient client(server.port);
        QVERIFY(client.waitEnd());
        QTRY_VERIFY_WITH_TIMEOUT(server.server->isListening(), patience);
        MsgiClient again(server.port);
        again.frame(MsgiType::Data, "back");
        QVERIFY(again.waitFrames(1));
    }

    void aPortThatTakesNobodyTakesThemAfterwards_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<bool>("withFilter");
        QTest::newRow("refused") << QStringLiteral("T1") << true;
        QTest::newRow("blackhole") << QStringLiteral("T2") << true;
        QTest::newRow("blackhole, full queue") << QStringLiteral("T2") << false;
        QTest::newRow("full queue") << QStringLiteral("T13") << true;
        QTest::newRow("no descriptors") << QStringLiteral("T14") << true;
    }
    void aPortThatTakesNobodyTakesThemAfterwards()
    {
        QFETCH(QString, fault);
        QFETCH(bool, withFilter);
        Faulty server({});
        MsgiClient before(server.port);
        before.frame(MsgiType::Data, "before");
        QVERIFY(before.waitFrames(1));
        if (!withFilter)
            server.faults.doWithoutSocketFilters();
        const auto number = server.faults.addFault(planOf({fault}).faults.front());
        QVERIFY(number);
        MsgiClient during(server.port);
        during.frame(MsgiType::Data, "during");
        // Who is there already is served on, and nobody else.
        for (std::size_t turn = 2; turn < 12; ++turn) {
            before.frame(MsgiType::Data, "still");
            QVERIFY(before.waitFrames(turn));
        }
        QCOMPARE(server.server->sessionCount(), std::size_t(1));
        QVERIFY(during.frames.empty());
        QCOMPARE(server.count(EventKind::FaultBitten), 1);
        QVERIFY(server.faults.disarmFault(*number));
        MsgiClient after(server.port);
        after.frame(MsgiType::Data, "after");
        QVERIFY(after.waitFrames(1));
        before.frame(MsgiType::Data, "still");
        QVERIFY(before.waitFrames(12));
    }

    void oneThatReadsSlowlyTakesTheRestLater()
    {
        const QByteArray much(300'000, 'x');
        Faulty server({QStringLiteral("P8 rate=1 times=1")});
        MsgiClient slow(server.port);
        MsgiClient other(server.port);
        for (MsgiClient* client : {&slow, &other})
            client->frame(MsgiType::Data, much.toStdString());
        // At 1 KB/s it takes five minutes.
        for (std::size_t turn = 1; turn <= 20; ++turn) {
            QVERIFY(other.waitFrames(turn));
            other.frame(MsgiType::Data, much.toStdString());
        }
        QVERIFY(slow.frames.empty());
        QCOMPARE(server.count(EventKind::FaultBitten), 1);
        server.faults.finish();
        QVERIFY(slow.waitFrames(1));
        QCOMPARE(slow.frames[0].second.size(), std::size_t(much.size()));
    }

    void whatAConnectionOfAnotherProtocolNeedsIsNamed()
    {
        const auto planned = [](const char* fault) {
            return planOf({QLatin1String(fault)}).faults.front();
        };
        QVERIFY(unsuitableOnMsgi(planned("M1")).isEmpty());
        QVERIFY(unsuitableOnMsgi(planned("T6")).isEmpty());
        QVERIFY(unsuitableOnMsgi(planned("W4")).contains(QLatin1String("connection of MSGI")));
        Faulty server({});
        QVERIFY(!server.faults.addFault(planned("W4")));
        QVERIFY(server.faults.addFault(planned("M1")));
        QVERIFY(unsuitableOnMsgi(planned("P7")).contains(QLatin1String("done to a client")));
        for (const FaultDefinition& fault : faultCatalogue()) {
            const QString why = whyNotOnMsgi(fault);
            const bool isTold = faultExplanation(fault).contains(QLatin1String("\nMSGI "));
            QVERIFY2(isTold == !why.isEmpty(), fault.id.data());
            const bool isServers = availableModes(fault).contains(FaultMode::Server);
            QVERIFY2(isServers || !why.isEmpty(), fault.id.data());
        }
        QVERIFY(planned("M1")
                    .unsuitableFor(FaultMode::Server)
                    .contains(QLatin1String("--profile msgi")));
    }
};

QTEST_GUILESS_MAIN(tst_ServerMsgiFaults)

} // namespace tst_server_msgi_faults

#include "tst_server_msgi_faults.moc"
