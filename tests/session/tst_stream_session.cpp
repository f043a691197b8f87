// SPDX-License-Identifier: MIT
// The shell of a stream session, on a virtual clock; the test is the server.
#include "core/session/stream_dialect.h"
#include "core/session/stream_session.h"
#include "core/time/virtual_clock.h"
#include "tests/support/log_queries.h"

#include <QJsonArray>
#include <QPromise>
#include <QTest>

#include <memory>

namespace tst_stream_session {

using namespace redial;
using namespace std::chrono_literals;
using redial::test::countOf;

namespace {

struct Bench
{
    explicit Bench(StreamProfile profile = feedDialect({QStringLiteral("a"), QStringLiteral("b")}),
                   TokenProvider provider = {})
    {
        session = std::make_unique<StreamSession>(
            std::move(profile),
            StreamSessionOperations{[this](const QString& text) {
                                        sent << text;
                                        return true;
                                    },
                                    [this](const QString& secret) { secrets << secret; }},
            clock, Random(1), EventRecorder(log, clock, Source::Client), std::move(provider));
        QObject::connect(session.get(), &StreamSession::ready, session.get(),
                         [this] { ++readies; });
        QObject::connect(session.get(), &StreamSession::failed, session.get(),
                         [this](StreamFailure failure) { failures.push_back(failure); });
        session->router().replace(QStringLiteral("default"), [this](const StreamDelivery& message) {
            delivered
                << QStringLiteral("%1%2").arg(message.channel).arg(message.sequence.value_or(0));
        });
    }
    void receive(const char* text) { session->textReceived(QString::fromUtf8(text)); }
    void goOnline(quint32 epoch)
    {
        session->transportOpened(epoch);
        receive(R"({"type":"auth_ok"})");
        receive(R"({"type":"subscribed","channel":"b"})");
        receive(R"({"type":"subscribed","channel":"a"})");
        session->setOnline(true);
    }
    void lose(quint32 epoch)
    {
        session->setOnline(false);
        session->transportClosed(epoch);
    }
    QString takeSent()
    {
        const QString all = sent.join(QLatin1Char(' '));
        sent.clear();
        return all;
    }

