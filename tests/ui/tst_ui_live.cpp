// SPDX-License-Identifier: MIT
#include "tests/ui/window_fixture.h"
#include "ui/models/link_state.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/state_indicator.h"
#include "ui/window/action_registry.h"
#include "ui/window/live_run.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace redial;
using namespace std::chrono_literals;

namespace {
constexpr int longWait = 30'000;
}

/// The window with a real run: a station and its server in this process, on real sockets.
class TestUiLive : public WindowFixture
{
    Q_OBJECT
private slots:
    void startDropRecoverAndStop_data();
    void startDropRecoverAndStop();
    void theKeyboardAloneRunsItAll();
    void disabledDropSaysWhyInEveryState();
    void fieldsAreLockedWhileARunIsUnderWay();
    void aSecondRunReplacesTheFirst();
    void aServerThatIsNotThereIsRetried();
    void aRunSavedAndOpenedShowsTheSame();
    void theCommandLineTellsTheSettings();

private:
    void quickPolicy();
    QAction* action(const char* id) const
    {
        return window_->actionRegistry().action(QString::fromLatin1(id));
    }
    QString headline() const { return window_->connectionBar().state().headline(); }
    std::size_t count(EventKind kind) const;
};

void TestUiLive::quickPolicy()
{
    ReconnectPolicy policy;
    policy.initialBackoff = 50ms;
    policy.maxBackoff = 200ms;
    policy.resumeDelay = 10ms;
    window_->policyEditor().setPolicy(policy);
    window_->connectionBar().setSettings({});
}

std::size_t TestUiLive::count(EventKind kind) const
{
    const EventLog& log = window_->document().log();
    std::size_t found = 0;
    for (EventNumber number = 1; number <= log.size(); ++number)
        found += log.header(number).kind == kind;
    return found;
}

void TestUiLive::startDropRecoverAndStop_data()
{
    QTest::addColumn<QString>("transport");
    QTest::addColumn<QString>("drop");
    for (const char* transport : {"precise", "qt"}) {
        for (const char* drop : {"run.drop", "run.drop.reset", "run.drop.fin", "run.drop.close"})
            QTest::addRow("%s, %s", transport, drop)
                << QString::fromLatin1(transport) << QString::fromLatin1(drop);
    }
}

void TestUiLive::startDropRecoverAndStop()
{
    QFETCH(QString, transport);
    QFETCH(QString, drop);
    quickPolicy();
    RunSettings settings;
    settings.transport = transport;
    window_->connectionBar().setSettings(settings);
    action("run.start")->trigger();
    QVERIFY2(window_->notice().text().isEmpty(), qPrintable(window_->notice().text()));
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
    QVERIFY(action("run.drop")->isEnabled());
    action(qPrintable(drop))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(count(EventKind::Online) == 2, longWait);
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
    QCOMPARE(count(EventKind::Dropped), std::size_t(1));
    QCOMPARE(window_->document().metrics().reconnects, std::uint64_t(1));
    QVERIFY(!window_->document().backoffs().points().empty());
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->liveRun().isRunning(), longWait);
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Stopped"), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), longWait);
    for (const OracleResult& result : window_->verdict().results())
        QVERIFY2(result.outcome != OracleOutcome::Fail, qPrintable(result.explanation));
}

