// SPDX-License-Identifier: MIT
// A run of a station on real sockets.
#include "core/report/run_failure.h"
#include "core/server/scripted_server.h"
#include "tests/scenario/run_fixture.h"
#include "tests/support/generous_wait.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

namespace tst_station_run_real {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

StationRunConfiguration realRun()
{
    StationRunConfiguration configuration;
    configuration.policy.initialBackoff = 10ms;
    configuration.policy.maxBackoff = 50ms;
    configuration.policy.resumeDelay = 0ns;
    return configuration;
}

std::size_t count(const StationRun& run, EventKind kind, Source source = Source::Client)
{
    return eventsOf(*run.log(), kind, source).size();
}

} // namespace

class TestStationRunReal : public QObject
{
    Q_OBJECT
private slots:
    void aDroppedLinkComesBackAndAStopEndsIt_data();
    void aDroppedLinkComesBackAndAStopEndsIt();
    void itConnectsAgainWhenItIsTold();
    void anOutageIsOverWhenTheServerIsBack();
    void aServerThatCannotListenAgainEndsTheRun();
    void aPortInUseIsASentence();
    void theUrlThatIsToldHoldsNoSecrets();
};

void TestStationRunReal::aDroppedLinkComesBackAndAStopEndsIt_data()
{
    QTest::addColumn<bool>("precise");
    QTest::newRow("QWebSocket") << false;
    QTest::newRow("precise") << true;
}

void TestStationRunReal::aDroppedLinkComesBackAndAStopEndsIt()
{
    QFETCH(bool, precise);
    StationRunConfiguration configuration = realRun();
    configuration.transport = precise ? TransportKind::Precise : TransportKind::QWebSocket;
    StationRun run(configuration);
    QSignalSpy ended(&run, &StationRun::ended);
    QVERIFY(!run.drop(DropKind::Reset));
    QVERIFY(run.start().hasValue());
    QVERIFY(!run.start().hasValue());
    QTRY_COMPARE_WITH_TIMEOUT(count(run, EventKind::Online), std::size_t{1}, generousMilliseconds);
    QVERIFY(run.drop(DropKind::Reset));
    QTRY_COMPARE_WITH_TIMEOUT(count(run, EventKind::Online), std::size_t{2}, generousMilliseconds);
    run.stop();
    QVERIFY(ended.count() == 1 || ended.wait(generousMilliseconds));
    QCOMPARE(count(run, EventKind::RunEnded, Source::Harness), std::size_t{1});
    QVERIFY(run.log()->duration(run.log()->size(), FieldKey::EpsNs).has_value());
}

void TestStationRunReal::itConnectsAgainWhenItIsTold()
{
    StationRun run(realRun());
    QVERIFY(run.start().hasValue());
    QTRY_COMPARE_WITH_TIMEOUT(count(run, EventKind::Online), std::size_t{1}, generousMilliseconds);
    QVERIFY(!run.connectAgain());
    run.client()->connection().stop();
    QTRY_COMPARE_WITH_TIMEOUT(count(run, EventKind::Disconnected), std::size_t{1},
                              generousMilliseconds);
    QVERIFY(run.connectAgain());
    QTRY_COMPARE_WITH_TIMEOUT(count(run, EventKind::Online), std::size_t{2}, generousMilliseconds);
}

void TestStationRunReal::anOutageIsOverWhenTheServerIsBack()
{
    StationRunConfiguration configuration = realRun();
    configuration.outages = {{300ms, 400ms}, {500ms, 400ms}};
    StationRun run(configuration);
    QVERIFY(run.start().hasValue());
    QTRY_COMPARE_WITH_TIMEOUT(count(run, EventKind::FaultOff, Source::Harness), std::size_t{2},
                              generousMilliseconds);
    QVERIFY(run.server()->isListening());
    const EventNumber over = eventsOf(*run.log(), EventKind::FaultOff, Source::Harness).back();
    QTRY_VERIFY_WITH_TIMEOUT(count(run, EventKind::Online) > 0 &&
                                 eventsOf(*run.log(), EventKind::Online).back() > over,
                             generousMilliseconds);
    QVERIFY(!run.failure());
}

void TestStationRunReal::aServerThatCannotListenAgainEndsTheRun()
{
    StationRunConfiguration configuration = realRun();
    configuration.outages = {{1ms, 500ms}};
    StationRun run(configuration);
    QSignalSpy ended(&run, &StationRun::ended);
    QVERIFY(run.start().hasValue());
    const quint16 port = run.server()->port();
    QTcpServer thief;
    QTRY_VERIFY_WITH_TIMEOUT(thief.isListening() || thief.listen(QHostAddress::LocalHost, port),
                             generousMilliseconds);
    QVERIFY(ended.count() == 1 || ended.wait(generousMilliseconds));
    QVERIFY(run.failure().has_value());
    QVERIFY(run.failure()->contains(QString::number(port)));
    QCOMPARE(runFailure(*run.log()), run.failure());
}

void TestStationRunReal::aPortInUseIsASentence()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    StationRunConfiguration configuration = realRun();
    configuration.serverPort = other.serverPort();
    StationRun run(configuration);
    const auto started = run.start();
    QVERIFY(!started.hasValue());
    QVERIFY(started.error().contains(QString::number(other.serverPort())));
    QVERIFY(!run.isRunning());
    other.close();
    QVERIFY(run.start().hasValue());
}

void TestStationRunReal::theUrlThatIsToldHoldsNoSecrets()
{
    StationRunConfiguration configuration = realRun();
    configuration.url = QUrl(QStringLiteral("ws://127.0.0.1:1/ocpp?token=hidden"));
    configuration.password = QStringLiteral("swordfish");
    StationRun run(configuration);
    QVERIFY(run.start().hasValue());
    QCOMPARE(run.serverUrl(), QUrl(QStringLiteral("ws://127.0.0.1:1/ocpp/CP-1")));
    QTRY_VERIFY_WITH_TIMEOUT(count(run, EventKind::Closed) >= 1, generousMilliseconds);
    const std::string lines = linesOf(*run.log());
    QVERIFY(lines.find("swordfish") == std::string::npos);
    QVERIFY(lines.find("hidden") == std::string::npos);
}

QTEST_GUILESS_MAIN(TestStationRunReal)

} // namespace tst_station_run_real

#include "tst_station_run_real.moc"
