// SPDX-License-Identifier: MIT
// The faults of a feed server, as a raw client sees them.
#include "core/server/feed.h"
#include "core/wire/utf8_text.h"
#include "tests/fault/server_fault_fixture.h"

namespace tst_feed_faults {

using namespace redial;
using namespace redial::test;

namespace {

constexpr const char* auth = R"({"type":"auth","token":"t"})";
constexpr const char* subscribe = R"({"type":"subscribe","channel":"a"})";

/// A feed of one channel under one fault.
struct FeedBench
{
    explicit FeedBench(const char* fault) : server({QString::fromLatin1(fault)}, settings(clock)) {}

    static ServerSettings settings(Clock& clock)
    {
        FeedSettings feed;
        feed.channels = {QStringLiteral("a")};
        feed.rate = 200;
        ServerSettings settings;
        settings.behaviour = Feed::factory(feed, clock);
        settings.closeTimeout = std::chrono::milliseconds(200);
        return settings;
    }

    SystemClock clock;
    FaultyServer server;
};

class FeedClient : public RawClient
{
public:
    explicit FeedClient(const FeedBench& bench) : RawClient(bench.server.port) { upgrade(); }
    QStringList texts() const
    {
        QStringList found;
        for (const WebSocketEvent& event : events)
            found << textOfUtf8(event.payload);
        return found;
    }
    bool waitFor(const char* part, qsizetype times = 1)
    {
        return QTest::qWaitFor([&] { return texts().filter(QLatin1String(part)).size() >= times; },
                               generousMilliseconds);
    }
    /// Auth and subscription, both answered.
    bool comeUp()
    {
        frame({}, auth);
        frame({}, subscribe);
        return waitFor("subscribed");
    }
};

} // namespace

class tst_FeedFaults : public QObject
{
    Q_OBJECT
private slots:
    void authIsRefused()
    {
        FeedBench bench("A1 reason=later when=attempt:1");
        FeedClient client(bench);
        client.frame({}, auth);
        QVERIFY(client.waitFor(R"({"reason":"later","type":"auth_refused"})"));
        QCOMPARE(bench.server.count(EventKind::FaultBitten), 1);
        FeedClient next(bench);
        next.frame({}, auth);
        QVERIFY(next.waitFor("auth_ok"));
    }
    void authIsNeverAnswered()
    {
        FeedBench bench("A2 when=attempt:1");
        FeedClient client(bench);
        QVERIFY(client.comeUp());
        QVERIFY(client.texts().filter(QStringLiteral("auth_ok")).isEmpty());
        QCOMPARE(bench.server.count(EventKind::FaultBitten), 1);
    }
    void aSubscriptionFails_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("seen");
        QTest::addColumn<bool>("isAnswered");
        QTest::newRow("refused") << "A3 how=refused when=message:1"
                                 << "subscribe_refused" << false;
        QTest::newRow("unanswered") << "A3 how=unanswered when=message:1"
                                    << "\"seq\":" << false;
        QTest::newRow("late") << "A3 how=late delay=50ms when=message:1"
                              << "subscribed" << true;
    }
    void aSubscriptionFails()
    {
        QFETCH(QString, fault);
        QFETCH(QString, seen);
        QFETCH(bool, isAnswered);
        FeedBench bench(fault.toLatin1().constData());
        FeedClient client(bench);
        client.frame({}, auth);
        client.frame({}, subscribe);
        QVERIFY(client.waitFor(seen.toLatin1().constData()));
        QCOMPARE(!client.texts().filter(QStringLiteral("\"subscribed\"")).isEmpty(), isAnswered);
        // Messages overtook the late answer.
        QVERIFY(!isAnswered || client.texts().filter(QStringLiteral("subscribed")).size() == 1);
        QCOMPARE(bench.server.count(EventKind::FaultBitten), 1);
    }
    void pingsCome_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("seen");
        QTest::newRow("json") << "A4 form=json pings=3 when=attempt:1"
                              << R"("type":"ping")";
        QTest::newRow("text") << "A4 form=text pings=3 when=attempt:1"
                              << "ping";
    }
    void pingsCome()
    {
        QFETCH(QString, fault);
        QFETCH(QString, seen);
        FeedBench bench(fault.toLatin1().constData());
        FeedClient client(bench);
        QVERIFY(client.waitFor(seen.toLatin1().constData(), 3));
        QCOMPARE(client.texts().filter(seen).size(), 3);
    }
    void messagesComeTwiceBehindAResubscription()
    {
        FeedBench bench("A5 messages=3 when=attempt:2");
        FeedClient client(bench);
        QVERIFY(client.comeUp());
        QVERIFY(client.waitFor("\"seq\":", 5));
        FeedClient next(bench);
        QVERIFY(next.comeUp());
        QVERIFY(next.waitFor("\"seq\":", 4));
        QCOMPARE(bench.server.count(EventKind::FaultBitten), 1);
        // What the first one had before the second one's subscription was answered.
        const QStringList texts = next.texts();
        const qsizetype answer = texts.indexOf(texts.filter(QStringLiteral("subscribed")).first());
        QTRY_VERIFY_WITH_TIMEOUT(client.texts().contains(texts.at(answer + 3)),
                                 generousMilliseconds);
        for (int i = 1; i <= 3; ++i)
            QVERIFY(client.texts().contains(texts.at(answer + i)));
    }
    void aNumberIsLeftOut()
    {
        FeedBench bench("A6 when=message:3");
        FeedClient client(bench);
        QVERIFY(client.comeUp());
        QVERIFY(client.waitFor("\"seq\":", 4));
        QCOMPARE(bench.server.count(EventKind::FaultBitten), 1);
        std::vector<qint64> numbers;
        for (const QString& text : client.texts().filter(QStringLiteral("\"seq\":")))
            numbers.push_back(text.section(QStringLiteral("\"seq\":"), 1)
                                  .section(QLatin1Char('}'), 0, 0)
                                  .toLongLong());
        QCOMPARE(numbers[1], numbers[0] + 1);
        QCOMPARE(numbers[2], numbers[1] + 2);
        QCOMPARE(numbers[3], numbers[2] + 1);
    }
};

QTEST_GUILESS_MAIN(tst_FeedFaults)

} // namespace tst_feed_faults

#include "tst_feed_faults.moc"
