// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/verbs.h"
#include "core/server/msgi_server.h"
#include "tests/ui/window_fixture.h"
#include "ui/models/run_command_line.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/msgi_server_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/policy_editor.h"
#include "ui/panels/session_editor.h"
#include "ui/panels/state_indicator.h"
#include "ui/window/action_registry.h"
#include "ui/window/live_run.h"

#include <QLabel>
#include <QLineEdit>
#include <QTest>

namespace tst_ui_protocols {

using namespace redial;
using namespace std::chrono_literals;

namespace {
constexpr int longWait = 30'000;
}

/// Stream sessions and MSGI in the connection bar, with servers on real sockets.
class TestUiProtocols : public WindowFixture
{
    Q_OBJECT
private slots:
    void theEmbeddedServerOfEachIsOneClickAway_data();
    void theEmbeddedServerOfEachIsOneClickAway();
    void anMsgiServerThatIsStoppedAndStartedIsRegained();
    void anMsgiServerOfSomebodyElseIsReached();
    void aMessageIsSentWhileOnlineAlone();
    void aFeedThatRefusesIsToldAndNeverOnline();
    void whatDoesNotFitIsToldAtItsPlace_data();
    void whatDoesNotFitIsToldAtItsPlace();
    void theFieldsAreThoseOfTheProtocol();
    void aWrongFieldOfTheFeedHoldsTheRunBack_data();
    void aWrongFieldOfTheFeedHoldsTheRunBack();
    void theCommandLineIsOneThatRedialTakes_data();
    void theCommandLineIsOneThatRedialTakes();

private:
    /// Quick to reconnect.
    void set(RunSettings settings);
    QAction* action(const char* id) const
    {
        return window_->actionRegistry().action(QString::fromLatin1(id));
    }
    QString headline() const { return window_->connectionBar().state().headline(); }
    QString problem() const
    {
        return window_->connectionBar().findChild<QLabel*>(QStringLiteral("problem"))->text();
    }
    std::size_t count(EventKind kind, Source source = Source::Client) const;
    void startAndWaitUntilOnline();
    void stop();
};

void TestUiProtocols::set(RunSettings settings)
{
    ReconnectPolicy policy;
    policy.initialBackoff = 50ms;
    policy.maxBackoff = 200ms;
    policy.resumeDelay = 10ms;
    window_->policyEditor().setPolicy(policy);
    window_->connectionBar().setSettings(settings);
}

std::size_t TestUiProtocols::count(EventKind kind, Source source) const
{
    const EventLog& log = window_->document().log();
    std::size_t found = 0;
    for (EventNumber number = 1; number <= log.size(); ++number)
        found += log.header(number).kind == kind && log.header(number).source == source;
    return found;
}

void TestUiProtocols::startAndWaitUntilOnline()
{
    // The run before may still be judged.
    QTRY_VERIFY2_WITH_TIMEOUT(action("run.start")->isEnabled(),
                              qPrintable(action("run.start")->toolTip()), longWait);
    action("run.start")->trigger();
    QVERIFY2(window_->notice().text().isEmpty(), qPrintable(window_->notice().text()));
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
}

void TestUiProtocols::stop()
{
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->liveRun().isRunning(), longWait);
}

void TestUiProtocols::theEmbeddedServerOfEachIsOneClickAway_data()
{
    QTest::addColumn<QString>("protocol");
    for (const char* protocol : {"stream", "msgi"}) {
        QTest::newRow(protocol) << QString::fromLatin1(protocol);
    }
}

void TestUiProtocols::theEmbeddedServerOfEachIsOneClickAway()
{
    QFETCH(QString, protocol);
    RunSettings settings;
    settings.protocol = protocol;
    set(settings);
    startAndWaitUntilOnline();
    const bool isMsgi = protocol == QLatin1String("msgi");
    QTRY_VERIFY_WITH_TIMEOUT(count(isMsgi ? EventKind::MessageIn : EventKind::MessageDelivered) > 0,
                             longWait);
    for (const char* drop : {"run.drop.reset", "run.drop.fin", "run.drop.close"}) {
        const std::size_t before = count(EventKind::Online);
        action(drop)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(count(EventKind::Online) == before + 1, longWait);
    }
    QVERIFY(count(EventKind::Accepted, Source::Server) == 4);
    QCOMPARE(window_->document().sessionMarks().all().empty(), isMsgi);
    stop();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), longWait);
    std::size_t held = 0;
    for (const OracleResult& result : window_->verdict().results()) {
        QVERIFY2(result.outcome != OracleOutcome::Fail, qPrintable(result.explanation));
        held += result.outcome == OracleOutcome::Pass;
    }
    QVERIFY(held > 5);
}

