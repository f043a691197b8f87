// SPDX-License-Identifier: MIT
#include "tests/ui/window_fixture.h"
#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/appearance.h"
#include "ui/window/command_palette.h"
#include "ui/window/shortcut_sheet.h"

#include <QAccessible>
#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTextBrowser>
#include <QWheelEvent>

namespace tst_ui_window {

using namespace redial;
using namespace std::chrono_literals;

namespace {

QString text(const QWidget& widget)
{
    return QStringLiteral("%1 %2 in %3")
        .arg(QString::fromLatin1(widget.metaObject()->className()), widget.objectName(),
             widget.parentWidget()
                 ? QString::fromLatin1(widget.parentWidget()->metaObject()->className())
                 : QStringLiteral("nothing"));
}

} // namespace

class TestUiWindow : public WindowFixture
{
    Q_OBJECT
private slots:
    void listTimelineAndDetailsSelectTheSameEvent();
    void theCrosshairIsShared();
    void ctrlWheelZoomsAtThePointerAndTheWheelPans();
    void draggingZoomsAndBackspaceZoomsBack();
    void shiftDraggingMeasures();
    void bracketsJumpToTheSameKind();
    void theKeyboardReachesTheTimelineTheListAndTheFilter();
    void disabledCommandsSayWhy();
    void theCommandPaletteRunsWhatIsTyped();
    void theShortcutSheetTellsEveryShortcut();
    void noTwoCommandsShareAShortcut();
    void aPanelIsMadeWhenItIsFirstWanted();
    void aTabThatIsClickedMakesItsPanel();
    void theLayoutCanBeReset();
    void everyWidgetHasAnAccessibleName();
    void thePaletteChangesEveryColour();

private:
    void makeEveryPanel();
};

void TestUiWindow::makeEveryPanel()
{
    for (auto* dock : window_->findChildren<PanelDock*>())
        dock->panel();
}

void TestUiWindow::listTimelineAndDetailsSelectTheSameEvent()
{
    show(stationLog());
    const EventNumber online = find(EventKind::Online);
    window_->runCursor().select(online);
    const QTableView& table = window_->eventList().table();
    QCOMPARE(static_cast<EventNumber>(table.currentIndex().row()) + 1, online);
    QVERIFY(window_->details().text().toPlainText().contains(QStringLiteral("online")));
    QTest::keyClick(&window_->eventList().table(), Qt::Key_Down);
    QCOMPARE(window_->runCursor().selected(), std::optional(online + 1));
    QTest::keyClick(&window_->timeline(), Qt::Key_Right);
    QCOMPARE(window_->runCursor().selected(), std::optional(online + 2));
    QCOMPARE(static_cast<EventNumber>(table.currentIndex().row()) + 1, online + 2);
}

void TestUiWindow::theCrosshairIsShared()
{
    show(stationLog());
    QTest::mouseMove(&window_->timeline(), window_->timeline().rect().center());
    QVERIFY(window_->runCursor().crosshair().has_value());
    const QImage with = window_->backoffGraph().grab().toImage();
    window_->runCursor().setCrosshair(std::nullopt);
    QVERIFY(window_->backoffGraph().grab().toImage() != with);
}

void TestUiWindow::ctrlWheelZoomsAtThePointerAndTheWheelPans()
{
    show(stationLog());
    const TimeRange whole = window_->runCursor().zoom().visible();
    const QPointF middle = window_->timeline().rect().center();
    const auto wheel = [&](int delta, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event(middle, window_->timeline().mapToGlobal(middle), {}, {0, delta},
                          Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&window_->timeline(), &event);
    };
    wheel(120, Qt::ControlModifier);
    const TimeRange closer = window_->runCursor().zoom().visible();
    QVERIFY(closer.length() < whole.length());
    wheel(-120, Qt::NoModifier);
    QVERIFY(window_->runCursor().zoom().visible().begin > closer.begin);
    QCOMPARE(window_->runCursor().zoom().visible().length(), closer.length());
    QTest::keyClick(&window_->timeline(), Qt::Key_Home);
    QCOMPARE(window_->runCursor().zoom().visible(), whole);
}

void TestUiWindow::draggingZoomsAndBackspaceZoomsBack()
{
    show(stationLog());
    QWidget& graph = window_->timeline();
    const TimeRange whole = window_->runCursor().zoom().visible();
    const QPoint from(300, 100);
    const auto drag = [&](const QPoint& to) {
        QTest::mousePress(&graph, Qt::LeftButton, {}, from);
        QTest::mouseMove(&graph, to);
        QTest::mouseRelease(&graph, Qt::LeftButton, {}, to);
    };
    drag(from + QPoint(10, 0));
    QCOMPARE(window_->runCursor().zoom().visible(), whole);
    drag(from + QPoint(200, 0));
    QVERIFY(window_->runCursor().zoom().visible().length() < whole.length() / 2);
    QTest::keyClick(&graph, Qt::Key_Backspace);
    QCOMPARE(window_->runCursor().zoom().visible(), whole);
}

void TestUiWindow::shiftDraggingMeasures()
{
    show(stationLog());
    QWidget& graph = window_->timeline();
    const TimeRange whole = window_->runCursor().zoom().visible();
    QTest::mousePress(&graph, Qt::LeftButton, Qt::ShiftModifier, {300, 100});
    QTest::mouseMove(&graph, {400, 100});
    QTest::mouseRelease(&graph, Qt::LeftButton, Qt::ShiftModifier, {400, 100});
    QVERIFY(window_->timeline().measured().has_value());
    QCOMPARE(window_->runCursor().zoom().visible(), whole);
    QTest::keyClick(&graph, Qt::Key_Escape);
    QVERIFY(!window_->timeline().measured().has_value());
}

void TestUiWindow::bracketsJumpToTheSameKind()
{
    show(stationLog());
    window_->runCursor().select(find(EventKind::Online));
    QTest::keyClick(&window_->timeline(), Qt::Key_BracketRight);
    const EventNumber second = *window_->runCursor().selected();
    QCOMPARE(window_->document().log().header(second).kind, EventKind::Online);
    QVERIFY(second > find(EventKind::Online));
    QTest::keyClick(&window_->timeline(), Qt::Key_BracketLeft);
    QCOMPARE(window_->runCursor().selected(), std::optional(find(EventKind::Online)));
}

void TestUiWindow::theKeyboardReachesTheTimelineTheListAndTheFilter()
{
    show(stationLog());
    window_->activateWindow();
    QTest::keyClick(window_.get(), Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(
        window_->focusWidget() &&
            window_->eventList().filterBar().isAncestorOf(window_->focusWidget()),
        10'000);
    QTest::keyClicks(window_->focusWidget(), QStringLiteral("refused"));
    QTRY_VERIFY_WITH_TIMEOUT(window_->document().visible().size() < 40 &&
                                 !window_->document().visible().empty(),
                             10'000);
    QTest::keyClick(window_.get(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(window_->focusWidget(), &window_->eventList().table());
    QTest::keyClick(window_->focusWidget(), Qt::Key_Home, Qt::ControlModifier);
    QVERIFY(window_->runCursor().selected().has_value());
    QTest::keyClick(window_.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(window_->focusWidget(), &window_->timeline());
    QTest::keyClick(window_.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(window_->focusWidget(), &window_->backoffGraph());
    QTest::keyClick(window_.get(), Qt::Key_4, Qt::ControlModifier);
    QCOMPARE(window_->focusWidget(), &window_->details().text());
    QTest::keyClick(window_.get(), Qt::Key_5, Qt::ControlModifier);
    QVERIFY(window_->policyEditor().isAncestorOf(window_->focusWidget()));
}

void TestUiWindow::disabledCommandsSayWhy()
{
    for (const auto& entry : window_->actionRegistry().entries()) {
        if (!entry.action->isEnabled())
            QVERIFY2(!reasonOf(*entry.action).isEmpty(), qPrintable(entry.id));
    }
    QAction* drop = window_->actionRegistry().action(QStringLiteral("run.drop"));
    QVERIFY(!drop->isEnabled());
    QVERIFY2(drop->toolTip().contains(QStringLiteral("no run is under way")),
             qPrintable(drop->toolTip()));
}

void TestUiWindow::theCommandPaletteRunsWhatIsTyped()
{
    QTest::keyClick(window_.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(window_->palettePopup().isVisible());
    auto* edit = window_->palettePopup().findChild<QLineEdit*>();
    QTest::keyClicks(edit, QStringLiteral("logarith"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(!window_->palettePopup().isVisible());
    QVERIFY(window_->backoffGraph().isLogarithmic());
    QVERIFY(matchesLetters(QStringLiteral("View: Zoom back"), QStringLiteral("zback")));
    QVERIFY(!matchesLetters(QStringLiteral("View: Zoom back"), QStringLiteral("zbackx")));
}

void TestUiWindow::theShortcutSheetTellsEveryShortcut()
{
    QTest::keyClick(window_.get(), Qt::Key_F1);
    QVERIFY(window_->shortcutSheet().isVisible());
    QVERIFY(!window_->shortcutSheet().isModal());
    const QString sheet = window_->shortcutSheet().text();
    for (const auto& entry : window_->actionRegistry().entries()) {
        if (!entry.action->shortcut().isEmpty())
            QVERIFY2(sheet.contains(entry.action->text()), qPrintable(entry.id));
    }
    for (const auto& gesture : window_->actionRegistry().gestures())
        QVERIFY2(sheet.contains(gesture.meaning), qPrintable(gesture.keys));
}

void TestUiWindow::noTwoCommandsShareAShortcut()
{
    QStringList known;
    for (const auto& entry : window_->actionRegistry().entries()) {
        const QString keys = entry.action->shortcut().toString();
        if (keys.isEmpty())
            continue;
        QVERIFY2(!known.contains(keys), qPrintable(keys));
        known.append(keys);
    }
    QVERIFY(known.contains(QStringLiteral("Ctrl+D")));
    QVERIFY(known.contains(QStringLiteral("F5")));
    QVERIFY(known.contains(QStringLiteral("Shift+F5")));
}

void TestUiWindow::aPanelIsMadeWhenItIsFirstWanted()
{
    for (const char* name : {"policy", "results", "session", "faults", "scenarios", "judge",
                             "history", "server", "backends"}) {
        auto* dock = window_->findChild<PanelDock*>(QStringLiteral("dock.") + QLatin1String(name));
        QVERIFY2(!dock->madePanel(), name);
        QVERIFY(window_->goToPanel(QLatin1String(name)));
        QVERIFY2(dock->madePanel(), name);
        QVERIFY2(dock->isAncestorOf(window_->focusWidget()), name);
    }
    QVERIFY(!window_->goToPanel(QStringLiteral("nowhere")));
}

void TestUiWindow::aTabThatIsClickedMakesItsPanel()
{
    auto* dock = window_->findChild<PanelDock*>(QStringLiteral("dock.judge"));
    for (auto* tabs : window_->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        for (int i = 0; i < tabs->count(); ++i) {
            if (tabs->tabText(i) == dock->windowTitle())
                QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(i).center());
        }
    }
    QVERIFY(dock->madePanel());
    QVERIFY(dock->madePanel()->isVisible());
}

void TestUiWindow::theLayoutCanBeReset()
{
    auto docks = window_->findChildren<QDockWidget*>();
    QCOMPARE(docks.size(), 14);
    docks[0]->setFloating(true);
    docks[1]->hide();
    window_->actionRegistry().action(QStringLiteral("view.reset"))->trigger();
    for (const QDockWidget* dock : docks) {
        QVERIFY(!dock->isFloating());
        QVERIFY(!dock->isHidden());
    }
}

void TestUiWindow::everyWidgetHasAnAccessibleName()
{
    show(stationLog());
    window_->shortcutSheet().show();
    window_->palettePopup().open();
    window_->notice().show(QStringLiteral("A notice."));
    makeEveryPanel();
    QStringList nameless;
    const auto widgets = window_->findChildren<QWidget*>();
    QVERIFY(widgets.size() > 400);
    for (QWidget* widget : widgets) {
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
        if (!accessible || !accessible->isValid())
            continue;
        const bool reachable = widget->focusPolicy() != Qt::NoFocus;
        const auto role = accessible->role();
        const bool speaks = reachable || role == QAccessible::Button ||
                            role == QAccessible::EditableText || role == QAccessible::ComboBox ||
                            role == QAccessible::CheckBox || role == QAccessible::Table ||
                            role == QAccessible::List || role == QAccessible::ProgressBar;
        const QString className = QString::fromLatin1(widget->metaObject()->className());
        const bool inner = className.startsWith(QStringLiteral("QComboBoxPrivate")) ||
                           className == QStringLiteral("QComboBoxListView") ||
                           widget->objectName().startsWith(QStringLiteral("qt_"));
        if (speaks && !inner && accessible->text(QAccessible::Name).isEmpty())
            nameless.append(text(*widget));
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

void TestUiWindow::thePaletteChangesEveryColour()
{
    show(stationLog());
    const auto ground = [this] {
        return qGray(window_->grab().toImage().pixel(640, window_->height() - 4));
    };
    const auto plot = [this] { return window_->timeline().grab().toImage().pixel(200, 3); };
    applyAppearance(QStringLiteral("light"));
    QTRY_VERIFY_WITH_TIMEOUT(ground() > 180, 10'000);
    const QRgb lightPlot = plot();
    applyAppearance(QStringLiteral("dark"));
    QTRY_VERIFY_WITH_TIMEOUT(ground() < 80, 10'000);
    QVERIFY(plot() != lightPlot);
    applyAppearance(QStringLiteral("light"));
    QTRY_VERIFY_WITH_TIMEOUT(ground() > 180, 10'000);
    QCOMPARE(plot(), lightPlot);
}

QTEST_MAIN(TestUiWindow)

} // namespace tst_ui_window

#include "tst_ui_window.moc"
