// SPDX-License-Identifier: MIT
// Which server, and which client: the two pure parts of client pool and load balancer, by tables
// and by properties over random histories, judged by L1 to L4 where those fit.
#include "core/client/lease_book.h"
#include "core/client/load_balancer.h"
#include "core/log/event_recorder.h"
#include "core/time/virtual_clock.h"
#include "core/verdict/judge.h"

#include <QtTest>

#include <algorithm>

namespace tst_load_balancer {

using namespace redial;

namespace {

std::vector<Backend> servers(std::initializer_list<std::uint32_t> weights)
{
    std::vector<Backend> all;
    for (const std::uint32_t weight : weights) {
        Backend backend;
        backend.name = std::string(1, char('a' + all.size()));
        backend.weight = weight;
        all.push_back(backend);
    }
    return all;
}

/// A balancer whose picks and changes of health are in a log, as its shell records them.
class Recorded
{
public:
    explicit Recorded(BalanceStrategy strategy, std::uint64_t seed = 1)
        : balancer(strategy, servers({1, 2, 5, 1}), {2, 2}), random(seed)
    {
        for (std::size_t place = 0; place < 4; ++place)
            health(place);
    }

    std::optional<std::size_t> pick()
    {
        const auto place = balancer.pick(random);
        if (place)
            told(*place);
        return place;
    }
    void told(std::size_t place)
    {
        const Backend& backend = balancer.backend(place);
        recorder.record(EventKind::BackendPicked,
                        {{FieldKey::Backend, backend.name},
                         {FieldKey::Strategy, nameOf(balancer.strategy())},
                         {FieldKey::Count, std::int64_t{backend.connections} - 1},
                         {FieldKey::Weight, std::int64_t{backend.weight}}});
        held.push_back(place);
    }
    void health(std::size_t place)
    {
        const Backend& backend = balancer.backend(place);
        recorder.record(EventKind::BackendHealth,
                        {{FieldKey::Backend, backend.name},
                         {FieldKey::Status, nameOf(backend.status)},
                         {FieldKey::Weight, std::int64_t{backend.weight}}});
    }
    void report(std::size_t place, bool good)
    {
        if (balancer.report(place, good))
            health(place);
    }
    void releaseOne()
    {
        if (held.empty())
            return;
        const auto which = std::size_t(random.between(0, std::int64_t(held.size()) - 1));
        balancer.release(held[which]);
        held.erase(held.begin() + std::ptrdiff_t(which));
    }
    OracleOutcome judged(std::string_view id) const
    {
        for (const OracleResult& result : judge(log, VerdictContext{})) {
            if (result.id == id)
                return result.outcome;
        }
        return OracleOutcome::NotExercised;
    }

