// SPDX-License-Identifier: MIT
// Faults in virtual time, seen by the station's own log.
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_plan_reader.h"
#include "core/log/event_line.h"
#include "core/verdict/judge.h"
#include "tests/scenario/run_fixture.h"

#include <QTest>

namespace tst_virtual_faults {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

StationRunConfiguration runWith(const QStringList& faults)
{
    StationRunConfiguration configuration = virtualRun(60s);
    configuration.policy.pingInterval = 5s;
    configuration.policy.pongTimeout = 3s;
    for (const QString& fault : faults)
        configuration.faults.faults.push_back(*parsePlannedFault(fault));
    return configuration;
}

/// What the station recorded, without the numbers that count everybody's events.
std::string seenByTheStation(const EventLog& log)
{
    std::string seen;
    for (EventNumber event = 1; event <= log.size(); ++event) {
        if (log.header(event).source != Source::Client)
            continue;
        std::string line;
        appendEventLine(line, log, event);
        seen += line.substr(line.find(','));
    }
    return seen;
}

std::shared_ptr<EventLog> logOf(const StationRunConfiguration& configuration)
{
    StationRun run(configuration);
    if (!run.start())
        return std::make_shared<EventLog>();
    run.runToEnd();
    return run.log();
}

} // namespace

class TestVirtualFaults : public QObject
{
    Q_OBJECT
private slots:
    void theStationSeesWhatTheFaultDoes_data();
    void theStationSeesWhatTheFaultDoes();
    void everyFaultChangesWhatTheStationSees_data();
    void everyFaultChangesWhatTheStationSees();
    void theSameSeedGivesTheSameBytes_data();
    void theSameSeedGivesTheSameBytes();
    void aSleepingMachineMissesItsTimersAndItsLink();
    void whatASleepMadeLateIsNotTheClientsFault_data();
    void whatASleepMadeLateIsNotTheClientsFault();
    void theCivilTimeJumpsAndNothingElse();
    void withoutFaultsNothingIsLost();
    void whatMemoryCannotDoIsRefused();
};

void TestVirtualFaults::theStationSeesWhatTheFaultDoes_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<int>("number");
    const auto row = [](const char* fault, const char* cause, int number = 0) {
        QTest::addRow("%s", fault)
            << QString::fromLatin1(fault) << QString::fromLatin1(cause) << number;
    };
    row("T1 when=time:0..4s", "refused");
    row("T5 when=attempt:1", "connect_timeout");
    row("T6 when=message:3 when=attempt:1", "reset");
    row("T7 when=message:3 when=attempt:1", "end_of_stream");
    row("T9 when=delay:5s when=attempt:1", "pong_timeout");
    row("T9 timeout=1s when=delay:5s when=attempt:1", "reset");
    row("T10 when=delay:5s when=attempt:1", "pong_timeout");
    row("T11 when=delay:5s when=attempt:1", "pong_timeout");
    row("H1 status=401 when=attempt:1", "http_refused", 401);
    row("H2 when=attempt:1", "http_refused", 404);
    row("H3 status=426 when=attempt:1", "http_refused", 426);
    row("H4 when=attempt:1", "http_refused", 429);
    row("H5 retry_after=7s when=attempt:1", "http_refused", 503);
    row("H6 status=502 when=attempt:1", "http_refused", 502);
    row("H10 when=attempt:1", "connect_timeout");
    row("W1 code=1013 when=attempt:1", "close_handshake", 1013);
    row("W2 code=1008 when=attempt:1", "close_handshake", 1008);
    row("W22 when=attempt:1", "pong_timeout");
    row("P1 end=reset when=time:5s", "reset");
    row("P1 end=close when=time:5s", "close_handshake", 1012);
    row("P1 end=fin when=time:5s", "end_of_stream");
    row("P3 when=time:5s for=20s", "pong_timeout");
    row("P2 code=1012 window=1s when=time:5s", "close_handshake", 1012);
    row("P6 share=1 end=reset when=time:5s", "reset");
    row("D1 when=attempt:1", "name_not_found");
    row("D4 when=attempt:1", "connect_timeout");
    row("T2 when=time:0..4s", "connect_timeout");
    row("T3 when=attempt:1", "end_of_stream");
    row("T4 when=attempt:1", "reset");
    row("T15 idle=300ms when=attempt:1", "pong_timeout");
    row("S4 when=attempt:1", "tls_failed");
    row("S8 when=attempt:1", "connect_timeout");
    row("H7 status=307 when=attempt:1", "http_refused", 307);
    row("H8 when=attempt:1", "http_refused", 200);
    row("H9 when=attempt:1", "connect_timeout");
    row("H12 when=attempt:1", "handshake_failed");
    row("H13 when=attempt:1", "handshake_failed");
    row("H15 form=unknown when=attempt:1", "handshake_failed");
    row("W4 code=1006 when=delay:3s when=attempt:1", "protocol_error", 1002);
    row("W9 when=delay:3s when=attempt:1", "protocol_error", 1002);
    row("W16 when=delay:3s when=attempt:1", "protocol_error", 1007);
    row("W18 when=delay:3s when=attempt:1", "end_of_stream");
    row("W23 delay=9s when=attempt:1", "pong_timeout");
    row("N8 on=5s off=20s when=attempt:1", "pong_timeout");
    row("O12 when=delay:3s when=attempt:1", "reset");
}

