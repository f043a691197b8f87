// SPDX-License-Identifier: MIT
#include "core/base/whole_file.h"
#include "core/fault/fault_catalogue.h"
#include "ui/panels/matrix_panel.h"
#include "ui/panels/notice_bar.h"
#include "window_fixture.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QTextBrowser>

namespace tst_ui_matrix {

using namespace redial;
using State = MatrixGrid::State;
using Status = MatrixResult::Status;

class TestUiMatrix : public WindowFixture
{
    Q_OBJECT
private slots:
    void everyFaultHasARowAndEveryPhaseAColumn();
    void aFilterNarrowsAndAWrongWordIsTold();
    void cellsRunAndAClickOpensTheRun();
    void whatHasRunIsKeptAndGoneOnWith();
    void whatDoesNotHoldSaysWhy();
    void whatIsStoppedHasNotRun();
    void aFileThatIsNoMatrixIsTold();
    void aWindowMayGoWhileCellsRun();

private:
    MatrixPanel& panel() { return window_->matrixPanel(); }
    MatrixGrid& grid() { return panel().grid(); }
    const MatrixGrid::Cell& cell(const char* fault, ConnectionPhase phase)
    {
        return *grid().at(grid().indexOf(QString::fromLatin1(fault), phase));
    }
    QPushButton* button(const QString& text)
    {
        for (auto* button : panel().findChildren<QPushButton*>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }
    void show(const QString& filter)
    {
        window_->goToPanel(QStringLiteral("matrix"));
        panel().filter().setText(filter);
        QTRY_VERIFY_WITH_TIMEOUT(grid().knows(grid().isVirtual()), 30'000);
    }
    bool waitForEnd()
    {
        return QTest::qWaitFor([this] { return panel().reasonNotToRun() != runningText(); },
                               60'000) &&
               !panel().isRunning();
    }
    static QString runningText() { return QStringLiteral("cells are running"); }
};

void TestUiMatrix::everyFaultHasARowAndEveryPhaseAColumn()
{
    const QAbstractItemModelTester tester(&grid(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    show({});
    QCOMPARE(grid().rowCount(), int(faultCatalogue().size()));
    QCOMPARE(grid().columnCount(), int(connectionPhases().size()));
    const QModelIndex index = grid().indexOf(QStringLiteral("T6"), ConnectionPhase::ReadyIdle);
    QCOMPARE(grid().data(index, Qt::AccessibleTextRole).toString(),
             QStringLiteral("T6 reset_peer, ready idle: not run"));
    const auto& cannot = cell("H1", ConnectionPhase::ReadyIdle);
    QVERIFY(cannot.state == State::CannotBe && !cannot.whyNot.isEmpty());
    QVERIFY(button(QStringLiteral("Run"))->isEnabled());
}

void TestUiMatrix::aFilterNarrowsAndAWrongWordIsTold()
{
    show(QStringLiteral("T6, phase:tcp, ready_idle"));
    QCOMPARE(grid().rowCount(), 1);
    QCOMPARE(grid().columnCount(), 2);
    panel().filter().setText(QStringLiteral("T66"));
    QCOMPARE(grid().rowCount(), 1);
    QVERIFY(!button(QStringLiteral("Run"))->isEnabled());
    QVERIFY2(panel().reasonNotToRun().contains(QLatin1String("did you mean")),
             qPrintable(panel().reasonNotToRun()));
    panel().filter().clear();
    QCOMPARE(grid().columnCount(), int(connectionPhases().size()));
}

void TestUiMatrix::cellsRunAndAClickOpensTheRun()
{
    show(QStringLiteral("T6,T1"));
    panel().run();
    QVERIFY(panel().isRunning());
    QVERIFY(waitForEnd());
    QVERIFY(grid().open().empty());
    QVERIFY(cell("T6", ConnectionPhase::ReadyIdle).result->status == Status::Held);
    QCOMPARE(cell("T6", ConnectionPhase::ReadyIdle).symbol(), QStringLiteral("✓"));
    QVERIFY2(grid().summary().contains(QLatin1String("held")), qPrintable(grid().summary()));
    const QModelIndex index = grid().indexOf(QStringLiteral("T6"), ConnectionPhase::ReadyIdle);
    panel().table().scrollTo(index);
    QTest::mouseClick(panel().table().viewport(), Qt::LeftButton, {},
                      panel().table().visualRect(index).center());
    QVERIFY2(panel().text().toPlainText().contains(QLatin1String("T6 reset_peer, ready idle")),
             qPrintable(panel().text().toPlainText()));
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::FaultBitten) != 0, 30'000);
    // One that cannot be has no run.
    panel().table().setCurrentIndex(
        grid().indexOf(QStringLiteral("T6"), ConnectionPhase::Resolving));
    QVERIFY(!button(QStringLiteral("Show on the timeline"))->isEnabled());
    QVERIFY(panel().text().toPlainText().contains(QLatin1String("look-up of a name")));
}

void TestUiMatrix::whatHasRunIsKeptAndGoneOnWith()
{
    show(QStringLiteral("T6"));
    panel().run();
    QVERIFY(waitForEnd());
    panel().filter().setText(QStringLiteral("T6,W22"));
    const auto left = grid().open().size();
    QVERIFY(left > 0 && left < 10);
    const QString path = folder_.filePath(QStringLiteral("matrix.json"));
    panel().save(path);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path) && panel().reasonNotToRun().isEmpty(), 30'000);
    QTest::mouseClick(button(QStringLiteral("Start anew")), Qt::LeftButton);
    QVERIFY(grid().open().size() > left);
    panel().open(path);
    QTRY_COMPARE_WITH_TIMEOUT(grid().open().size(), left, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(panel().reasonNotToRun().isEmpty(), 30'000);
    // What runs now is kept in that file, and its run files beside it.
    panel().run();
    QVERIFY(waitForEnd());
    const auto kept = openMatrixRecord(path);
    QVERIFY(kept.hasValue());
    const auto* result = kept->find(QStringLiteral("W22"), ConnectionPhase::ReadyIdle);
    QVERIFY(result && result->status == Status::Held);
    QVERIFY(result->runFile.startsWith(path + QStringLiteral("-runs/")));
    const QString page = folder_.filePath(QStringLiteral("matrix.html"));
    panel().save(page);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(page), 30'000);
}

void TestUiMatrix::whatDoesNotHoldSaysWhy()
{
    MatrixRecord record;
    record.mutant = QStringLiteral("M08");
    const QString path = folder_.filePath(QStringLiteral("wrong.json"));
    QVERIFY(writeWholeFile(path, record.toJson()).hasValue());
    show(QStringLiteral("T1,phase:tcp"));
    panel().open(path);
    QTRY_VERIFY_WITH_TIMEOUT(panel().reasonNotToRun().isEmpty(), 30'000);
    panel().run();
    QVERIFY(waitForEnd());
    const auto& wrong = cell("T1", ConnectionPhase::Tcp);
    QVERIFY(wrong.isWrong());
    QCOMPARE(wrong.text(), QStringLiteral("not held"));
    panel().table().setCurrentIndex(grid().indexOf(QStringLiteral("T1"), ConnectionPhase::Tcp));
    QVERIFY2(panel().text().toPlainText().contains(QLatin1String("P07")),
             qPrintable(panel().text().toPlainText()));
    QVERIFY(grid().record().mutant == record.mutant);
}

void TestUiMatrix::whatIsStoppedHasNotRun()
{
    panel().virtualTime().setChecked(false);
    show(QStringLiteral("T6,ready_idle,pending"));
    panel().run();
    QTRY_VERIFY_WITH_TIMEOUT(cell("T6", ConnectionPhase::Pending).state == State::Running, 30'000);
    QVERIFY(cell("T6", ConnectionPhase::ReadyIdle).state == State::Waiting);
    QVERIFY(!panel().virtualTime().isEnabled());
    QTest::mouseClick(button(QStringLiteral("Stop")), Qt::LeftButton);
    QVERIFY(waitForEnd());
    QCOMPARE(grid().open().size(), std::size_t(2));
    QVERIFY(cell("T6", ConnectionPhase::Pending).state == State::NotRun);
    QVERIFY(button(QStringLiteral("Run"))->isEnabled());
}

void TestUiMatrix::aFileThatIsNoMatrixIsTold()
{
    panel().open(runFile(1));
    QTRY_VERIFY_WITH_TIMEOUT(window_->notice().text().contains(QLatin1String("is no ")), 30'000);
    // And the cells are there as if nothing had been opened.
    QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Run"))->isEnabled(), 30'000);
    QVERIFY(button(QStringLiteral("Open…"))->isEnabled());
}

void TestUiMatrix::aWindowMayGoWhileCellsRun()
{
    panel().virtualTime().setChecked(false);
    show(QStringLiteral("T6,ready_idle"));
    panel().run();
    QTRY_VERIFY_WITH_TIMEOUT(cell("T6", ConnectionPhase::ReadyIdle).state == State::Running,
                             30'000);
    window_.reset();
}

QTEST_MAIN(TestUiMatrix)

} // namespace tst_ui_matrix

#include "tst_ui_matrix.moc"