    EventLog log;
    VirtualClock clock;
    EventRecorder recorder{log, clock, Source::Client};
    LoadBalancer balancer;
    Random random;
    std::vector<std::size_t> held;
};

std::string namesOf(LoadBalancer& balancer, int picks)
{
    Random random(3);
    std::string names;
    for (int i = 0; i < picks; ++i) {
        const auto place = balancer.pick(random);
        names += place ? balancer.backend(*place).name : "-";
    }
    return names;
}

} // namespace

class TestLoadBalancer : public QObject
{
    Q_OBJECT
private slots:
    void picksAreAsTheTableSays();
    void aServerGoesAndComesBackByThresholds();
    void aServerThatDrainsIsLeftAloneUntilItReturns();
    void withNobodyAvailableNobodyIsPicked();
    void randomHistoriesHoldTheOracles_data();
    void randomHistoriesHoldTheOracles();
    void aBalancerThatLooksAtNothingFailsTheOracles();
    void twoAreDrawnAndTheEmptierOneTaken();
    void namesGoBothWays();
    void callersAreServedInTheirOrder();
    void aClientThatIsOfflineIsNotHandedOut();
    void aPlaceGivenUpGoesToTheNext();
    void noClientIsEverLentTwice();
};

void TestLoadBalancer::picksAreAsTheTableSays()
{
    LoadBalancer inTurn(BalanceStrategy::RoundRobin, servers({1, 1, 1}), {});
    QCOMPARE(namesOf(inTurn, 7), std::string("abcabca"));
    LoadBalancer weighted(BalanceStrategy::Weighted, servers({5, 1, 1}), {});
    QCOMPARE(namesOf(weighted, 7), std::string("aabacaa"));
    LoadBalancer least(BalanceStrategy::LeastConnections, servers({1, 1, 1}), {});
    QCOMPARE(namesOf(least, 3), std::string("abc"));
    least.release(1);
    QCOMPARE(namesOf(least, 1), std::string("b"));
    least.release(2);
    least.release(0);
    QCOMPARE(namesOf(least, 3), std::string("cab"));
}

void TestLoadBalancer::aServerGoesAndComesBackByThresholds()
{
    LoadBalancer balancer(BalanceStrategy::RoundRobin, servers({1, 1}), {3, 2});
    QVERIFY(!balancer.report(0, false));
    QVERIFY(!balancer.report(0, false));
    QVERIFY(!balancer.report(0, true)); // begins anew
    QVERIFY(!balancer.report(0, false));
    QVERIFY(!balancer.report(0, false));
    QVERIFY(balancer.report(0, false));
    QCOMPARE(namesOf(balancer, 3), std::string("bbb"));
    QVERIFY(!balancer.report(0, true));
    QVERIFY(!balancer.report(0, false));
    QVERIFY(!balancer.report(0, true));
    QVERIFY(balancer.report(0, true));
    QCOMPARE(namesOf(balancer, 2), std::string("ab"));
}

void TestLoadBalancer::aServerThatDrainsIsLeftAloneUntilItReturns()
{
    LoadBalancer balancer(BalanceStrategy::RoundRobin, servers({1, 1}), {1, 1});
    QVERIFY(balancer.drain(0));
    QVERIFY(!balancer.drain(0));
    QCOMPARE(namesOf(balancer, 2), std::string("bb"));
    QVERIFY(!balancer.report(0, false)); // told when it returns
    QVERIFY(balancer.returnToService(0));
    QVERIFY(!balancer.returnToService(0));
    QCOMPARE(namesOf(balancer, 2), std::string("bb"));
    QVERIFY(balancer.report(0, true));
    QCOMPARE(namesOf(balancer, 2), std::string("ab"));
}

void TestLoadBalancer::withNobodyAvailableNobodyIsPicked()
{
    for (const auto strategy : {BalanceStrategy::RoundRobin, BalanceStrategy::LeastConnections,
                                BalanceStrategy::Weighted, BalanceStrategy::Random}) {
        LoadBalancer balancer(strategy, servers({1, 2}), {1, 1});
        balancer.report(0, false);
        balancer.drain(1);
        QCOMPARE(namesOf(balancer, 2), std::string("--"));
    }
}

void TestLoadBalancer::randomHistoriesHoldTheOracles_data()
{
    QTest::addColumn<int>("strategy");
    QTest::addColumn<QByteArray>("oracle");
    QTest::newRow("round_robin") << int(BalanceStrategy::RoundRobin) << QByteArray("L1");
    QTest::newRow("least_connections")
        << int(BalanceStrategy::LeastConnections) << QByteArray("L2");
    QTest::newRow("weighted") << int(BalanceStrategy::Weighted) << QByteArray("L3");
    QTest::newRow("random") << int(BalanceStrategy::Random) << QByteArray("L4");
}

void TestLoadBalancer::randomHistoriesHoldTheOracles()
{
    QFETCH(int, strategy);
    QFETCH(QByteArray, oracle);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Recorded run(BalanceStrategy(strategy), seed);
        for (int step = 0; step < 600; ++step) {
            const auto chance = run.random.between(0, 99);
            const auto place = std::size_t(run.random.between(0, 3));
            if (chance < 70)
                run.pick();
            else if (chance < 95)
                run.releaseOne();
            else
                run.report(place, run.random.between(0, 1) == 1);
            for (std::size_t i = 0; i < 4; ++i)
                QCOMPARE(std::size_t(run.balancer.backend(i).connections),
                         std::size_t(std::count(run.held.begin(), run.held.end(), i)));
        }
        QVERIFY2(run.judged(oracle.constData()) == OracleOutcome::Pass, oracle.constData());
        QVERIFY(run.judged("L4") == OracleOutcome::Pass);
    }
}

void TestLoadBalancer::aBalancerThatLooksAtNothingFailsTheOracles()
{
    for (const auto& [strategy, oracle] :
         {std::pair(BalanceStrategy::RoundRobin, "L1"),
          std::pair(BalanceStrategy::LeastConnections, "L2"),
          std::pair(BalanceStrategy::Weighted, "L3"), std::pair(BalanceStrategy::Random, "L4")}) {
        Recorded run(strategy);
        run.report(1, false);
        run.report(1, false);
        // Says one thing and does another: counts the pick, and tells of its own choice.
        for (int i = 0; i < 100; ++i) {
            const auto place = run.balancer.pick(run.random);
            QVERIFY(place);
            run.balancer.release(*place);
            EventRecorder& recorder = run.recorder;
            recorder.record(EventKind::BackendPicked,
                            {{FieldKey::Backend, strategy == BalanceStrategy::Random ? "b" : "a"},
                             {FieldKey::Strategy, nameOf(strategy)},
                             {FieldKey::Count, i}});
        }
        QVERIFY2(run.judged(oracle) == OracleOutcome::Fail, oracle);
    }
}

