// SPDX-License-Identifier: MIT
// Every fault of virtual time at every phase: our client holds, clients that are wrong do not.
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/log/run_file_reader.h"
#include "core/matrix/matrix_html.h"
#include "core/matrix/matrix_peer.h"
#include "core/matrix/matrix_runner.h"
#include "core/verdict/judge.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <set>

namespace tst_matrix {

using namespace redial;

namespace {

using Status = MatrixResult::Status;

MatrixCell cellOf(const char* fault, ConnectionPhase phase, bool isVirtual = true)
{
    return matrixCell(*findFault(QString::fromLatin1(fault)), phase, isVirtual);
}

} // namespace

class TestMatrix : public QObject
{
    Q_OBJECT
private slots:
    void itHasEveryFaultAtEveryPhase();
    void ourClientHoldsInVirtualTime();
    void aWrongClientFails_data();
    void aWrongClientFails();
    void whatCannotBeSaysWhy_data();
    void whatCannotBeSaysWhy();
    void theSameCellGivesTheSameResult();
    void aRunFileIsJudgedAlike();
    void aCellRunsOnRealSockets();
    void aFaultThatNeedsItHasAPeerOfItsOwn_data();
    void aFaultThatNeedsItHasAPeerOfItsOwn();
    void theRecordIsReadAgain();
    void aRecordOfAnotherMatrixIsRefused();
    void aDamagedRecordIsRefused();
    void thePageEscapesWhatItIsGiven();
    void anInterruptedCellIsNotDone();
};

void TestMatrix::itHasEveryFaultAtEveryPhase()
{
    for (const bool isVirtual : {true, false}) {
        const auto cells = faultMatrix(isVirtual);
        QCOMPARE(cells.size(), faultCatalogue().size() * connectionPhases().size());
        std::set<QString> names;
        for (const MatrixCell& cell : cells) {
            QVERIFY2(names.insert(cell.name()).second, qPrintable(cell.name()));
            QVERIFY(cell.canBe() != cell.plan.isEmpty());
            QVERIFY2(cell.canBe() || cell.whyNot.endsWith(QLatin1Char('.')),
                     qPrintable(cell.name() + cell.whyNot));
        }
    }
}

void TestMatrix::ourClientHoldsInVirtualTime()
{
    MatrixRunner runner({});
    int held = 0;
    std::set<ConnectionPhase> phases;
    std::set<QString> bitten;
    for (const MatrixCell& cell : faultMatrix(true)) {
        const MatrixResult result = runner.run(cell);
        QVERIFY2(result.status == Status::Held || result.status == Status::CannotBe,
                 qPrintable(cell.name() + QLatin1Char(' ') + result.sentence));
        if (result.status != Status::Held)
            continue;
        ++held;
        phases.insert(cell.phase);
        bitten.insert(result.fault);
    }
    for (const std::string_view id : implementedFaultIds(FaultMode::Virtual))
        QVERIFY2(bitten.contains(toQString(id)), id.data());
    QVERIFY(held > 250);
    QCOMPARE(phases.size(), connectionPhases().size());
}

void TestMatrix::aWrongClientFails_data()
{
    QTest::addColumn<QByteArray>("mutant");
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>("phase");
    QTest::addColumn<QString>("oracle");
    const auto row = [](const char* mutant, const char* fault, ConnectionPhase phase,
                        const char* oracle) {
        QTest::addRow("%s %s", mutant, fault)
            << QByteArray(mutant) << QByteArray(fault) << int(phase) << QString::fromLatin1(oracle);
    };
    row("M08", "T1", ConnectionPhase::Tcp, "P07");
    row("M18", "H5", ConnectionPhase::Upgrade, "P10");
    row("M33", "H10", ConnectionPhase::Upgrade, "P14");
    row("M34", "W5", ConnectionPhase::Closing, "P24");
    row("M30", "T6", ConnectionPhase::ReadyIdle, "P09");
    row("M44", "T6", ConnectionPhase::ReadyIdle, "P50");
}

void TestMatrix::aWrongClientFails()
{
    QFETCH(QByteArray, mutant);
    QFETCH(QByteArray, fault);
    QFETCH(int, phase);
    QFETCH(QString, oracle);
    const Mutant* const wrong = findMutant(QString::fromLatin1(mutant));
    QVERIFY(wrong);
    const MatrixCell cell = cellOf(fault.constData(), ConnectionPhase(phase));
    const MatrixResult result = MatrixRunner({1, wrong, {}}).run(cell);
    QVERIFY(result.status == Status::NotHeld);
    QVERIFY2(result.failed.contains(oracle), qPrintable(result.failed.join(u' ')));
    QVERIFY(!result.sentence.isEmpty());
    QVERIFY(MatrixRunner({}).run(cell).status == Status::Held);
}

void TestMatrix::whatCannotBeSaysWhy_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>("phase");
    QTest::addColumn<bool>("isVirtual");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* fault, ConnectionPhase phase, bool isVirtual,
                        const char* part) {
        QTest::addRow("%s %s", fault, part)
            << QByteArray(fault) << int(phase) << isVirtual << QString::fromLatin1(part);
    };
    row("H1", ConnectionPhase::ReadyIdle, true, "acts in the phase upgrade alone");
    row("T6", ConnectionPhase::BackingOff, true, "there is none");
    row("T6", ConnectionPhase::Upgrade, true, "in memory");
    row("T6", ConnectionPhase::Tls, false, "plain ws://");
    row("W19", ConnectionPhase::ReadyIdle, true, "needs real sockets");
    row("M1", ConnectionPhase::ReadyIdle, false, "needs frames of MSGI");
    row("O6", ConnectionPhase::CallInFlight, false, "BootNotification");
    row("W22", ConnectionPhase::Closing, true, "pong");
}

