// SPDX-License-Identifier: MIT
// redial judge as its users run it; the foreign client is redial connect, a process like any other.
#include "tests/interop/peers.h"

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

namespace tst_judge_program {

using namespace redial;

namespace {

QStringList judgeOf(const QStringList& options, const QStringList& command)
{
    return QStringList{QStringLiteral("judge"), QStringLiteral("--listen"),
                       QStringLiteral("0"),     QStringLiteral("--settle"),
                       QStringLiteral("200ms"), QStringLiteral("--patience"),
                       QStringLiteral("20s")} +
           options + (command.isEmpty() ? QStringList() : QStringList{QStringLiteral("--")}) +
           command;
}

QStringList ownClient()
{
    return {QStringLiteral(REDIAL_PROGRAM), QStringLiteral("connect"),
            QStringLiteral("{url}"),        QStringLiteral("--protocol"),
            QStringLiteral("none"),         QStringLiteral("--initial-backoff"),
            QStringLiteral("50ms"),         QStringLiteral("--max-backoff"),
            QStringLiteral("100ms"),        QStringLiteral("--quiet")};
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestJudgeProgram : public QObject
{
    Q_OBJECT
private slots:
    void whatIsWrongOnTheCommandLineIsSaid_data();
    void whatIsWrongOnTheCommandLineIsSaid();
    void aPortInUseIsSaid();
    void nobodyConnectingIsSaid();
    void aClientThatCannotBeStartedIsTheOneThingSaid();
    void aClientIsJudgedAndTheReportsAreWritten();
    void aRunOfAnotherKindIsNotJudgedAgain();
    void anInterruptTellsWhatWasLearned();
    void whatEndsBeforeAnythingIsMeasuredIsNoGoodClient();
    void underTlsAttemptsAreTreatedToo();
};

void TestJudgeProgram::whatIsWrongOnTheCommandLineIsSaid_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("sentence");
    const auto row = [](const char* name, const QStringList& options, const char* sentence) {
        QTest::newRow(name) << options << QByteArray(sentence);
    };
    row("attempts", {QStringLiteral("--attempts"), QStringLiteral("2")}, "ask for 3 at least");
    row("time", {QStringLiteral("--time-limit"), QStringLiteral("0")}, "must be more than 0");
    row("settle", {QStringLiteral("--settle"), QStringLiteral("1ms")}, "--settle: must be 100ms");
    row("eternity", {QStringLiteral("--patience"), QStringLiteral("90000h")}, "ten years at most");
    row("situation", {QStringLiteral("--only"), QStringLiteral("half_opn")},
        "did you mean half_open?");
    row("option", {QStringLiteral("--atempts"), QStringLiteral("5")}, "did you mean --attempts?");
}

void TestJudgeProgram::whatIsWrongOnTheCommandLineIsSaid()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, sentence);
    const auto judge = startRedial(QStringList{QStringLiteral("judge")} + options);
    QVERIFY(judge->waitForEnd());
    QCOMPARE(judge->exitCode(), 2);
    QVERIFY2(judge->output().contains(sentence), judge->output().constData());
}

void TestJudgeProgram::aPortInUseIsSaid()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const auto judge = startRedial({QStringLiteral("judge"), QStringLiteral("--listen"),
                                    QString::number(taken.serverPort()), QStringLiteral("--"),
                                    QStringLiteral("/bin/false")});
    QVERIFY(judge->waitForEnd());
    QCOMPARE(judge->exitCode(), 3);
    QVERIFY2(judge->output().contains("Choose another port"), judge->output().constData());
}

void TestJudgeProgram::nobodyConnectingIsSaid()
{
    const auto judge =
        startRedial(judgeOf({QStringLiteral("--time-limit"), QStringLiteral("50ms")}, {}));
    QVERIFY(judge->waitForEnd());
    QCOMPARE(judge->exitCode(), 3);
    QVERIFY2(judge->output().contains("no client connected to ws://127.0.0.1:"),
             judge->output().constData());
}

void TestJudgeProgram::aClientThatCannotBeStartedIsTheOneThingSaid()
{
    const auto judge = startRedial(judgeOf({}, {QStringLiteral("/no/such/client")}));
    QVERIFY(judge->waitForEnd());
    QCOMPARE(judge->exitCode(), 3);
    QCOMPARE(judge->output().count("redial: "), 1);
    QVERIFY2(judge->output().contains("\"/no/such/client\" cannot be started"),
             judge->output().constData());
}

