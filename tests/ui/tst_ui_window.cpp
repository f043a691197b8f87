// SPDX-License-Identifier: MIT
#include "core/log/run_file_writer.h"
#include "tests/support/synthetic_run.h"
#include "ui/models/link_state.h"
#include "ui/panels/backoff_widget.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/envelope_preview.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/metrics_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/state_indicator.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/appearance.h"
#include "ui/window/command_palette.h"
#include "ui/window/exporter.h"
#include "ui/window/live_run.h"
#include "ui/window/main_window.h"
#include "ui/window/run_export.h"
#include "ui/window/run_files.h"
#include "ui/window/shortcut_sheet.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace redial;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<EventLog> stationLog(int connections = 3)
{
    auto log = std::make_shared<EventLog>();
    SyntheticRun(*log).station(connections);
    return log;
}

QString text(const QWidget& widget)
{
    return QStringLiteral("%1 %2 in %3")
        .arg(QString::fromLatin1(widget.metaObject()->className()), widget.objectName(),
             widget.parentWidget()
                 ? QString::fromLatin1(widget.parentWidget()->metaObject()->className())
                 : QStringLiteral("nothing"));
}

} // namespace

class TestUiWindow : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();

    void aRunFileIsShownLikeALiveRun();
    void aFileCutInMidLineIsShownWithAWarning();
    void aFileThatIsNoRunFileIsANotice();
    void openingCanBeCancelled();
    void listTimelineAndDetailsSelectTheSameEvent();
    void theCrosshairIsShared();
    void ctrlWheelZoomsAtThePointerAndTheWheelPans();
    void draggingZoomsAndBackspaceZoomsBack();
    void shiftDraggingMeasures();
    void bracketsJumpToTheSameKind();
    void theKeyboardReachesTheTimelineTheListAndTheFilter();
    void aWrongFilterIsRedAndChangesNothing();
    void escapeClearsTheFilter();
    void theStateIsToldInWordsWithItsAttempt();
    void disabledCommandsSayWhy();
    void theCommandPaletteRunsWhatIsTyped();
    void theShortcutSheetTellsEveryShortcut();
    void noTwoCommandsShareAShortcut();
    void aWrongUrlIsToldAtItsPlace_data();
    void aWrongUrlIsToldAtItsPlace();
    void everyKnobHasAFieldThatReadsBack();
    void aWrongKnobIsToldAtItsPlaceAndKeepsThePolicy();
    void thePreviewIsTheEnvelopeOfTheForm();
    void copyingGivesTextAndJson();
    void exportsAreWritten();
    void aTableFollowsTheFilterAndIsHarmless();
    void aSavedRunIsTheSameFile();
    void anInterruptedRunIsOffered();
    void theLayoutCanBeReset();
    void everyWidgetHasAnAccessibleName();
    void thePaletteChangesEveryColour();

private:
    QString runFile(int connections = 3);
    void show(std::shared_ptr<EventLog> log);
    EventNumber find(EventKind kind) const;

    QTemporaryDir folder_;
    std::unique_ptr<MainWindow> window_;
};

void TestUiWindow::initTestCase()
{
    QVERIFY(folder_.isValid());
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
}

void TestUiWindow::init()
{
    window_ = std::make_unique<MainWindow>();
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
}

void TestUiWindow::cleanup()
{
    window_.reset();
}

QString TestUiWindow::runFile(int connections)
{
    const QString path = folder_.filePath(QStringLiteral("run%1.jsonl").arg(connections));
    EventLog log;
    SyntheticRun(log).station(connections);
    RunInfo info;
    info.program = QStringLiteral("test");
    info.seed = 7;
    const auto saved = saveRunFile(path, info, log);
    return saved ? path : QString();
}

void TestUiWindow::show(std::shared_ptr<EventLog> log)
{
    window_->showLog(std::move(log), QStringLiteral("test"));
    window_->document().catchUp();
}

EventNumber TestUiWindow::find(EventKind kind) const
{
    const EventLog& log = window_->document().log();
    for (EventNumber number = 1; number <= log.size(); ++number) {
        if (log.header(number).kind == kind)
            return number;
    }
    return 0;
}

