// SPDX-License-Identifier: MIT
#include "core/log/run_file_reader.h"
#include "core/report/report_kinds.h"
#include "core/time/system_clock.h"
#include "core/verdict/judge.h"
#include "tests/support/synthetic_run.h"
#include "tests/ui/window_fixture.h"
#include "ui/panels/backoff_widget.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/results_panel.h"
#include "ui/panels/timeline_widget.h"
#include "ui/window/exporter.h"
#include "ui/window/live_run.h"
#include "ui/window/run_files.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

namespace tst_ui_files {

using namespace redial;
using namespace std::chrono_literals;

class TestUiFiles : public WindowFixture
{
    Q_OBJECT
private slots:
    void aRunFileIsShownLikeALiveRun();
    void aFileCutInMidLineIsShownWithAWarning();
    void aFileThatIsNoRunFileIsANotice();
    void openingCanBeCancelled();
    void aRunThatWasReadIsJudged();
    void copyingGivesTextAndJson();
    void exportsAreWritten();
    void everyReportIsThatOfTheCommandLine();
    void noReportIsWrittenOfALogThatGrows();
    void aPdfIsWritten();
    void aTableFollowsTheFilterAndIsHarmless();
    void aSavedRunIsTheSameFile();
    void anInterruptedRunIsOffered();
    void aSavedRunIsNotOfferedAndOldOnesAreFew();
};

void TestUiFiles::aRunFileIsShownLikeALiveRun()
{
    const QString path = runFile();
    window_->openFile(path);
    const auto live = stationLog();
    QTRY_COMPARE_WITH_TIMEOUT(window_->document().visible().size(), std::size_t(live->size()),
                              10'000);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->task().isRunning(), 10'000);
    // A run from a file is judged; a live one is not while it goes on.
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), 10'000);
    window_->verdict().clear();
    const QImage fromFile = window_->timeline().grab().toImage();
    show(live);
    QCOMPARE(window_->timeline().grab().toImage(), fromFile);
    QVERIFY(window_->windowTitle().contains(QStringLiteral("test")));
}

void TestUiFiles::aFileCutInMidLineIsShownWithAWarning()
{
    QFile file(runFile());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.resize(file.size() - 30));
    file.close();
    window_->openFile(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(!window_->notice().text().isEmpty(), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(window_->document().seen() > 50, 10'000);
}

void TestUiFiles::aFileThatIsNoRunFileIsANotice()
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

void TestUiFiles::openingCanBeCancelled()
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

void TestUiFiles::aRunThatWasReadIsJudged()
{
    window_->openFile(runFile());
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), 10'000);
    const auto direct = judge(window_->document().log(), readRunFile(runFile()).value().info);
    QCOMPARE(window_->verdict().results().size(), direct.size());
    for (std::size_t i = 0; i < direct.size(); ++i)
        QCOMPARE(window_->verdict().results()[i].outcome, direct[i].outcome);
    std::size_t witnesses = 0;
    for (const OracleResult& result : direct)
        witnesses += result.outcome == OracleOutcome::Fail ? result.witnesses.size() : 0;
    QVERIFY(witnesses > 0);
    QCOMPARE(window_->timeline().findings().size(), witnesses);
    QCOMPARE(std::size_t(window_->results().table().rowCount()), direct.size());
    window_->showLog(stationLog(), {});
    QVERIFY(window_->verdict().results().empty());
    QVERIFY(window_->timeline().findings().empty());
}

void TestUiFiles::copyingGivesTextAndJson()
{
    show(stationLog());
    window_->runCursor().select(1);
    window_->actionRegistry().action(QStringLiteral("edit.copy"))->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("#1 started")));
    window_->actionRegistry().action(QStringLiteral("edit.copyJson"))->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(QChar(u'{')));
}

void TestUiFiles::exportsAreWritten()
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

