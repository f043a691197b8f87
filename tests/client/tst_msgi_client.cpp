// SPDX-License-Identifier: MIT
// MsgiClient and BackendSelector against Redial's own MSGI server on 127.0.0.1.
#include "core/client/backend_selector.h"
#include "core/server/self_signed_certificate.h"
#include "tests/client/msgi_echo.h"
#include "tests/support/log_queries.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>

namespace tst_msgi_client {

using namespace redial;
using namespace redial::test;

namespace {

BackendSelector::Settings between(std::initializer_list<QUrl> urls)
{
    BackendSelector::Settings settings;
    for (const QUrl& url : urls)
        settings.servers.push_back({url, 1});
    settings.thresholds = {1, 1};
    settings.probe.interval = 20ms;
    return settings;
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Of each wait, the attempt that it came before.
QList<quint32> attemptsOf(const EventLog& log)
{
    QList<quint32> attempts;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        if (log.header(number).kind == EventKind::BackoffScheduled)
            attempts << log.header(number).attempt;
    }
    return attempts;
}

} // namespace

class TestMsgiClient : public QObject
{
    Q_OBJECT
private slots:
    void messagesOfEveryKindComeBackThroughEveryStage();
    void handlersSurviveReconnectsAndSeeEachMessageOnce();
    void aBatchIsHeardAsItsMessages();
    void anotherClientIsReachedByItsName();
    void whileOfflineNothingIsSent();
    void heartbeatsAreSentAndJudgedAsNoCalls();
    void aPayloadThatTheStagesRefuseEndsTheConnection();
    void whatIsTooLongIsNotSentAndTheConnectionLives();
    void aHalfOpenLinkIsFoundByPings();
    void connectionsGoWhereTheServersLive();
    void whoHasNoCertificateThatTheServerTrustsIsTurnedAway_data();
    void whoHasNoCertificateThatTheServerTrustsIsTurnedAway();
    void aLinkCountsAsRegainedOnceItHasStood();
};

void TestMsgiClient::messagesOfEveryKindComeBackThroughEveryStage()
{
    EchoServer server(everyStage());
    MsgiClientConfiguration configuration = quick();
    configuration.pipeline = everyStage();
    ListeningClient listener(configuration);
    QList<QByteArray> types;
    listener.client.setContainerHandler(
        "greeting", [&](const ValueContainer& container) { types << container.source.c_str(); });
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    QVERIFY(listener.client.sendMessage(QStringLiteral("text")));
    QVERIFY(listener.client.sendRaw(QByteArray("\0\1raw", 5)));
    ValueContainer container;
    container.type = "greeting";
    container.source = "me";
    QVERIFY(listener.client.sendContainer(container));
    container.type = "other";
    QVERIFY(listener.client.sendContainer(container));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages.size(), 3, clientPatience);
    QCOMPARE(listener.messages[0], QByteArray("text"));
    QCOMPARE(listener.messages[1], QByteArray("\0\1raw", 5));
    QCOMPARE(types, QList<QByteArray>{"me"});
    QVERIFY(listener.judged("P61") == OracleOutcome::Pass);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::handlersSurviveReconnectsAndSeeEachMessageOnce()
{
    EchoServer server(everyStage());
    MsgiClientConfiguration configuration = quick();
    configuration.pipeline = everyStage();
    ListeningClient listener(configuration);
    QList<QByteArray> expected;
    for (int round = 0; round < 5; ++round) {
        if (round == 0)
            QVERIFY(listener.client.start(server.url));
        QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
        expected << QByteArray::number(round);
        QVERIFY(listener.client.sendRaw(expected.back()));
        QTRY_COMPARE_WITH_TIMEOUT(listener.messages, expected, clientPatience);
        server.vanish();
        QTRY_VERIFY_WITH_TIMEOUT(!listener.client.isOnline(), clientPatience);
        server.comeBack();
    }
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    QCOMPARE(listener.messages, expected);
    QVERIFY(listener.count(EventKind::Opened) >= 6);
    listener.judged("P20");
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::aBatchIsHeardAsItsMessages()
{
    EchoServer server;
    ListeningClient listener;
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    const std::vector<std::string> batch{"one\ntwo", "", std::string("\0three", 6)};
    QVERIFY(listener.client.sendBatch(batch));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages.size(), 3, clientPatience);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(listener.messages[i].toStdString(), batch[std::size_t(i)]);
    // The other way: as a server would send one.
    listener.messages.clear();
    MsgiSession* const session = server.server->session(server.server->sessionIds().front());
    QVERIFY(session->sendBatch(batch));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages.size(), 3, clientPatience);
}