void TestUiWindow::aRunFileIsShownLikeALiveRun()
{
    const QString path = runFile();
    window_->openFile(path);
    const auto live = stationLog();
    QTRY_COMPARE_WITH_TIMEOUT(window_->document().visible().size(), std::size_t(live->size()),
                              10'000);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->task().isRunning(), 10'000);
    const QImage fromFile = window_->timeline().grab().toImage();
    show(live);
    QCOMPARE(window_->timeline().grab().toImage(), fromFile);
    QVERIFY(window_->windowTitle().contains(QStringLiteral("test")));
}

void TestUiWindow::aFileCutInMidLineIsShownWithAWarning()
{
    QFile file(runFile());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.resize(file.size() - 30));
    file.close();
    window_->openFile(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(!window_->notice().text().isEmpty(), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(window_->document().seen() > 50, 10'000);
}

void TestUiWindow::aFileThatIsNoRunFileIsANotice()
{
    QFile file(folder_.filePath(QStringLiteral("no.jsonl")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("hello\n");
    file.close();
    window_->openFile(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(window_->notice().text().contains(QStringLiteral("no.jsonl")), 10'000);
    window_->openFile(folder_.filePath(QStringLiteral("absent.jsonl")));
    QTRY_VERIFY_WITH_TIMEOUT(window_->notice().text().contains(QStringLiteral("absent.jsonl")),
                             10'000);
}

void TestUiWindow::openingCanBeCancelled()
{
    const QString path = runFile(300);
    window_->openFile(path);
    QVERIFY(window_->task().isRunning());
    window_->task().cancel();
    QVERIFY(!window_->task().isRunning());
    QVERIFY(window_->notice().text().contains(QStringLiteral("cancelled")));
    window_->document().catchUp();
    QVERIFY(window_->document().seen() > 0);
}

void TestUiWindow::listTimelineAndDetailsSelectTheSameEvent()
{
    show(stationLog());
    const EventNumber online = find(EventKind::Online);
    window_->runCursor().select(online);
    const QTableView& table = window_->eventList().table();
    QCOMPARE(static_cast<EventNumber>(table.currentIndex().row()) + 1, online);
    QVERIFY(window_->details().toPlainText().contains(QStringLiteral("online")));
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
    QCOMPARE(window_->focusWidget(), &window_->details());
    QTest::keyClick(window_.get(), Qt::Key_5, Qt::ControlModifier);
    QVERIFY(window_->policyEditor().isAncestorOf(window_->focusWidget()));
}

void TestUiWindow::aWrongFilterIsRedAndChangesNothing()
{
    show(stationLog());
    FilterBar& filter = window_->eventList().filterBar();
    filter.setRegularExpression(true);
    filter.setText(QStringLiteral("boot.*sent"));
    window_->document().catchUp();
    const auto before = window_->document().visible();
    QVERIFY(!filter.isWrong());
    auto* edit = filter.findChild<QLineEdit*>();
    const QColor normal = edit->palette().color(QPalette::Base);
    filter.setText(QStringLiteral("boot(sent"));
    QVERIFY(filter.isWrong());
    QVERIFY(edit->palette().color(QPalette::Base) != normal);
    QVERIFY(edit->toolTip().contains(QStringLiteral("character")));
    window_->document().catchUp();
    QCOMPARE(window_->document().visible(), before);
}

void TestUiWindow::escapeClearsTheFilter()
{
    show(stationLog());
    FilterBar& filter = window_->eventList().filterBar();
    filter.setText(QStringLiteral("nothing like it"));
    window_->document().catchUp();
    QVERIFY(window_->document().visible().empty());
    QTest::keyClick(filter.findChild<QComboBox*>(), Qt::Key_Escape);
    window_->document().catchUp();
    QCOMPARE(EventNumber(window_->document().visible().size()), window_->document().log().size());
}

void TestUiWindow::theStateIsToldInWordsWithItsAttempt()
{
    StateIndicator& state = window_->connectionBar().state();
    QCOMPARE(state.headline(), QStringLiteral("Not running"));
    show(stationLog());
    QCOMPARE(state.headline(), QStringLiteral("Online"));
    auto log = stationLog(1);
    VirtualClock clock;
    EventRecorder client(*log, clock, Source::Client);
    client.setAttempt(4);
    clock.advance(100s);
    client.record(EventKind::Closed, {{FieldKey::Cause, "reset"}});
    client.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, 5s}});
    show(log);
    QCOMPARE(state.headline(), QStringLiteral("Waiting to reconnect"));
    LinkState waiting = linkStateOf(window_->document());
    QCOMPARE(waiting.explanation(waiting.since + 2s), QStringLiteral("Attempt 4 in 3.0 s"));
    QVERIFY(state.accessibleName().contains(QStringLiteral("Waiting")));
    client.record(EventKind::GaveUp);
    window_->document().catchUp();
    QCOMPARE(state.headline(), QStringLiteral("Gave up"));
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

void TestUiWindow::aWrongUrlIsToldAtItsPlace_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("right");
    QTest::newRow("ws") << QStringLiteral("ws://localhost:9000/ocpp") << true;
    QTest::newRow("wss") << QStringLiteral("wss://example.org/") << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("http") << QStringLiteral("http://localhost/") << false;
    QTest::newRow("no host") << QStringLiteral("ws:///path") << false;
    QTest::newRow("no URL") << QStringLiteral("ws://a b") << false;
}

void TestUiWindow::aWrongUrlIsToldAtItsPlace()
{
    QFETCH(QString, url);
    QFETCH(bool, right);
    RunSettings settings;
    settings.embedded = false;
    settings.url = url;
    window_->connectionBar().setSettings(settings);
    QAction* start = window_->actionRegistry().action(QStringLiteral("run.start"));
    QCOMPARE(start->isEnabled(), right);
    if (!right)
        QVERIFY2(start->toolTip().contains(QStringLiteral("ws://")), qPrintable(start->toolTip()));
}

void TestUiWindow::everyKnobHasAFieldThatReadsBack()
{
    PolicyEditor& editor = window_->policyEditor();
    ReconnectPolicy policy = grpcPolicy();
    policy.honourRetryAfter = !policy.honourRetryAfter;
    policy.terminalCloseCodes = {1008, 4001};
    editor.setPolicy(policy);
    QVERIFY(editor.isValid());
    QCOMPARE(editor.policy(), policy);
    for (const PolicyKnob& knob : policyKnobs()) {
        QWidget* field = editor.field(knob.name);
        QVERIFY2(field, qPrintable(knob.name));
        QCOMPARE(field->toolTip(), knob.help);
    }
}

void TestUiWindow::aWrongKnobIsToldAtItsPlaceAndKeepsThePolicy()
{
    PolicyEditor& editor = window_->policyEditor();
    editor.setPolicy({});
    const ReconnectPolicy before = editor.policy();
    auto* field = qobject_cast<QLineEdit*>(editor.field(QStringLiteral("initial_backoff")));
    QVERIFY(field);
    field->setText(QStringLiteral("soon"));
    QVERIFY(!editor.isValid());
    QVERIFY(editor.errors().contains(QStringLiteral("initial_backoff")));
    QCOMPARE(editor.policy(), before);
    QVERIFY(!window_->actionRegistry().action(QStringLiteral("run.start"))->isEnabled());
    field->setText(QStringLiteral("90s"));
    QVERIFY2(!editor.isValid(), "longer than max_backoff");
    field->setText(QStringLiteral("2s"));
    QVERIFY(editor.isValid());
    QCOMPARE(editor.policy().initialBackoff, std::chrono::nanoseconds(2s));
}

void TestUiWindow::thePreviewIsTheEnvelopeOfTheForm()
{
    PolicyEditor& editor = window_->policyEditor();
    editor.setPolicy({});
    auto* field = qobject_cast<QLineEdit*>(editor.field(QStringLiteral("initial_backoff")));
    field->setText(QStringLiteral("1s"));
    const auto& bounds = editor.preview().bounds();
    QCOMPARE(bounds.size(), std::size_t(EnvelopePreview::attempts));
    QCOMPARE(bounds[0].nominal, std::chrono::nanoseconds(1s));
    QCOMPARE(bounds[1].low, std::chrono::nanoseconds(1600ms));
    qobject_cast<QLineEdit*>(editor.field(QStringLiteral("max_attempts")))
        ->setText(QStringLiteral("3"));
    QCOMPARE(editor.preview().bounds().size(), std::size_t(3));
}

void TestUiWindow::copyingGivesTextAndJson()
{
    show(stationLog());
    window_->runCursor().select(1);
    window_->actionRegistry().action(QStringLiteral("edit.copy"))->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("#1 started")));
    window_->actionRegistry().action(QStringLiteral("edit.copyJson"))->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(QChar(u'{')));
}

void TestUiWindow::exportsAreWritten()
{
    show(stationLog());
    Exporter exporter(window_->document(), window_->task(), window_.get());
    QSignalSpy told(&exporter, &Exporter::told);
    const QString png = folder_.filePath(QStringLiteral("timeline.png"));
    exporter.writePicture(window_->timeline(), png);
    const QImage image(png);
    QCOMPARE(image.width(), window_->timeline().width() * 2);
    const QString svg = folder_.filePath(QStringLiteral("backoff.svg"));
    exporter.writePicture(window_->backoffGraph(), svg);
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("scheduled delay"));
    exporter.writePicture(window_->timeline(), folder_.filePath(QStringLiteral("no/such/a.png")));
    QVERIFY(told.last().first().toString().startsWith(QStringLiteral("Could not write")));
}