void TestLoadBalancer::twoAreDrawnAndTheEmptierOneTaken()
{
    LoadBalancer balancer(BalanceStrategy::Random, servers({1, 1, 1, 1}), {});
    Random random(5);
    for (int i = 0; i < 4000; ++i)
        QVERIFY(balancer.pick(random));
    // Two choices keep the heaviest within a few of the lightest; one would be off by dozens.
    const auto& all = balancer.backends();
    const auto [least, most] =
        std::minmax_element(all.begin(), all.end(), [](const Backend& a, const Backend& b) {
            return a.connections < b.connections;
        });
    QVERIFY2(most->connections - least->connections <= 8,
             qPrintable(QString::number(most->connections - least->connections)));
}

void TestLoadBalancer::namesGoBothWays()
{
    for (const auto strategy : {BalanceStrategy::RoundRobin, BalanceStrategy::LeastConnections,
                                BalanceStrategy::Weighted, BalanceStrategy::Random})
        QVERIFY(balanceStrategyFromName(nameOf(strategy)) == strategy);
    QVERIFY(!balanceStrategyFromName("fastest"));
}

void TestLoadBalancer::callersAreServedInTheirOrder()
{
    LeaseBook book(2);
    const auto first = book.wait();
    const auto second = book.wait();
    const auto third = book.wait();
    QCOMPARE(book.waiting(), std::size_t{3});
    QVERIFY(!book.take(first));
    book.setUsable(1, true);
    QVERIFY(!book.take(second));
    QCOMPARE(book.take(first).value(), std::size_t{1});
    QVERIFY(!book.take(first));
    book.giveBack(1);
    QVERIFY(!book.take(third));
    QCOMPARE(book.take(second).value(), std::size_t{1});
    book.setUsable(0, true);
    QCOMPARE(book.take(third).value(), std::size_t{0});
    QCOMPARE(book.leased(), std::size_t{2});
}

void TestLoadBalancer::aClientThatIsOfflineIsNotHandedOut()
{
    LeaseBook book(1);
    book.setUsable(0, true);
    QCOMPARE(book.idle(), std::size_t{1});
    book.setUsable(0, false);
    QCOMPARE(book.idle(), std::size_t{0});
    const auto ticket = book.wait();
    QVERIFY(!book.take(ticket));
    book.setUsable(0, true);
    QVERIFY(book.take(ticket));
    // Lost and regained while it is out: handed out again only when it has come back.
    book.setUsable(0, false);
    book.setUsable(0, true);
    const auto next = book.wait();
    QVERIFY(!book.take(next));
    book.giveBack(0);
    QVERIFY(book.take(next));
}

void TestLoadBalancer::aPlaceGivenUpGoesToTheNext()
{
    LeaseBook book(1);
    const auto first = book.wait();
    const auto second = book.wait();
    book.leave(first);
    QCOMPARE(book.waiting(), std::size_t{1});
    book.setUsable(0, true);
    // Granted, but never taken.
    const auto third = book.wait();
    book.leave(second);
    QCOMPARE(book.take(third).value(), std::size_t{0});
}

void TestLoadBalancer::noClientIsEverLentTwice()
{
    Random random(11);
    LeaseBook book(3);
    std::vector<LeaseBook::Ticket> line;
    std::vector<LeaseBook::Client> out;
    for (int step = 0; step < 20'000; ++step) {
        const auto client = std::size_t(random.between(0, 2));
        switch (random.between(0, 4)) {
        case 0:
            line.push_back(book.wait());
            break;
        case 1:
            book.setUsable(client, random.between(0, 1) == 1);
            break;
        case 2:
            if (!out.empty()) {
                book.giveBack(out.back());
                out.pop_back();
            }
            break;
        case 3:
            if (!line.empty()) {
                book.leave(line.front());
                line.erase(line.begin());
            }
            break;
        default:
            break;
        }
        for (auto ticket = line.begin(); ticket != line.end();) {
            const auto got = book.take(*ticket);
            if (got)
                QVERIFY(std::find(out.begin(), out.end(), *got) == out.end());
            if (got)
                out.push_back(*got);
            ticket = got ? line.erase(ticket) : ticket + 1;
        }
        QCOMPARE(book.leased(), out.size());
        QCOMPARE(book.waiting(), line.size());
        QVERIFY(book.waiting() == 0 || book.idle() == 0);
    }
}

QTEST_GUILESS_MAIN(TestLoadBalancer)

} // namespace tst_load_balancer

#include "tst_load_balancer.moc"