void TestMsgiClient::anotherClientIsReachedByItsName()
{
    EchoServer server;
    MsgiClientConfiguration configuration = quick();
    configuration.clientId = "a";
    ListeningClient a(configuration);
    configuration.clientId = "b";
    ListeningClient b(configuration);
    QStringList heard;
    b.client.setDeliveryHandler([&](const MsgiDelivery& delivery) {
        heard << QString::fromStdString(std::string(delivery.clientId)) + u':' +
                     QString::fromStdString(std::string(delivery.message));
    });
    QVERIFY(a.client.start(server.url));
    QVERIFY(b.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(a.client.sessionId() && b.client.sessionId(), clientPatience);
    QVERIFY(a.client.sendPrivate("b", "to:you"));
    QVERIFY(a.client.broadcast("to all"));
    QTRY_COMPARE_WITH_TIMEOUT(heard,
                              (QStringList{QStringLiteral("a:to:you"), QStringLiteral("a:to all")}),
                              clientPatience);
    QVERIFY(a.messages.isEmpty() && b.messages.isEmpty());
}

void TestMsgiClient::whileOfflineNothingIsSent()
{
    EchoServer server;
    ListeningClient listener;
    QVERIFY(!listener.client.sendMessage(QStringLiteral("early")));
    QVERIFY(!listener.client.sendBatch({}));
    QCOMPARE(listener.count(EventKind::SendRejected), 2);
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    QVERIFY(!listener.client.sendRaw(QByteArray(msgiDefaultLimit, 'x')));
    QVERIFY(listener.client.sendRaw("late"));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages, QList<QByteArray>{"late"}, clientPatience);
}

void TestMsgiClient::heartbeatsAreSentAndJudgedAsNoCalls()
{
    EchoServer server;
    MsgiClientConfiguration configuration = quick();
    configuration.heartbeatInterval = 10ms;
    ListeningClient listener(configuration);
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::HeartbeatSent) >= 3, clientPatience);
    server.vanish();
    server.comeBack();
    const int before = listener.count(EventKind::HeartbeatSent);
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::HeartbeatSent) >= before + 3,
                             clientPatience);
    QVERIFY(listener.judged("P31") == OracleOutcome::NotExercised);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::aPayloadThatTheStagesRefuseEndsTheConnection()
{
    // The server has no stages: what it echoes, it echoes unread; a replay is refused.
    EchoServer server;
    MsgiClientConfiguration configuration = quick();
    configuration.pipeline.authenticationKey = [] { return std::string(32, 'a'); };
    ListeningClient listener(configuration);
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    MsgiSession* const session = server.server->session(server.server->sessionIds().front());
    QVERIFY(session->send("no tag at all"));
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::ProtocolError) == 1, clientPatience);
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::Opened) >= 2, clientPatience);
    QVERIFY(listener.messages.isEmpty());
    QVERIFY(listener.judged("P61") == OracleOutcome::Pass);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::whatIsTooLongIsNotSentAndTheConnectionLives()
{
    PipelineSettings pipeline = everyStage();
    pipeline.compression = PayloadCompression::None;
    EchoServer server(pipeline);
    MsgiClientConfiguration configuration = quick();
    configuration.pipeline = pipeline;
    configuration.connection.request.maximumMessageSize = 1000;
    ListeningClient listener(configuration);
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    // Ten bytes of the head, 28 of AES-GCM, 40 of the tag and its number.
    const QByteArray longest(1000 - 10 - 28 - 40, 'x');
    QVERIFY(!listener.client.sendRaw(longest + 'x'));
    QVERIFY(listener.client.isOnline());
    QVERIFY(listener.client.sendRaw(longest));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages, QList<QByteArray>{longest}, clientPatience);
    QCOMPARE(listener.count(EventKind::Opened), 1);
}

void TestMsgiClient::aHalfOpenLinkIsFoundByPings()
{
    // The kernel takes the connection; no program ever answers.
    QTcpServer nobody;
    QVERIFY(nobody.listen(QHostAddress::LocalHost));
    nobody.pauseAccepting();
    MsgiClientConfiguration configuration = quick();
    configuration.connection.policy.pingInterval = 20ms;
    configuration.connection.policy.pongTimeout = 50ms;
    ListeningClient listener(configuration);
    QVERIFY(listener.client.start(
        QUrl(QStringLiteral("msgi://127.0.0.1:%1").arg(nobody.serverPort()))));
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::BackoffScheduled) >= 1, clientPatience);
    QVERIFY(listener.client.connection().controller().lastClose()->cause ==
            CloseCause::PongTimeout);
}

