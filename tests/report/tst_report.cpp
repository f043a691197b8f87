// SPDX-License-Identifier: MIT
#include "core/log/event_recorder.h"
#include "core/log/run_file_reader.h"
#include "core/log/run_file_writer.h"
#include "core/report/closing_table.h"
#include "core/time/virtual_clock.h"
#include "core/verdict/judge.h"
#include "tests/verdict/healthy_run.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <array>

namespace tst_report {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

QString account(const EventLog& log, TextStyle style = TextStyle::Plain)
{
    QString text;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        if (const auto line = accountLine(log, number, style))
            text += *line + QLatin1Char('\n');
    }
    return text;
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT
private slots:
    void theAccountTellsTheRun();
    void theAccountNamesEachCause_data();
    void theAccountNamesEachCause();
    void theAccountTellsWhatAFaultDid();
    void whatAPeerSentCannotReachTheTerminal();
    void coloursAreOnlyThereWhenAskedFor();
    void theTableShowsMetricsAndResults();
    void aServersTableSpeaksOfTheServer();
    void aFailureShowsItsWitnesses();
    void theJsonSaysTheSame();
    void aReplayPrintsWhatTheLiveRunPrinted();
};

void TestReport::theAccountTellsTheRun()
{
    EventLog log;
    appendHealthyRun(log);
    const QString text = account(log);
    const QStringList expected{
        QStringLiteral("     0.000 s  client   started"),
        QStringLiteral("     0.000 s  client   connection 1: connecting to ws://127.0.0.1/CS-1"),
        QStringLiteral("     0.010 s  server   accepted connection 1"),
        QStringLiteral("     0.010 s  client   connection 1 is open (ocpp1.6)"),
        QStringLiteral("     0.010 s  client   sent BootNotification"),
        QStringLiteral("     0.020 s  client   boot Accepted, a heartbeat every 1 m 00 s"),
        QStringLiteral("     0.270 s  client   online"),
        QStringLiteral("     0.400 s  client   connection 1 ended: reset by the peer"),
        QStringLiteral("     0.400 s  client   offline"),
        QStringLiteral(
            "     0.400 s  client   waiting 500 ms before attempt 1 (allowed 400 ms to 600 ms)"),
        QStringLiteral("     0.901 s  client   connection 2 failed: connection refused"),
        QStringLiteral("client   connection 3 ended: closed by us with code 1000"),
        QStringLiteral("client   the run ended"),
    };
    qsizetype at = 0;
    for (const QString& line : expected) {
        const qsizetype found = text.indexOf(line, at);
        QVERIFY2(found >= at, qPrintable(line + QStringLiteral("\nis not in\n") + text));
        at = found;
    }
}

void TestReport::theAccountNamesEachCause_data()
{
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* cause, const char* says) {
        QTest::newRow(cause) << QString::fromLatin1(cause) << QString::fromLatin1(says);
    };
    row("close_handshake", "closed by the peer with code 1001 (going away)");
    row("refused", "connection refused");
    row("name_not_found", "host name was not found");
    row("connect_timeout", "within the connect time-out");
    row("tls_failed", "TLS failed: why");
    row("http_refused", "the server answered HTTP 503");
    row("handshake_failed", "not valid: why");
    row("reset", "reset by the peer");
    row("end_of_stream", "without a Close frame");
    row("protocol_error", "broke the protocol: why");
    row("pong_timeout", "no pong came in time");
    row("call_timeout", "a CALL was not answered in time");
    row("local_abort", "dropped by us");
    row("network_error", "network error: why");
    row("eaten_by_a_grue", "eaten_by_a_grue");
}