void TestUiProtocols::anMsgiServerThatIsStoppedAndStartedIsRegained()
{
    RunSettings settings;
    settings.protocol = QStringLiteral("msgi");
    set(settings);
    startAndWaitUntilOnline();
    MsgiServerHost& host = window_->serverPanel().host();
    // The page shows it by itself.
    window_->goToPanel(QStringLiteral("server"));
    QTRY_COMPARE_WITH_TIMEOUT(window_->serverPanel().sessions().rowCount(), 1, longWait);
    const QString url = host.url();
    host.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!host.isRunning(), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(count(EventKind::Closed) > 1, longWait);
    window_->serverPanel().start();
    QCOMPARE(host.url(), url);
    QTRY_COMPARE_WITH_TIMEOUT(headline(), QStringLiteral("Online"), longWait);
    QCOMPARE(count(EventKind::Online), std::size_t{2});
    stop();
    QVERIFY(!host.isRunning() && !host.isOfRun());
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), longWait);
    for (const OracleResult& result : window_->verdict().results())
        QVERIFY2(result.outcome != OracleOutcome::Fail, qPrintable(result.explanation));
}

void TestUiProtocols::anMsgiServerOfSomebodyElseIsReached()
{
    SystemClock clock;
    MsgiEcho echo;
    SessionRegistry registry;
    MsgiServer first({}, clock, echo, registry);
    MsgiServer second({}, clock, echo, registry);
    QVERIFY(first.start() && second.start());
    RunSettings settings;
    settings.protocol = QStringLiteral("msgi");
    settings.embedded = false;
    settings.url = QStringLiteral("msgi://127.0.0.1:%1 msgi://127.0.0.1:%2*3")
                       .arg(first.port())
                       .arg(second.port());
    set(settings);
    startAndWaitUntilOnline();
    QTRY_VERIFY_WITH_TIMEOUT(count(EventKind::MessageIn) == 1, longWait);
    QCOMPARE(count(EventKind::BackendPicked), std::size_t{1});
    QCOMPARE(window_->connectionBar().recentUrls(), QStringList(settings.url));
    stop();
}

void TestUiProtocols::aMessageIsSentWhileOnlineAlone()
{
    RunSettings settings;
    settings.protocol = QStringLiteral("msgi");
    settings.message.clear();
    set(settings);
    QVERIFY(!action("run.send")->isEnabled());
    startAndWaitUntilOnline();
    QVERIFY2(action("run.send")->toolTip().contains(QStringLiteral("write one")),
             qPrintable(action("run.send")->toolTip()));
    auto* message = window_->connectionBar().findChild<QLineEdit*>(QStringLiteral("message"));
    QVERIFY(message->isEnabled());
    QTest::keyClicks(message, QStringLiteral("first"));
    QTest::keyClick(message, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(count(EventKind::MessageIn), std::size_t{1}, longWait);
    action("run.send")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(count(EventKind::MessageIn), std::size_t{2}, longWait);
    stop();
    QVERIFY(!action("run.send")->isEnabled());
    // A station has no such messages.
    set({});
    startAndWaitUntilOnline();
    QVERIFY(!message->isVisible() && !action("run.send")->isEnabled());
    stop();
}

void TestUiProtocols::aFeedThatRefusesIsToldAndNeverOnline()
{
    RunSettings settings;
    settings.protocol = QStringLiteral("stream");
    set(settings);
    FeedClientSettings feed;
    feed.texts[QStringLiteral("auth")] = QStringLiteral(R"({"type":"hello","token":"{token}"})");
    feed.policy.authTimeout = 50ms;
    window_->sessionEditor().setStream(feed);
    action("run.start")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->document().sessionMarks().all().empty(), longWait);
    QCOMPARE(count(EventKind::Online), std::size_t{0});
    QVERIFY(!window_->document().sessionMarks().all().front().isGood);
    stop();
}

