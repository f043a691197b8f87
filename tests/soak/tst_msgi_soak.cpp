// SPDX-License-Identifier: MIT
// tst_msgi_soak [--connections N] [--rounds N] [--seed N] [QtTest's options]: without --connections
// as many as the environment's REDIAL_SOAK_CONNECTIONS says, else 1000; each round is a plan of its
// own, and ends when the work is done.
#include "core/net/socket_calls.h"
#include "tests/soak/fault_account.h"
#include "tests/soak/msgi_soak_bench.h"
#include "tests/soak/random_fault_plan.h"
#include "tests/soak/remains.h"
#include "tests/soak/soak_options.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>

#include <fcntl.h>

namespace tst_msgi_soak {

using namespace redial;
using namespace redial::soak;

namespace {

constexpr int generousMilliseconds = 240'000;
constexpr int faultsOfAPlan = 12;
constexpr std::size_t answersUnderFaults = 40;
constexpr std::size_t answersAfterFaults = 8;
/// A client with its transport, its two connections in the proxy and its session in the server.
constexpr qint64 mostBytesOfAConnection = 128 * 1024;
/// Of a client, of the proxy on both of its sides, of the server, and of what waits to be closed.
constexpr std::size_t descriptorsOfAConnection = 8;

std::size_t connections = 1000;
std::uint64_t rounds = 2;
std::uint64_t firstSeed = 1;

/// Until everybody is satisfied, or somebody never will be.
bool becomeSatisfied(const MsgiSoakBench& bench)
{
    static_cast<void>(QTest::qWaitFor([&] { return bench.areSatisfied() || bench.hasLostOne(); },
                                      generousMilliseconds));
    return bench.areSatisfied();
}

/// One round; empty, or what was wrong with it.
QString complaintOf(MsgiSoakBench& bench)
{
    if (const QString error = bench.start(); !error.isEmpty())
        return error;
    bench.wantMore(answersUnderFaults);
    if (!becomeSatisfied(bench))
        return QStringLiteral("under faults: ") + bench.unsatisfied();
    bench.endFaults();
    bench.wantMore(answersAfterFaults);
    bench.dropAll();
    if (!becomeSatisfied(bench))
        return QStringLiteral("after the faults: ") + bench.unsatisfied();
    return {};
}

QString endOf(MsgiSoakBench& bench)
{
    bench.stopClients();
    const bool atRest = QTest::qWaitFor([&] { return bench.isAtRest(); }, generousMilliseconds);
    bench.stopServers();
    if (!atRest)
        return QStringLiteral("somebody still had a connection after the clients had stopped");
    return bench.complaints().mid(0, 20).join(QLatin1Char('\n'));
}

/// Both of these, with few clients and no faults but the end of every connection.
QString complaintOfAFew(SystemClock& clock, SoakMistake mistake)
{
    MsgiSoakBench bench(clock, 8, 1, {}, mistake);
    const QString complaint = complaintOf(bench);
    return complaint + endOf(bench);
}

} // namespace

class TestMsgiSoak : public QObject
{
    Q_OBJECT
private slots:
    void aWrongClientIsFound_data();
    void aWrongClientIsFound();
    void whatAServerDoesWrongIsFound();
    void whatIsLeftBehindIsFound();
    void aThousandClientsOutliveRandomFaults();
};

void TestMsgiSoak::aWrongClientIsFound_data()
{
    QTest::addColumn<SoakMistake>("mistake");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("none") << SoakMistake::None << QString();
    QTest::newRow("again") << SoakMistake::SendsAgain << QStringLiteral("came twice");
    QTest::newRow("out of order") << SoakMistake::SendsOutOfOrder << QStringLiteral("came behind");
    QTest::newRow("stays away") << SoakMistake::StaysAway
                                << QStringLiteral("8 want no connection any more");
}

void TestMsgiSoak::aWrongClientIsFound()
{
    QFETCH(SoakMistake, mistake);
    QFETCH(QString, complaint);
    SystemClock clock;
    const QString found = complaintOfAFew(clock, mistake);
    QVERIFY2(complaint.isEmpty() ? found.isEmpty() : found.contains(complaint), qPrintable(found));
}

void TestMsgiSoak::whatAServerDoesWrongIsFound()
{
    MessageAccount account(1);
    account.seen(1, 0, 1);
    account.seen(1, 0, 2);
    account.acknowledged(0, 1, true);
    account.acknowledged(0, 2, true);
    // What was under way on a lost connection may come behind what the next one carried.
    account.seen(2, 0, 4);
    account.seen(1, 0, 3);
    QCOMPARE(account.complaints(), QStringList());
    account.acknowledged(0, 2, false);
    QCOMPARE(account.complaints().size(), 2);
    account.acknowledged(0, 9, true);
    QCOMPARE(account.complaints().size(), 3);
    QVERIFY(account.complaints().last().contains(QLatin1String("never came")));
}

void TestMsgiSoak::whatIsLeftBehindIsFound()
{
    SystemClock clock;
    const Remains before = Remains::now(clock);
    QCOMPARE(Remains::now(clock).beyond(before), QString());
    {
        const FileDescriptor left(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        QVERIFY(Remains::now(clock).beyond(before).contains(QLatin1String("descriptors")));
    }
    const TimerId timer = clock.startTimer(std::chrono::hours(1), [] {});
    QVERIFY(Remains::now(clock).beyond(before).contains(QLatin1String("1 timers")));
    clock.cancelTimer(timer);
    Remains after = Remains::now(clock);
    after.heap += 17 * 1024 * 1024;
    QVERIFY(after.beyond(before).contains(QLatin1String("bytes")));
}

void TestMsgiSoak::aThousandClientsOutliveRandomFaults()
{
    const auto raised = raiseDescriptorLimit(connections * descriptorsOfAConnection);
    QVERIFY2(raised.hasValue(), raised ? "" : qPrintable(raised.error()));
    SystemClock clock;
    std::optional<Remains> first;
    for (std::uint64_t seed = firstSeed; seed < firstSeed + rounds; ++seed) {
        QElapsedTimer elapsed;
        elapsed.start();
        const qint64 heapBefore = heapBytes();
        {
            Random random(seed);
            MsgiSoakBench bench(clock, connections, seed,
                                randomStreamFaultPlan(faultsOfAPlan, random));
            QString complaint = complaintOf(bench);
            const auto logBytes = static_cast<qint64>(bench.log().memoryBytes());
            const qint64 heapPerConnection =
                (heapBytes() - heapBefore - logBytes) / static_cast<qint64>(connections);
            const std::size_t links = bench.links();
            complaint += endOf(bench);
            const FaultAccount account = accountOf(bench.log(), Source::Proxy);
            complaint += account.complaints.join(QLatin1Char('\n'));
            qInfo("seed %llu: %zu clients, %zu links, %zu of %zu faults bit, %lld bytes a "
                  "connection, %lld ms",
                  static_cast<unsigned long long>(seed), connections, links, account.bitten,
                  account.faults, static_cast<long long>(heapPerConnection),
                  static_cast<long long>(elapsed.elapsed()));
            QVERIFY2(complaint.isEmpty(), qPrintable(QStringLiteral("seed %1: %2; plan:\n%3")
                                                         .arg(seed)
                                                         .arg(complaint, textOf(bench.plan()))));
            QVERIFY2(account.bitten > 0, qPrintable(textOf(bench.plan())));
            QVERIFY2(heapPerConnection < mostBytesOfAConnection,
                     qPrintable(QString::number(heapPerConnection)));
        }
        const Remains remains = Remains::now(clock);
        // The first round fills what is made once.
        if (!first)
            first = remains;
        const QString left = remains.beyond(*first);
        QVERIFY2(left.isEmpty(), qPrintable(left));
    }
}

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    if (const int wanted = qEnvironmentVariableIntValue("REDIAL_SOAK_CONNECTIONS"); wanted > 0)
        connections = std::size_t(wanted);
    connections = takeNumber(arguments, "--connections").value_or(connections);
    rounds = takeNumber(arguments, "--rounds").value_or(rounds);
    firstSeed = takeNumber(arguments, "--seed").value_or(firstSeed);
    TestMsgiSoak test;
    return QTest::qExec(&test, arguments);
}

} // namespace tst_msgi_soak

#include "tst_msgi_soak.moc"
