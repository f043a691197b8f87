// SPDX-License-Identifier: MIT
#include "core/fault/fault_plan_reader.h"
#include "core/scenario/station_run.h"
#include "core/server/central_system.h"
#include "core/time/virtual_clock.h"
#include "tests/server/raw_client.h"
#include "tests/ui/window_fixture.h"
#include "ui/panels/connection_bar.h"
#include "ui/panels/fault_panel.h"
#include "ui/panels/metrics_panel.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/state_indicator.h"
#include "ui/view/timeline_index.h"
#include "ui/window/action_registry.h"
#include "ui/window/live_run.h"

#include <QApplication>
#include <QClipboard>
#include <QTcpServer>
#include <QTest>

namespace tst_ui_proxy {

using namespace redial;
using namespace std::chrono_literals;

namespace {

constexpr int longWait = 30'000;

/// Of the server behind the proxy.
ServerSettings centralSystem()
{
    ServerSettings settings;
    settings.subprotocols = {QStringLiteral("ocpp1.6")};
    settings.behaviour = CentralSystem::factory({});
    return settings;
}

} // namespace

/// The window as a proxy between a station and a server that are not its own.
class TestUiProxy : public WindowFixture
{
    Q_OBJECT
private slots:
    void aStationIsRelayedDroppedAndStruckByAFault();
    void bothSidesHaveTheirRows();
    void aWrongAddressSaysWhichAndWhatItShouldBe();
    void aPortThatIsTakenIsTold();
    void theCommandLineIsThatOfAProxy();
    void onlyItsOwnFieldsAreShown();

private:
    void choose(const QString& listen, quint16 upstream);
    QAction* action(const char* id) const
    {
        return window_->actionRegistry().action(QString::fromLatin1(id));
    }
    /// A station of its own at the proxy of the window.
    std::unique_ptr<StationRun> station() const;
};

void TestUiProxy::choose(const QString& listen, quint16 upstream)
{
    RunSettings settings;
    settings.proxy = true;
    settings.listen = listen;
    settings.upstream = QStringLiteral("127.0.0.1:%1").arg(upstream);
    window_->connectionBar().setSettings(settings);
}

std::unique_ptr<StationRun> TestUiProxy::station() const
{
    StationRunConfiguration configuration;
    configuration.url =
        QUrl(QStringLiteral("ws://%1/").arg(window_->liveRun().proxyAddress().text()));
    configuration.policy.initialBackoff = 50ms;
    configuration.policy.maxBackoff = 200ms;
    auto run = std::make_unique<StationRun>(configuration);
    return run->start() ? std::move(run) : nullptr;
}

void TestUiProxy::aStationIsRelayedDroppedAndStruckByAFault()
{
    test::ServerBench upstream(centralSystem());
    choose(QStringLiteral("127.0.0.1:0"), upstream.port);
    action("run.start")->trigger();
    QVERIFY(window_->liveRun().isProxy());
    const StateIndicator& state = window_->connectionBar().state();
    QTRY_COMPARE_WITH_TIMEOUT(state.headline(), QStringLiteral("Relaying"), longWait);
    QVERIFY2(state.explanation().startsWith(QStringLiteral("No client yet on 127.0.0.1:")),
             qPrintable(state.explanation()));
    QVERIFY(!action("run.drop")->isEnabled());
    const auto client = station();
    QVERIFY(client);
    QTRY_COMPARE_WITH_TIMEOUT(state.explanation(), QStringLiteral("1 now, 1 in all"), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::MessageOut) != 0, longWait);
    QTRY_VERIFY_WITH_TIMEOUT(action("run.drop")->isEnabled(), longWait);
    action("run.drop")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(state.explanation(), QStringLiteral("1 now, 2 in all"), longWait);
    QVERIFY(find(EventKind::Dropped) != 0);
    QCOMPARE(window_->metrics().item(0, 0)->text(), QStringLiteral("Clients relayed"));
    QTRY_COMPARE_WITH_TIMEOUT(window_->metrics().item(0, 1)->text(), QStringLiteral("2"), longWait);
    QVERIFY(window_->liveRun().faultHost());
    QVERIFY(window_->liveRun().faultHost()->addFault(*parsePlannedFault(QStringLiteral("T1"))));
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::FaultOn) != 0, longWait);
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(action("run.start")->isEnabled(), longWait);
    QTRY_COMPARE_WITH_TIMEOUT(state.headline(), QStringLiteral("Stopped"), longWait);
    QVERIFY(find(EventKind::RunEnded) != 0);
}