void TestUiProtocols::whatDoesNotFitIsToldAtItsPlace_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const char* protocol, const char* url, const char* said) {
        QTest::newRow(name) << QString::fromLatin1(protocol) << QString::fromLatin1(url)
                            << QString::fromLatin1(said);
    };
    row("MSGI at a WebSocket", "msgi", "ws://127.0.0.1:1/", "write msgi://host:port");
    row("MSGI without a port", "msgi", "msgi://127.0.0.1", "no port");
    row("MSGI with a path", "msgi", "msgi://127.0.0.1:1/x", "host and a port alone");
    row("MSGI without a server", "msgi", "", "URL is missing");
    row("MSGI, one of two", "msgi", "msgi://127.0.0.1:1 http://x", "\"http://x\"");
    row("MSGI, a weight", "msgi", "msgi://127.0.0.1:1*0", "weight");
    row("MSGI, twice", "msgi", "msgi://127.0.0.1:1 msgi://127.0.0.1:1", "given twice");
    row("stream at MSGI", "stream", "msgi://127.0.0.1:1", "choose MSGI under Protocol");
    row("OCPP at MSGI", "ocpp1.6", "msgis://127.0.0.1:1", "choose MSGI under Protocol");
    row("stream at HTTP", "stream", "http://127.0.0.1/", "ws");
    row("MSGI", "msgi", "msgis://127.0.0.1:1*3", "");
    row("stream", "stream", "wss://127.0.0.1:1/feed", "");
}

void TestUiProtocols::whatDoesNotFitIsToldAtItsPlace()
{
    QFETCH(QString, protocol);
    QFETCH(QString, url);
    QFETCH(QString, said);
    RunSettings settings;
    settings.embedded = false;
    settings.protocol = protocol;
    settings.url = url;
    set(settings);
    QCOMPARE(action("run.start")->isEnabled(), said.isEmpty());
    QVERIFY2(problem().contains(said), qPrintable(problem()));
    QCOMPARE(problem().isEmpty(), said.isEmpty());
}

void TestUiProtocols::theFieldsAreThoseOfTheProtocol()
{
    const auto visible = [this](const char* name) {
        for (const auto* each : window_->connectionBar().findChildren<QWidget*>()) {
            if (each->accessibleName() == QLatin1String(name) && each->isVisible())
                return true;
        }
        return false;
    };
    RunSettings settings;
    const auto shown = [&] {
        set(settings);
        QStringList names;
        for (const char* name :
             {"Station", "Boot answer", "Server closes", "Message", "Transport", "Listen on"}) {
            if (visible(name))
                names << QLatin1String(name);
        }
        return names.join(QStringLiteral(", "));
    };
    QCOMPARE(shown(), QStringLiteral("Station, Boot answer, Server closes, Transport"));
    settings.protocol = QStringLiteral("stream");
    QCOMPARE(shown(), QStringLiteral("Server closes, Message, Transport"));
    settings.protocol = QStringLiteral("msgi");
    QCOMPARE(shown(), QStringLiteral("Message"));
    settings.proxy = true;
    QCOMPARE(shown(), QStringLiteral("Listen on"));
}

void TestUiProtocols::aWrongFieldOfTheFeedHoldsTheRunBack_data()
{
    QTest::addColumn<QString>("knob");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* knob, const char* text) {
        QTest::newRow(knob) << QString::fromLatin1(knob) << QString::fromLatin1(text);
    };
    row("subscriptions", "trades, trades");
    row("handlers", "[{");
    row("token", "nowhere");
    row("auth_ok", "/a=b&/a~2=c");
    row("channel", "channel");
    row("heartbeat_every", "0s");
    row("passive_pings", "ping");
}

