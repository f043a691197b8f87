// SPDX-License-Identifier: MIT
// The explorer finds nothing wrong with the product's machines, and the shortest way to what is
// wrong with each of the wrong ones; the run that it writes is judged alike.
#include "core/base/to_qstring.h"
#include "core/explore/counterexample_log.h"
#include "core/explore/machine_mutants.h"
#include "core/time/virtual_clock.h"
#include "core/verdict/judge.h"

#include <QFile>
#include <QTest>

#include <set>

namespace tst_explorer {

using namespace redial;

namespace {

ExploreResult explore(const ExploreSettings& settings, int depth)
{
    const ClientModel model(settings);
    const VirtualClock clock;
    ExploreLimits limits;
    limits.depth = depth;
    return Explorer(model, limits, clock).run();
}

QString pathText(const ExploreResult& result)
{
    if (!result.counterexample)
        return QStringLiteral("no counterexample");
    QStringList lines{toQString(rowOf(result.counterexample->invariant).title)};
    for (const ExploreChoice& choice : result.counterexample->path)
        lines << sentenceOf(choice);
    return lines.join(QStringLiteral("\n  "));
}

using PolicyChange = void (*)(ReconnectPolicy& policy);

ReconnectPolicy policyWith(void (*change)(ReconnectPolicy& policy))
{
    ReconnectPolicy policy;
    change(policy);
    return policy;
}

SessionPolicy sessionWith(void (*change)(SessionPolicy& policy))
{
    SessionPolicy policy;
    change(policy);
    return policy;
}

} // namespace

class TestExplorer : public QObject
{
    Q_OBJECT
private slots:
    void theCorrectClientHasNoCounterexample_data();
    void theCorrectClientHasNoCounterexample();
    void everyMutantHasItsShortestCounterexample_data();
    void everyMutantHasItsShortestCounterexample();
    void oneEventLessShowsNothing_data();
    void oneEventLessShowsNothing();
    void aWrongPolicyIsFound_data();
    void aWrongPolicyIsFound();
    void everyInvariantIsBrokenBySomeMutant();
    void everyInvariantHasAnOracle();
    void theDocumentNamesThemAll();
    void theRunOfACounterexampleIsJudgedAlike();
    void theSamePathGivesTheSameRun();
    void theLimitsAreKept();
    void statesAreMerged();
};

void TestExplorer::theCorrectClientHasNoCounterexample_data()
{
    QTest::addColumn<ReconnectPolicy>("policy");
    QTest::addColumn<SessionPolicy>("session");
    const ReconnectPolicy usual;
    const SessionPolicy session;
    QTest::newRow("default") << usual << session;
    const auto policyRow = [&](const char* name, void (*change)(ReconnectPolicy&)) {
        QTest::newRow(name) << policyWith(change) << session;
    };
    policyRow("stable", [](ReconnectPolicy& policy) { policy.resetOn = ResetOn::Stable; });
    policyRow("open", [](ReconnectPolicy& policy) { policy.resetOn = ResetOn::Open; });
    policyRow("two attempts", [](ReconnectPolicy& policy) { policy.maxAttempts = 2; });
    policyRow("final codes", [](ReconnectPolicy& policy) {
        policy.terminalCloseCodes = {1008};
        policy.terminalHttpStatuses = {404};
    });
    policyRow("no resume delay", [](ReconnectPolicy& policy) { policy.resumeDelay = {}; });
    for (const auto strategy :
         {BackoffStrategy::Full, BackoffStrategy::Equal, BackoffStrategy::Decorrelated,
          BackoffStrategy::Fixed, BackoffStrategy::Never, BackoffStrategy::Ocpp,
          BackoffStrategy::Grpc}) {
        ReconnectPolicy policy;
        policy.strategy = strategy;
        QTest::newRow(nameOf(strategy).data()) << policy << session;
    }
    const auto sessionRow = [&](const char* name, void (*change)(SessionPolicy&)) {
        QTest::newRow(name) << usual << sessionWith(change);
    };
    sessionRow("first boot only",
               [](SessionPolicy& policy) { policy.bootPolicy = BootPolicy::FirstConnection; });
    sessionRow("queue", [](SessionPolicy& policy) { policy.offlineSend = OfflineSend::Queue; });
    sessionRow("advised", [](SessionPolicy& policy) { policy.reconnectOnCallTimeout = true; });
    sessionRow("busy", [](SessionPolicy& policy) { policy.skipHeartbeatWhenBusy = true; });
}

void TestExplorer::theCorrectClientHasNoCounterexample()
{
    QFETCH(ReconnectPolicy, policy);
    QFETCH(SessionPolicy, session);
    const ExploreResult result = explore(exploreSettings(policy, session), 7);
    QVERIFY2(!result.counterexample, qPrintable(pathText(result)));
    QCOMPARE(result.completedDepth, 7);
    QVERIFY(result.states > 1000);
}

void TestExplorer::everyMutantHasItsShortestCounterexample_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < machineMutants().size(); ++i)
        QTest::newRow(machineMutants()[i].id.data()) << int(i);
}

