// SPDX-License-Identifier: MIT
// JUnit, CSV, HAR and HTML of a run: what they say, and that nothing from the wire gets out of its
// place.
#include "core/report/attempts_csv.h"
#include "core/report/closing_table.h"
#include "core/report/har_report.h"
#include "core/report/html_report.h"
#include "core/report/junit_report.h"
#include "core/report/sarif_report.h"
#include "core/report/svg_charts.h"
#include "core/verdict/finding.h"
#include "tests/report/report_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <QXmlStreamReader>

namespace tst_written_reports {

using namespace redial;
using namespace redial::test;

namespace {

/// Attributes of every element of that name, in order; fails the test if it is no XML.
QList<QXmlStreamAttributes> elements(const QByteArray& xml, const QString& name)
{
    QList<QXmlStreamAttributes> found;
    QXmlStreamReader reader(xml);
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == name)
            found << reader.attributes();
    if (reader.hasError())
        QTest::qFail(qPrintable(reader.errorString()), __FILE__, __LINE__);
    return found;
}

/// The fields of one line of CSV.
QStringList cells(const QByteArray& line)
{
    QStringList found(QString{});
    bool quoted = false;
    for (const QChar c : QString::fromUtf8(line)) {
        if (c == QLatin1Char('"'))
            quoted = !quoted;
        else if (c == QLatin1Char(',') && !quoted)
            found << QString();
        else
            found.last() += c;
    }
    return found;
}

QString fragment(const QByteArray& html, const char* from, const char* to)
{
    const qsizetype begin = html.indexOf(from);
    return QString::fromUtf8(html.mid(begin, html.indexOf(to, begin) - begin));
}

} // namespace

class tst_WrittenReports : public QObject
{
    Q_OBJECT
private slots:
    void junitHasOneCaseAnOracleAndOneForTheRun()
    {
        const ReportedRun run;
        const QByteArray xml = junitReport(run.report());
        const auto suite = elements(xml, QStringLiteral("testsuite")).value(0);
        const int cases = int(run.results.size()) + 1;
        QCOMPARE(suite.value(QLatin1String("tests")).toInt(), cases);
        QCOMPARE(suite.value(QLatin1String("failures")).toString(), QStringLiteral("0"));
        QCOMPARE(suite.value(QLatin1String("errors")).toString(), QStringLiteral("0"));
        QCOMPARE(elements(xml, QStringLiteral("testcase")).size(), cases);
        QCOMPARE(elements(xml, QStringLiteral("skipped")).size(),
                 suite.value(QLatin1String("skipped")).toInt());
        QVERIFY(elements(xml, QStringLiteral("failure")).isEmpty());
    }

    void junitShowsAFailureWithItsWitness()
    {
        const ReportedRun run(waitTooLong);
        const QByteArray xml = junitReport(run.report());
        const auto failures = elements(xml, QStringLiteral("failure"));
        QCOMPARE(failures.size(), 2); // P01: out of the bounds; P02: the attempt came earlier
        QCOMPARE(failures[0].value(QLatin1String("type")).toString(), QStringLiteral("P01"));
        QVERIFY(failures[0].value(QLatin1String("message")).contains(QLatin1String("900 ms")));
        QVERIFY(xml.contains("waiting 900 ms before attempt 1"));
        QVERIFY(xml.contains("TC_B_57_CS"));
    }

    void junitSaysThatARunCouldNotGoOn()
    {
        const QByteArray xml = junitReport(ReportedRun(couldNotGoOn).report());
        const auto suite = elements(xml, QStringLiteral("testsuite")).value(0);
        QCOMPARE(suite.value(QLatin1String("errors")).toString(), QStringLiteral("1"));
        const auto errors = elements(xml, QStringLiteral("error"));
        QCOMPARE(errors.size(), 1);
        QVERIFY(errors[0].value(QLatin1String("message")).contains(QLatin1String("port 1 is in")));
    }

    void junitSaysThatARunWasCutOff()
    {
        const ReportedRun run([](Rows& rows) { rows.pop_back(); });
        const QByteArray xml = junitReport(run.report());
        QVERIFY(xml.contains("The run was cut off"));
        QVERIFY(!junitReport(ReportedRun().report()).contains("The run was cut off"));
    }