void TestReport::theAccountNamesEachCause()
{
    QFETCH(QString, cause);
    QFETCH(QString, says);
    EventLog log;
    VirtualClock clock;
    EventRecorder recorder(log, clock, Source::Client);
    const std::string name = cause.toStdString();
    recorder.record(EventKind::Closed, {{FieldKey::Cause, name},
                                        {FieldKey::Code, 1001},
                                        {FieldKey::Reason, "going away"},
                                        {FieldKey::HttpStatus, 503},
                                        {FieldKey::Detail, "why"}});
    const QString line = accountLine(log, 1).value_or(QString());
    QVERIFY2(line.contains(says), qPrintable(line));
    QVERIFY(line.contains(QStringLiteral("failed: ")));
}

void TestReport::theAccountTellsWhatAFaultDid()
{
    for (const Source source : {Source::Client, Source::Server, Source::Proxy}) {
        EventLog log;
        VirtualClock clock;
        const EventRecorder recorder(log, clock, source);
        recorder.record(EventKind::FaultArmed, {{FieldKey::Fault, "N1"},
                                                {FieldKey::FaultNumber, 1},
                                                {FieldKey::Text, "N1 latency=500ms"}});
        recorder.record(EventKind::FaultOn, {{FieldKey::Fault, "N1"},
                                             {FieldKey::FaultNumber, 1},
                                             {FieldKey::Mode, "proxy"},
                                             {FieldKey::Connection, 3},
                                             {FieldKey::Direction, "both"}});
        recorder.record(EventKind::FaultBitten, {{FieldKey::Fault, "W22"},
                                                 {FieldKey::FaultNumber, 2},
                                                 {FieldKey::Connection, 3},
                                                 {FieldKey::Detail, "a ping"}});
        recorder.record(EventKind::FaultOff, {{FieldKey::Fault, "T1"}, {FieldKey::FaultNumber, 3}});
        recorder.record(EventKind::FaultDisarmed, {{FieldKey::Fault, "T1"}});
        recorder.record(EventKind::FaultUnbitten,
                        {{FieldKey::Fault, "W4"}, {FieldKey::Reason, "nobody came"}});
        recorder.record(EventKind::FaultOn,
                        {{FieldKey::Fault, "scripted_close"}, {FieldKey::Mode, "rst"}});
        const QString text = account(log);
        for (const char* line :
             {"fault armed: N1 latency=500ms", "fault N1 (both) is on for connection 3",
              "fault W22 has hit connection 3: a ping", "fault T1 is off", "fault T1 is disarmed",
              "fault W4 never bit: nobody came", "fault scripted close (rst) is on"})
            QVERIFY2(text.contains(QLatin1String(line)), qPrintable(text));
    }
}

