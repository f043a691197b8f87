// SPDX-License-Identifier: MIT
// The MSGI server over real sockets: echo, sessions and their messages, limits, slow readers,
// its own end.
#include "core/server/self_signed_certificate.h"
#include "tests/server/msgi_client.h"

#include <QTemporaryDir>

namespace tst_msgi_server {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class tst_MsgiServer : public QObject
{
    Q_OBJECT
private slots:
    void everyMessageComesBackHoweverItIsCut()
    {
        MsgiFixture fixture;
        MsgiClient client(fixture.port);
        const std::string large(200'000, 'x');
        std::string bytes = frameOf(MsgiType::Data, "one") + frameOf(MsgiType::Data, large) +
                            frameOf(MsgiType::Ping, "payload") + frameOf(MsgiType::Heartbeat, {}) +
                            frameOf(MsgiType::Data, {});
        QVERIFY(client.socket.waitForConnected(patience));
        for (std::size_t i = 0; i < 40; ++i) {
            client.write(bytes.substr(i, 1));
            client.socket.flush();
        }
        client.write(std::string_view(bytes).substr(40));
        QVERIFY(client.waitFrames(4));
        QCOMPARE(client.text(0), QStringLiteral("DATA one"));
        QVERIFY(client.frames[1].second == large);
        QCOMPARE(client.text(2), QStringLiteral("PONG payload"));
        QCOMPARE(client.text(3), QStringLiteral("DATA "));
        QCOMPARE(fixture.server.counters().messagesIn, 3U);
        QCOMPARE(fixture.server.counters().messagesOut, 3U);
        QCOMPARE(fixture.server.sessionCount(), std::size_t(1));
    }

    void payloadsPassThePipelineBothWays()
    {
        MsgiServerSettings settings;
        settings.pipeline = everything();
        MsgiFixture fixture(settings);
        for (int connection = 0; connection < 2; ++connection) {
            MsgiClient client(fixture.port);
            auto pipeline = std::move(PipelineMaker(everything()).next()).value();
            for (std::size_t i = 0; i < 3; ++i) {
                client.frame(MsgiType::Data, *pipeline.outgoing("secret"));
                QVERIFY(client.waitFrames(i + 1));
                QCOMPARE(*pipeline.incoming(client.frames[i].second), std::string("secret"));
            }
        }
    }

    void aSessionKnowsItsClient()
    {
        Witness witness;
        MsgiFixture fixture({}, witness);
        MsgiClient first(fixture.port);
        first.control(MsgiHello{"meter 7"});
        first.frame(MsgiType::Data, "who");
        first.frame(MsgiType::Data, "batch");
        QVERIFY(first.waitFrames(3));
        const auto welcome = readMsgiControl(first.frames[0].second);
        QCOMPARE(std::get<MsgiWelcome>(*welcome).session, MsgiSessionId(1));
        QCOMPARE(first.frames[1].second,
                 "1 meter 7 127.0.0.1 " + std::to_string(first.socket.localPort()));
        const auto batch = readMsgiControl(first.frames[2].second);
        QCOMPARE(std::get<MsgiBatch>(*batch).left(), 2U);
        first.frame(MsgiType::Data, "bye");
        QVERIFY(first.waitFrames(4));
        QCOMPARE(first.text(3), QStringLiteral("DISCONNECT as you wish"));
        first.frame(MsgiType::Disconnect);
        QVERIFY(fixture.waitEnd(MsgiEnd::Disconnected));
        MsgiClient second(fixture.port);
        second.frame(MsgiType::Data, "drop");
        QVERIFY(second.waitEnd());
        QVERIFY(fixture.waitEnd(MsgiEnd::Dropped));
        QCOMPARE(witness.connected, 2);
        QCOMPARE(witness.ends.size(), std::size_t(2));
    }

    void messagesReachOtherSessions()
    {
        MsgiFixture fixture;
        MsgiClient one(fixture.port);
        MsgiClient two(fixture.port);
        MsgiClient three(fixture.port);
        for (MsgiClient* client : {&one, &two, &three}) {
            client->control(MsgiHello{client == &three ? "three" : "twin"});
            QVERIFY(client->waitFrames(1));
        }
        QCOMPARE(fixture.registry.count(), std::size_t(3));
        one.control(MsgiBroadcast{"PRIVATE:3:no trick"});
        QVERIFY(two.waitFrames(2) && three.waitFrames(2));
        const auto delivery = readMsgiControl(three.frames[1].second);
        QCOMPARE(std::string(std::get<MsgiDelivery>(*delivery).message),
                 std::string("PRIVATE:3:no trick"));
        QCOMPARE(std::get<MsgiDelivery>(*delivery).from, MsgiSessionId(1));
        two.control(MsgiPrivate{0, "three", "a:b"});
        two.control(MsgiPrivate{1, {}, "to one"});
        two.control(MsgiPrivate{0, "twin", "to whom?"});
        QVERIFY(three.waitFrames(3) && one.waitFrames(2) && two.waitFrames(3));
        QCOMPARE(two.text(2), QStringLiteral("ERROR no_such_peer"));
        QCOMPARE(one.frames.size(), std::size_t(2));
        QCOMPARE(fixture.registry.broadcast("from the server"), std::size_t(0));
        QVERIFY(one.waitFrames(3) && two.waitFrames(4) && three.waitFrames(4));
    }

    void aBatchIsManyMessages()
    {
        Witness witness;
        MsgiFixture fixture({}, witness);
        MsgiClient client(fixture.port);
        std::string payload;
        appendMsgiBatch(payload, std::vector<std::string>{"a\nb", "", "bye", "unheard no more"});
        client.frame(MsgiType::Control, payload);
        QVERIFY(client.waitFrames(1));
        const std::vector<std::string> expected{"a\nb", "", "bye", "unheard no more"};
        QCOMPARE(witness.messages, expected);
    }

    void whatIsTooLongToBeHandedOnIsRefused_data()
    {
        QTest::addColumn<bool>("hasPipeline");
        QTest::newRow("plain") << false;
        QTest::newRow("stages") << true;
    }
    void whatIsTooLongToBeHandedOnIsRefused()
    {
        QFETCH(bool, hasPipeline);
        MsgiServerSettings settings;
        settings.messageLimit = 1000;
        if (hasPipeline)
            settings.pipeline = everything();
        MsgiFixture fixture(settings);
        MsgiClient one(fixture.port);
        MsgiClient two(fixture.port);
        auto first = std::move(PipelineMaker(settings.pipeline).next()).value();
        auto second = std::move(PipelineMaker(settings.pipeline).next()).value();
        const auto say = [](MsgiClient& client, PayloadPipeline& pipeline, const auto& control) {
            std::string payload;
            appendMsgiControl(payload, control);
            client.frame(MsgiType::Control, *pipeline.outgoing(payload));
        };
        say(two, second, MsgiHello{"two"});
        QVERIFY(two.waitFrames(1));
        say(one, first, MsgiHello{std::string(200, 'n')});
        QVERIFY(one.waitFrames(1));
        // Each fits a frame, and not one that names its sender too.
        const std::string large(900, 'x');
        say(one, first, MsgiBroadcast{large});
        say(one, first, MsgiPrivate{0, "two", large});
        say(one, first, MsgiBroadcast{"short"});
        QVERIFY(one.waitFrames(3) && two.waitFrames(2));
        QCOMPARE(one.text(1), QStringLiteral("ERROR bad_control"));
        QCOMPARE(one.text(2), QStringLiteral("ERROR bad_control"));
        QVERIFY(second.incoming(two.frames[0].second));
        const auto plain = second.incoming(two.frames[1].second);
        QVERIFY(plain);
        QCOMPARE(std::string(std::get<MsgiDelivery>(*readMsgiControl(*plain)).message),
                 std::string("short"));
        QCOMPARE(fixture.server.counters().undelivered, 2U);
        QCOMPARE(fixture.server.sessionCount(), std::size_t(2));
    }

    void whatIsTooLongIsNotCountedByTheStages()
    {
        MsgiServerSettings settings;
        settings.messageLimit = 1000;
        settings.pipeline = everything();
        settings.pipeline.compression = PayloadCompression::None;
        MsgiFixture fixture(settings);
        MsgiClient client(fixture.port);
        auto pipeline = std::move(PipelineMaker(settings.pipeline).next()).value();
        client.frame(MsgiType::Data, *pipeline.outgoing("one"));
        QVERIFY(client.waitFrames(1));
        MsgiSession* const session = fixture.server.session(1);
        QVERIFY(!session->send(std::string(990, 'x')));
        const std::string longest(1000 - msgiHeadSize - 28 - 40, 'y');
        QVERIFY(!session->send(longest + 'y'));
        QVERIFY(session->send(longest));
        QVERIFY(client.waitFrames(2));
        QCOMPARE(*pipeline.incoming(client.frames[0].second), std::string("one"));
        const auto second = pipeline.incoming(client.frames[1].second);
        QVERIFY2(second, second ? "" : second.error().sentence.c_str());
        QCOMPARE(*second, longest);
    }

    void aMailboxIsBoundedAndGoesWithItsServer()
    {
        SessionRegistry registry;
        MsgiEcho echo;
        SystemClock clock;
        {
            MsgiServer server({}, clock, echo, registry);
            std::size_t posted = 0;
            while (posted * MsgiMailbox::parcelCost <= MsgiMailbox::limit &&
                   registry.broadcast({}) == 0)
                ++posted;
            QVERIFY(posted > 0);
            QVERIFY(posted * MsgiMailbox::parcelCost < MsgiMailbox::limit);
        }
        QCOMPARE(registry.broadcast("to nobody"), std::size_t(0));
    }

    void aReadableMessageIsRecordedWithoutItsSecrets()
    {
        MsgiFixture fixture;
        MsgiClient client(fixture.port);
        client.frame(MsgiType::Data, R"({"password":"hunter2"})");
        QVERIFY(client.waitFrames(1));
        for (const EventKind kind : {EventKind::MessageIn, EventKind::MessageOut}) {
            const auto payload = fixture.log.text(lastOf(fixture.log, kind), FieldKey::Payload);
            QVERIFY(payload.find("password") != std::string_view::npos);
            QVERIFY(payload.find("hunter2") == std::string_view::npos);
        }
    }

    void aFullServerSaysSo()
    {
        MsgiServerSettings settings;
        settings.mostConnections = 1;
        settings.mostRefusals = 1;
        MsgiFixture fixture(settings);
        MsgiClient first(fixture.port);
        first.frame(MsgiType::Ping);
        QVERIFY(first.waitFrames(1));
        MsgiClient second(fixture.port);
        QVERIFY(second.waitFrames(1));
        QCOMPARE(second.text(0), QStringLiteral("ERROR server_full"));
        // It lingers as long as the second does not go, and the third is not even heard.
        QVERIFY(fixture.waitEnd(MsgiEnd::Refused));
        QVERIFY(second.waitEnd());
        QTRY_VERIFY_WITH_TIMEOUT(fixture.server.sessionIds().size() == 1, patience);
        first.frame(MsgiType::Ping);
        QVERIFY(first.waitFrames(2));
        QCOMPARE(fixture.server.counters().refused, 1U);
    }

    void whoIsSilentOrDoesNotAnswerIsEnded()
    {
        MsgiServerSettings settings;
        settings.policy.idleTimeout = 30ms;
        MsgiFixture idle(settings);
        MsgiClient silent(idle.port);
        QVERIFY(silent.waitEnd());
        QCOMPARE(silent.text(0), QStringLiteral("ERROR idle_too_long"));
        QVERIFY(idle.waitEnd(MsgiEnd::IdleTooLong));

        settings.policy = {.pingInterval = 20ms, .pongTimeout = 1s};
        MsgiFixture pinging(settings);
        MsgiClient deaf(pinging.port);
        QVERIFY(deaf.waitFrames(1));
        QVERIFY(deaf.frames[0].first == MsgiType::Ping);
        deaf.frame(MsgiType::Pong, "another");
        QVERIFY(deaf.waitEnd());
        QCOMPARE(deaf.text(deaf.frames.size() - 1), QStringLiteral("ERROR pong_timed_out"));
        QVERIFY(pinging.waitEnd(MsgiEnd::PongTimedOut));
        QCOMPARE(pinging.server.counters().strayPongs, 1U);
    }

    void aSlowReaderCostsNoMoreThanItsLimit()
    {
        MsgiServerSettings settings;
        settings.stallTimeout = 50ms;
        settings.recordsMessages = false;
        settings.stream.highMark = 64 * 1024;
        settings.stream.options.sendBuffer = 16 * 1024;
        MsgiFixture fixture(settings);
        MsgiClient client(fixture.port);
        client.stopReading();
        const std::string payload(32'000, 'x');
        for (int i = 0; i < 400; ++i)
            client.frame(MsgiType::Data, payload);
        std::size_t most = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                if (const MsgiSession* session = fixture.server.session(1))
                    most = std::max(most, session->waitingBytes());
                return fixture.server.counters().count(MsgiEnd::SlowReader) == 1;
            },
            patience));
        QVERIFY(most >= 64 * 1024);
        QVERIFY(most < 64 * 1024 + 256 * 1024);
        QVERIFY(client.frames.empty());
        QCOMPARE(fixture.server.sessionCount(), std::size_t(0));
    }