    void junitIsAcceptedByItsSchema_data()
    {
        QTest::addColumn<QByteArray>("xml");
        QTest::addColumn<bool>("valid");
        const QByteArray good = junitReport(ReportedRun(waitTooLong).report());
        QTest::newRow("failure") << good << true;
        QTest::newRow("hostile") << junitReport(ReportedRun(closeWithHostileReason).report())
                                 << true;
        QTest::newRow("could not go on") << junitReport(ReportedRun(couldNotGoOn).report()) << true;
        QTest::newRow("without tests") << QByteArray(good).replace(" tests=", " texts=") << false;
        QTest::newRow("unknown element")
            << QByteArray(good).replace("system-out", "system-in") << false;
    }
    void junitIsAcceptedByItsSchema()
    {
        QFETCH(QByteArray, xml);
        QFETCH(bool, valid);
        const QString xmllint = QStandardPaths::findExecutable(QStringLiteral("xmllint"));
        if (xmllint.isEmpty() && qEnvironmentVariableIsEmpty("CI"))
            QSKIP("xmllint is not installed (Debian: libxml2-utils)");
        QProcess process;
        process.start(xmllint, {QStringLiteral("--noout"), QStringLiteral("--nonet"),
                                QStringLiteral("--schema"), QStringLiteral(JUNIT_SCHEMA),
                                QStringLiteral("-")});
        process.write(xml);
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QVERIFY2((process.exitCode() == 0) == valid, process.readAllStandardError().constData());
    }

    void csvHasOneLineAnAttempt()
    {
        const ReportedRun run;
        const QList<QByteArray> lines = attemptsCsv(run.report()).split('\n');
        QCOMPARE(lines.size(), 5); // head, three attempts, the end
        const QStringList names = cells(lines[0].trimmed());
        const QStringList second = cells(lines[2].trimmed());
        QCOMPARE(second.size(), names.size());
        const auto cell = [&](const char* name) {
            return second.value(names.indexOf(QLatin1String(name)));
        };
        QCOMPARE(cell("connection"), QStringLiteral("2"));
        QCOMPARE(cell("backoff_ms"), QStringLiteral("500.000"));
        QCOMPARE(cell("high_ms"), QStringLiteral("600.000"));
        QCOMPARE(cell("begin_s"), QStringLiteral("0.900000"));
        QCOMPARE(cell("opened_s"), QString());
        QCOMPARE(cell("cause"), QStringLiteral("refused"));
    }

    void csvOfAServerListsItsConnections()
    {
        const ReportedRun run([](Rows& rows) {
            std::erase_if(rows,
                          [](const EventRow& row) { return row.header.source == Source::Client; });
        });
        QVERIFY(attemptsCsv(run.report()).split('\n').size() > 2);
    }

    void csvIsNoFormulaAndKeepsItsCells()
    {
        const ReportedRun run(closeWithHostileReason);
        const QByteArray line = attemptsCsv(run.report()).split('\n').value(1).trimmed();
        const QStringList found = cells(line);
        QCOMPARE(found.size(), 15);
        QVERIFY2(found.last().startsWith(QLatin1String("'=cmd")), line.constData());
    }

    void harHoldsEachConnectionWithItsMessages()
    {
        const ReportedRun run;
        const QJsonObject har = QJsonDocument::fromJson(harReport(run.report()))
                                    .object()[QStringLiteral("log")]
                                    .toObject();
        QCOMPARE(har[QStringLiteral("version")].toString(), QStringLiteral("1.2"));
        const QJsonArray entries = har[QStringLiteral("entries")].toArray();
        QCOMPARE(entries.size(), 3);
        const QJsonObject first = entries[0].toObject();
        QCOMPARE(first[QStringLiteral("_resourceType")].toString(), QStringLiteral("websocket"));
        QCOMPARE(first[QStringLiteral("response")].toObject()[QStringLiteral("status")].toInt(),
                 101);
        QCOMPARE(first[QStringLiteral("request")].toObject()[QStringLiteral("url")].toString(),
                 QStringLiteral("ws://127.0.0.1/CS-1"));
        QCOMPARE(entries[1]
                     .toObject()[QStringLiteral("response")]
                     .toObject()[QStringLiteral("status")]
                     .toInt(),
                 0);
        for (const char* member : {"startedDateTime", "time", "cache", "timings"})
            QVERIFY2(first.contains(QLatin1String(member)), member);
    }

