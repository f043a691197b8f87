// SPDX-License-Identifier: MIT
// tst_fault_soak [--minutes N] [--seed N] [--tls] [QtTest's options]: without --minutes the seconds
// that the environment's REDIAL_SOAK_SECONDS names, else 10.
#include "tests/soak/fault_account.h"
#include "tests/soak/random_fault_plan.h"
#include "tests/soak/remains.h"
#include "tests/soak/soak_bench.h"
#include "tests/soak/soak_options.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include <functional>

namespace tst_fault_soak {

using namespace redial;
using namespace redial::soak;
using namespace std::chrono_literals;

namespace {

constexpr int stations = 200;
constexpr int generousMilliseconds = 60'000;
std::chrono::milliseconds length = 10s;
std::uint64_t firstSeed = 1;
bool withTls = false;

bool becomesTrue(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, generousMilliseconds);
}

/// Lets the events pass for so long: a soak is about time.
void passes(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

class TestFaultSoak : public QObject
{
    Q_OBJECT
private slots:
    void theAccountSeesWhatIsWrong();
    void twoHundredStationsOutliveRandomFaults();

private:
    void round(SystemClock& clock, std::uint64_t seed, std::chrono::milliseconds time);
};

void TestFaultSoak::theAccountSeesWhatIsWrong()
{
    SystemClock clock;
    EventLog log;
    const EventRecorder recorder(log, clock, Source::Server);
    const auto record = [&](EventKind kind, int fault, int connection) {
        recorder.record(kind, {{FieldKey::FaultNumber, fault}, {FieldKey::Connection, connection}});
    };
    record(EventKind::FaultArmed, 1, 0);
    record(EventKind::FaultOn, 1, 4);
    record(EventKind::FaultBitten, 1, 4);
    record(EventKind::FaultOff, 1, 4);
    QCOMPARE(accountOf(log, Source::Server).complaints, QStringList());
    QCOMPARE(accountOf(log, Source::Server).bitten, 1U);
    record(EventKind::FaultArmed, 2, 0);
    QCOMPARE(accountOf(log, Source::Server).complaints.size(), 1);
    record(EventKind::FaultUnbitten, 2, 0);
    QCOMPARE(accountOf(log, Source::Server).complaints.size(), 0);
    record(EventKind::FaultOn, 1, 5);
    QCOMPARE(accountOf(log, Source::Server).complaints.size(), 1);
    record(EventKind::FaultOn, 1, 5);
    QCOMPARE(accountOf(log, Source::Server).complaints.size(), 2);
    record(EventKind::FaultOff, 1, 6);
    QCOMPARE(accountOf(log, Source::Server).complaints.size(), 3);
}

void TestFaultSoak::round(SystemClock& clock, std::uint64_t seed, std::chrono::milliseconds time)
{
    SoakBench bench(clock, stations, seed, withTls);
    const QByteArray plan =
        (textOf(bench.serverPlan()) + QStringLiteral("\nproxy:\n") + textOf(bench.proxyPlan()))
            .toUtf8();
    QCOMPARE(bench.start(), QString());
    passes(time);
    bench.endFaults();
    // When the faults are over, everybody comes back.
    const bool allOnline = becomesTrue([&] { return bench.onlineStations() == stations; });
    QVERIFY2(allOnline,
             qPrintable(QStringLiteral("seed %1: %2 of %3 stations are online; plan:\n%4")
                            .arg(seed)
                            .arg(bench.onlineStations())
                            .arg(stations)
                            .arg(QString::fromUtf8(plan))));
    bench.stopStations();
    const bool atRest = becomesTrue([&] { return bench.isAtRest(); });
    QVERIFY2(atRest, qPrintable(QStringLiteral("seed %1: %2; plan:\n%3")
                                    .arg(seed)
                                    .arg(bench.restless(), QString::fromUtf8(plan))));
    bench.stopServers();
    for (const Source source : {Source::Server, Source::Proxy}) {
        const FaultAccount account = accountOf(bench.log(), source);
        const bool isServer = source == Source::Server;
        qInfo("seed %llu, %s: %zu faults, on %llu times, %zu bit, %zu did not; %llu events",
              static_cast<unsigned long long>(seed), isServer ? "server" : "proxy", account.faults,
              static_cast<unsigned long long>(account.holds), account.bitten, account.unbitten,
              static_cast<unsigned long long>(bench.log().size()));
        const QString complaints = account.complaints.join(QLatin1Char('\n'));
        QVERIFY2(complaints.isEmpty(),
                 qPrintable(complaints + QLatin1Char('\n') + QString::fromUtf8(plan)));
        QCOMPARE(account.faults, (isServer ? bench.serverPlan() : bench.proxyPlan()).faults.size());
    }
}

void TestFaultSoak::twoHundredStationsOutliveRandomFaults()
{
    SystemClock clock;
    const auto perRound = std::min<std::chrono::milliseconds>(length / 4, 5s);
    QElapsedTimer elapsed;
    elapsed.start();
    std::optional<Remains> first;
    for (std::uint64_t seed = firstSeed; elapsed.elapsed() < length.count() || seed < firstSeed + 3;
         ++seed) {
        round(clock, seed, perRound);
        if (QTest::currentTestFailed())
            return;
        const Remains remains = Remains::now(clock);
        // The first round fills what is made once: name look-ups, pools, plug-ins.
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
    if (const int seconds = qEnvironmentVariableIntValue("REDIAL_SOAK_SECONDS"); seconds > 0)
        length = std::chrono::seconds(seconds);
    if (const auto minutes = takeNumber(arguments, "--minutes"))
        length = std::chrono::minutes(*minutes);
    firstSeed = takeNumber(arguments, "--seed").value_or(firstSeed);
    withTls = arguments.removeAll(QStringLiteral("--tls")) > 0;
    TestFaultSoak test;
    return QTest::qExec(&test, arguments);
}

} // namespace tst_fault_soak

#include "tst_fault_soak.moc"
