// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/bench/bench_run.h"
#include "core/bench/bench_workers.h"
#include "core/bench/load_progress.h"

#include <QCoreApplication>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace tst_bench {

using namespace redial;
using namespace std::chrono_literals;

namespace {

BenchMeasure perSecond(double value)
{
    BenchMeasure measure;
    measure.perSecond = value;
    return measure;
}

BenchRun::Settings quick()
{
    return {QCoreApplication::applicationFilePath(),
            {QStringLiteral("tst_bench"), QStringLiteral("bench-worker")},
            20ms,
            1};
}

/// A small row of every kind.
BenchRow rowOf(BenchWork work, BenchFraming framing)
{
    BenchRow row;
    row.load.work = work;
    row.load.framing = framing;
    row.load.bytes = 3000;
    row.load.connections = 8;
    row.load.active = work == BenchWork::Echo ? 4 : 1;
    row.load.inFlight = 3;
    if (work == BenchWork::Connects)
        row.kind = BenchRow::Kind::Connects;
    if (work == BenchWork::Idle)
        row.kind = BenchRow::Kind::Memory;
    return row;
}

} // namespace

class TestBench : public QObject
{
    Q_OBJECT
private slots:
    void quantilesAreRightWithinABin();
    void aHistogramTakesAnyDuration();
    void theMedianIsInTheMiddle();
    void aRatioComparesTheSidesOfOneRound();
    void aMissedTargetIsSeen();
    void aMemoryTargetIsAnUpperBound();
    void fewOfManyAreComparedWithFewOfFew();
    void loadsGoThroughTheCommandLine();
    void aWrongLoadIsRefused();
    void aWindowWithoutAnEchoGoesOn();
    void aPeerThatNeverAnswersEndsTheWindow();
    void aSmallRunMeasuresBothSides_data();
    void aSmallRunMeasuresBothSides();
    void timersAreMeasured();
    void aProcessThatDiesIsNamed();
    void aProgramThatIsNotThereIsNamed();
};

void TestBench::quantilesAreRightWithinABin()
{
    Random random(7);
    LatencyHistogram histogram;
    std::vector<std::int64_t> exact;
    for (int i = 0; i < 20'000; ++i) {
        const std::int64_t value = random.between(0, 1LL << random.between(1, 34));
        exact.push_back(value);
        histogram.record(std::chrono::nanoseconds(value));
    }
    std::sort(exact.begin(), exact.end());
    for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(share * double(exact.size()))) - 1;
        const double right = double(exact[rank]);
        const double found = double(histogram.quantile(share).count());
        QVERIFY2(found >= right && found <= right * (1 + 1.0 / 32) + 1,
                 qPrintable(QStringLiteral("%1: %2 for %3").arg(share).arg(found).arg(right)));
    }
}

void TestBench::aHistogramTakesAnyDuration()
{
    LatencyHistogram histogram;
    QCOMPARE(histogram.quantile(0.5), 0ns);
    histogram.record(-5ns);
    QCOMPARE(histogram.quantile(1), 0ns);
    histogram.record(std::chrono::nanoseconds::max());
    QVERIFY(histogram.quantile(1) >= 1000s);
    QCOMPARE(histogram.count(), std::uint64_t(2));
}

void TestBench::theMedianIsInTheMiddle()
{
    QCOMPARE(medianOf({}), 0.0);
    QCOMPARE(medianOf({3}), 3.0);
    QCOMPARE(medianOf({9, 1, 5}), 5.0);
    QCOMPARE(medianOf({4, 1, 2, 100}), 3.0);
}

void TestBench::aRatioComparesTheSidesOfOneRound()
{
    BenchFigures figures;
    // The machine was busy in the second round: both sides were slower.
    figures.raw = {perSecond(1000), perSecond(100), perSecond(1000)};
    figures.engine = {perSecond(900), perSecond(90), perSecond(900)};
    QCOMPARE(figures.ratio(), 0.9);
    QCOMPARE(figures.engineMedian().perSecond, 900.0);
    // Against the medians of each side it would say something else.
    figures.raw = {perSecond(1000), perSecond(100), perSecond(100)};
    figures.engine = {perSecond(900), perSecond(90), perSecond(900)};
    QCOMPARE(figures.ratio(), 0.9);
}

void TestBench::aMissedTargetIsSeen()
{
    BenchFigures figures;
    figures.row.target = 0.85;
    figures.raw = {perSecond(1000)};
    figures.engine = {perSecond(850)};
    QVERIFY(figures.isMet());
    figures.engine = {perSecond(849)};
    QVERIFY(!figures.isMet());
    QVERIFY(!figures.toJson().value(QStringLiteral("met")).toBool(true));
    QVERIFY(benchTable(QStringLiteral("msgi"), {figures})
                .join(QLatin1Char('\n'))
                .contains(QLatin1String("missed")));
}

void TestBench::aMemoryTargetIsAnUpperBound()
{
    BenchFigures figures;
    figures.row.kind = BenchRow::Kind::Memory;
    figures.row.target = 2048;
    figures.row.clientTarget = 1024;
    BenchMeasure measure;
    measure.serverBytes = 2048;
    measure.clientBytes = 1024;
    figures.engine = {measure};
    QVERIFY(figures.isMet());
    figures.engine[0].clientBytes = 1025;
    QVERIFY(!figures.isMet());
}