void TestMatrix::whatCannotBeSaysWhy()
{
    QFETCH(QByteArray, fault);
    QFETCH(int, phase);
    QFETCH(bool, isVirtual);
    QFETCH(QString, part);
    const MatrixCell cell = cellOf(fault.constData(), ConnectionPhase(phase), isVirtual);
    QVERIFY2(cell.whyNot.contains(part), qPrintable(cell.whyNot));
    const MatrixResult result = MatrixRunner({}).run(cell);
    QVERIFY(result.status == Status::CannotBe);
    QCOMPARE(result.sentence, cell.whyNot);
}

void TestMatrix::theSameCellGivesTheSameResult()
{
    const MatrixCell cell = cellOf("T9", ConnectionPhase::CallInFlight);
    const MatrixResult one = MatrixRunner({}).run(cell);
    QVERIFY(one == MatrixRunner({}).run(cell));
    QVERIFY(!(one == MatrixRunner({2, nullptr, {}}).run(cell)) || one.length.count() > 0);
}

void TestMatrix::aRunFileIsJudgedAlike()
{
    const QTemporaryDir folder;
    const MatrixCell cell = cellOf("H5", ConnectionPhase::Upgrade);
    const MatrixResult result =
        MatrixRunner({1, findMutant(QStringLiteral("M18")), folder.path()}).run(cell);
    QCOMPARE(result.runFile, folder.filePath(QStringLiteral("H5-upgrade.jsonl")));
    const auto file = readRunFile(result.runFile);
    QVERIFY(file.hasValue());
    QStringList failed;
    for (const OracleResult& oracle : judge(*file->log, file->info)) {
        if (oracle.outcome == OracleOutcome::Fail)
            failed << toQString(oracle.id);
    }
    QCOMPARE(failed, result.failed);
}

void TestMatrix::aCellRunsOnRealSockets()
{
    MatrixCell cell = cellOf("H2", ConnectionPhase::Upgrade, false);
    QVERIFY2(cell.canBe(), qPrintable(cell.whyNot));
    cell.configuration.duration = std::chrono::milliseconds(1);
    // Too short to come back: what a cell looks like that does not hold.
    const MatrixResult result = MatrixRunner({}).run(cell);
    QVERIFY(result.status == Status::NotHeld);
    QVERIFY(result.failed.contains(QStringLiteral("P14")));
}

void TestMatrix::aFaultThatNeedsItHasAPeerOfItsOwn_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>("phase");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("host");
    const QString address = QStringLiteral("127.0.0.1");
    QTest::newRow("name") << QByteArray("D1") << int(ConnectionPhase::Resolving)
                          << QStringLiteral("ws") << QStringLiteral("localhost");
    QTest::newRow("tls") << QByteArray("S4") << int(ConnectionPhase::Tls) << QStringLiteral("wss")
                         << address;
    QTest::newRow("proxy") << QByteArray("N1") << int(ConnectionPhase::ReadyIdle)
                           << QStringLiteral("ws") << address;
}