    VirtualClock clock;
    EventLog log;
    std::unique_ptr<StreamSession> session;
    QStringList sent;
    QStringList secrets;
    QStringList delivered;
    std::vector<StreamFailure> failures;
    int readies = 0;
};

} // namespace

class TestStreamSession final : public QObject
{
    Q_OBJECT
private slots:
    void eachConnectionAuthenticatesThenSubscribesFromWhereItWas();
    void aTokenThatComesLateOrForAnOlderConnectionIsNotUsed();
    void whatIsNotAnsweredInTimeEndsTheConnection();
    void noTokenReachesTheLog();
    void pingsAreAnsweredAndKept();
    void messagesComeOnceAndInOrder();
    void aMissedPongFindsAZombie();
    void nothingIsSentWhileOffline();
    void aHandlerMayDestroyTheSession();
    void hostileChannelsCostBoundedMemory();
    void aProfileReadsBackAsItWasWritten();
    void whatIsWrongInAProfileIsToldAtItsPlace();
};

void TestStreamSession::eachConnectionAuthenticatesThenSubscribesFromWhereItWas()
{
    Bench bench;
    bench.session->transportOpened(1);
    QCOMPARE(bench.sent.size(), 1);
    QVERIFY(bench.sent[0].startsWith(QLatin1String(R"({"type":"auth","token":")")));
    bench.receive(R"({"channel":"a","seq":1})"); // not before auth
    QCOMPARE(bench.sent.size(), 1);
    bench.goOnline(1);
    QCOMPARE(bench.readies, 1);
    bench.receive(R"({"channel":"a","seq":7})");
    QCOMPARE(bench.delivered, QStringList{QStringLiteral("a7")});
    bench.lose(1);
    QCOMPARE(bench.session->armedTimers(), 0);
    bench.sent.clear();
    bench.goOnline(2);
    QCOMPARE(bench.sent.size(), 3);
    QVERIFY(bench.sent[1].contains(QLatin1String(R"("channel":"a","from":8)")));
    QVERIFY(bench.sent[2].contains(QLatin1String(R"("channel":"b","from":0)")));
    QCOMPARE(bench.readies, 2);
    QCOMPARE(bench.secrets.size(), 2);
    QVERIFY(bench.secrets[0] != bench.secrets[1]);
}

void TestStreamSession::aTokenThatComesLateOrForAnOlderConnectionIsNotUsed()
{
    std::vector<std::shared_ptr<QPromise<TokenResult>>> asked;
    Bench bench(feedDialect({}), [&](quint32) {
        asked.push_back(std::make_shared<QPromise<TokenResult>>());
        asked.back()->start();
        return asked.back()->future();
    });
    bench.session->transportOpened(1);
    bench.receive(R"({"type":"ping","id":"x"})");
    QVERIFY(bench.sent.isEmpty());
    bench.lose(1);
    bench.session->transportOpened(2);
    QCOMPARE(asked.size(), std::size_t(2));
    asked[0]->addResult(TokenResult(QStringLiteral("old")));
    asked[0]->finish();
    QCoreApplication::processEvents();
    QVERIFY(bench.sent.isEmpty());
    bench.clock.advance(5s);
    QCOMPARE(bench.failures, std::vector{StreamFailure::TokenTimedOut});
    asked[1]->addResult(TokenResult(QStringLiteral("new")));
    asked[1]->finish();
    QCoreApplication::processEvents();
    QVERIFY(bench.sent.isEmpty());
}

void TestStreamSession::whatIsNotAnsweredInTimeEndsTheConnection()
{
    Bench bench;
    bench.session->transportOpened(1);
    bench.clock.advance(10s);
    QCOMPARE(bench.failures, std::vector{StreamFailure::AuthTimedOut});
    bench.lose(1);
    bench.session->transportOpened(2);
    bench.receive(R"({"type":"auth_ok"})");
    bench.receive(R"({"type":"subscribed","channel":"a"})");
    bench.clock.advance(10s);
    QCOMPARE(bench.failures.back(), StreamFailure::SubscriptionTimedOut);
    bench.lose(2);
    bench.session->transportOpened(3);
    bench.receive(R"({"type":"auth_ok"})");
    bench.receive(R"({"type":"subscribe_refused","channel":"b"})");
    QCOMPARE(bench.failures.back(), StreamFailure::SubscriptionRefused);
    bench.lose(3);
    bench.session->transportOpened(4);
    bench.receive(R"({"type":"auth_refused"})");
    QCOMPARE(bench.failures.back(), StreamFailure::AuthRefused);
    QCOMPARE(bench.readies, 0);
    StreamProfile patient = feedDialect({QStringLiteral("a"), QStringLiteral("b")});
    patient.policy.subscriptionFailure = SubscriptionFailure::GoOn;
    Bench other(patient);
    other.session->transportOpened(1);
    other.receive(R"({"type":"auth_ok"})");
    other.receive(R"({"type":"subscribe_refused","channel":"b"})");
    other.clock.advance(10s);
    QCOMPARE(other.readies, 1);
    other.receive(R"({"type":"subscribed","channel":"a"})");
    QCOMPARE(other.session->figures().subscriptionsAccepted, std::uint64_t(1));
    QVERIFY(other.failures.empty());
}

void TestStreamSession::noTokenReachesTheLog()
{
    const auto token = [](quint32) {
        return QtFuture::makeReadyFuture(TokenResult(QStringLiteral("s3cr\"et")));
    };
    Bench bench(feedDialect({}), token);
    bench.session->transportOpened(1);
    QVERIFY(bench.sent[0].contains(QLatin1String("s3cr\\\"et")));
    QCOMPARE(bench.secrets, QStringList{QStringLiteral("s3cr\"et")});
    for (EventNumber number = 1; number <= bench.log.size(); ++number) {
        for (const Field& field : bench.log.fields(number)) {
            if (const auto* text = std::get_if<std::string_view>(&field.value))
                QVERIFY(text->find("s3cr") == std::string_view::npos);
        }
    }
    QVERIFY(
        bench.log.text(test::lastOf(bench.log, EventKind::AuthSent), FieldKey::TokenHash).size() ==
        16);
}

void TestStreamSession::pingsAreAnsweredAndKept()
{
    StreamProfile profile = feedDialect({});
    profile.auth.reset();
    profile.passivePings.push_back(
        {*MessageRule::parse(QStringLiteral("ping")), QStringLiteral("pong")});
    Bench bench(profile);
    bench.session->transportOpened(1);
    bench.receive(R"({"type":"ping","id":41})");
    bench.receive("ping");
    bench.receive("ping?");
    bench.receive(R"({"data":{"type":"ping"}})");
    QCOMPARE(bench.takeSent(), QStringLiteral(R"({"type":"pong","id":41} pong)"));
    QCOMPARE(bench.delivered.size(), 2);
    QCOMPARE(countOf(bench.log, EventKind::PassivePingAnswered), 2);
}

void TestStreamSession::messagesComeOnceAndInOrder()
{
    Bench bench;
    bench.goOnline(1);
    bench.sent.clear();
    for (const char* text : {R"({"channel":"a","seq":1})", R"({"channel":"a","seq":1})",
                             R"({"channel":"a","seq":4})", R"({"channel":"b","seq":9})"})
        bench.receive(text);
    QCOMPARE(bench.delivered.join(QLatin1Char(' ')), QStringLiteral("a1 b9"));
    QCOMPARE(bench.takeSent(),
             QStringLiteral(R"({"type":"recover","channel":"a","from":2,"to":3})"));
    bench.receive(R"({"channel":"a","seq":3})");
    bench.receive(R"({"channel":"a","seq":2})");
    bench.receive(R"({"type":"recovered","channel":"a"})");
    QCOMPARE(bench.delivered.join(QLatin1Char(' ')), QStringLiteral("a1 b9 a2 a3 a4"));
    bench.receive(R"({"channel":"a","seq":7})");
    bench.clock.advance(5s);
    QCOMPARE(bench.delivered.back(), QStringLiteral("a7"));
    bench.receive(R"({"channel":"a","seq":9})");
    bench.receive(R"({"type":"lost","channel":"a"})");
    QCOMPARE(bench.delivered.back(), QStringLiteral("a9"));
    const StreamSessionFigures& figures = bench.session->figures();
    QCOMPARE(figures.duplicates, std::uint64_t(1));
    QCOMPARE(figures.recovered, std::uint64_t(2));
    QCOMPARE(figures.lost, std::uint64_t(3));
}

void TestStreamSession::aMissedPongFindsAZombie()
{
    Bench bench;
    bench.goOnline(1);
    bench.clock.advance(30s);
    bench.receive(R"({"type":"heartbeat_ok"})");
    bench.clock.advance(39s);
    QVERIFY(bench.failures.empty());
    bench.clock.advance(1s);
    QCOMPARE(bench.failures, std::vector{StreamFailure::PongMissed});
    QCOMPARE(countOf(bench.log, EventKind::PongTimedOut), 1);
    QCOMPARE(countOf(bench.log, EventKind::HeartbeatAnswered), 1);
}

void TestStreamSession::nothingIsSentWhileOffline()
{
    Bench bench;
    QVERIFY(!bench.session->send(QStringLiteral("x")));
    bench.goOnline(1);
    QVERIFY(bench.session->send(QStringLiteral("y")));
    bench.lose(1);
    QVERIFY(!bench.session->send(QStringLiteral("z")));
    QCOMPARE(bench.sent.count(QStringLiteral("y")), 1);
    QVERIFY(!bench.sent.contains(QStringLiteral("z")));
    QCOMPARE(countOf(bench.log, EventKind::SendRejected), 2);
}

void TestStreamSession::aHandlerMayDestroyTheSession()
{
    Bench bench;
    bench.goOnline(1);
    bench.receive(R"({"channel":"a","seq":1})");
    bench.receive(R"({"channel":"a","seq":3})");
    bench.session->router().replace(QStringLiteral("default"),
                                    [&](const StreamDelivery&) { bench.session.reset(); });
    StreamSession* session = bench.session.get();
    session->textReceived(QStringLiteral(R"({"channel":"a","seq":2})"));
    QVERIFY(!bench.session);
    QCOMPARE(bench.clock.pendingTimers(), std::size_t(0));
}

void TestStreamSession::hostileChannelsCostBoundedMemory()
{
    Bench bench;
    bench.goOnline(1);
    for (std::size_t i = 0; i < StreamSession::mostChannels + 500; ++i)
        bench.session->textReceived(QStringLiteral(R"({"channel":"c%1","seq":5})").arg(i));
    QCOMPARE(bench.delivered.size(), qsizetype(StreamSession::mostChannels + 500));
    // A gap that is never closed holds no more than the policy says, then goes on.
    bench.receive(R"({"channel":"c1","seq":6})");
    for (int i = 0; i < 3000; ++i)
        bench.session->textReceived(QStringLiteral(R"({"channel":"c1","seq":%1})").arg(10 + i));
    QVERIFY(bench.session->figures().lost > 0);
    QCOMPARE(bench.delivered.back(), QStringLiteral("c13009"));
}

void TestStreamSession::aProfileReadsBackAsItWasWritten()
{
    StreamProfile profile = feedDialect({QStringLiteral("a"), QStringLiteral("b&c")});
    profile.token = {TokenSource::Kind::File, QStringLiteral("/run/t")};
    profile.routes = {{QStringLiteral("books"), QStringLiteral("book.*")}};
    profile.policy.sequenceScope = SequenceScope::Connection;
    profile.sequencePointer.clear();
    const auto read = StreamProfile::fromJson(profile.toJson());
    QVERIFY(read);
    QVERIFY(*read == profile);
    QVERIFY(*StreamProfile::fromJson(StreamProfile().toJson()) == StreamProfile());
    QCOMPARE(profile.handlerOf(QStringLiteral("book.1")), QStringLiteral("books"));
    QCOMPARE(profile.handlerOf(QStringLiteral("x")), QString());
}

void TestStreamSession::whatIsWrongInAProfileIsToldAtItsPlace()
{
    const QJsonObject wrong{
        {QStringLiteral("auth"), QJsonObject{{QStringLiteral("token"), QStringLiteral("s3cret")},
                                             {QStringLiteral("message"), 1}}},
        {QStringLiteral("subscriptions"), QJsonArray{QStringLiteral("a"), 5}},
        {QStringLiteral("heartbeet"), 1},
        {QStringLiteral("policy"), QJsonObject{{QStringLiteral("auth_timeout"), -1}}}};
    const auto read = StreamProfile::fromJson(wrong);
    QVERIFY(!read);
    QStringList places;
    for (const KnobError& error : read.error()) {
        places << error.knob;
        QVERIFY(!error.sentence.contains(QLatin1String("s3cret")));
    }
    for (const char* place :
         {"auth/token", "auth/message", "subscriptions/1", "heartbeet", "policy/auth_timeout"})
        QVERIFY2(places.contains(QLatin1String(place)), place);
}

QTEST_GUILESS_MAIN(TestStreamSession)

} // namespace tst_stream_session

#include "tst_stream_session.moc"
