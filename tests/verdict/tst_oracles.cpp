// SPDX-License-Identifier: MIT
// Every oracle on a run that is right, and on runs that differ from it in one thing that is wrong.
#include "core/verdict/finding.h"
#include "core/verdict/judge.h"
#include "core/verdict/oracle.h"
#include "core/verdict/oracle_functions.h"
#include "tests/verdict/msgi_cases.h"
#include "tests/verdict/oracle_cases.h"
#include "tests/verdict/passage_cases.h"
#include "tests/verdict/stream_cases.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace tst_oracles {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestOracles : public QObject
{
    Q_OBJECT
private slots:
    void aHealthyRunPassesAllThatItExercises();
    void aHealthyMsgiRunPassesItsOracles();
    void aHealthyStreamPasses();
    void whatAFaultDoesToMessagesIsNotTheClients();
    void aRunThatIsWrongFailsItsOracle_data();
    void aRunThatIsWrongFailsItsOracle();
    void everyOracleHasANegativeControl();
    void figuresThatTheLogDoesNotSayAreFound_data();
    void figuresThatTheLogDoesNotSayAreFound();
    void everyOracleIsDocumented();
    void everyOracleHasARemedy();
    void anEmptyLogExercisesNothing();
    void aLogCutAnywhereAccusesNobody();
    void aSlowMachineIsTolerated();
    void withoutAPolicyTheRecordedBoundsCount();
    void retriesOfTransactionMessagesAreNoDuplicates();
    void ourCloseMayBeOvertaken();
    void anAnswerThatIsNoHttpIsNoRefusal();
    void aPongOfAnotherSizeIsNoAnswer();
    void aReportThatComesLateChangesNoFigure();
    void theContextComesFromTheFirstLine();
    void arbitraryNumbersDoNoHarm();
};

void TestOracles::aHealthyRunPassesAllThatItExercises()
{
    for (const auto& [id, result] : judged(healthyRows(), healthyContext())) {
        const std::set<std::string_view> notHere{"P05", "P06", "P10", "P11", "P12", "P28", "P37",
                                                 "P62", "P40", "P41", "P43", "P44", "P45", "P61"};
        const bool exercised = !notHere.contains(id) && id[0] != 'L';
        QVERIFY2(result.outcome == (exercised ? OracleOutcome::Pass : OracleOutcome::NotExercised),
                 qPrintable(QString::fromUtf8(id.data(), 3) + QStringLiteral(": ") +
                            result.explanation));
        QVERIFY(!result.explanation.isEmpty());
    }
}

void TestOracles::aHealthyMsgiRunPassesItsOracles()
{
    const auto explained = [](const Rows& rows, const char* id) {
        const OracleResult result = judged(rows, healthyContext()).at(id);
        return result.outcome == OracleOutcome::Pass ? QByteArray() : result.explanation.toUtf8();
    };
    Rows rows = healthyRows();
    addMsgi(rows);
    QCOMPARE(explained(rows, "P61"), QByteArray());
    std::vector<Pick> inTurn;
    std::vector<Pick> least;
    std::vector<Pick> weighted;
    for (int round = 0; round < 10; ++round) {
        for (const char* server : {"a", "b", "c"}) {
            inTurn.push_back({server});
            least.push_back({server, round});
        }
        for (const char* server : {"c", "b", "c", "a", "b", "c"})
            weighted.push_back({server});
    }
    const auto with = [](const char* strategy, const std::vector<Pick>& picks) {
        Rows more = healthyRows();
        addPicks(more, strategy, picks);
        return more;
    };
    QCOMPARE(explained(with("round_robin", inTurn), "L1"), QByteArray());
    QCOMPARE(explained(with("least_connections", least), "L2"), QByteArray());
    QCOMPARE(explained(with("weighted", weighted), "L3"), QByteArray());
    QCOMPARE(explained(with("random", inTurn), "L4"), QByteArray());
}

void TestOracles::aHealthyStreamPasses()
{
    VerdictContext context = healthyContext();
    context.stream = streamProfile();
    const auto results = judged(streamRows(), context);
    for (const char* id : {"P40", "P41", "P43", "P44", "P45"})
        QVERIFY2(results.at(id).outcome == OracleOutcome::Pass,
                 qPrintable(QLatin1String(id) + results.at(id).explanation));
}

