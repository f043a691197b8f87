// SPDX-License-Identifier: MIT
#include "core/control/control_desk.h"
#include "core/control/server_control.h"
#include "core/control/station_run_control.h"
#include "core/scenario/station_run.h"
#include "core/server/scripted_server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

namespace tst_run_control {

using namespace redial;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 30'000;

std::size_t count(const EventLog& log, EventKind kind, Source source)
{
    std::size_t found = 0;
    for (EventNumber number = 1; number <= log.size(); ++number)
        found += log.header(number).kind == kind && log.header(number).source == source ? 1 : 0;
    return found;
}

/// A run against a server of its own on a real socket, and its control.
struct Bench
{
    explicit Bench()
        : run(configuration())
        , control(run)
        , desk(control, EventRecorder(*run.log(), run.clock(), Source::Harness))
    {
    }

    static StationRunConfiguration configuration()
    {
        StationRunConfiguration configuration;
        configuration.policy.initialBackoff = 1ms;
        configuration.policy.resumeDelay = 0ms;
        return configuration;
    }
    ConnectionState state() const { return run.controller()->state(); }
    bool online() const { return run.controller()->isOnline(); }
    ControlOutcome tell(const ControlCommand& command)
    {
        return desk.perform(command, ControlOrigin::LocalSocket);
    }

    StationRun run;
    StationRunControl control;
    ControlDesk desk;
};

} // namespace

class TestRunControl : public QObject
{
    Q_OBJECT
private slots:
    void aBrokenLinkIsRegained_data();
    void aBrokenLinkIsRegained();
    void disconnectStaysAwayUntilConnect();
    void theServerGoesAndComesBack();
    void theServerBreaksItsConnections();
    void aFaultIsArmedListedAndDisarmed();
    void whatCannotBeDoneIsASentence();
    void aRunAgainstARealServerHasNoneOfItsOwn();
    void theStatusNamesNoSecret();
};

void TestRunControl::aBrokenLinkIsRegained_data()
{
    QTest::addColumn<int>("kind");
    for (const DropKind kind : {DropKind::Close, DropKind::EndOfStream, DropKind::Reset})
        QTest::newRow(nameOf(kind).data()) << int(kind);
}