void TestBench::fewOfManyAreComparedWithFewOfFew()
{
    BenchFigures figures;
    figures.row.kind = BenchRow::Kind::Few;
    figures.row.target = 0.85;
    figures.raw = {perSecond(100)};
    figures.engine = {perSecond(100)};
    figures.fewOfFew = 110;
    QVERIFY(figures.isMet());
    figures.fewOfFew = 200;
    QVERIFY(!figures.isMet());
}

void TestBench::loadsGoThroughTheCommandLine()
{
    BenchLoad load = rowOf(BenchWork::Echo, BenchFraming::WebSocket).load;
    load.port = 9;
    const auto read = BenchLoad::fromJson(load.toJson());
    QVERIFY(read);
    QCOMPARE(read->toJson(), load.toJson());
}

void TestBench::aWrongLoadIsRefused()
{
    QJsonObject object = rowOf(BenchWork::Echo, BenchFraming::Msgi).load.toJson();
    QVERIFY(!BenchLoad::fromJson(object)); // no port
    object.insert(QStringLiteral("port"), 80);
    QVERIFY(BenchLoad::fromJson(object));
    object.insert(QStringLiteral("active"), 9);
    QVERIFY(!BenchLoad::fromJson(object)); // more than there are
    QVERIFY(!BenchLoad::fromJson({}));
}

void TestBench::aWindowWithoutAnEchoGoesOn()
{
    BenchLoad load;
    load.length = 20ms;
    LoadProgress progress(load);
    progress.begin();
    const auto begun = benchNow();
    progress.pass(begun + 100ms); // it counts from here on
    progress.pass(begun + 200ms);
    QVERIFY(!progress.isOver());
    progress.echoed(begun + 200ms, begun + 300ms);
    progress.pass(begun + 300ms);
    QVERIFY(progress.isOver());
    QCOMPARE(progress.result()->count, std::uint64_t(1));
    QCOMPARE(progress.result()->seconds, 0.2);
}

void TestBench::aPeerThatNeverAnswersEndsTheWindow()
{
    BenchLoad load;
    load.length = 20ms;
    LoadProgress progress(load);
    progress.begin();
    const auto begun = benchNow();
    progress.pass(begun + 100ms);
    progress.pass(begun + 1h);
    QVERIFY(progress.isOver());
}

void TestBench::aSmallRunMeasuresBothSides_data()
{
    QTest::addColumn<int>("work");
    QTest::addColumn<int>("framing");
    QTest::newRow("MSGI echo") << int(BenchWork::Echo) << int(BenchFraming::Msgi);
    QTest::newRow("WebSocket echo") << int(BenchWork::Echo) << int(BenchFraming::WebSocket);
    QTest::newRow("connects") << int(BenchWork::Connects) << int(BenchFraming::Msgi);
    QTest::newRow("idle MSGI") << int(BenchWork::Idle) << int(BenchFraming::Msgi);
    QTest::newRow("idle WebSocket") << int(BenchWork::Idle) << int(BenchFraming::WebSocket);
}

void TestBench::aSmallRunMeasuresBothSides()
{
    QFETCH(const int, work);
    QFETCH(const int, framing);
    const BenchRow row = rowOf(static_cast<BenchWork>(work), static_cast<BenchFraming>(framing));
    const auto figures = BenchRun(quick()).measure(row);
    QVERIFY2(figures.hasValue(), figures ? "" : qPrintable(figures.error()));
    QCOMPARE(figures->raw.size(), std::size_t(1));
    QCOMPARE(figures->engine.size(), std::size_t(1));
    QVERIFY(row.load.work == BenchWork::Idle || figures->ratio() > 0);
    QVERIFY(row.load.work != BenchWork::Echo || figures->engineMedian().p50 > 0);
    QVERIFY(!benchTable(QStringLiteral("x"), {*figures}).isEmpty());
}

void TestBench::timersAreMeasured()
{
    const auto measured = BenchRun(quick()).measureTimers(1024);
    QVERIFY2(measured.hasValue(), measured ? "" : qPrintable(measured.error()));
    QCOMPARE(measured->wheel.bytes, 32.0);
    QVERIFY(measured->wheel.insert > 0 && measured->qtimer.insert > 0);
}

void TestBench::aProcessThatDiesIsNamed()
{
    BenchRun::Settings settings = quick();
    settings.program = QStringLiteral("/bin/false");
    const auto figures = BenchRun(settings).measure(rowOf(BenchWork::Echo, BenchFraming::Msgi));
    QVERIFY(!figures);
    QVERIFY2(figures.error().contains(QLatin1String("raw-server")) &&
                 figures.error().contains(QLatin1String("status 1")),
             qPrintable(figures.error()));
}

void TestBench::aProgramThatIsNotThereIsNamed()
{
    BenchRun::Settings settings = quick();
    settings.program = QStringLiteral("/nowhere/redial");
    const auto measured = BenchRun(settings).measureTimers(1);
    QVERIFY(!measured);
    QVERIFY2(measured.error().contains(QLatin1String("could not be started")),
             qPrintable(measured.error()));
}

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.value(1) == QLatin1String("bench-worker"))
        return runBenchWorker(words.value(2));
    TestBench test;
    return QTest::qExec(&test, words);
}

} // namespace tst_bench

#include "tst_bench.moc"