// P34 and P35 hold the client responsible for messages, but not while a fault treats them.
void TestOracles::whatAFaultDoesToMessagesIsNotTheClients()
{
    const auto outcomeWith = [](const char* fault) {
        Rows rows = healthyRows();
        addMessage(rows, Source::Client, EventKind::MessageOut, "one");
        addMessage(rows, Source::Server, EventKind::MessageIn, "one");
        addMessage(rows, Source::Server, EventKind::MessageIn, "invented");
        EventRow bitten = *find(rows, EventKind::Opened, 1, Source::Server);
        bitten.header.kind = EventKind::FaultBitten;
        bitten.set(FieldKey::Fault, std::string(fault));
        insertBefore(rows, find(rows, EventKind::ConnectionReset), bitten);
        return judged(rows, healthyContext()).at("P35").outcome;
    };
    for (const char* fault : {"N14", "N10", "W7", "O4", "A5", "M5", "H18"})
        QVERIFY2(outcomeWith(fault) == OracleOutcome::Pass, fault);
    for (const char* fault : {"N1", "N2", "T6", "H1", "P3", "scripted_close"})
        QVERIFY2(outcomeWith(fault) == OracleOutcome::Fail, fault);
}

void TestOracles::aRunThatIsWrongFailsItsOracle_data()
{
    QTest::addColumn<int>("index");
    const auto cases = oracleCases();
    for (std::size_t i = 0; i < cases.size(); ++i)
        QTest::addRow("%s: %s", cases[i].oracle, cases[i].name) << int(i);
}

void TestOracles::aRunThatIsWrongFailsItsOracle()
{
    QFETCH(int, index);
    const OracleCase wrong = oracleCases().at(std::size_t(index));
    Rows rows = healthyRows();
    VerdictContext context = healthyContext();
    wrong.change(rows, context);
    const OracleResult result = judged(rows, context).at(wrong.oracle);
    QVERIFY2(result.outcome == OracleOutcome::Fail, qPrintable(result.explanation));
    QVERIFY(!result.witnesses.empty());
    for (const EventNumber witness : result.witnesses)
        QVERIFY(witness >= 1 && witness <= rows.size());
}

void TestOracles::everyOracleHasANegativeControl()
{
    const auto cases = oracleCases();
    for (const Oracle& oracle : oracles()) {
        // P51 compares two counts of the same log, which no log can make differ: its control is
        // figuresThatTheLogDoesNotSayAreFound().
        const bool covered = oracle.id == "P51" ||
                             std::any_of(cases.begin(), cases.end(), [&](const OracleCase& one) {
                                 return one.oracle == oracle.id;
                             });
        QVERIFY2(covered, oracle.id.data());
    }
}

// P51: a client whose metrics miss an event, or count one twice.
void TestOracles::figuresThatTheLogDoesNotSayAreFound_data()
{
    using Spoil = std::function<void(MetricsValues&)>;
    QTest::addColumn<Spoil>("spoil");
    const auto row = [](const char* name, const Spoil& spoil) { QTest::newRow(name) << spoil; };
    row("an attempt twice", [](MetricsValues& m) { ++m.connectsAttempted; });
    row("an attempt missed", [](MetricsValues& m) { --m.connectsAttempted; });
    row("a connection", [](MetricsValues& m) { ++m.connectionsOpened; });
    row("a failed attempt", [](MetricsValues& m) { m.failedAttempts = 0; });
    row("a reconnect", [](MetricsValues& m) { m.reconnects = m.connectionsOpened; });
    row("the last reconnect", [](MetricsValues& m) { m.lastReconnectDuration.reset(); });
    row("how long it took", [](MetricsValues& m) { *m.lastReconnectDuration += 1ns; });
    row("the last reason", [](MetricsValues& m) { m.lastDisconnectCause = "refused"; });
    row("no last reason", [](MetricsValues& m) { m.lastDisconnectCause.reset(); });
    row("a back-off", [](MetricsValues& m) { ++m.backoffsScheduled; });
    row("a heartbeat", [](MetricsValues& m) { --m.heartbeatsSent; });
    row("a call", [](MetricsValues& m) { ++m.callsSent; });
    row("a byte in", [](MetricsValues& m) { ++m.bytesIn; });
    row("a byte out", [](MetricsValues& m) { --m.bytesOut; });
}