void TestVirtualFaults::theStationSeesWhatTheFaultDoes()
{
    QFETCH(QString, fault);
    QFETCH(QString, cause);
    QFETCH(int, number);
    StationRunConfiguration configuration = runWith({fault});
    configuration.policy.terminalHttpStatuses.clear();
    configuration.policy.terminalCloseCodes.clear();
    const auto log = logOf(configuration);
    const auto closed = eventsOf(*log, EventKind::Closed);
    QVERIFY(!closed.empty());
    QCOMPARE(QString::fromStdString(std::string(log->text(closed.front(), FieldKey::Cause))),
             cause);
    if (number >= 1000)
        QCOMPARE(log->integer(closed.front(), FieldKey::Code), std::optional<std::int64_t>(number));
    else if (number > 0)
        QCOMPARE(
            log->integer(eventsOf(*log, EventKind::Disconnected).front(), FieldKey::HttpStatus),
            std::optional<std::int64_t>(number));
    QCOMPARE(eventsOf(*log, EventKind::FaultBitten, Source::Server).size(), 1U);
    QCOMPARE(eventsOf(*log, EventKind::FaultOff, Source::Server).size(), 1U);
    // And it comes back.
    QVERIFY(eventsOf(*log, EventKind::Opened).back() > closed.front());
}

void TestVirtualFaults::everyFaultChangesWhatTheStationSees_data()
{
    QTest::addColumn<QString>("fault");
    for (const std::string_view id : implementedFaultIds(FaultMode::Virtual))
        QTest::addRow("%s", std::string(id).c_str())
            << (id == "T15"  ? QStringLiteral("T15 idle=300ms") // it beats each second
                : id == "P6" ? QStringLiteral("P6 share=1")     // there is one connection
                             : toQString(id));
}

void TestVirtualFaults::everyFaultChangesWhatTheStationSees()
{
    QFETCH(QString, fault);
    const std::string usual = seenByTheStation(*logOf(runWith({})));
    const auto changes = [&](const char* condition) {
        const auto log = logOf(runWith({fault + QLatin1String(condition)}));
        return !eventsOf(*log, EventKind::FaultBitten, Source::Server).empty() &&
               seenByTheStation(*log) != usual;
    };
    QVERIFY(changes(" when=attempt:1") || changes(" when=time:5s") || changes(" when=message:2"));
}

void TestVirtualFaults::theSameSeedGivesTheSameBytes_data()
{
    QTest::addColumn<quint64>("seed");
    QTest::newRow("1") << quint64(1);
    QTest::newRow("77") << quint64(77);
}

void TestVirtualFaults::theSameSeedGivesTheSameBytes()
{
    QFETCH(quint64, seed);
    StationRunConfiguration configuration =
        runWith({QStringLiteral("T6 when=message:2 when=probability:0.5"),
                 QStringLiteral("P1 when=time:20s"), QStringLiteral("H5 when=probability:0.3")});
    configuration.seed = seed;
    const std::string first = linesOf(*logOf(configuration));
    QVERIFY(first.find("fault_bitten") != std::string::npos);
    QCOMPARE(linesOf(*logOf(configuration)), first);
    configuration.seed = seed + 1;
    QVERIFY(linesOf(*logOf(configuration)) != first);
}