    void theServerStopsInOrder()
    {
        Witness witness;
        MsgiFixture fixture({}, witness);
        MsgiClient client(fixture.port);
        MsgiClient rude(fixture.port);
        client.frame(MsgiType::Ping);
        rude.frame(MsgiType::Ping);
        QVERIFY(client.waitFrames(1) && rude.waitFrames(1));
        rude.socket.abort();
        QVERIFY(QTest::qWaitFor([&] { return fixture.server.sessionCount() == 1; }, patience));
        QObject::connect(&client.socket, &QTcpSocket::readyRead,
                         [&] { client.frame(MsgiType::Disconnect); });
        fixture.server.stop("maintenance");
        QVERIFY(fixture.server.isRunning() && !fixture.server.isListening());
        fixture.server.wait();
        QVERIFY(!fixture.server.isRunning());
        QCOMPARE(client.text(1), QStringLiteral("DISCONNECT maintenance"));
        QVERIFY(fixture.waitEnd(MsgiEnd::Disconnected));
        const auto again = fixture.server.start();
        QVERIFY(again);
        QCOMPARE(*again, fixture.port);
    }

    void aStopDoesNotWaitForHandshakes()
    {
        const QTemporaryDir folder;
        QVERIFY(makeServerCertificate(folder.path()));
        MsgiServerSettings settings;
        settings.tls = *TlsContext::forClients(folder.filePath(QStringLiteral("server.crt")),
                                               folder.filePath(QStringLiteral("server.key")));
        settings.handshakeTimeout = std::chrono::hours(1);
        settings.mostConnections = 1;
        settings.mostRefusals = 1;
        MsgiFixture fixture(settings);
        MsgiClient silent(fixture.port);
        MsgiClient refused(fixture.port);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.server.sessionIds().size(), std::size_t(2), patience);
        fixture.server.stop("maintenance");
        QVERIFY(!fixture.server.isRunning());
        QCOMPARE(countOf(fixture.log, EventKind::Closed), 2);
        QVERIFY(silent.waitEnd() && refused.waitEnd());
    }

    void anUnusableStartIsNamed()
    {
        MsgiFixture first;
        MsgiServerSettings settings;
        settings.port = first.port;
        MsgiServer second(settings, first.clock, first.ownEcho, first.registry);
        QVERIFY(!second.start());
        settings.port = 0;
        settings.pipeline.encryptionKey = [] { return std::string("short"); };
        MsgiServer third(settings, first.clock, first.ownEcho, first.registry);
        const auto started = third.start();
        QVERIFY(!started);
        QVERIFY(started.error().contains(QLatin1String("needs 32")));
    }
};

QTEST_GUILESS_MAIN(tst_MsgiServer)

} // namespace tst_msgi_server

#include "tst_msgi_server.moc"