void TestUiWindow::aTableFollowsTheFilterAndIsHarmless()
{
    auto log = stationLog();
    VirtualClock clock;
    EventRecorder(*log, clock, Source::Client)
        .record(EventKind::Note, {{FieldKey::Text, "=cmd(\"x\"), refused"}});
    show(log);
    window_->eventList().filterBar().setText(QStringLiteral("refused"));
    window_->document().catchUp();
    Exporter exporter(window_->document(), window_->task(), window_.get());
    QSignalSpy told(&exporter, &Exporter::told);
    const QString path = folder_.filePath(QStringLiteral("events.csv"));
    exporter.writeTable(path);
    QTRY_COMPARE_WITH_TIMEOUT(told.count(), 1, 10'000);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray csv = file.readAll();
    QCOMPARE(std::size_t(csv.count("\r\n")), window_->document().visible().size() + 1);
    QVERIFY(csv.contains("\"'=cmd(\"\"x\"\"), refused\""));
}

void TestUiWindow::aSavedRunIsTheSameFile()
{
    const QString path = runFile();
    SlicedTask task;
    RunFiles files(task, window_.get());
    QSignalSpy told(&files, &RunFiles::told);
    files.open(path);
    QTRY_VERIFY_WITH_TIMEOUT(!task.isRunning(), 10'000);
    const QString copy = folder_.filePath(QStringLiteral("copy.jsonl"));
    files.save(copy);
    QTRY_VERIFY_WITH_TIMEOUT(!task.isRunning(), 10'000);
    QFile a(path);
    QFile b(copy);
    QVERIFY(a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly));
    QCOMPARE(b.readAll(), a.readAll());
}

void TestUiWindow::anInterruptedRunIsOffered()
{
    const QString recovery = folder_.filePath(QStringLiteral("recovery"));
    SlicedTask task;
    SystemClock clock;
    EventLog log;
    {
        RunFiles own(task, window_.get());
        own.setRecoveryFolder(recovery);
        QVERIFY(!own.interruptedRun());
        own.beginRecording(log, {}, clock);
        SyntheticRun(log).station(2);
        QVERIFY2(!own.interruptedRun(), "one's own run is not interrupted");
        own.endRecording();
        // What a program that is killed leaves behind: the file without a living owner.
        const auto files = QDir(recovery).entryInfoList({QStringLiteral("*.jsonl")});
        QCOMPARE(files.size(), 1);
        QVERIFY(QFile::copy(files.front().absoluteFilePath(),
                            recovery + QStringLiteral("/run-999999999.jsonl")));
    }
    QCOMPARE(QDir(recovery).entryList({QStringLiteral("*.jsonl")}).size(), 1);
    RunFiles next(task, window_.get());
    next.setRecoveryFolder(recovery);
    QVERIFY(next.interruptedRun().has_value());
    QSignalSpy opened(&next, &RunFiles::opened);
    next.openInterrupted();
    QCOMPARE(opened.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(!task.isRunning(), 10'000);
    QVERIFY(!next.isSaved());
    QVERIFY(next.interruptedRun().has_value());
    next.save(folder_.filePath(QStringLiteral("rescued.jsonl")));
    QTRY_VERIFY_WITH_TIMEOUT(!task.isRunning(), 10'000);
    QVERIFY2(!next.interruptedRun(), "saved: not offered again");
}

void TestUiWindow::theLayoutCanBeReset()
{
    auto docks = window_->findChildren<QDockWidget*>();
    QCOMPARE(docks.size(), 5);
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
    QStringList nameless;
    const auto widgets = window_->findChildren<QWidget*>();
    QVERIFY(widgets.size() > 60);
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
#include "tst_ui_window.moc"