void TestExplorer::everyMutantHasItsShortestCounterexample()
{
    QFETCH(int, index);
    const MachineMutant& mutant = machineMutants()[std::size_t(index)];
    ExploreSettings settings = exploreSettings({}, {});
    mutant.apply(settings);
    const ExploreResult result = explore(settings, 7);
    QVERIFY(result.counterexample);
    QVERIFY2(result.counterexample->invariant == mutant.violates, qPrintable(pathText(result)));
    QVERIFY2(int(result.counterexample->path.size()) == mutant.pathLength,
             qPrintable(pathText(result)));
}

void TestExplorer::oneEventLessShowsNothing_data()
{
    everyMutantHasItsShortestCounterexample_data();
}

void TestExplorer::oneEventLessShowsNothing()
{
    QFETCH(int, index);
    const MachineMutant& mutant = machineMutants()[std::size_t(index)];
    ExploreSettings settings = exploreSettings({}, {});
    mutant.apply(settings);
    QVERIFY(!explore(settings, mutant.pathLength - 1).counterexample);
}

void TestExplorer::aWrongPolicyIsFound_data()
{
    QTest::addColumn<PolicyChange>("change");
    QTest::addColumn<int>("invariant");
    QTest::addColumn<int>("length");
    const auto row = [](const char* name, PolicyChange change, Invariant invariant, int length) {
        QTest::newRow(name) << change << int(invariant) << length;
    };
    row(
        "too short", [](ReconnectPolicy& policy) { policy.initialBackoff /= 2; },
        Invariant::BackoffInBounds, 2);
    row(
        "deaf to Retry-After", [](ReconnectPolicy& policy) { policy.honourRetryAfter = false; },
        Invariant::RetryAfterKept, 2);
    row(
        "no resume delay", [](ReconnectPolicy& policy) { policy.resumeDelay = {}; },
        Invariant::ResumeDelayKept, 4);
    row(
        "gives up", [](ReconnectPolicy& policy) { policy.maxAttempts = 1; }, Invariant::GivesUpOnce,
        4);
}

void TestExplorer::aWrongPolicyIsFound()
{
    QFETCH(PolicyChange, change);
    QFETCH(int, invariant);
    QFETCH(int, length);
    ExploreSettings settings = exploreSettings({}, {});
    change(settings.actualPolicy);
    const ExploreResult result = explore(settings, length);
    QVERIFY(result.counterexample);
    QVERIFY2(result.counterexample->invariant == Invariant(invariant),
             qPrintable(pathText(result)));
    QCOMPARE(result.counterexample->path.size(), std::size_t(length));
}

void TestExplorer::everyInvariantIsBrokenBySomeMutant()
{
    // What aWrongPolicyIsFound() shows.
    std::set<Invariant> broken{Invariant::BackoffInBounds, Invariant::RetryAfterKept,
                               Invariant::ResumeDelayKept, Invariant::GivesUpOnce};
    for (const MachineMutant& mutant : machineMutants())
        broken.insert(mutant.violates);
    for (const InvariantRow& row : invariants())
        QVERIFY2(broken.contains(row.invariant), row.title.data());
}

void TestExplorer::everyInvariantHasAnOracle()
{
    int value = 0;
    for (const InvariantRow& row : invariants()) {
        QCOMPARE(int(row.invariant), ++value);
        QVERIFY(!row.oracle.empty() && !row.title.empty());
        QCOMPARE(rowOf(row.invariant).title, row.title);
    }
}