void TestUiProxy::bothSidesHaveTheirRows()
{
    auto log = std::make_shared<EventLog>();
    VirtualClock clock;
    const EventRecorder proxy(*log, clock, Source::Proxy);
    proxy.record(EventKind::Listening, {{FieldKey::Port, 1}});
    proxy.record(EventKind::ConnectionReset, {{FieldKey::From, "client"}});
    proxy.record(EventKind::ConnectionReset, {{FieldKey::From, "server"}});
    proxy.record(EventKind::CloseSent, {{FieldKey::To, "server"}});
    using Index = TimelineIndex;
    QCOMPARE(Index::sideOf(*log, 1), Index::ClientSide);
    QCOMPARE(Index::sideOf(*log, 2), Index::ClientSide);
    QCOMPARE(Index::sideOf(*log, 3), Index::ServerSide);
    QCOMPARE(Index::sideOf(*log, 4), Index::ServerSide);
}

void TestUiProxy::aWrongAddressSaysWhichAndWhatItShouldBe()
{
    RunSettings settings;
    settings.proxy = true;
    settings.listen = QStringLiteral("127.0.0.1:0");
    settings.upstream = QStringLiteral("nowhere");
    auto proxy = proxySettingsOf(settings);
    QVERIFY(!proxy);
    QVERIFY2(proxy.error().startsWith(QStringLiteral("Relay to: ")), qPrintable(proxy.error()));
    settings.upstream = QStringLiteral("127.0.0.1:0");
    QVERIFY(!proxySettingsOf(settings));
    settings.upstream = QStringLiteral("127.0.0.1:9");
    QVERIFY(proxySettingsOf(settings));
    settings.listen = QStringLiteral("127.0.0.1:123456");
    proxy = proxySettingsOf(settings);
    QVERIFY(!proxy && proxy.error().startsWith(QStringLiteral("Listen on: ")));
    window_->connectionBar().setSettings(settings);
    QVERIFY(!action("run.start")->isEnabled());
}

void TestUiProxy::aPortThatIsTakenIsTold()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    choose(QStringLiteral("127.0.0.1:%1").arg(taken.serverPort()), 9);
    action("run.start")->trigger();
    QVERIFY(!window_->liveRun().isRunning());
    QVERIFY2(window_->notice().text().contains(QString::number(taken.serverPort())),
             qPrintable(window_->notice().text()));
}

void TestUiProxy::theCommandLineIsThatOfAProxy()
{
    choose(QStringLiteral("127.0.0.1:9001"), 9000);
    action("run.command")->trigger();
    QCOMPARE(QApplication::clipboard()->text(),
             QStringLiteral("redial proxy --listen 127.0.0.1:9001 --upstream 127.0.0.1:9000"));
}

void TestUiProxy::onlyItsOwnFieldsAreShown()
{
    const auto shown = [&](const char* name) {
        for (const QWidget* field : window_->connectionBar().findChildren<QWidget*>()) {
            if (field->accessibleName() == QLatin1String(name))
                return field->isVisibleTo(&window_->connectionBar());
        }
        return false;
    };
    choose(QStringLiteral("127.0.0.1:0"), 9);
    QVERIFY(shown("Listen on") && shown("Relay to") && !shown("Station") && !shown("Boot answer"));
    QCOMPARE(window_->faults().catalogue().mode(), FaultMode::Proxy);
    window_->connectionBar().setSettings({});
    QVERIFY(!shown("Listen on") && !shown("Relay to") && shown("Station"));
    QCOMPARE(window_->faults().catalogue().mode(), FaultMode::Server);
}

QTEST_MAIN(TestUiProxy)

} // namespace tst_ui_proxy

#include "tst_ui_proxy.moc"