void TestUiFiles::everyReportIsThatOfTheCommandLine()
{
    QVERIFY(!window_->actionRegistry().action(QStringLiteral("file.report.html"))->isEnabled());
    window_->openFile(runFile());
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), 10'000);
    const RunInfo info = readRunFile(runFile()).value().info;
    const auto results = judge(window_->document().log(), info);
    QVERIFY(reportKinds().size() >= 6);
    for (const ReportKind& kind : reportKinds()) {
        const QString name = QLatin1String(kind.name);
        QAction* action = window_->actionRegistry().action(QStringLiteral("file.report.") + name);
        QTRY_VERIFY_WITH_TIMEOUT(action && action->isEnabled(), 10'000);
        const QString path = folder_.filePath(QStringLiteral("report.") + name);
        window_->exportReport(kind, path);
        QTRY_VERIFY_WITH_TIMEOUT(window_->notice().text().contains(path), 10'000);
        QFile file(path);
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(window_->notice().text()));
        const RunReport report{window_->document().log(), info, results,
                               QFileInfo(runFile()).fileName()};
        QCOMPARE(file.readAll(), kind.write(report));
    }
    window_->exportReport(reportKinds()[0], QStringLiteral("/nowhere/at/all.xml"));
    QTRY_VERIFY_WITH_TIMEOUT(window_->notice().text().startsWith(QLatin1String("Could not write")),
                             10'000);
}

void TestUiFiles::noReportIsWrittenOfALogThatGrows()
{
    window_->openFile(runFile());
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), 10'000);
    // The dialog stands open meanwhile.
    window_->actionRegistry().action(QStringLiteral("run.start"))->trigger();
    QVERIFY(window_->liveRun().isRunning());
    const QString path = folder_.filePath(QStringLiteral("late"));
    window_->exportReport(reportKinds()[0], path);
    QVERIFY2(window_->notice().text().contains(QLatin1String("was not written: a run is under")),
             qPrintable(window_->notice().text()));
    window_->exportPdf(path);
    QVERIFY(!QFile::exists(path));
}

void TestUiFiles::aPdfIsWritten()
{
    window_->openFile(runFile());
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), 10'000);
    const QString path = folder_.filePath(QStringLiteral("report.pdf"));
    window_->exportPdf(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.startsWith("%PDF-") && bytes.trimmed().endsWith("%%EOF"));
    QVERIFY2(bytes.count("/Type /Page\n") + bytes.count("/Type /Page ") >= 1, "no page");
    QVERIFY2(bytes.count("/Subtype /Image") >= 2, "no pictures");
    window_->exportPdf(QStringLiteral("/nowhere/at/all.pdf"));
    QVERIFY(window_->notice().text().startsWith(QLatin1String("Could not write")));
}

void TestUiFiles::aTableFollowsTheFilterAndIsHarmless()
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

void TestUiFiles::aSavedRunIsTheSameFile()
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

void TestUiFiles::anInterruptedRunIsOffered()
{
    const QString recovery = folder_.filePath(QStringLiteral("recovery"));
    SlicedTask task;
    SystemClock clock;
    {
        auto log = std::make_shared<EventLog>();
        RunFiles own(task, window_.get());
        own.setRecoveryFolder(recovery);
        QVERIFY(!own.interruptedRun());
        own.beginRecording(log, {}, clock);
        SyntheticRun(*log).station(2);
        QVERIFY2(!own.interruptedRun(), "one's own run is not interrupted");
    }
    RunFiles next(task, window_.get());
    next.setRecoveryFolder(recovery);
    QVERIFY(next.interruptedRun().has_value());
    QSignalSpy opened(&next, &RunFiles::opened);
    next.openInterrupted();
    QCOMPARE(opened.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(!task.isRunning(), 10'000);
    QVERIFY2(next.interruptedRun(), "only looked at: offered again");
    next.save(folder_.filePath(QStringLiteral("rescued.jsonl")));
    QTRY_VERIFY_WITH_TIMEOUT(!task.isRunning(), 10'000);
    QVERIFY2(!next.interruptedRun(), "saved: not offered again");
}

void TestUiFiles::aSavedRunIsNotOfferedAndOldOnesAreFew()
{
    const QString recovery = folder_.filePath(QStringLiteral("few"));
    SlicedTask task;
    SystemClock clock;
    RunFiles files(task, window_.get());
    files.setRecoveryFolder(recovery);
    const auto kept = [&] { return QDir(recovery).entryList({QStringLiteral("*.jsonl")}).size(); };
    for (int i = 0; i < 9; ++i)
        files.beginRecording(stationLog(1), {}, clock);
    QVERIFY(kept() <= 6);
    const auto names = [&] { return QDir(recovery).entryList({QStringLiteral("*.jsonl")}); };
    const QStringList before = names();
    const auto log = stationLog(1);
    files.setShown(log, {});
    files.beginRecording(log, {}, clock);
    QString recording;
    for (const QString& name : names()) {
        if (!before.contains(name))
            recording = name;
    }
    QVERIFY(!recording.isEmpty());
    files.save(folder_.filePath(QStringLiteral("saved.jsonl")));
    QTRY_VERIFY_WITH_TIMEOUT(!task.isRunning(), 10'000);
    files.beginRecording(stationLog(1), {}, clock);
    QVERIFY2(!names().contains(recording), "the saved run's recording stayed");
}

QTEST_MAIN(TestUiFiles)

} // namespace tst_ui_files

#include "tst_ui_files.moc"
