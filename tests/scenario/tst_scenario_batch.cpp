// SPDX-License-Identifier: MIT
// Scenarios on several threads: the same results, reports and run files in the same order as one
// after the other.
#include "core/scenario/scenario_batch.h"
#include "core/scenario/scenario_reader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace tst_scenario_batch {

using namespace redial;
using Status = ScenarioResult::Status;
using Entries = std::vector<ScenarioBatch::Entry>;

namespace {

Scenario scenario(const QByteArray& members)
{
    const auto read = readScenario("{\"version\": 1, \"name\": \"N\", " + members + "}");
    return read && !read->empty() ? read->front() : Scenario();
}

/// Long and short ones, so that they end in another order than they began in.
Entries entriesIn(const QString& folder)
{
    Entries entries;
    for (int i = 0; i < 12; ++i) {
        const QByteArray length = i == 1 ? "400s" : i % 3 == 0 ? "40s" : "5s";
        entries.push_back(
            {scenario("\"seed\": " + QByteArray::number(i) + ", \"duration\": \"" + length +
                      "\", \"clock\": \"virtual\", "
                      "\"server\": {\"closings\": [{\"after\": \"900ms\"}]}"),
             QStringLiteral("file %1").arg(i),
             folder.isEmpty() ? QString() : QStringLiteral("%1/%2.jsonl").arg(folder).arg(i)});
    }
    return entries;
}

struct Told
{
    std::vector<std::size_t> order;
    std::vector<ScenarioResult> results;
};

Told told(const Entries& entries, unsigned jobs, ScenarioRunner::Options options = {})
{
    Told found;
    ScenarioBatch(options, jobs).run(entries, [&](std::size_t index, ScenarioResult result) {
        found.order.push_back(index);
        found.results.push_back(std::move(result));
    });
    return found;
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestScenarioBatch : public QObject
{
    Q_OBJECT
private slots:
    void severalThreadsSayTheSameAsOne();
    void theirRunFilesAreTheSameBytes();
    void whatNeedsSocketsRunsBetweenThem();
    void anInterruptEndsThemAll();
};

void TestScenarioBatch::severalThreadsSayTheSameAsOne()
{
    const Told one = told(entriesIn({}), 1);
    QCOMPARE(one.results.size(), std::size_t(12));
    for (const unsigned jobs : {2U, 64U}) {
        const Told several = told(entriesIn({}), jobs);
        QCOMPARE(several.order, one.order);
        QCOMPARE(scenariosJunit(several.results), scenariosJunit(one.results));
        QCOMPARE(scenariosHtml(several.results), scenariosHtml(one.results));
        for (std::size_t i = 0; i < one.results.size(); ++i)
            QCOMPARE(several.results[i].toJson(), one.results[i].toJson());
    }
    // The control: another seed is another report.
    Told other = told(entriesIn({}), 4, {.seed = 99});
    QVERIFY(scenariosJunit(other.results) != scenariosJunit(one.results) ||
            scenariosHtml(other.results) != scenariosHtml(one.results));
}

void TestScenarioBatch::theirRunFilesAreTheSameBytes()
{
    const QTemporaryDir one;
    const QTemporaryDir several;
    (void)told(entriesIn(one.path()), 1);
    (void)told(entriesIn(several.path()), 4);
    for (int i = 0; i < 12; ++i) {
        const QString name = QStringLiteral("%1.jsonl").arg(i);
        const QByteArray bytes = contents(one.filePath(name));
        QVERIFY(bytes.size() > 1000);
        QCOMPARE(contents(several.filePath(name)), bytes);
    }
}

void TestScenarioBatch::whatNeedsSocketsRunsBetweenThem()
{
    Entries entries = entriesIn({});
    entries.insert(entries.begin() + 5,
                   {scenario(R"("duration": "60ms", "clock": "system")"), {}, {}});
    const Told real = told(entries, 4);
    QCOMPARE(real.results.size(), entries.size());
    QCOMPARE(real.results[5].status, Status::Held);
    QVERIFY(!real.results[5].virtualTime && real.results[4].virtualTime);
    QCOMPARE(told(entries, 4, {.allVirtual = true}).results[5].status, Status::Skipped);
}

void TestScenarioBatch::anInterruptEndsThemAll()
{
    Entries entries = entriesIn({});
    for (ScenarioBatch::Entry& entry : entries)
        entry.scenario.configuration.duration = std::chrono::hours(24 * 365);
    ScenarioBatch batch({}, 2);
    QTimer::singleShot(0, &batch, &ScenarioBatch::interrupt);
    std::vector<ScenarioResult> results;
    batch.run(entries,
              [&](std::size_t, ScenarioResult result) { results.push_back(std::move(result)); });
    QCOMPARE(results.size(), entries.size());
    for (const ScenarioResult& result : results) {
        QCOMPARE(result.status, Status::CouldNotRun);
        QVERIFY2(result.reason.contains(QLatin1String("interrupted")), qPrintable(result.reason));
    }
}

QTEST_GUILESS_MAIN(TestScenarioBatch)

} // namespace tst_scenario_batch

#include "tst_scenario_batch.moc"