void TestExplorer::theDocumentNamesThemAll()
{
    QFile file(QStringLiteral(REDIAL_SOURCE_DIR "/docs/explore.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString page = QString::fromUtf8(file.readAll());
    for (const InvariantRow& row : invariants())
        QVERIFY2(
            page.contains(
                QStringLiteral("| %1 | %2 |").arg(toQString(row.oracle), toQString(row.title))),
            row.title.data());
    for (const MachineMutant& mutant : machineMutants()) {
        const QString line =
            QStringLiteral("| %1 | %2 | %3 | %4 | %5 |")
                .arg(toQString(mutant.id), toQString(mutant.name), toQString(mutant.wrong),
                     toQString(rowOf(mutant.violates).oracle))
                .arg(mutant.pathLength);
        QVERIFY2(page.contains(line), qPrintable(line));
    }
}

void TestExplorer::theRunOfACounterexampleIsJudgedAlike()
{
    // Of the invariants that can be told from a log alone.
    const std::set<std::string_view> ids{"X01", "X03", "X06", "X08", "X10", "X21", "X23", "X24"};
    for (const MachineMutant& mutant : machineMutants()) {
        if (!ids.contains(mutant.id))
            continue;
        ExploreSettings settings = exploreSettings({}, {});
        mutant.apply(settings);
        const ExploreResult result = explore(settings, 7);
        QVERIFY(result.counterexample);
        const auto run = counterexampleRun(ClientModel(settings), *result.counterexample);
        QStringList failed;
        for (const OracleResult& oracle : judge(*run.log, run.info)) {
            if (oracle.outcome == OracleOutcome::Fail)
                failed << toQString(oracle.id);
        }
        const QString expected = toQString(rowOf(mutant.violates).oracle);
        QVERIFY2(failed.contains(expected),
                 qPrintable(toQString(mutant.id) + QStringLiteral(": ") + failed.join(u' ')));
    }
}

void TestExplorer::theSamePathGivesTheSameRun()
{
    ExploreSettings settings = exploreSettings({}, {});
    machineMutants().front().apply(settings);
    const ExploreResult one = explore(settings, 4);
    const ExploreResult other = explore(settings, 4);
    QVERIFY(one.counterexample && other.counterexample);
    QVERIFY(one.counterexample->path == other.counterexample->path);
    const auto first = counterexampleRun(ClientModel(settings), *one.counterexample);
    const auto second = counterexampleRun(ClientModel(settings), *other.counterexample);
    QCOMPARE(first.log->size(), second.log->size());
    QVERIFY(first.log->size() > 5);
    QVERIFY(first.log->header(first.log->size()).kind == EventKind::RunEnded);
    QVERIFY(first.info == second.info);
}

void TestExplorer::theLimitsAreKept()
{
    const ClientModel model(exploreSettings({}, {}));
    const VirtualClock clock;
    ExploreLimits limits;
    limits.memoryBytes = 3 << 20;
    const ExploreResult small = Explorer(model, limits, clock).run();
    QVERIFY(small.end == ExploreResult::End::OutOfMemory);
    QVERIFY(small.completedDepth > 4 && small.completedDepth < 12);
    const ExploreResult none =
        Explorer(model, {}, clock).run([](const ExploreResult&) { return false; });
    QVERIFY(none.end == ExploreResult::End::Interrupted);
    QCOMPARE(none.completedDepth, 0);
}

void TestExplorer::statesAreMerged()
{
    const ExploreResult result = explore(exploreSettings({}, {}), 6);
    QVERIFY(result.states < result.transitions);
    std::uint64_t sum = 0;
    for (const std::uint64_t count : result.newStates)
        sum += count;
    QCOMPARE(sum, result.states);
    QVERIFY(result.confusion() < 1e-10);
    FingerprintSet set;
    for (std::uint64_t i = 0; i < 200'000; ++i)
        QVERIFY(set.insert(i * 0x9e3779b97f4a7c15ULL));
    QVERIFY(!set.insert(0x9e3779b97f4a7c15ULL));
    QCOMPARE(set.size(), std::size_t(200'000));
}

QTEST_GUILESS_MAIN(TestExplorer)

} // namespace tst_explorer

#include "tst_explorer.moc"