void TestOracles::figuresThatTheLogDoesNotSayAreFound()
{
    QFETCH(std::function<void(MetricsValues&)>, spoil);
    EventLog log;
    appendHealthyRun(log);
    MetricsValues metrics = metricsOf(log);
    QVERIFY(oracle::compareMetrics(RunView(log), metrics).outcome == OracleOutcome::Pass);
    spoil(metrics);
    const OracleAnswer answer = oracle::compareMetrics(RunView(log), metrics);
    QVERIFY2(answer.outcome == OracleOutcome::Fail, qPrintable(answer.explanation));
    QVERIFY(!answer.witnesses.empty());
}

void TestOracles::everyOracleIsDocumented()
{
    QFile file(QStringLiteral(REDIAL_SOURCE_DIR "/docs/oracles.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray page = file.readAll();
    for (const Oracle& oracle : oracles()) {
        QByteArray row = "\n| " + QByteArray(oracle.id.data(), qsizetype(oracle.id.size())) + " |";
        QVERIFY2(page.contains(row), row.constData());
        for (const std::string_view rule : oracle.rules)
            QVERIFY2(page.contains(QByteArray(rule.data(), qsizetype(rule.size()))), rule.data());
    }
}

void TestOracles::everyOracleHasARemedy()
{
    for (const Oracle& oracle : oracles())
        QVERIFY2(remedyOf(oracle.id).endsWith(QLatin1Char('.')), oracle.id.data());
    QVERIFY(remedyOf("P00").isEmpty());
}

void TestOracles::anEmptyLogExercisesNothing()
{
    for (const auto& [id, result] : judged({}, healthyContext()))
        QVERIFY2(result.outcome == OracleOutcome::NotExercised, id.data());
}

void TestOracles::aLogCutAnywhereAccusesNobody()
{
    const Rows rows = healthyRows();
    for (std::size_t length = 0; length < rows.size(); ++length) {
        const Rows cut(rows.begin(), rows.begin() + std::ptrdiff_t(length));
        for (const auto& [id, result] : judged(cut, healthyContext()))
            QVERIFY2(
                result.outcome != OracleOutcome::Fail,
                qPrintable(QStringLiteral("%1 events: %2").arg(length).arg(result.explanation)));
    }
}

void TestOracles::aSlowMachineIsTolerated()
{
    Rows rows = healthyRows();
    delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), 49ms);
    delayFrom(rows, find(rows, EventKind::Online, 3), 49ms);
    VerdictContext context = healthyContext();
    context.tolerance = 50ms;
    for (const auto& [id, result] : judged(rows, context))
        QVERIFY2(result.outcome != OracleOutcome::Fail, qPrintable(result.explanation));
    context.tolerance = 48ms;
    QVERIFY(judged(rows, context).at("P02").outcome == OracleOutcome::Fail);
}

void TestOracles::withoutAPolicyTheRecordedBoundsCount()
{
    Rows rows = healthyRows();
    VerdictContext context = healthyContext();
    context.policy.reset();
    QVERIFY(judged(rows, context).at("P01").outcome == OracleOutcome::Pass);
    find(rows, EventKind::BackoffScheduled)->set(FieldKey::DelayNs, 601'000'000);
    QVERIFY(judged(rows, context).at("P01").outcome == OracleOutcome::Fail);
    QVERIFY(judged(rows, context).at("P09").outcome == OracleOutcome::NotExercised);
}

void TestOracles::retriesOfTransactionMessagesAreNoDuplicates()
{
    Rows rows = healthyRows();
    EventRow again = *find(rows, EventKind::CallSent);
    again.set(FieldKey::Action, std::string("MeterValues"));
    *find(rows, EventKind::CallSent) = again;
    again.header.epoch = 3;
    insertBefore(rows, find(rows, EventKind::HeartbeatSent), again);
    QVERIFY(judged(rows, healthyContext()).at("P33").outcome == OracleOutcome::Pass);
}

void TestOracles::ourCloseMayBeOvertaken()
{
    const auto outcome = [](const char* cause) {
        Rows rows = healthyRows();
        find(rows, EventKind::Closed, 3)->set(FieldKey::Cause, std::string(cause));
        return judged(rows, healthyContext()).at("P50").outcome;
    };
    QVERIFY(outcome("reset") == OracleOutcome::Pass);
    QVERIFY(outcome("end_of_stream") == OracleOutcome::Pass);
    QVERIFY(outcome("protocol_error") == OracleOutcome::Pass);
    QVERIFY(outcome("pong_timeout") == OracleOutcome::Fail);
    QVERIFY(outcome("refused") == OracleOutcome::Fail);
}