void TestMsgiClient::connectionsGoWhereTheServersLive()
{
    EchoServer first;
    EchoServer second;
    ListeningClient listener;
    BackendSelector selector(between({first.url, second.url}), listener.clock, Random(2),
                             EventRecorder(listener.log, listener.clock, Source::Client));
    selector.serve(listener.client.connection());
    selector.start();
    QVERIFY(listener.client.start(first.url));
    QTRY_COMPARE_WITH_TIMEOUT(selector.balancer().backend(0).connections, 1U, clientPatience);
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    first.vanish();
    QTRY_COMPARE_WITH_TIMEOUT(selector.balancer().backend(1).connections, 1U, clientPatience);
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
    QVERIFY(selector.balancer().backend(0).status == BackendStatus::Unhealthy);
    QCOMPARE(selector.balancer().backend(0).connections, 0U);
    // Its probe finds it again.
    first.comeBack();
    QTRY_VERIFY_WITH_TIMEOUT(selector.balancer().backend(0).status == BackendStatus::Healthy,
                             clientPatience);
    selector.drain(1);
    second.vanish();
    QTRY_COMPARE_WITH_TIMEOUT(selector.balancer().backend(0).connections, 1U, clientPatience);
    selector.returnToService(1);
    selector.stop();
    QVERIFY(listener.judged("L4") == OracleOutcome::Pass);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::whoHasNoCertificateThatTheServerTrustsIsTurnedAway_data()
{
    QTest::addColumn<QString>("whose");
    QTest::addColumn<QString>("reason");
    QTest::newRow("trusted") << QStringLiteral("own") << QString();
    QTest::newRow("none") << QString() << QStringLiteral("certificate");
    QTest::newRow("not trusted") << QStringLiteral("other") << QStringLiteral("ca");
}

void TestMsgiClient::whoHasNoCertificateThatTheServerTrustsIsTurnedAway()
{
    QFETCH(QString, whose);
    QFETCH(QString, reason);
    const QTemporaryDir own;
    const QTemporaryDir other;
    QVERIFY(makeServerCertificate(own.path()) && makeServerCertificate(other.path()));
    const QString certificate = own.filePath(QStringLiteral("server.crt"));
    const auto tls = TlsContext::forClients(certificate, own.filePath(QStringLiteral("server.key")),
                                            certificate);
    QVERIFY2(tls.hasValue(), tls ? "" : qPrintable(tls.error()));
    EchoServer server({}, *tls);
    MsgiClientConfiguration configuration = quick();
    TlsOptions& options = configuration.connection.request.tls;
    options.caCertificates = contents(certificate);
    if (!whose.isEmpty()) {
        const QTemporaryDir& folder = whose == QLatin1String("own") ? own : other;
        options.ownCertificate = contents(folder.filePath(QStringLiteral("server.crt")));
        options.ownKey = contents(folder.filePath(QStringLiteral("server.key")));
    }
    ListeningClient listener(configuration);
    QVERIFY(listener.client.start(server.url));
    if (reason.isEmpty()) {
        QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), clientPatience);
        QVERIFY(listener.client.sendRaw("who?"));
        QTRY_COMPARE_WITH_TIMEOUT(listener.messages, QList<QByteArray>{"who?"}, clientPatience);
        return;
    }
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::Closed) >= 2, clientPatience);
    const auto detail =
        listener.log.text(lastOf(listener.log, EventKind::Closed), FieldKey::Detail);
    QVERIFY2(detail.find(reason.toStdString()) != std::string_view::npos,
             std::string(detail).c_str());
    QCOMPARE(server.registry.count(), std::size_t(0));
    QCOMPARE(server.server->counters().messagesIn, 0U);
    // It was open each time, and comes later and later all the same.
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::BackoffScheduled) >= 4, clientPatience);
    QVERIFY(listener.count(EventKind::Opened) >= 4);
    QCOMPARE(attemptsOf(listener.log).mid(0, 4), (QList<quint32>{1, 2, 3, 4}));
}

void TestMsgiClient::aLinkCountsAsRegainedOnceItHasStood()
{
    EchoServer server;
    MsgiClientConfiguration configuration = quick();
    configuration.connection.policy.minimumUptime = 0ms;
    ListeningClient stands(configuration);
    configuration.connection.policy.minimumUptime = 1h;
    ListeningClient neverStands(configuration);
    configuration.connection.policy.resetOn = ResetOn::Open;
    ListeningClient opens(configuration);
    for (ListeningClient* const each : {&stands, &neverStands, &opens})
        QVERIFY(each->client.start(server.url));
    for (int loss = 1; loss <= 3; ++loss) {
        for (const ListeningClient* const each : {&stands, &neverStands, &opens}) {
            QTRY_VERIFY_WITH_TIMEOUT(each->client.isOnline(), clientPatience);
            // Its counter starts over in a timer of its own.
            QTRY_VERIFY_WITH_TIMEOUT(each == &neverStands ||
                                         each->client.connection().controller().attempt() == 0,
                                     clientPatience);
        }
        for (const MsgiSessionId id : server.server->sessionIds())
            server.server->session(id)->drop();
        for (const ListeningClient* const each : {&stands, &neverStands, &opens})
            QTRY_COMPARE_WITH_TIMEOUT(each->count(EventKind::BackoffScheduled), loss,
                                      clientPatience);
    }
    QCOMPARE(attemptsOf(stands.log), (QList<quint32>{1, 1, 1}));
    QCOMPARE(attemptsOf(neverStands.log), (QList<quint32>{1, 2, 3}));
    QCOMPARE(attemptsOf(opens.log), (QList<quint32>{1, 1, 1}));
}

QTEST_GUILESS_MAIN(TestMsgiClient)

} // namespace tst_msgi_client

#include "tst_msgi_client.moc"
