// SPDX-License-Identifier: MIT
// `redial runs` as its users run it: several at once, on a full disk, over files that are not
// right.
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <sys/resource.h>
#include <vector>

namespace tst_history_program {

namespace {

struct Ended
{
    int status = -1;
    QByteArray output;
    QByteArray errors;
};

} // namespace

class tst_HistoryProgram : public QObject
{
    Q_OBJECT
private slots:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void aRunIsRememberedAndToldAgain()
    {
        const Ended run =
            ended({QStringLiteral("demo"), QStringLiteral("--virtual"), QStringLiteral("--log"),
                   file("a.jsonl"), QStringLiteral("--remember")});
        QVERIFY2(run.status == 0 && run.output.contains("run 1 in the history"),
                 run.errors.constData());
        const Ended list = ended({QStringLiteral("runs"), QStringLiteral("list")});
        QVERIFY2(list.output.contains("held") && list.output.contains(" a"),
                 list.output.constData());
        const Ended shown = ended({QStringLiteral("runs"), QStringLiteral("show"),
                                   QStringLiteral("1"), QStringLiteral("--json")});
        QCOMPARE(QJsonDocument::fromJson(shown.output)[QLatin1String("case")].toString(),
                 QStringLiteral("a"));
        QCOMPARE(ended({QStringLiteral("runs"), QStringLiteral("flaky")}).status, 0);
    }

    void twoRunsAreCompared()
    {
        for (const char* const seed : {"1", "2"})
            QCOMPARE(ended({QStringLiteral("demo"), QStringLiteral("--virtual"),
                            QStringLiteral("--seed"), QLatin1String(seed), QStringLiteral("--log"),
                            file("%1.jsonl", seed), QStringLiteral("--remember")})
                         .status,
                     0);
        const Ended compared = ended({QStringLiteral("runs"), QStringLiteral("compare"),
                                      QStringLiteral("1"), QStringLiteral("2")});
        QVERIFY2(compared.output.contains("last_reconnect_s") &&
                     !compared.output.contains("\nprogram"),
                 compared.output.constData());
        const Ended trend = ended(
            {QStringLiteral("runs"), QStringLiteral("trend"), QStringLiteral("last_reconnect_s")});
        QVERIFY2(trend.output.contains("2 runs: lowest "), trend.output.constData());
    }

    void eitherAllRunsAreDeletedOrNone()
    {
        for (const char* const seed : {"1", "2"})
            QCOMPARE(ended({QStringLiteral("demo"), QStringLiteral("--virtual"),
                            QStringLiteral("--seed"), QLatin1String(seed), QStringLiteral("--log"),
                            file("%1.jsonl", seed), QStringLiteral("--remember")})
                         .status,
                     0);
        const auto deleted = [this](const QStringList& words) {
            return ended(QStringList{QStringLiteral("runs"), QStringLiteral("delete")} + words);
        };
        const auto left = [this] {
            return ended({QStringLiteral("runs"), QStringLiteral("list"), QStringLiteral("--json")})
                .output.count('\n');
        };
        QCOMPARE(deleted({QStringLiteral("1"), QStringLiteral("two")}).status, 2);
        QCOMPARE(deleted({QStringLiteral("1"), QStringLiteral("7")}).status, 3);
        QCOMPARE(left(), 2);
        QCOMPARE(deleted({QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("1")}).status,
                 0);
        QCOMPARE(left(), 0);
    }

    void withoutARunFileNothingIsRemembered()
    {
        const Ended run = ended(
            {QStringLiteral("demo"), QStringLiteral("--virtual"), QStringLiteral("--remember")});
        QCOMPARE(run.status, 2);
        QVERIFY(run.errors.contains("--remember needs --log"));
        QVERIFY(!QFile::exists(file("h.sqlite")));
    }

