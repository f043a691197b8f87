// SPDX-License-Identifier: MIT
// A foreign program as a process: how it is told where to connect, how it ends, what stays of it.
#include "core/process/foreign_client.h"
#include "core/time/system_clock.h"
#include "tests/support/generous_wait.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

namespace tst_foreign_client {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

/// A client that is a shell script.
struct Fixture
{
    explicit Fixture(const QString& script, std::chrono::nanoseconds grace = 20s,
                     QMap<QString, QString> environment = {})
        : client({{QStringLiteral("/bin/sh"), QStringLiteral("-c"), script, QStringLiteral("sh"),
                   QStringLiteral("{url}")},
                  std::move(environment)},
                 clock, EventRecorder(log, clock, Source::Harness), grace)
        , ended(&client, &ForeignClient::ended)
    {
    }

    void start() { client.start(QUrl(QStringLiteral("ws://127.0.0.1:9100/CP-1"))); }
    bool hasEnded() { return !ended.isEmpty() || ended.wait(generousMilliseconds); }
    /// Its output, and what was noted about it.
    QStringList notes(const char* detail) const
    {
        QStringList found;
        for (EventNumber number = 1; number <= log.size(); ++number)
            if (log.text(number, FieldKey::Detail) == detail)
                found << QString::fromUtf8(log.text(number, FieldKey::Text).data(),
                                           qsizetype(log.text(number, FieldKey::Text).size()));
        return found;
    }
    QStringList output() const { return notes("client"); }

    SystemClock clock;
    EventLog log;
    ForeignClient client;
    QSignalSpy ended;
};

/// A zombie is dead: when its new parent buries it is not ours to say.
bool isAlive(qint64 process)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = file.readAll();
    return line.mid(line.lastIndexOf(')') + 2, 1) != "Z";
}

} // namespace

class TestForeignClient : public QObject
{
    Q_OBJECT
private slots:
    void theUrlIsHandedOverInArgumentsAndEnvironment();
    void whatCannotBeStartedIsSaid();
    void itMayBeStartedAgainWhenItsEndIsHeard_data();
    void itMayBeStartedAgainWhenItsEndIsHeard();
    void whatEndsEarlyIsSaidWithItsLastLine();
    void aClientThatIsAskedToEndHasNotFailed();
    void aClientThatIgnoresTheSignalIsKilled();
    void whatItStartedItselfGoesWithIt();
    void nothingIsLeftWhenTheObjectGoes();
    void outputWithoutEndCostsBoundedMemory();
    void secretsOfItsEnvironmentAreNotKept();
    void itCanBeStartedAgain();
    void itsEndIsAwaitedUntilItIsTold_data();
    void itsEndIsAwaitedUntilItIsTold();
};

void TestForeignClient::theUrlIsHandedOverInArgumentsAndEnvironment()
{
    Fixture run(QStringLiteral("echo \"$1 $REDIAL_URL $OTHER\""), 20s,
                {{QStringLiteral("OTHER"), QStringLiteral("to {url}")}});
    run.start();
    QVERIFY(run.hasEnded());
    const QString url = QStringLiteral("ws://127.0.0.1:9100/CP-1");
    QCOMPARE(run.output(), QStringList(QStringLiteral("%1 %1 to %1").arg(url)));
}

void TestForeignClient::whatCannotBeStartedIsSaid()
{
    SystemClock clock;
    EventLog log;
    ForeignClient client({{QStringLiteral("/no/such/program")}, {}}, clock,
                         EventRecorder(log, clock, Source::Harness));
    QSignalSpy ended(&client, &ForeignClient::ended);
    client.start(QUrl(QStringLiteral("ws://127.0.0.1:1")));
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, generousMilliseconds);
    QVERIFY(client.failure());
    QVERIFY2(client.failure()->contains(QLatin1String("/no/such/program\" cannot be started")),
             qPrintable(*client.failure()));
    QVERIFY(!client.isRunning());
}

void TestForeignClient::itMayBeStartedAgainWhenItsEndIsHeard_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("that cannot be started") << "/no/such/program";
    QTest::newRow("that ends at once") << "/bin/false";
}

void TestForeignClient::itMayBeStartedAgainWhenItsEndIsHeard()
{
    QFETCH(QString, program);
    SystemClock clock;
    EventLog log;
    ForeignClient client({{program}, {}}, clock, EventRecorder(log, clock, Source::Harness));
    int ends = 0;
    connect(&client, &ForeignClient::ended, &client, [&] {
        if (++ends < 3)
            client.start(QUrl(QStringLiteral("ws://127.0.0.1:1")));
    });
    client.start(QUrl(QStringLiteral("ws://127.0.0.1:1")));
    QTRY_COMPARE_WITH_TIMEOUT(ends, 3, generousMilliseconds);
}

void TestForeignClient::whatEndsEarlyIsSaidWithItsLastLine()
{
    Fixture run(QStringLiteral("echo first; echo 'no route' >&2; exit 7"));
    run.start();
    QVERIFY(run.hasEnded());
    QVERIFY(run.client.failure());
    QVERIFY2(run.client.failure()->contains(QLatin1String("with exit status 7")) &&
                 run.client.failure()->contains(QLatin1String("it wrote last: no route")),
             qPrintable(*run.client.failure()));
}