void TestVirtualFaults::aSleepingMachineMissesItsTimersAndItsLink()
{
    StationRunConfiguration configuration = runWith({QStringLiteral("P4 length=2m when=time:10s")});
    configuration.duration = 5min;
    const auto log = logOf(configuration);
    const auto bitten = eventsOf(*log, EventKind::FaultBitten, Source::Server);
    QCOMPARE(bitten.size(), 1U);
    const MonotonicTime asleep = log->header(bitten.front()).time;
    int spokenAsleep = 0;
    for (EventNumber number = bitten.front(); number <= log->size(); ++number) {
        const EventHeader& header = log->header(number);
        if (header.source == Source::Client && header.time > asleep && header.time < asleep + 2min)
            ++spokenAsleep;
    }
    QCOMPARE(spokenAsleep, 0);
    // The link is gone without a sign: only the keep-alive finds it, after the waking.
    const auto closed = eventsOf(*log, EventKind::Closed);
    QCOMPARE(closed.size(), 2U); // the other at the end of the run
    QCOMPARE(log->text(closed.front(), FieldKey::Cause), std::string_view("pong_timeout"));
    QVERIFY(log->header(closed.front()).time >= asleep + 2min);
    QCOMPARE(eventsOf(*log, EventKind::Opened).size(), 2U);
    int sleeps = 0;
    for (const EventNumber number : eventsOf(*log, EventKind::Note, Source::Harness)) {
        if (log->duration(number, FieldKey::EpsNs) == std::optional<std::chrono::nanoseconds>(2min))
            ++sleeps;
    }
    QCOMPARE(sleeps, 1);
}

void TestVirtualFaults::whatASleepMadeLateIsNotTheClientsFault_data()
{
    QTest::addColumn<QString>("plan");
    QTest::newRow("before it is online") << "P4 length=1s when=time:0..50ms times=1";
    QTest::newRow("while it is connected") << "P4 length=90s when=time:10s";
    QTest::newRow("at a message") << "P4 length=20s when=message:2 times=2";
}

void TestVirtualFaults::whatASleepMadeLateIsNotTheClientsFault()
{
    QFETCH(QString, plan);
    StationRunConfiguration configuration = runWith({plan});
    configuration.duration = 5min;
    StationRun run(configuration);
    QVERIFY(run.start().hasValue());
    run.runToEnd();
    QVERIFY(!eventsOf(*run.log(), EventKind::FaultBitten, Source::Server).empty());
    for (const OracleResult& result : judge(*run.log(), run.info()))
        QVERIFY2(result.outcome != OracleOutcome::Fail,
                 qPrintable(toQString(result.id) + QLatin1Char(' ') + result.explanation));
}

void TestVirtualFaults::theCivilTimeJumpsAndNothingElse()
{
    const auto plain = logOf(runWith({}));
    for (const char* towards : {"future", "past"}) {
        const auto log = logOf(
            runWith({QStringLiteral("P5 by=24h when=time:10s towards=") + QLatin1String(towards)}));
        QCOMPARE(eventsOf(*log, EventKind::FaultBitten, Source::Server).size(), 1U);
        const auto sent = eventsOf(*log, EventKind::MessageOut);
        const auto usual = eventsOf(*plain, EventKind::MessageOut);
        QCOMPARE(sent.size(), usual.size());
        for (std::size_t i = 0; i < sent.size(); ++i)
            QCOMPARE((log->header(sent[i]).time - MonotonicTime()).count(),
                     (plain->header(usual[i]).time - MonotonicTime()).count());
    }
}

void TestVirtualFaults::withoutFaultsNothingIsLost()
{
    const auto log = logOf(runWith({}));
    QCOMPARE(eventsOf(*log, EventKind::Opened).size(), 1U);
    const auto unbitten = logOf(runWith({QStringLiteral("T6 when=attempt:9")}));
    QCOMPARE(eventsOf(*unbitten, EventKind::Opened).size(), 1U);
    QCOMPARE(eventsOf(*unbitten, EventKind::FaultUnbitten, Source::Server).size(), 1U);
}

void TestVirtualFaults::whatMemoryCannotDoIsRefused()
{
    for (const FaultDefinition& fault : faultCatalogue()) {
        const auto valid = runWith({toQString(fault.example)}).validate();
        const bool can = availableModes(fault).contains(FaultMode::Virtual);
        QVERIFY2(valid.hasValue() == can, qPrintable(toQString(fault.example)));
        if (!can && availableModes(fault).contains(FaultMode::Server) &&
            fault.level != FaultLevel::Tls && fault.level != FaultLevel::Msgi)
            QVERIFY2(valid.error().contains(QLatin1String("needs real sockets")),
                     qPrintable(valid.error()));
    }
}

QTEST_GUILESS_MAIN(TestVirtualFaults)

} // namespace tst_virtual_faults

#include "tst_virtual_faults.moc"
