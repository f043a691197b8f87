// SPDX-License-Identifier: MIT
// The oracles on real runs of the product in virtual time: right under every policy, and able to
// tell one policy from another.
#include "core/log/event_recorder.h"
#include "core/scenario/demo.h"
#include "core/scenario/station_run.h"
#include "core/time/virtual_clock.h"
#include "core/verdict/judge.h"

#include <QJsonDocument>
#include <QTest>

#include <functional>
#include <map>
#include <set>

namespace tst_judged_runs {

using namespace redial;
using namespace std::chrono_literals;

namespace {

using PolicyChange = std::function<void(ReconnectPolicy&)>;

struct Variant
{
    const char* name;
    PolicyChange change;
};

std::vector<Variant> variants()
{
    using Policy = ReconnectPolicy;
    const auto strategy = [](BackoffStrategy which) {
        return [which](Policy& policy) {
            policy.strategy = which;
            policy.table = {1s, 5s, 2s};
        };
    };
    const auto ocpp = [](OcppReading reading) {
        return [reading](Policy& policy) {
            policy.strategy = BackoffStrategy::Ocpp;
            policy.ocppReading = reading;
            policy.ocppWaitMinimum = 300ms;
            policy.ocppRandomRange = 300ms;
        };
    };
    return {
        {"exponential", [](Policy&) {}},
        {"full", strategy(BackoffStrategy::Full)},
        {"equal", strategy(BackoffStrategy::Equal)},
        {"decorrelated", strategy(BackoffStrategy::Decorrelated)},
        {"fixed", strategy(BackoffStrategy::Fixed)},
        {"never", strategy(BackoffStrategy::Never)},
        {"table", strategy(BackoffStrategy::Table)},
        {"grpc", strategy(BackoffStrategy::Grpc)},
        {"ocpp A", ocpp(OcppReading::A)},
        {"ocpp B", ocpp(OcppReading::B)},
        {"ocpp B'", ocpp(OcppReading::BPrime)},
        {"before cap", [](Policy& policy) { policy.jitterMode = JitterMode::BeforeCap; }},
        {"after cap", [](Policy& policy) { policy.jitterMode = JitterMode::AfterCap; }},
        {"waits of 0", [](Policy& policy) { policy.initialBackoff = 0s; }},
        {"jitter of 1", [](Policy& policy) { policy.jitterRatio = 1.0; }},
        {"a low cap", [](Policy& policy) { policy.maxBackoff = 700ms; }},
        {"offset", [](Policy& policy) { policy.delayOffset = 1s; }},
        {"decorrelated with offset",
         [](Policy& policy) {
             policy.strategy = BackoffStrategy::Decorrelated;
             policy.delayOffset = 1s;
         }},
        {"reset on open", [](Policy& policy) { policy.resetOn = ResetOn::Open; }},
        {"reset on stable",
         [](Policy& policy) {
             policy.resetOn = ResetOn::Stable;
             policy.minimumUptime = 2s;
         }},
        {"two attempts", [](Policy& policy) { policy.maxAttempts = 2; }},
        {"terminal close code", [](Policy& policy) { policy.terminalCloseCodes = {1001}; }},
        {"no resume delay", [](Policy& policy) { policy.resumeDelay = 0s; }},
        {"pings", [](Policy& policy) { policy.pingInterval = 1s; }},
    };
}

/// The demo in virtual time.
std::unique_ptr<StationRun> demoRun(std::uint64_t seed, const PolicyChange& change)
{
    StationRunConfiguration configuration = demoConfiguration();
    configuration.virtualTime = true;
    configuration.seed = seed;
    change(configuration.policy);
    auto run = std::make_unique<StationRun>(configuration);
    if (!run->start())
        return nullptr;
    run->runToEnd();
    return run;
}

std::map<std::string_view, OracleResult> byId(const std::vector<OracleResult>& results)
{
    std::map<std::string_view, OracleResult> map;
    for (const OracleResult& result : results)
        map.emplace(result.id, result);
    return map;
}

} // namespace

class TestJudgedRuns : public QObject
{
    Q_OBJECT
private slots:
    void anHonestClientPassesUnderEveryPolicy_data();
    void anHonestClientPassesUnderEveryPolicy();
    void theDemoExercisesWhatItIsFor();
    void aClientOfAnotherPolicyIsFound_data();
    void aClientOfAnotherPolicyIsFound();
    void aDayOfDropsHolds();
    void aHostileLogIsJudgedInItsOwnLength();
};

void TestJudgedRuns::anHonestClientPassesUnderEveryPolicy_data()
{
    QTest::addColumn<int>("index");
    const auto all = variants();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name) << int(i);
}

