// SPDX-License-Identifier: MIT
// What the window is before, in and after its first frame.
#include "tests/ui/window_fixture.h"
#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/late_parts.h"
#include "ui/window/live_run.h"

#include <QComboBox>
#include <QMenu>
#include <QMenuBar>
#include <QTest>

namespace tst_ui_start {

using namespace redial;

class StartTest final : public WindowFixture
{
    Q_OBJECT
private slots:
    void partsAreMadeInTheirOrderFromTheFirstFrameOn();
    void aPartThatAsksForTheOthersDoesNotMakeThem();
    void partsAreMadeAtOnceWhenSomebodyAsks();
    void theFirstFrameHasTheConnectionBarAndTheMenuBar();
    void theWindowIsWholeAfterItsFirstFrame();
    void noPanelIsMadeThatNobodySees();
    void aLayoutOfAShownWindowIsThatOfAHiddenOne();
    void aRunStartsBeforeTheWindowIsWhole();
    void aPanelIsReachedBeforeTheWindowIsWhole();
    void aMenuThatOpensBeforeTheWindowIsWholeIsFull();
    void theLogarithmicScaleIsKeptThatWasChosenBeforeTheGraphWasMade();
    void theTimelineHasTheFocusUnlessAFieldHasIt();
    void aWindowIsClosedBeforeItIsWhole();
    void aWindowEndsBeforeItIsWhole();

private:
    void makeWindow() { window_ = std::make_unique<MainWindow>(); }
    /// Unlike the accessors of the window it leaves it as it is.
    QAction* action(const char* id) const
    {
        return window_->findChild<QAction*>(QLatin1String(id));
    }
    QList<PanelDock*> docks() const { return window_->findChildren<PanelDock*>(); }
};

void StartTest::partsAreMadeInTheirOrderFromTheFirstFrameOn()
{
    QWidget widget;
    LateParts parts(widget);
    QStringList made;
    parts.add([&] { made.append(QStringLiteral("a")); });
    parts.add([&] { made.append(QStringLiteral("b")); });
    QCoreApplication::processEvents();
    QVERIFY(made.isEmpty());
    widget.show();
    QTRY_VERIFY(parts.areMade());
    QCOMPARE(made, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
}

void StartTest::aPartThatAsksForTheOthersDoesNotMakeThem()
{
    QWidget widget;
    LateParts parts(widget);
    bool nested = false;
    bool second = false;
    parts.add([&] {
        parts.finish();
        nested = second || parts.areMade();
    });
    parts.add([&] { second = true; });
    parts.finish();
    QVERIFY(!nested);
    QVERIFY(second);
}

void StartTest::partsAreMadeAtOnceWhenSomebodyAsks()
{
    QWidget widget;
    LateParts parts(widget);
    int made = 0;
    for (int i = 0; i < 3; ++i)
        parts.add([&] { ++made; });
    QVERIFY(!parts.areMade());
    parts.finish();
    parts.finish();
    QCOMPARE(made, 3);
    QVERIFY(parts.areMade());
}

void StartTest::theFirstFrameHasTheConnectionBarAndTheMenuBar()
{
    makeWindow();
    QVERIFY(window_->findChild<ConnectionBar*>());
    QVERIFY(action("run.start")->isEnabled());
    QVERIFY(!action("run.stop")->isEnabled());
    QCOMPARE(window_->menuBar()->actions().size(), 5);
    QVERIFY(docks().isEmpty());
    QVERIFY(!window_->isWhole());
}

void StartTest::theWindowIsWholeAfterItsFirstFrame()
{
    makeWindow();
    window_->show();
    QTRY_VERIFY(window_->isWhole());
    QCOMPARE(docks().size(), 14);
    for (const QAction* title : window_->menuBar()->actions())
        QVERIFY2(!title->menu()->isEmpty(), qPrintable(title->text()));
}

void StartTest::noPanelIsMadeThatNobodySees()
{
    const auto check = [this] {
        for (const PanelDock* dock : docks())
            QCOMPARE(dock->madePanel() != nullptr, !dock->visibleRegion().isEmpty());
    };
    makeWindow();
    window_->show();
    QTRY_VERIFY(window_->isWhole());
    check();
    action("view.reset")->trigger();
    check();
}

void StartTest::aLayoutOfAShownWindowIsThatOfAHiddenOne()
{
    const auto places = [this] {
        QMap<QString, QRect> result;
        for (const PanelDock* dock : docks()) {
            if (!dock->visibleRegion().isEmpty())
                result.insert(dock->objectName(), dock->geometry());
        }
        return result;
    };
    makeWindow();
    window_->show();
    QTRY_VERIFY(window_->isWhole());
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    QTRY_COMPARE(places().size(), 4);
    const auto shown = places();
    makeWindow();
    QVERIFY(window_->timeline().isHidden() || window_->isWhole());
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    QTRY_COMPARE(places(), shown);
}

void StartTest::aRunStartsBeforeTheWindowIsWhole()
{
    makeWindow();
    action("run.start")->trigger();
    QVERIFY(window_->isWhole());
    QVERIFY(window_->liveRun().isRunning());
    action("run.stop")->trigger();
}

void StartTest::aPanelIsReachedBeforeTheWindowIsWhole()
{
    makeWindow();
    action("view.history")->trigger();
    QVERIFY(window_->isWhole());
    QVERIFY(window_->findChild<PanelDock*>(QStringLiteral("dock.history"))->madePanel());
}

void StartTest::aMenuThatOpensBeforeTheWindowIsWholeIsFull()
{
    makeWindow();
    QMenu* menu = window_->menuBar()->actions().constFirst()->menu();
    QVERIFY(menu->isEmpty());
    emit menu->aboutToShow();
    QVERIFY(menu->actions().contains(action("file.open")));
}

void StartTest::theLogarithmicScaleIsKeptThatWasChosenBeforeTheGraphWasMade()
{
    makeWindow();
    QVERIFY(!action("view.log")->isChecked());
    action("view.log")->trigger();
    QVERIFY(window_->backoffGraph().isLogarithmic());
    action("view.log")->trigger();
    QVERIFY(!window_->backoffGraph().isLogarithmic());
}

void StartTest::theTimelineHasTheFocusUnlessAFieldHasIt()
{
    makeWindow();
    window_->show();
    QTRY_VERIFY(window_->isWhole());
    QCOMPARE(window_->focusWidget(), static_cast<QWidget*>(&window_->timeline()));

    makeWindow();
    auto* field = window_->findChild<ConnectionBar*>()->findChild<QComboBox*>();
    field->setFocus();
    window_->show();
    QTRY_VERIFY(window_->isWhole());
    QVERIFY(field->isAncestorOf(window_->focusWidget()) || window_->focusWidget() == field);
}

void StartTest::aWindowIsClosedBeforeItIsWhole()
{
    makeWindow();
    window_->show();
    QVERIFY(window_->close());
    window_.reset();
    // What it kept is whole too: another window has the same docks where they were.
    makeWindow();
    window_->show();
    QTRY_VERIFY(window_->isWhole());
    QVERIFY(window_->findChild<PanelDock*>(QStringLiteral("dock.events"))->isVisible());
}

void StartTest::aWindowEndsBeforeItIsWhole()
{
    makeWindow();
    window_.reset();
    makeWindow();
    window_->show();
    window_.reset();
    QCoreApplication::processEvents();
}

QTEST_MAIN(StartTest)

} // namespace tst_ui_start

#include "tst_ui_start.moc"