void TestUiLive::theKeyboardAloneRunsItAll()
{
    quickPolicy();
    QTest::keyClick(window_.get(), Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
    QTest::keyClick(window_.get(), Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(count(EventKind::Online) == 2, longWait);
    QTest::keyClick(window_.get(), Qt::Key_F5, Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->liveRun().isRunning(), longWait);
}

void TestUiLive::disabledDropSaysWhyInEveryState()
{
    quickPolicy();
    ReconnectPolicy policy = window_->policyEditor().policy();
    policy.initialBackoff = policy.maxBackoff = 60s;
    window_->policyEditor().setPolicy(policy);
    QVERIFY(action("run.drop")->toolTip().contains(QStringLiteral("no run")));
    action("run.start")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
    action("run.drop")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Waiting to reconnect"), longWait);
    QVERIFY(!action("run.drop")->isEnabled());
    QVERIFY(action("run.drop")->toolTip().contains(QStringLiteral("waiting to reconnect")));
    const QString explanation = window_->connectionBar().state().explanation();
    QVERIFY2(explanation.startsWith(QStringLiteral("Attempt ")) &&
                 explanation.endsWith(QChar(u's')),
             qPrintable(explanation));
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->liveRun().isRunning(), longWait);
}

void TestUiLive::fieldsAreLockedWhileARunIsUnderWay()
{
    quickPolicy();
    action("run.start")->trigger();
    for (const QLineEdit* edit : window_->connectionBar().findChildren<QLineEdit*>())
        QVERIFY2(!edit->isEnabled(), qPrintable(edit->accessibleName()));
    QVERIFY(!action("run.start")->isEnabled());
    QVERIFY(!action("file.open")->isEnabled());
    window_->openFile(runFile());
    QVERIFY(window_->notice().text().contains(QStringLiteral("Stop the run")));
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->liveRun().isRunning(), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(action("run.start")->isEnabled(), longWait);
}

void TestUiLive::aSecondRunReplacesTheFirst()
{
    quickPolicy();
    for (int run = 0; run < 2; ++run) {
        action("run.start")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
        QCOMPARE(count(EventKind::Started), std::size_t(1));
        action("run.stop")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(action("run.start")->isEnabled(), longWait);
    }
}

void TestUiLive::aServerThatIsNotThereIsRetried()
{
    quickPolicy();
    RunSettings settings;
    settings.embedded = false;
    settings.url = QStringLiteral("ws://127.0.0.1:1/");
    window_->connectionBar().setSettings(settings);
    action("run.start")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window_->document().metrics().failedAttempts >= 3, longWait);
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->liveRun().isRunning(), longWait);
}

void TestUiLive::aRunSavedAndOpenedShowsTheSame()
{
    quickPolicy();
    action("run.start")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
    action("run.drop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(count(EventKind::Online) == 2, longWait);
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->liveRun().isRunning() && !window_->document().busy(),
                             longWait);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), longWait);
    const MetricsValues metrics = window_->document().metrics();
    const auto results = window_->verdict().results();
    const auto visible = window_->document().visible();
    const QString path = folder_.filePath(QStringLiteral("live.jsonl"));
    window_->saveRun(path);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->task().isRunning(), longWait);
    window_->openFile(path);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(!window_->document().busy(), longWait);
    QCOMPARE(window_->document().visible(), visible);
    QCOMPARE(window_->document().metrics().reconnects, metrics.reconnects);
    QCOMPARE(window_->document().metrics().lastReconnectDuration, metrics.lastReconnectDuration);
    for (std::size_t i = 0; i < results.size(); ++i) {
        QCOMPARE(window_->verdict().results()[i].outcome, results[i].outcome);
        QCOMPARE(window_->verdict().results()[i].witnesses, results[i].witnesses);
    }
}

void TestUiLive::theCommandLineTellsTheSettings()
{
    quickPolicy();
    RunSettings settings;
    settings.embedded = false;
    settings.url = QStringLiteral("wss://me:secret@example.org/a b");
    settings.station = QStringLiteral("it's");
    window_->connectionBar().setSettings(settings);
    action("run.command")->trigger();
    const QString line = QApplication::clipboard()->text();
    QVERIFY2(line.startsWith(QStringLiteral("redial connect ")), qPrintable(line));
    QVERIFY2(!line.contains(QStringLiteral("secret")), qPrintable(line));
    QVERIFY2(line.contains(QStringLiteral("--initial-backoff 50ms")), qPrintable(line));
    QVERIFY2(!line.contains(QStringLiteral("--multiplier")), qPrintable(line));
    QVERIFY2(line.contains(QStringLiteral("'it'\\''s'")), qPrintable(line));
    window_->connectionBar().setSettings({});
    action("run.command")->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("redial serve ")));
}

QTEST_MAIN(TestUiLive)
#include "tst_ui_live.moc"