void TestForeignClient::aClientThatIsAskedToEndHasNotFailed()
{
    Fixture run(QStringLiteral("trap 'echo ending; exit 0' TERM; echo up; while :; do read x || "
                               "tail -f /dev/null & wait; done"));
    run.start();
    QTRY_COMPARE_WITH_TIMEOUT(run.output(), QStringList(QStringLiteral("up")),
                              generousMilliseconds);
    run.client.stop();
    QVERIFY(run.hasEnded());
    QVERIFY(!run.client.failure());
    QVERIFY(run.output().contains(QStringLiteral("ending")));
    QCOMPARE(run.notes("client_killed"), QStringList());
}

void TestForeignClient::aClientThatIgnoresTheSignalIsKilled()
{
    Fixture run(QStringLiteral("trap '' TERM; echo up; while :; do tail -f /dev/null; done"),
                100ms);
    run.start();
    QTRY_COMPARE_WITH_TIMEOUT(run.output(), QStringList(QStringLiteral("up")),
                              generousMilliseconds);
    run.client.stop();
    QVERIFY(run.hasEnded());
    QVERIFY(!run.client.failure());
    QCOMPARE(run.notes("client_killed").size(), 1);
}

void TestForeignClient::whatItStartedItselfGoesWithIt()
{
    Fixture run(QStringLiteral("tail -f /dev/null & echo $!; wait"));
    run.start();
    QTRY_COMPARE_WITH_TIMEOUT(run.output().size(), 1, generousMilliseconds);
    const qint64 child = run.output().first().toLongLong();
    QVERIFY(child > 0 && isAlive(child));
    run.client.stop();
    QVERIFY(run.hasEnded());
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(child), generousMilliseconds);
}

void TestForeignClient::nothingIsLeftWhenTheObjectGoes()
{
    qint64 child = 0;
    {
        Fixture run(QStringLiteral("trap '' TERM; tail -f /dev/null & echo $!; wait; wait"));
        run.start();
        QTRY_COMPARE_WITH_TIMEOUT(run.output().size(), 1, generousMilliseconds);
        child = run.output().first().toLongLong();
        QVERIFY(child > 0 && isAlive(child));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(child), generousMilliseconds);
}

void TestForeignClient::outputWithoutEndCostsBoundedMemory()
{
    Fixture run(QStringLiteral("yes 'again and again'"));
    run.start();
    QTRY_COMPARE_WITH_TIMEOUT(run.notes("client_output_cut").size(), 1, generousMilliseconds);
    run.client.stop();
    QVERIFY(run.hasEnded());
    QVERIFY(run.log.size() < 10'000);
    QCOMPARE(run.notes("client_output_cut").size(), 1);
}

void TestForeignClient::secretsOfItsEnvironmentAreNotKept()
{
    Fixture run(QStringLiteral("echo \"password is $STATION_PASSWORD\""), 20s,
                {{QStringLiteral("STATION_PASSWORD"), QStringLiteral("hunter2")}});
    run.start();
    QVERIFY(run.hasEnded());
    QCOMPARE(run.output(), QStringList(QStringLiteral("password is ***")));
    for (EventNumber number = 1; number <= run.log.size(); ++number)
        QVERIFY(run.log.text(number, FieldKey::Text).find("hunter2") == std::string_view::npos);
}

void TestForeignClient::itCanBeStartedAgain()
{
    Fixture run(QStringLiteral("echo one; exit 3"));
    run.start();
    QVERIFY(run.hasEnded());
    run.ended.clear();
    run.start();
    QVERIFY(run.hasEnded());
    QCOMPARE(run.output().size(), 2);
}

void TestForeignClient::itsEndIsAwaitedUntilItIsTold_data()
{
    itMayBeStartedAgainWhenItsEndIsHeard_data();
}

void TestForeignClient::itsEndIsAwaitedUntilItIsTold()
{
    QFETCH(QString, program);
    SystemClock clock;
    EventLog log;
    ForeignClient client({{program}, {}}, clock, EventRecorder(log, clock, Source::Harness));
    int ends = 0;
    bool isTold = false;
    connect(&client, &ForeignClient::ended, &client, [&] {
        ++ends;
        isTold = !client.isEndAwaited();
    });
    QVERIFY(!client.isEndAwaited());
    client.start(QUrl(QStringLiteral("ws://127.0.0.1:1")));
    const QDeadlineTimer patience(generousMilliseconds);
    while (ends == 0 && !patience.hasExpired()) {
        QVERIFY(client.isEndAwaited());
        QCoreApplication::processEvents(QEventLoop::AllEvents);
    }
    QVERIFY(isTold);
    QVERIFY(!client.isEndAwaited());
}

QTEST_GUILESS_MAIN(TestForeignClient)

} // namespace tst_foreign_client

#include "tst_foreign_client.moc"
