// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "tests/ui/window_fixture.h"
#include "ui/models/link_state.h"
#include "ui/models/run_command_line.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/state_indicator.h"
#include "ui/window/action_registry.h"
#include "ui/window/live_run.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace tst_ui_live {

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
    void theCommandLineIsOneThatRedialTakes();
    void aFileThatIsDroppedOnTheWindowIsOpened();

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
    QVERIFY2(!line.contains(QStringLiteral("--tls-insecure")), qPrintable(line));
    settings.anyCertificate = true;
    window_->connectionBar().setSettings(settings);
    QVERIFY(window_->connectionBar().settings().anyCertificate);
    action("run.command")->trigger();
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("--tls-insecure")));
    settings.url = QStringLiteral("wss://example.org/a");
    for (const bool any : {true, false}) {
        settings.anyCertificate = any;
        const auto run = configurationOf(settings, {});
        QVERIFY2(run, qPrintable(run ? QString() : run.error()));
        QCOMPARE(run->tls.verify, !any);
    }
    settings.anyCertificate = true;
    settings.url = QStringLiteral("ws://example.org/");
    window_->connectionBar().setSettings(settings);
    QVERIFY2(!window_->connectionBar().settings().anyCertificate, "only of wss://");
}

void TestUiLive::theCommandLineIsOneThatRedialTakes()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Equal;
    policy.initialBackoff = 70ms;
    policy.maxBackoff = 7s;
    policy.multiplier = 1.7;
    policy.jitterRatio = 0.3;
    policy.maxAttempts = 9;
    policy.honourRetryAfter = false;
    policy.terminalCloseCodes = {{4000, 4999}};
    policy.resumeDelay = 70ms;
    RunSettings settings;
    settings.closing = QStringLiteral("2@3s:rst");
    const QString line = commandLineOf(settings, policy);
    const QStringList commands = line.split(QStringLiteral(" & "));
    QCOMPARE(commands.size(), 2);
    const auto wordsOf = [](const QString& command) { return command.split(QChar(u' ')).mid(2); };
    const auto served = parseArguments(serveVerb(), wordsOf(commands[0]));
    QVERIFY2(served, qPrintable(served ? QString() : served.error()));
    const auto connected = parseArguments(connectVerb(), wordsOf(commands[1]));
    QVERIFY2(connected, qPrintable(connected ? QString() : connected.error()));
    for (const PolicyKnob& knob : policyKnobs()) {
        if (knob.write(policy) == knob.write({}))
            continue;
        QVERIFY2(connected->isSet(knob.optionName()), qPrintable(knob.name));
    }
    QVERIFY(!parseArguments(connectVerb(), {QStringLiteral("--no-such-option")}));
}

void TestUiLive::aFileThatIsDroppedOnTheWindowIsOpened()
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(runFile())});
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &drop);
    QTRY_VERIFY_WITH_TIMEOUT(window_->document().seen() > 50, longWait);
    data.setUrls({QUrl(QStringLiteral("https://example.org/run.jsonl"))});
    QDragEnterEvent foreign({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    foreign.ignore();
    QApplication::sendEvent(window_.get(), &foreign);
    QVERIFY(!foreign.isAccepted());
}

QTEST_MAIN(TestUiLive)

} // namespace tst_ui_live

#include "tst_ui_live.moc"