void TestMatrix::aFaultThatNeedsItHasAPeerOfItsOwn()
{
    QFETCH(QByteArray, fault);
    QFETCH(int, phase);
    QFETCH(QString, scheme);
    QFETCH(QString, host);
    MatrixCell cell = cellOf(fault.constData(), ConnectionPhase(phase), false);
    QVERIFY2(cell.needsPeer(), qPrintable(cell.whyNot));
    const auto peer = MatrixPeer::open(cell, 1);
    QVERIFY2(peer.hasValue(), peer ? "" : qPrintable(peer.error()));
    (*peer)->introduce(cell.configuration);
    QCOMPARE(cell.configuration.url.scheme(), scheme);
    QCOMPARE(cell.configuration.url.host(), host);
    QVERIFY(cell.configuration.url.port() > 0);
    QCOMPARE(cell.configuration.tls.caCertificates.isEmpty(), scheme == QLatin1String("ws"));
    (*peer)->finish();
    QVERIFY(!(*peer)->hasBitten());
    QVERIFY(!cellOf("T6", ConnectionPhase::ReadyIdle, false).needsPeer());
}

void TestMatrix::theRecordIsReadAgain()
{
    const QTemporaryDir folder;
    MatrixRecord record;
    record.mutant = QStringLiteral("M18");
    MatrixRunner runner({1, findMutant(QStringLiteral("M18")), {}});
    for (const char* fault : {"H5", "T6", "S1"})
        record.put(runner.run(cellOf(fault, ConnectionPhase::Upgrade)));
    QFile file(folder.filePath(QStringLiteral("matrix.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(record.toJson());
    file.close();
    MatrixRecord wanted;
    wanted.mutant = record.mutant;
    const auto read = readMatrixRecord(file.fileName(), wanted);
    QVERIFY2(read.hasValue(), read ? "" : qPrintable(read.error()));
    QVERIFY(read->results == record.results);
    QVERIFY(read->find(QStringLiteral("H5"), ConnectionPhase::Upgrade));
    QVERIFY(!read->find(QStringLiteral("H5"), ConnectionPhase::Tcp));
    const auto none = readMatrixRecord(folder.filePath(QStringLiteral("none")), wanted);
    QVERIFY(none.hasValue() && none->results.empty());
}

void TestMatrix::aRecordOfAnotherMatrixIsRefused()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("matrix.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(MatrixRecord().toJson());
    file.close();
    MatrixRecord other;
    other.isVirtual = false;
    const auto read = readMatrixRecord(file.fileName(), other);
    QVERIFY(!read);
    QVERIFY(read.error().contains(QLatin1String("another one (virtual time, seed 1)")));
}

void TestMatrix::aDamagedRecordIsRefused()
{
    for (const char* bytes :
         {"", "{", "[]", "{\"redial_matrix\":0}", "{\"redial_matrix\":2}",
          "{\"redial_matrix\":1,\"cells\":[{\"fault\":\"T6\",\"phase\":\"nowhere\"}]}",
          "{\"redial_matrix\":1,\"cells\":[7]}"})
        QVERIFY2(!MatrixRecord::fromJson(bytes), bytes);
    QVERIFY(MatrixRecord::fromJson("{\"redial_matrix\":1}").hasValue());
}

void TestMatrix::thePageEscapesWhatItIsGiven()
{
    MatrixRecord record;
    MatrixResult result;
    result.fault = QStringLiteral("T6<script>");
    result.phase = ConnectionPhase::ReadyIdle;
    result.status = Status::NotHeld;
    result.failed = {QStringLiteral("P<b>01")};
    result.sentence = QStringLiteral("<img src=x>");
    result.witnesses = {QStringLiteral("</li>")};
    record.put(result);
    MatrixResult cannot = result;
    cannot.phase = ConnectionPhase::Tcp;
    cannot.status = Status::CannotBe;
    record.put(cannot);
    const QByteArray page = matrixHtml(record);
    for (const char* raw : {"<script", "<img", "P<b>", "<li></li>"})
        QVERIFY2(!page.contains(raw), raw);
    QVERIFY(page.contains("T6&lt;script&gt;") && page.contains("&lt;img src=x&gt;"));
    QVERIFY(page.contains("ready idle") && page.endsWith("</html>\n"));
}

void TestMatrix::anInterruptedCellIsNotDone()
{
    MatrixRunner runner({});
    runner.interrupt();
    const MatrixResult result = runner.run(cellOf("T6", ConnectionPhase::ReadyIdle));
    QVERIFY(result.status == Status::CouldNotRun);
    MatrixRecord record;
    record.put(result);
    QVERIFY(!record.find(QStringLiteral("T6"), ConnectionPhase::ReadyIdle));
}

QTEST_GUILESS_MAIN(TestMatrix)

} // namespace tst_matrix

#include "tst_matrix.moc"