void TestOracles::anAnswerThatIsNoHttpIsNoRefusal()
{
    const auto outcome = [](std::int64_t status, const char* cause) {
        Rows rows = healthyRows();
        const auto closed = find(rows, EventKind::Closed, 2);
        closed->set(FieldKey::Cause, std::string(cause));
        EventRow answer = *closed;
        answer.header.kind = EventKind::UpgradeResponse;
        answer.header.lane = Lane::Network;
        answer.fields = {{FieldKey::HttpStatus, status}};
        insertBefore(rows, closed, answer);
        return judged(rows, healthyContext()).at("P50").outcome;
    };
    QVERIFY(outcome(0, "handshake_failed") == OracleOutcome::Pass);
    QVERIFY(outcome(0, "http_refused") == OracleOutcome::Fail);
    QVERIFY(outcome(503, "http_refused") == OracleOutcome::Pass);
    QVERIFY(outcome(503, "handshake_failed") == OracleOutcome::Fail);
}

void TestOracles::aPongOfAnotherSizeIsNoAnswer()
{
    const auto outcome = [](std::int64_t size) {
        Rows rows = healthyRows();
        const auto sent = find(rows, EventKind::CallSent);
        EventRow row = *sent;
        row.header.lane = Lane::Network;
        row.header.kind = EventKind::PingSent;
        row.header.time =
            find(rows, EventKind::Closed)->header.time - healthyContext().policy->pongTimeout;
        row.fields = {{FieldKey::Size, std::int64_t{1}}};
        EventRow pong = row;
        pong.header.kind = EventKind::PongReceived;
        pong.fields = {{FieldKey::Size, size}};
        const auto place = rows.insert(find(rows, EventKind::CallSent), row);
        rows.insert(place + 1, pong);
        const auto closed = find(rows, EventKind::Closed);
        closed->set(FieldKey::Cause, std::string("pong_timeout"));
        return judged(rows, healthyContext()).at("P12").outcome;
    };
    QVERIFY(outcome(5) == OracleOutcome::Pass);
    QVERIFY(outcome(1) == OracleOutcome::Fail);
}

void TestOracles::aReportThatComesLateChangesNoFigure()
{
    Rows rows = healthyRows();
    EventRow late = *find(rows, EventKind::Closed);
    rows.erase(find(rows, EventKind::Closed));
    const auto scheduled = find(rows, EventKind::BackoffScheduled);
    late.header.time = scheduled->header.time + std::chrono::milliseconds(1);
    rows.insert(scheduled + 1, late);
    QVERIFY(judged(rows, healthyContext()).at("P51").outcome == OracleOutcome::Pass);
}

void TestOracles::theContextComesFromTheFirstLine()
{
    EventLog log;
    appendHealthyRun(log);
    RunInfo info;
    info.clock = ClockKind::System;
    QVERIFY(verdictContext(log, info).tolerance == 50ms);
    QVERIFY(!verdictContext(log, info).policy);
    info.clock = ClockKind::Virtual;
    info.configuration = {
        {QStringLiteral("policy"),
         QJsonObject{{QStringLiteral("initial_backoff"), QStringLiteral("100ms")}}},
        {QStringLiteral("session"),
         QJsonObject{{QStringLiteral("boot_policy"), QStringLiteral("first_connection")}}}};
    const VerdictContext context = verdictContext(log, info);
    QVERIFY(context.tolerance == 0ns);
    QVERIFY(context.policy->initialBackoff == 100ms);
    QVERIFY(!context.bootOnEveryConnection);
    QVERIFY(!allHold(judge(log, info)));
}

void TestOracles::arbitraryNumbersDoNoHarm()
{
    const std::array<std::int64_t, 5> numbers{std::numeric_limits<std::int64_t>::min(), -1, 0, 1,
                                              std::numeric_limits<std::int64_t>::max()};
    const Rows healthy = healthyRows();
    for (std::size_t i = 0; i < healthy.size(); ++i) {
        for (const std::int64_t number : numbers) {
            Rows rows = healthy;
            for (auto& field : rows[i].fields) {
                if (std::holds_alternative<std::int64_t>(field.second))
                    field.second = number;
            }
            rows[i].set(FieldKey::RetryAfterNs, number);
            rows[i].header.time = MonotonicTime(std::chrono::nanoseconds(number & (1LL << 62)));
            VerdictContext context = healthyContext();
            QCOMPARE(judged(rows, context).size(), oracles().size());
        }
    }
}

QTEST_GUILESS_MAIN(TestOracles)

} // namespace tst_oracles

#include "tst_oracles.moc"
