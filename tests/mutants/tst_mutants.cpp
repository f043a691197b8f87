// SPDX-License-Identifier: MIT
// Every mutant fails its own oracles and no other, and a correct client in the same situation fails
// none.
#include "core/base/to_qstring.h"
#include "core/mutants/mutant_study.h"
#include "core/verdict/oracle.h"

#include <QTest>

#include <algorithm>
#include <set>

namespace tst_mutants {

using namespace redial;

class TestMutants : public QObject
{
    Q_OBJECT
private slots:
    void everyMutantIsDescribed();
    void everyOracleThatAClientCanFailHasAMutant();
    void aMutantFailsItsOwnOraclesAndNoOther_data();
    void aMutantFailsItsOwnOraclesAndNoOther();
    void aClientThatIsNotWrongIsNoMutant();
    void aMutantThatFailsAnotherOracleIsFound();
    void theRunsAreSharedOut();
};

void TestMutants::everyMutantIsDescribed()
{
    std::set<std::string_view> ids;
    std::set<std::string_view> known;
    for (const Oracle& oracle : oracles())
        known.insert(oracle.id);
    for (const Mutant& mutant : mutants()) {
        QVERIFY2(ids.insert(mutant.id).second, mutant.id.data());
        QVERIFY(!mutant.name.empty() && !mutant.wrong.empty() && mutant.wrong.back() == '.');
        QVERIFY(!mutant.oracles.empty());
        QVERIFY(std::is_sorted(mutant.oracles.begin(), mutant.oracles.end()));
        for (const std::string_view oracle : mutant.oracles)
            QVERIFY2(known.contains(oracle), mutant.id.data());
        QVERIFY(!seamsOf(mutant).isEmpty());
        const auto valid = mutant.declared().validate();
        QVERIFY2(valid.hasValue(), valid ? "" : qPrintable(valid.error()));
    }
    QVERIFY(ids.size() >= 30);
}

void TestMutants::everyOracleThatAClientCanFailHasAMutant()
{
    std::set<std::string_view> covered;
    for (const Mutant& mutant : mutants())
        covered.insert(mutant.oracles.begin(), mutant.oracles.end());
    QStringList without;
    for (const Oracle& oracle : oracles()) {
        if (!covered.contains(oracle.id))
            without << toQString(oracle.id);
    }
    // P51 is about our own arithmetic over the log; the others are about clients that a station's
    // run does not have. Their controls are in tst_oracles.
    QCOMPARE(without.join(QLatin1Char(' ')), QStringLiteral("P51 P61 P62 L1 L2 L3 L4"));
}

void TestMutants::aMutantFailsItsOwnOraclesAndNoOther_data()
{
    QTest::addColumn<int>("index");
    const auto& all = mutants();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::addRow("%s %s", all[i].id.data(), all[i].name.data()) << int(i);
}

void TestMutants::aMutantFailsItsOwnOraclesAndNoOther()
{
    QFETCH(int, index);
    MutantFigures figures;
    figures.mutant = &mutants().at(std::size_t(index));
    for (std::uint64_t seed = 1; seed <= 2; ++seed)
        addRuns(figures, seed);
    QVERIFY2(figures.holds(), qPrintable(figures.complaints().join(QLatin1Char('\n'))));
}

void TestMutants::aClientThatIsNotWrongIsNoMutant()
{
    Mutant harmless = mutants().front();
    harmless.actual = nullptr;
    MutantFigures figures;
    figures.mutant = &harmless;
    addRuns(figures, 1);
    QVERIFY(!figures.holds());
    QVERIFY(figures.complaints().constFirst().contains(
        QStringLiteral("failed its own oracle P01 in only 0 of 1 runs")));
}

void TestMutants::aMutantThatFailsAnotherOracleIsFound()
{
    Mutant mislabelled = mutants().front();
    mislabelled.oracles = {"P22"};
    MutantFigures figures;
    figures.mutant = &mislabelled;
    addRuns(figures, 1);
    const QString all = figures.complaints().join(QLatin1Char('\n'));
    QVERIFY2(all.contains(QStringLiteral("failed its own oracle P22 in only 0")), qPrintable(all));
    QVERIFY2(all.contains(QStringLiteral("failed P01, which is not its own")), qPrintable(all));
    QVERIFY(figures.falseAlarms.empty());
}

void TestMutants::theRunsAreSharedOut()
{
    QCOMPARE(runsOfEach(1000, 30), std::uint64_t(34));
    QCOMPARE(runsOfEach(90, 30), std::uint64_t(3));
    QCOMPARE(runsOfEach(1, 30), std::uint64_t(1));
    QCOMPARE(runsOfEach(1, 0), std::uint64_t(0));
}

QTEST_GUILESS_MAIN(TestMutants)

} // namespace tst_mutants

#include "tst_mutants.moc"