void TestReport::whatAPeerSentCannotReachTheTerminal()
{
    EventLog log;
    VirtualClock clock;
    EventRecorder recorder(log, clock, Source::Client);
    const std::string hostile = "\x1b]0;owned\x07\x1b[2J\r\n\xc2\x9b"
                                "31m\xe2\x80\xae" +
                                std::string(5000, 'x');
    recorder.record(EventKind::Closed,
                    {{FieldKey::Cause, "close_handshake"}, {FieldKey::Reason, hostile}});
    recorder.record(EventKind::Note, {{FieldKey::Text, hostile}});
    for (EventNumber number = 1; number <= 2; ++number) {
        const QString line = *accountLine(log, number);
        QVERIFY(line.size() < 400);
        for (const QChar c : line)
            QVERIFY(c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
    }
}

void TestReport::coloursAreOnlyThereWhenAskedFor()
{
    EventLog log;
    appendHealthyRun(log);
    const auto results = judge(log, healthyContext());
    const QChar escape(u'\x1b');
    QVERIFY(!account(log).contains(escape));
    QVERIFY(account(log, TextStyle::Coloured).contains(escape));
    QVERIFY(!closingTable(log, {}, results).contains(escape));
    QVERIFY(closingTable(log, {}, results, TextStyle::Coloured).contains(escape));
}

void TestReport::theTableShowsMetricsAndResults()
{
    EventLog log;
    appendHealthyRun(log);
    const QString table = closingTable(log, {}, judge(log, healthyContext()));
    for (const char* line : {"connects attempted        3\n", "reconnects                1\n",
                             "last disconnect           close handshake, code 1000\n",
                             "P01  held           every back-off lies within the policy's bounds\n",
                             "P10  not exercised  the server's Retry-After is waited for\n",
                             "\n27 held, 0 failed, 18 not exercised.\n"})
        QVERIFY2(table.contains(QString::fromLatin1(line)), qPrintable(table));
}

void TestReport::aServersTableSpeaksOfTheServer()
{
    EventLog log;
    VirtualClock clock;
    EventRecorder server(log, clock, Source::Server);
    server.record(EventKind::Accepted);
    server.record(EventKind::CallReceived, {{FieldKey::MessageId, "1"}});
    const QString table = closingTable(log, {}, {});
    QVERIFY2(table.contains(QStringLiteral("connections accepted      1\n")) &&
                 table.contains(QStringLiteral("calls received            1\n")) &&
                 !table.contains(QStringLiteral("reconnects")),
             qPrintable(table));
}

void TestReport::aFailureShowsItsWitnesses()
{
    EventLog healthy;
    appendHealthyRun(healthy);
    Rows rows = rowsOf(healthy);
    const auto wrong = find(rows, EventKind::BackoffScheduled);
    wrong->set(FieldKey::DelayNs, 900'000'000);
    const auto number = wrong - rows.begin() + 1;
    EventLog log;
    appendRows(log, rows);
    const QString table = closingTable(log, {}, judge(log, healthyContext()));
    QVERIFY2(table.contains(QStringLiteral("P01  FAILED")) &&
                 table.contains(QStringLiteral("was 900 ms; the policy allows 400 ms to 600 ms")) &&
                 table.contains(QStringLiteral("events %1\n").arg(number)),
             qPrintable(table));
}

void TestReport::theJsonSaysTheSame()
{
    EventLog log;
    appendHealthyRun(log);
    const auto results = judge(log, healthyContext());
    const QJsonObject object = closingJson(log, RunInfo{}, results);
    QVERIFY(object[QLatin1String("held")].toBool());
    const QJsonObject metrics = object[QLatin1String("metrics")].toObject();
    QCOMPARE(metrics[QLatin1String("connects_attempted")].toInteger(), 3);
    QCOMPARE(metrics[QLatin1String("last_reconnect_ns")].toInteger(), 1'511'000'000);
    QVERIFY(metrics[QLatin1String("gave_up")].isNull());
    const QJsonArray oracles = object[QLatin1String("oracles")].toArray();
    QCOMPARE(std::size_t(oracles.size()), results.size());
    QCOMPARE(oracles[0].toObject()[QLatin1String("outcome")].toString(), QStringLiteral("pass"));
}

void TestReport::aReplayPrintsWhatTheLiveRunPrinted()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    RunInfo info;
    info.clock = ClockKind::Virtual;
    info.configuration = {{QStringLiteral("policy"), QJsonObject{}}};
    EventLog log;
    VirtualClock flushClock;
    RunFileWriter writer(log, flushClock);
    QVERIFY(writer.open(path, info).hasValue());
    QString live;
    log.observe([&](EventNumber number, EventNumber) {
        if (const auto line = accountLine(log, number))
            live += *line + QLatin1Char('\n');
    });
    appendHealthyRun(log);
    live += closingTable(log, info, judge(log, info));
    QVERIFY(writer.close().hasValue());
    const auto file = readRunFile(path);
    QVERIFY(file.hasValue());
    QCOMPARE(account(*file->log) +
                 closingTable(*file->log, file->info, judge(*file->log, file->info)),
             live);
    QVERIFY(closingJson(*file->log, file->info, judge(*file->log, file->info)) ==
            closingJson(log, info, judge(log, info)));
}

QTEST_GUILESS_MAIN(TestReport)

} // namespace tst_report

#include "tst_report.moc"