void TestJudgedRuns::anHonestClientPassesUnderEveryPolicy()
{
    QFETCH(int, index);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto run = demoRun(seed, variants().at(std::size_t(index)).change);
        QVERIFY(run && run->hasEnded());
        const auto results = judge(*run->log(), run->info());
        for (const OracleResult& result : results)
            QVERIFY2(result.outcome != OracleOutcome::Fail,
                     qPrintable(QStringLiteral("seed %1, %2: %3")
                                    .arg(seed)
                                    .arg(result.title, result.explanation)));
        const bool pings = run->configuration().policy.pingInterval > 0s;
        QVERIFY((byId(results).at("P12").outcome == OracleOutcome::Pass) == pings);
        QVERIFY(byId(results).at("P51").outcome == OracleOutcome::Pass);
    }
}

void TestJudgedRuns::theDemoExercisesWhatItIsFor()
{
    const auto run = demoRun(1, [](ReconnectPolicy&) {});
    const std::set<std::string_view> notExercised{"P05", "P06", "P10", "P11", "P12", "P28",
                                                  "P40", "P41", "P43", "P44", "P45", "P61",
                                                  "L1",  "L2",  "L3",  "L4",  "P37", "P62"};
    for (const OracleResult& result : judge(*run->log(), run->info()))
        QVERIFY2((result.outcome == OracleOutcome::Pass) != notExercised.contains(result.id),
                 qPrintable(result.title + QStringLiteral(": ") + result.explanation));
}

void TestJudgedRuns::aClientOfAnotherPolicyIsFound_data()
{
    QTest::addColumn<QString>("claimed");
    QTest::addColumn<QString>("oracle");
    const auto row = [](const char* name, const char* claimed, const char* oracle) {
        QTest::newRow(name) << QString::fromLatin1(claimed) << QString::fromLatin1(oracle);
    };
    row("longer waits promised", R"({"initial_backoff":"2s"})", "P01");
    row("shorter waits promised", R"({"initial_backoff":"100ms"})", "P01");
    row("a lower cap promised", R"({"max_backoff":"600ms"})", "P01");
    row("no jitter promised", R"({"jitter_ratio":0})", "P01");
    row("longer gaps promised", R"({"initial_backoff":"5s"})", "P07");
    row("reset never promised", R"({"reset_on":"stable","minimum_uptime":"1h"})", "P08");
    row("a longer resume delay promised", R"({"resume_delay":"2s"})", "P09");
    row("a shorter connect time-out promised", R"({"connect_timeout":"1ms"})", "P13");
    row("fewer attempts promised", R"({"max_attempts":1})", "P28");
}

void TestJudgedRuns::aClientOfAnotherPolicyIsFound()
{
    QFETCH(QString, claimed);
    QFETCH(QString, oracle);
    const auto run = demoRun(3, [](ReconnectPolicy&) {});
    RunInfo info = run->info();
    info.configuration[QLatin1String("policy")] =
        QJsonDocument::fromJson(claimed.toUtf8()).object();
    QVERIFY(verdictContext(*run->log(), info).policy);
    const auto results = byId(judge(*run->log(), info));
    QVERIFY(results.at(oracle.toStdString()).outcome == OracleOutcome::Fail);
}

void TestJudgedRuns::aDayOfDropsHolds()
{
    StationRun run(dayConfiguration(1000, 24h));
    QVERIFY(run.start().hasValue());
    run.runToEnd();
    const auto results = byId(judge(*run.log(), run.info()));
    for (const auto& [id, result] : results)
        QVERIFY2(result.outcome != OracleOutcome::Fail, qPrintable(result.explanation));
    QVERIFY(results.at("P01").explanation.contains(QStringLiteral("1000 waits")));
}

/// Quadratic work in any oracle would take minutes.
void TestJudgedRuns::aHostileLogIsJudgedInItsOwnLength()
{
    VirtualClock clock;
    EventLog log;
    EventRecorder client(log, clock, Source::Client);
    EventRecorder server(log, clock, Source::Server);
    constexpr std::uint32_t times = 20'000;
    for (std::uint32_t i = 1; i <= times; ++i) {
        clock.advance(1ms);
        client.setEpoch(i);
        server.setEpoch(i);
        const std::string id = std::to_string(i);
        client.record(EventKind::ConnectBegin, {{FieldKey::Url, "ws://127.0.0.1/CS-1"}});
        client.record(EventKind::Opened);
        client.record(EventKind::Queued, {{FieldKey::MessageId, id}, {FieldKey::Count, i}});
        client.record(EventKind::CallSent, {{FieldKey::MessageId, "other" + id}});
        server.record(EventKind::FaultBitten, {{FieldKey::Fault, "W7"}});
        server.record(EventKind::ProtocolError);
        server.record(EventKind::CallReceived, {{FieldKey::MessageId, "other" + id}});
        clock.advance(1ms);
        client.record(EventKind::Closed);
    }
    for (std::uint32_t i = times; i > 0; --i)
        client.record(EventKind::CallResolved, {{FieldKey::MessageId, std::to_string(i)}});
    QVERIFY(!judge(log, RunInfo{}).empty());
}

QTEST_GUILESS_MAIN(TestJudgedRuns)

} // namespace tst_judged_runs

#include "tst_judged_runs.moc"