    void severalProcessesWriteAtOnce()
    {
        constexpr int processes = 4;
        constexpr int filesEach = 3;
        QCOMPARE(ended({QStringLiteral("demo"), QStringLiteral("--virtual"),
                        QStringLiteral("--log"), file("a.jsonl")})
                     .status,
                 0);
        QFile run(file("a.jsonl"));
        QVERIFY(run.open(QIODevice::ReadOnly));
        const QByteArray bytes = run.readAll();
        QStringList files;
        for (int i = 0; i < processes * filesEach; ++i) {
            files << file("%1.jsonl", QByteArray::number(i));
            QFile other(files.back());
            QVERIFY(other.open(QIODevice::WriteOnly));
            other.write(QByteArray(bytes).replace("\"seed\":1,",
                                                  "\"seed\":" + QByteArray::number(i) + ','));
        }
        std::vector<std::unique_ptr<QProcess>> running;
        for (int i = 0; i < processes; ++i)
            running.push_back(started(QStringList{QStringLiteral("runs"), QStringLiteral("add")} +
                                      files.mid(i * filesEach, filesEach)));
        for (const auto& process : running) {
            QVERIFY(process->waitForFinished(60'000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        }
        const Ended list =
            ended({QStringLiteral("runs"), QStringLiteral("list"), QStringLiteral("--json")});
        QCOMPARE(list.output.count('\n'), processes * filesEach);
    }

    void aFullDiskIsToldAndCostsNothingThatWasThere()
    {
        QCOMPARE(ended({QStringLiteral("demo"), QStringLiteral("--virtual"),
                        QStringLiteral("--log"), file("a.jsonl"), QStringLiteral("--remember")})
                     .status,
                 0);
        QCOMPARE(
            ended({QStringLiteral("demo"), QStringLiteral("--virtual"), QStringLiteral("--seed"),
                   QStringLiteral("5"), QStringLiteral("--log"), file("b.jsonl")})
                .status,
            0);
        // No file may grow beyond this.
        const Ended added =
            ended({QStringLiteral("runs"), QStringLiteral("add"), file("b.jsonl")}, 400);
        QCOMPARE(added.status, 3);
        QVERIFY2(added.errors.startsWith("redial: the history") && added.errors.count('\n') == 1,
                 added.errors.constData());
        const Ended report = ended(
            {QStringLiteral("verify"), file("a.jsonl"), QStringLiteral("--html"), file("a.html")},
            4096);
        QCOMPARE(report.status, 3);
        QVERIFY2(report.errors.contains("a.html cannot be written"), report.errors.constData());
        QVERIFY(!QFile::exists(file("a.html")));
        const Ended run = ended({QStringLiteral("demo"), QStringLiteral("--virtual"),
                                 QStringLiteral("--log"), file("c.jsonl")},
                                4096);
        QCOMPARE(run.status, 3);
        QVERIFY2(run.errors.contains("c.jsonl"), run.errors.constData());

        QCOMPARE(ended({QStringLiteral("runs"), QStringLiteral("add"), file("b.jsonl")}).status, 0);
        const Ended list =
            ended({QStringLiteral("runs"), QStringLiteral("list"), QStringLiteral("--json")});
        QCOMPARE(list.output.count('\n'), 2);
    }

    void aFileThatContradictsItselfProvesNothing_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("time goes back")
            << QByteArray("{\"n\":3,\"t\":0,") << QByteArray("{\"n\":3,\"t\":5000000000,")
            << QByteArray("event 4 happened before event 3");
        QTest::newRow("never begun")
            << QByteArray("\"kind\":\"connect_begin\"") << QByteArray("\"kind\":\"connecting\"")
            << QByteArray("which never began");
        QTest::newRow("closed before its messages")
            << QByteArray("\"kind\":\"boot_sent\"") << QByteArray("\"kind\":\"closed\"")
            << QByteArray("is of connection 1, which had ended with event");
        QTest::newRow("ended before its end")
            << QByteArray("\"kind\":\"online\"") << QByteArray("\"kind\":\"run_ended\"")
            << QByteArray("comes after the run's end");
    }
    void aFileThatContradictsItselfProvesNothing()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, sentence);
        QCOMPARE(ended({QStringLiteral("demo"), QStringLiteral("--virtual"),
                        QStringLiteral("--log"), file("a.jsonl")})
                     .status,
                 0);
        const Ended whole = ended({QStringLiteral("verify"), file("a.jsonl")});
        QVERIFY2(whole.status == 0 && whole.errors.isEmpty(), whole.errors.constData());
        QFile run(file("a.jsonl"));
        QVERIFY(run.open(QIODevice::ReadWrite));
        QByteArray bytes = run.readAll();
        const qsizetype at = bytes.indexOf(from);
        QVERIFY(at > 0);
        bytes.replace(at, from.size(), to);
        QVERIFY(run.resize(0) && run.seek(0));
        QCOMPARE(run.write(bytes), bytes.size());
        run.close();
        for (const char* const verb : {"verify", "runs add"}) {
            const Ended told = ended(QString::fromLatin1(verb).split(QLatin1Char(' ')) +
                                     QStringList(file("a.jsonl")));
            QCOMPARE(told.status, 3);
            QVERIFY2(told.errors.contains("contradicts itself") && told.errors.contains(sentence),
                     told.errors.constData());
        }
    }

    void wrongWordsAreExplained_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("nothing") << QString() << QByteArray("what to do is missing");
        QTest::newRow("nearly") << QStringLiteral("lst") << QByteArray("did you mean list?");
        QTest::newRow("too few") << QStringLiteral("compare 1")
                                 << QByteArray("it is: redial runs compare RUN RUN.");
        QTest::newRow("no number") << QStringLiteral("show x") << QByteArray("not the number");
        QTest::newRow("no figure")
            << QStringLiteral("trend reconects") << QByteArray("did you mean reconnects?");
        QTest::newRow("no outcome")
            << QStringLiteral("list --outcome good") << QByteArray("none of held, not_held");
    }
    void wrongWordsAreExplained()
    {
        QFETCH(QString, words);
        QFETCH(QByteArray, sentence);
        const Ended told = ended(QStringList{QStringLiteral("runs")} +
                                 words.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QCOMPARE(told.status, 2);
        QVERIFY2(told.errors.contains(sentence), told.errors.constData());
    }

private:
    QString file(const char* name, const QByteArray& value = {}) const
    {
        const QString path = QString::fromLatin1(name);
        return folder_->filePath(value.isEmpty() ? path : path.arg(QString::fromLatin1(value)));
    }

    /// With `mostBytes` no file that it writes may be longer.
    std::unique_ptr<QProcess> started(const QStringList& words, rlim_t mostBytes = RLIM_INFINITY)
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("REDIAL_HISTORY"), file("h.sqlite"));
        process->setProcessEnvironment(environment);
        process->setChildProcessModifier([mostBytes] {
            const rlimit limit{mostBytes, mostBytes};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        });
        process->start(QStringLiteral(REDIAL_PROGRAM), words);
        return process;
    }

    Ended ended(const QStringList& words, rlim_t mostBytes = RLIM_INFINITY)
    {
        const auto process = started(words, mostBytes);
        if (!process->waitForFinished(60'000) || process->exitStatus() != QProcess::NormalExit)
            return {-1, {}, "it did not end by itself"};
        return {process->exitCode(), process->readAllStandardOutput(),
                process->readAllStandardError()};
    }

    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(tst_HistoryProgram)

} // namespace tst_history_program

#include "tst_history_program.moc"