    void harTurnsAServersMessagesRound()
    {
        EventRow message;
        message.header = {.epoch = 1, .kind = EventKind::MessageIn, .source = Source::Server};
        message.header.lane = laneOf(EventKind::MessageIn);
        message.set(FieldKey::Payload, std::string("from the client"));
        const ReportedRun run([&](Rows& rows) {
            std::erase_if(rows,
                          [](const EventRow& row) { return row.header.source == Source::Client; });
            message.header.time = rows.back().header.time;
            rows.push_back(message);
        });
        const QByteArray har = harReport(run.report());
        QVERIFY2(har.contains("from the client") && har.contains("\"send\""), har.constData());
    }

    void htmlLinksAFailureToTheEventThatProvesIt()
    {
        const ReportedRun run(waitTooLong);
        const QByteArray html = htmlReport(run.report());
        QVERIFY(html.contains("Something did not hold"));
        const QString finding = fragment(html, "<section", "</section>");
        const QRegularExpression link(QStringLiteral("href=\"#(e\\d+)\""));
        const QString target = link.match(finding).captured(1);
        QVERIFY2(!target.isEmpty(), qPrintable(finding));
        const QString row =
            fragment(html, qPrintable(QStringLiteral("<tr id=\"%1\"").arg(target)), "</tr>");
        QVERIFY2(row.contains(QLatin1String("waiting 900 ms")) &&
                     row.contains(QLatin1String("cited")),
                 qPrintable(row));
        QVERIFY(htmlReport(ReportedRun().report()).contains("Everything that was exercised held"));
    }

    void htmlEscapesWhatAPeerSentAndNeedsNobody()
    {
        const QByteArray html = htmlReport(ReportedRun(closeWithHostileReason).report());
        QVERIFY(html.contains("&lt;script&gt;"));
        QVERIFY(!html.contains("<script") && !html.contains('\x01') && !html.contains('\x1b'));
        QVERIFY(!html.contains("src=") && !html.contains("<link"));
        QVERIFY(html.contains("default-src 'none'"));
        elements(timelineSvg(ReportedRun(closeWithHostileReason).report()).toUtf8(),
                 QStringLiteral("svg"));
    }

    void theChartsShowEveryConnectionAndBackoff()
    {
        const ReportedRun run(waitTooLong);
        const QByteArray timeline = timelineSvg(run.report()).toUtf8();
        int connections = 0;
        for (const auto& attributes : elements(timeline, QStringLiteral("rect"))) {
            const auto style = attributes.value(QLatin1String("class"));
            connections += style == QLatin1String("online") || style == QLatin1String("failed");
        }
        QCOMPARE(connections, 3);
        QVERIFY(timeline.contains("class=\"failure\""));
        const QByteArray graph = backoffSvg(run.report()).toUtf8();
        QCOMPARE(graph.count("class=\"envelope\""), 2);
        QCOMPARE(graph.count("class=\"failure\""), 1);
        QVERIFY(!backoffSvg(ReportedRun().report()).contains(QLatin1String("failure")));
    }

