// SPDX-License-Identifier: MIT
// The statistics against published tables and against samples that were worked out by hand.
#include "core/verdict/statistics.h"

#include <QTest>

#include <cmath>

namespace tst_statistics {

using namespace redial;

class TestStatistics : public QObject
{
    Q_OBJECT
private slots:
    void theChiSquareTableIsReproduced_data();
    void theChiSquareTableIsReproduced();
    void theKolmogorovTableIsReproduced_data();
    void theKolmogorovTableIsReproduced();
    void theNormalTableIsReproduced_data();
    void theNormalTableIsReproduced();
    void tailsStayProbabilitiesEverywhere();
    void theDistanceIsTheLargestGap();
    void binsAreCountedAtBothEnds();
    void neighboursAreCompared();
    void theVarianceIsTheUnbiasedOne();
    void emptySamplesDoNoHarm();
    void eachTestHasItsOwnWeakSpot();
};

// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: upper critical values.
void TestStatistics::theChiSquareTableIsReproduced_data()
{
    QTest::addColumn<double>("degrees");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("tail");
    const auto row = [](double degrees, double value, double tail) {
        QTest::addRow("%g degrees, %g", degrees, tail) << degrees << value << tail;
    };
    row(1, 2.706, 0.10);
    row(1, 3.841, 0.05);
    row(1, 10.828, 0.001);
    row(2, 5.991, 0.05);
    row(10, 18.307, 0.05);
    row(10, 29.588, 0.001);
    row(19, 27.204, 0.10);
    row(19, 30.144, 0.05);
    row(19, 32.852, 0.025);
    row(19, 36.191, 0.01);
    row(19, 43.820, 0.001);
    row(100, 124.342, 0.05);
    row(100, 149.449, 0.001);
}

void TestStatistics::theChiSquareTableIsReproduced()
{
    QFETCH(double, degrees);
    QFETCH(double, value);
    QFETCH(double, tail);
    // The table's values are rounded to three decimals.
    QVERIFY(chiSquareTail(value - 0.0006, degrees) > tail);
    QVERIFY(chiSquareTail(value + 0.0006, degrees) < tail);
}

// The limiting distribution's critical values (Smirnov 1948): 1.224, 1.358, 1.628, 1.949.
void TestStatistics::theKolmogorovTableIsReproduced_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("tail");
    QTest::newRow("0.10") << 1.224 << 0.10;
    QTest::newRow("0.05") << 1.358 << 0.05;
    QTest::newRow("0.01") << 1.628 << 0.01;
    QTest::newRow("0.001") << 1.949 << 0.001;
}

void TestStatistics::theKolmogorovTableIsReproduced()
{
    QFETCH(double, value);
    QFETCH(double, tail);
    QVERIFY(kolmogorovTail(value - 0.001) > tail);
    QVERIFY(kolmogorovTail(value + 0.001) < tail);
}

void TestStatistics::theNormalTableIsReproduced_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("tail");
    QTest::newRow("0.10") << 1.645 << 0.10;
    QTest::newRow("0.05") << 1.960 << 0.05;
    QTest::newRow("0.01") << 2.576 << 0.01;
    QTest::newRow("0.001") << 3.291 << 0.001;
}

void TestStatistics::theNormalTableIsReproduced()
{
    QFETCH(double, value);
    QFETCH(double, tail);
    QVERIFY(normalTail(value - 0.001) > tail);
    QVERIFY(normalTail(value + 0.001) < tail);
    QCOMPARE(normalTail(-value), normalTail(value));
}

void TestStatistics::tailsStayProbabilitiesEverywhere()
{
    double chi = 1;
    double kolmogorov = 1;
    for (double value = 0; value < 500; value += 0.05) {
        const double nextChi = chiSquareTail(value, 19);
        const double nextKolmogorov = kolmogorovTail(value / 100);
        QVERIFY(nextChi >= 0 && nextChi <= chi + 1e-12);
        QVERIFY(nextKolmogorov >= 0 && nextKolmogorov <= kolmogorov + 1e-9);
        chi = nextChi;
        kolmogorov = nextKolmogorov;
    }
}

void TestStatistics::theDistanceIsTheLargestGap()
{
    QCOMPARE(kolmogorovSmirnovDistance({0.7, 0.1, 0.4}), 0.3);
    QCOMPARE(kolmogorovSmirnovDistance({0.5}), 0.5);
    QCOMPARE(kolmogorovSmirnovDistance({0.0, 0.0}), 1.0);
    QCOMPARE(kolmogorovSmirnovDistance({0.125, 0.375, 0.625, 0.875}), 0.125);
}

void TestStatistics::binsAreCountedAtBothEnds()
{
    std::vector<double> even;
    for (int i = 0; i < 40; ++i)
        even.push_back((i + 0.5) / 40);
    QCOMPARE(chiSquareOfBins(even, 20), 0.0);
    // All 20 in one of 20 bins, 1 expected in each: 19^2 + 19 * 1.
    QCOMPARE(chiSquareOfBins(std::vector<double>(20, 0.0), 20), 380.0);
    QCOMPARE(chiSquareOfBins(std::vector<double>(20, 1.0), 20), 380.0);
    // 3, 1 where 2, 2 are expected.
    QCOMPARE(chiSquareOfBins({0.1, 0.2, 0.3, 0.9}, 2), 1.0);
}

void TestStatistics::neighboursAreCompared()
{
    std::vector<double> alternating;
    for (int i = 0; i < 100; ++i)
        alternating.push_back(i % 2);
    QCOMPARE(lagOneAutocorrelation(alternating), -0.99);
    // Deviations -1.5, -0.5, 0.5, 1.5: (0.75 - 0.25 + 0.75) / 5.
    QCOMPARE(lagOneAutocorrelation({1, 2, 3, 4}), 0.25);
    QCOMPARE(lagOneAutocorrelation({2, 2, 2}), 1.0);
}

void TestStatistics::theVarianceIsTheUnbiasedOne()
{
    QCOMPARE(sampleVariance({2, 4, 4, 4, 5, 5, 7, 9}), 32.0 / 7);
    QCOMPARE(sampleVariance({5}), 0.0);
}

void TestStatistics::emptySamplesDoNoHarm()
{
    QCOMPARE(kolmogorovSmirnovDistance({}), 0.0);
    QCOMPARE(chiSquareOfBins({}, 20), 0.0);
    QCOMPARE(sampleVariance({}), 0.0);
    QVERIFY(std::isfinite(lagOneAutocorrelation({})));
}

// Why there are three: what each of them is for, the other two do not see.
void TestStatistics::eachTestHasItsOwnWeakSpot()
{
    std::vector<double> sorted;
    std::vector<double> halves;
    for (int i = 0; i < 400; ++i) {
        sorted.push_back((i + 0.5) / 400);
        // One half of each tenth only.
        halves.push_back((i % 10 + (i % 10 < 5 ? 0.25 : 0.75)) / 10);
    }
    const Uniformity rising = uniformityOf(sorted);
    QVERIFY(rising.isUniformByDistance() && rising.isUniformByBins());
    QVERIFY(!rising.isIndependent() && !rising.holds());
    const Uniformity clustered = uniformityOf(halves);
    QVERIFY(clustered.isUniformByDistance());
    QVERIFY(!clustered.isUniformByBins());
}

QTEST_GUILESS_MAIN(TestStatistics)

} // namespace tst_statistics

#include "tst_statistics.moc"