void TestRunControl::aBrokenLinkIsRegained()
{
    QFETCH(int, kind);
    Bench bench;
    QVERIFY(bench.run.start().hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    QVERIFY(bench.tell({.action = ControlAction::Disconnect, .kind = DropKind(kind)}).hasValue());
    QVERIFY(!bench.online());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    QCOMPARE(bench.run.controller()->epoch(), 2U);
    QCOMPARE(count(*bench.run.log(), EventKind::Dropped, Source::Client), std::size_t(1));
    QCOMPARE(count(*bench.run.log(), EventKind::Commanded, Source::Harness), std::size_t(1));
}

void TestRunControl::disconnectStaysAwayUntilConnect()
{
    Bench bench;
    QVERIFY(bench.run.start().hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    QVERIFY(bench.tell({.action = ControlAction::Disconnect}).hasValue());
    QTRY_COMPARE_WITH_TIMEOUT(bench.state(), ConnectionState::Disconnected, patience);
    QVERIFY(bench.run.isRunning());
    QVERIFY(!bench.tell({.action = ControlAction::Disconnect}).hasValue());
    QCOMPARE(count(*bench.run.log(), EventKind::BackoffScheduled, Source::Client), std::size_t(0));
    QVERIFY(bench.tell({.action = ControlAction::Connect}).hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    QVERIFY(!bench.tell({.action = ControlAction::Connect}).hasValue());
    QCOMPARE(count(*bench.run.log(), EventKind::CommandRefused, Source::Harness), std::size_t(2));
}

void TestRunControl::theServerGoesAndComesBack()
{
    Bench bench;
    QVERIFY(bench.run.start().hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    QVERIFY(bench.tell({.action = ControlAction::StopServer}).hasValue());
    QVERIFY(!bench.tell({.action = ControlAction::StopServer}).hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(!bench.online(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(bench.run.controller()->attempt() >= 2, patience);
    QVERIFY(!bench.online());
    QVERIFY(bench.tell({.action = ControlAction::StartServer}).hasValue());
    QVERIFY(!bench.tell({.action = ControlAction::StartServer}).hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
}

void TestRunControl::theServerBreaksItsConnections()
{
    Bench bench;
    QVERIFY(bench.run.start().hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    ServerControl server(*bench.run.server());
    QVERIFY(!server.disconnect(DropKind::Reset, QStringLiteral("CP-9")).hasValue());
    const auto ended = server.disconnect(DropKind::EndOfStream, QStringLiteral("CP-1"));
    QVERIFY(ended.hasValue());
    QCOMPARE(ended.value(), QJsonObject({{QStringLiteral("ended"), 1}}));
    QTRY_VERIFY_WITH_TIMEOUT(bench.run.controller()->epoch() == 2 && bench.online(), patience);
    QCOMPARE(bench.run.controller()->lastClose()->cause, CloseCause::EndOfStream);
    QVERIFY(!server.connect().hasValue());
}

void TestRunControl::aFaultIsArmedListedAndDisarmed()
{
    Bench bench;
    QVERIFY(bench.run.start().hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    const auto wrong =
        bench.tell({.action = ControlAction::Arm, .fault = QStringLiteral("W4 code=x")});
    QVERIFY(!wrong.hasValue());
    QVERIFY2(wrong.error().contains(QLatin1String("code")), qPrintable(wrong.error()));
    const auto armed = bench.tell(
        {.action = ControlAction::Arm, .fault = QStringLiteral("T6 scope=station:CP-1 times=1")});
    QVERIFY2(armed.hasValue(), armed ? "" : qPrintable(armed.error()));
    QCOMPARE(armed.value().value(QLatin1String("number")).toInt(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(bench.run.controller()->epoch() == 2 && bench.online(), patience);
    QCOMPARE(bench.run.controller()->lastClose()->cause, CloseCause::Reset);
    const auto list = bench.tell({.action = ControlAction::List});
    QVERIFY(list.hasValue());
    const QJsonObject fault =
        list.value().value(QLatin1String("faults")).toArray().at(0).toObject();
    QCOMPARE(fault.value(QLatin1String("bitten")).toInt(), 1);
    QVERIFY(fault.value(QLatin1String("armed")).toBool());
    QVERIFY(
        bench.tell({.action = ControlAction::Disarm, .number = QStringLiteral("1")}).hasValue());
    QVERIFY(
        !bench.tell({.action = ControlAction::Disarm, .number = QStringLiteral("1")}).hasValue());
    QVERIFY(count(*bench.run.log(), EventKind::FaultArmed, Source::Server) == 1);
    QVERIFY(count(*bench.run.log(), EventKind::FaultDisarmed, Source::Server) == 1);
}

void TestRunControl::whatCannotBeDoneIsASentence()
{
    Bench bench;
    QVERIFY(!bench.tell({.action = ControlAction::Connect}).hasValue());
    QVERIFY(bench.tell({.action = ControlAction::Status}).hasValue());
    QVERIFY(bench.run.start().hasValue());
    QTRY_VERIFY_WITH_TIMEOUT(bench.online(), patience);
    const auto wrong = bench.tell(
        {.action = ControlAction::Disconnect, .kind = {}, .station = QStringLiteral("CP-2")});
    QVERIFY(!wrong.hasValue());
    QVERIFY(wrong.error().contains(QLatin1String("\"CP-2\"")));
    QVERIFY(bench.online());
    QSignalSpy ended(&bench.run, &StationRun::ended);
    bench.run.stop();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    for (const ControlAction action :
         {ControlAction::Connect, ControlAction::Disconnect, ControlAction::StartServer})
        QVERIFY(!bench.tell({.action = action}).hasValue());
    QVERIFY(!bench.run.server() || !bench.run.server()->isListening());
}

void TestRunControl::aRunAgainstARealServerHasNoneOfItsOwn()
{
    StationRunConfiguration configuration;
    configuration.url = QUrl(QStringLiteral("ws://127.0.0.1:1/"));
    StationRun run(configuration);
    QVERIFY(run.start().hasValue());
    StationRunControl control(run);
    QVERIFY(!control.stopServer().hasValue());
    QVERIFY(!control.startServer().hasValue());
}

void TestRunControl::theStatusNamesNoSecret()
{
    StationRunConfiguration configuration;
    configuration.url = QUrl(QStringLiteral("ws://127.0.0.1:1/?token=hunter2"));
    configuration.password = QStringLiteral("hunter2hunter2hunter2");
    StationRun run(configuration);
    QVERIFY(run.start().hasValue());
    const StationRunControl control(run);
    QVERIFY(!QJsonDocument(control.status()).toJson().contains("hunter2"));
}

QTEST_GUILESS_MAIN(TestRunControl)

} // namespace tst_run_control

#include "tst_run_control.moc"