    void everyReportHasTheLedger()
    {
        const ReportedRun run(sendAgain);
        const QByteArray html = htmlReport(run.report());
        QVERIFY(html.contains("<h2>Messages</h2>"));
        const QString row = fragment(html, "<td class=\"failed\">stale", "</tr>");
        QVERIFY2(row.contains(QLatin1String("&lt;b&gt; &quot;b1&quot; belongs to an earlier")) &&
                     row.contains(QLatin1String("href=\"#e")),
                 qPrintable(row));
        QVERIFY(html.contains("class=\"message\""));
        QVERIFY(!htmlReport(ReportedRun().report()).contains("class=\"message\""));

        const QString table = closingTable(run.log, run.info, run.results);
        QVERIFY2(table.contains(QLatin1String("1 stale")) &&
                     table.contains(QLatin1String("<b> \"b1\" belongs")),
                 qPrintable(table));
        const QJsonObject messages =
            closingJson(run.log, run.info, run.results).value(QLatin1String("messages")).toObject();
        const QJsonObject defect = messages[QLatin1String("defects")][0].toObject();
        QCOMPARE(defect[QLatin1String("defect")].toString(), QStringLiteral("stale"));
        QCOMPARE(defect[QLatin1String("witnesses")].toArray().size(), 2);
        QCOMPARE(messages[QLatin1String("upstream")][QLatin1String("stale")].toInt(), 1);
    }

    void aFindingSaysWhatToDoInEveryReport()
    {
        const ReportedRun run(waitTooLong);
        const QString remedy = remedyOf("P01");
        QVERIFY(junitReport(run.report()).contains(remedy.toUtf8()));
        QVERIFY(htmlReport(run.report()).contains(remedy.toHtmlEscaped().toUtf8()));
        QVERIFY(closingTable(run.log, run.info, run.results).contains(remedy));
        const QJsonArray found =
            closingJson(run.log, run.info, run.results).value(QLatin1String("findings")).toArray();
        QCOMPARE(found.size(), 2); // P01, an error, before P02, a warning
        QCOMPARE(found[0][QLatin1String("oracle")].toString(), QStringLiteral("P01"));
        QCOMPARE(found[0][QLatin1String("severity")].toString(), QStringLiteral("error"));
        QCOMPARE(found[0][QLatin1String("remedy")].toString(), remedy);
        QCOMPARE(found[1][QLatin1String("severity")].toString(), QStringLiteral("warning"));
    }

    void sarifNamesTheLineOfEachWitness()
    {
        const ReportedRun run(waitTooLong);
        const QJsonObject sarif = QJsonDocument::fromJson(sarifReport(run.report())).object();
        QCOMPARE(sarif[QLatin1String("version")].toString(), QStringLiteral("2.1.0"));
        const QJsonValue log = sarif[QLatin1String("runs")][0];
        QCOMPARE(log[QLatin1String("results")].toArray().size(), 2);
        const QJsonValue result = log[QLatin1String("results")][0];
        QCOMPARE(result[QLatin1String("ruleId")].toString(), QStringLiteral("P01"));
        const QJsonValue place = result[QLatin1String("locations")][0];
        const QJsonValue where = place[QLatin1String("physicalLocation")];
        QCOMPARE(where[QLatin1String("artifactLocation")][QLatin1String("uri")].toString(),
                 QStringLiteral("run.jsonl"));
        const auto line = where[QLatin1String("region")][QLatin1String("startLine")].toInteger();
        QVERIFY(place[QLatin1String("message")][QLatin1String("text")].toString().startsWith(
            QStringLiteral("#%1 ").arg(line - 1)));
        QCOMPARE(
            std::size_t(log[QLatin1String("tool")][QLatin1String("driver")][QLatin1String("rules")]
                            .toArray()
                            .size()),
            run.results.size());
        QVERIFY(
            log[QLatin1String("invocations")][0][QLatin1String("executionSuccessful")].toBool());
        QVERIFY(sarifReport(ReportedRun(couldNotGoOn).report()).contains("port 1 is in use"));
    }

    void anEmptyRunIsReportedToo()
    {
        ReportedRun run([](Rows& rows) { rows.clear(); });
        QCOMPARE(attemptsCsv(run.report()).count('\n'), 1);
        QVERIFY(QJsonDocument::fromJson(harReport(run.report())).isObject());
        QVERIFY(htmlReport(run.report()).endsWith("</html>\n"));
        elements(junitReport(run.report()), QStringLiteral("testcase"));
    }
};

QTEST_APPLESS_MAIN(tst_WrittenReports)

} // namespace tst_written_reports

#include "tst_written_reports.moc"