void TestJudgeProgram::aClientIsJudgedAndTheReportsAreWritten()
{
    const QTemporaryDir folder;
    const QString html = folder.filePath(QStringLiteral("judged.html"));
    const QString log = folder.filePath(QStringLiteral("judged.jsonl"));
    const auto judge = startRedial(judgeOf(
        {QStringLiteral("--attempts"), QStringLiteral("3"), QStringLiteral("--only"),
         QStringLiteral("outage"), QStringLiteral("--html"), html, QStringLiteral("--log"), log},
        ownClient()));
    QVERIFY2(judge->waitForEnd(), judge->output().constData());
    // Of four waits no jitter can be told.
    QVERIFY2(judge->output().contains("not known: too few"), judge->output().constData());
    QVERIFY2(judge->output().contains("counts its waits from"), judge->output().constData());
    QCOMPARE(judge->exitCode(), 0);
    const QByteArray page = contents(html);
    QVERIFY(page.contains("What it does") && page.endsWith("</html>\n"));
    QVERIFY(!page.contains("<script") && !page.contains("http-equiv=\"refresh\""));
    const QByteArray lines = contents(log);
    QVERIFY(lines.contains("judge_situation") && lines.contains("\"run_ended\""));
    // The file alone says the same.
    const RedialRun again = runRedial({QStringLiteral("judge"), QStringLiteral("--from"), log});
    QCOMPARE(again.status, 0);
    const QByteArray told = judge->output();
    QCOMPARE(again.output.trimmed(), told.mid(told.indexOf("What it does")).trimmed());
}

void TestJudgeProgram::aRunOfAnotherKindIsNotJudgedAgain()
{
    const QTemporaryDir folder;
    const QString log = folder.filePath(QStringLiteral("demo.jsonl"));
    QCOMPARE(runRedial({QStringLiteral("demo"), QStringLiteral("--virtual"),
                        QStringLiteral("--log"), log})
                 .status,
             0);
    const RedialRun again = runRedial({QStringLiteral("judge"), QStringLiteral("--from"), log});
    QCOMPARE(again.status, 3);
    QVERIFY2(again.output.contains("no run of redial judge"), again.output.constData());
}

void TestJudgeProgram::anInterruptTellsWhatWasLearned()
{
    const auto judge =
        startRedial(judgeOf({QStringLiteral("--attempts"), QStringLiteral("1000")}, ownClient()));
    static const QRegularExpression outage(QStringLiteral("\\[2/(10)\\]"));
    QCOMPARE(judge->waitForText(outage), QStringLiteral("10"));
    judge->interrupt();
    QVERIFY2(judge->waitForEnd(), judge->output().constData());
    QVERIFY(judge->ran());
    QVERIFY2(judge->output().contains("Not measured to its end: outage"),
             judge->output().constData());
    QVERIFY2(judge->output().contains("client: ended "), judge->output().constData());
}

void TestJudgeProgram::whatEndsBeforeAnythingIsMeasuredIsNoGoodClient()
{
    QStringList client = ownClient();
    client.removeAll(QStringLiteral("--quiet"));
    const auto judge =
        startRedial(judgeOf({QStringLiteral("--settle"), QStringLiteral("1h")}, client));
    static const QRegularExpression open(QStringLiteral("client: .*connection (1) is open"));
    QCOMPARE(judge->waitForText(open), QStringLiteral("1"));
    judge->interrupt();
    QVERIFY2(judge->waitForEnd(), judge->output().constData());
    QVERIFY2(judge->output().contains("so nothing was judged"), judge->output().constData());
    QCOMPARE(judge->exitCode(), 3);
}

void TestJudgeProgram::underTlsAttemptsAreTreatedToo()
{
    const auto judge = startRedial(
        judgeOf({QStringLiteral("--tls"), QStringLiteral("--attempts"), QStringLiteral("3"),
                 QStringLiteral("--only"), QStringLiteral("unauthorized")},
                ownClient() << QStringLiteral("--tls-insecure")));
    QVERIFY2(judge->waitForEnd(), judge->output().constData());
    static const QRegularExpression again(QStringLiteral("after 401 +comes again"));
    QVERIFY2(judge->output().contains("listening on wss://"), judge->output().constData());
    QVERIFY2(again.match(QString::fromUtf8(judge->output())).hasMatch(),
             judge->output().constData());
}

QTEST_GUILESS_MAIN(TestJudgeProgram)

} // namespace tst_judge_program

#include "tst_judge_program.moc"