void TestUiProtocols::aWrongFieldOfTheFeedHoldsTheRunBack()
{
    QFETCH(QString, knob);
    QFETCH(QString, text);
    RunSettings settings;
    settings.protocol = QStringLiteral("stream");
    set(settings);
    SessionEditor& editor = window_->sessionEditor();
    auto* field = qobject_cast<QLineEdit*>(editor.field(knob));
    QVERIFY(field);
    const QString right = field->text();
    field->setText(text);
    QVERIFY2(editor.errors().count(knob), qPrintable(knob));
    QVERIFY(!action("run.start")->isEnabled() && !problem().isEmpty());
    // Of another protocol nothing is wrong.
    settings.protocol = QStringLiteral("ocpp1.6");
    set(settings);
    QVERIFY(action("run.start")->isEnabled());
    settings.protocol = QStringLiteral("stream");
    set(settings);
    QVERIFY(!action("run.start")->isEnabled());
    field->setText(right);
    QVERIFY(action("run.start")->isEnabled());
}

void TestUiProtocols::theCommandLineIsOneThatRedialTakes_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<bool>("own");
    QTest::newRow("Redial's feed") << QStringLiteral("stream") << false;
    QTest::newRow("another feed") << QStringLiteral("stream") << true;
    QTest::newRow("MSGI") << QStringLiteral("msgi") << false;
}

void TestUiProtocols::theCommandLineIsOneThatRedialTakes()
{
    QFETCH(QString, protocol);
    QFETCH(bool, own);
    RunSettings settings;
    settings.protocol = protocol;
    settings.msgi.clientId = QStringLiteral("desk");
    settings.msgi.compression = PayloadCompression::Zstd;
    settings.stream.policy.heartbeatEvery = 7s;
    if (own) {
        settings.stream.texts[QStringLiteral("auth")] = QStringLiteral("AUTH{token}");
        settings.stream.texts[QStringLiteral("auth_ok")] = QStringLiteral("OK");
        settings.stream.texts[QStringLiteral("sequence")].clear();
    }
    const QString line = commandLineOf(settings, {});
    const QStringList commands = line.split(QStringLiteral(" & "));
    QCOMPARE(commands.size(), 2);
    const auto wordsOf = [](const QString& command) {
        QStringList words;
        for (const QString& word : command.split(QChar(u' ')).mid(2))
            words << (word == QLatin1String("''") ? QString() : word);
        return words;
    };
    const auto served = parseArguments(serveVerb(), wordsOf(commands[0]));
    QVERIFY2(served, qPrintable(served ? line : served.error()));
    const auto connected = parseArguments(connectVerb(), wordsOf(commands[1]));
    QVERIFY2(connected, qPrintable(connected ? line : connected.error()));
    const auto value = [&connected](const char* option) {
        return connected->value(QLatin1String(option)).value_or(QStringLiteral("absent"));
    };
    if (protocol == QLatin1String("msgi")) {
        QCOMPARE(value("client-id"), QStringLiteral("desk"));
        QCOMPARE(value("send"), QStringLiteral("hello"));
        QCOMPARE(served->value(QStringLiteral("compress")), value("compress"));
        settings.embedded = false;
        settings.url = QStringLiteral("msgi://127.0.0.1:1*3 msgi://127.0.0.1:2");
        settings.msgi.balance = BalanceStrategy::Weighted;
        const auto balanced = parseArguments(connectVerb(), wordsOf(commandLineOf(settings, {})));
        QVERIFY2(balanced, qPrintable(balanced ? QString() : balanced.error()));
        QCOMPARE(balanced->positional().size(), 2);
        QCOMPARE(balanced->value(QStringLiteral("balance")), QStringLiteral("weighted"));
        return;
    }
    QCOMPARE(value("profile"), QStringLiteral("stream"));
    QCOMPARE(value("heartbeat-every"), QStringLiteral("7s"));
    QCOMPARE(value("feed"), own ? QStringLiteral("absent") : QStringLiteral("trades,orders"));
    QCOMPARE(value("auth-ok"), own ? QStringLiteral("OK") : QStringLiteral("absent"));
    QCOMPARE(value("sequence"), own ? QString() : QStringLiteral("absent"));
    QCOMPARE(served->value(QStringLiteral("channels")), QStringLiteral("trades,orders"));
}

QTEST_MAIN(TestUiProtocols)

} // namespace tst_ui_protocols

#include "tst_ui_protocols.moc"
