// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_plan_reader.h"
#include "core/fault/fault_presets.h"
#include "core/log/event_recorder.h"
#include "core/time/virtual_clock.h"
#include "tests/ui/scheduled_fault_host.h"
#include "tests/ui/window_fixture.h"
#include "ui/panels/fault_form.h"
#include "ui/panels/fault_panel.h"
#include "ui/view/timeline_geometry.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

namespace tst_ui_faults {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestUiFaults : public WindowFixture
{
    Q_OBJECT
private slots:
    void theCatalogueIsSearchedAndFiltered();
    void everyFaultHasAFormThatReadsBack();
    void aWrongFieldIsToldAtItsPlace();
    void aFaultThatCanNeverBiteIsNotArmed();
    void whatIsArmedBeforeARunIsArmedWithIt();
    void aHostsFaultsAreArmedCountedAndDisarmed();
    void whatAHostRefusesIsTold();
    void everyPresetCanBite();
    void theFaultsOfAFileAreShownWithWhatCameOfThem();
    void spansAreWhereAFaultHeld();
    void spansAreDrawnOverTheLanesThatTheyHit_data();
    void spansAreDrawnOverTheLanesThatTheyHit();
    void aRunIsHitByWhatWasArmedBeforeIt();
    void theDropMenuHasTheCataloguesWays();
    void thePanelIsReachedByKeyboardAndNamed();

private:
    static PlannedFault planned(const char* text);
    static void fill(QWidget* field, const QString& text);
    QString cell(int row, int column) const;
    QPushButton* button(const char* name) const;
};

PlannedFault TestUiFaults::planned(const char* text)
{
    auto fault = parsePlannedFault(QString::fromLatin1(text));
    return fault ? *fault : PlannedFault(Fault(faultCatalogue().front()));
}

void TestUiFaults::fill(QWidget* field, const QString& text)
{
    if (auto* edit = qobject_cast<QLineEdit*>(field))
        edit->setText(text);
    else if (auto* box = qobject_cast<QComboBox*>(field))
        box->setCurrentText(text);
    else
        static_cast<QCheckBox*>(field)->setChecked(text == QLatin1String("yes"));
}

QString TestUiFaults::cell(int row, int column) const
{
    const ArmedFaultsModel& model = window_->faults().armed();
    return model.index(row, column).data().toString();
}

QPushButton* TestUiFaults::button(const char* name) const
{
    for (auto* found : window_->faults().findChildren<QPushButton*>()) {
        if (found->accessibleName() == QLatin1String(name))
            return found;
    }
    return nullptr;
}

void TestUiFaults::theCatalogueIsSearchedAndFiltered()
{
    FaultCatalogueModel model;
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), int(faultCatalogue().size()));
    model.setSearch(QStringLiteral("no pong"));
    QVERIFY(model.rowOf(*findFault(QStringLiteral("W22"))));
    QVERIFY(!model.rowOf(*findFault(QStringLiteral("T1"))));
    model.setLevel(FaultLevel::Tcp);
    QVERIFY(!model.rowOf(*findFault(QStringLiteral("W22"))));
    model.setSearch({});
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.faultAt(row).level, FaultLevel::Tcp);
    model.setSearch(QStringLiteral("nothing like it"));
    QCOMPARE(model.rowCount(), 0);
}

void TestUiFaults::everyFaultHasAFormThatReadsBack()
{
    FaultForm form;
    for (const FaultDefinition& definition : faultCatalogue()) {
        form.setFault(&definition);
        QVERIFY2(form.planned().has_value(),
                 qPrintable(toQString(definition.id) + QStringLiteral(": ") + form.problem()));
        QCOMPARE(form.planned()->toText(), toQString(definition.id));
        for (const FaultParameter& parameter : definition.parameters) {
            QWidget* field = form.field(toQString(parameter.name));
            QVERIFY(field);
            QVERIFY(!field->accessibleName().isEmpty());
            QVERIFY(field->toolTip().contains(toQString(parameter.help)));
        }
    }
    form.setFault(findFault(QStringLiteral("W4")));
    fill(form.field(QStringLiteral("code")), QStringLiteral("1012"));
    fill(form.field(QStringLiteral("reason")), QStringLiteral("back \"soon\" enough"));
    fill(form.field(QStringLiteral("when")), QStringLiteral("attempt:2..3 delay:5s"));
    fill(form.field(QStringLiteral("times")), QStringLiteral("2"));
    fill(form.field(QStringLiteral("station")), QStringLiteral("CP *"));
    QVERIFY2(form.planned().has_value(), qPrintable(form.problem()));
    QCOMPARE(form.planned()->fault.number("code"), 1012);
    QCOMPARE(form.planned()->fault.text("reason"), QStringLiteral("back \"soon\" enough"));
    QCOMPARE(form.planned()->when.attempts->last, std::optional<std::uint64_t>(3));
    QCOMPARE(form.planned()->when.delay, std::optional<std::chrono::nanoseconds>(5s));
    QCOMPARE(form.planned()->times, std::optional<std::uint64_t>(2));
    QCOMPARE(form.planned()->scope.station, QStringLiteral("CP *"));
}

void TestUiFaults::aWrongFieldIsToldAtItsPlace()
{
    FaultForm form;
    form.setFault(findFault(QStringLiteral("W4")));
    auto* code = qobject_cast<QLineEdit*>(form.field(QStringLiteral("code")));
    QVERIFY(code);
    const QColor normal = code->palette().color(QPalette::Base);
    code->setText(QStringLiteral("many"));
    QVERIFY(!form.planned());
    QVERIFY(!form.problem().isEmpty());
    QVERIFY(code->palette().color(QPalette::Base) != normal);
    code->setText(QStringLiteral("1001"));
    QVERIFY(form.planned());
    QCOMPARE(code->palette().color(QPalette::Base), normal);
    fill(form.field(QStringLiteral("when")), QStringLiteral("sometimes"));
    QVERIFY(!form.planned());
    QVERIFY2(form.problem().contains(QStringLiteral("sometimes")), qPrintable(form.problem()));
}

void TestUiFaults::aFaultThatCanNeverBiteIsNotArmed()
{
    FaultPanel& panel = window_->faults();
    panel.choose(*findFault(QStringLiteral("W4")));
    fill(panel.form().field(QStringLiteral("times")), QStringLiteral("0"));
    QVERIFY(!panel.form().planned());
    QVERIFY(!button("Arm the fault")->isEnabled());
    QVERIFY(!button("Arm the fault")->toolTip().isEmpty());
}

void TestUiFaults::whatIsArmedBeforeARunIsArmedWithIt()
{
    FaultPanel& panel = window_->faults();
    const QAbstractItemModelTester tester(&panel.armed());
    QVERIFY(panel.armed().arm(planned("W22 when=attempt:1")).hasValue());
    QVERIFY(panel.armed().arm(planned("T6")).hasValue());
    QCOMPARE(cell(0, ArmedFaultsModel::State), QStringLiteral("waits for a run"));
    QCOMPARE(panel.armed().armedCount(), 2);
    QVERIFY(panel.armed().disarm(1));
    ScheduledFaultHost host;
    panel.setHost(&host);
    QCOMPARE(host.schedule.size(), std::size_t(1));
    QVERIFY(host.schedule.isArmed(0));
    QCOMPARE(cell(0, ArmedFaultsModel::State), QStringLiteral("armed"));
    QVERIFY(panel.armed().waiting().empty());
    panel.setHost(nullptr);
    QCOMPARE(panel.armed().rowCount(), 0);
}

void TestUiFaults::aHostsFaultsAreArmedCountedAndDisarmed()
{
    FaultPanel& panel = window_->faults();
    ScheduledFaultHost host;
    panel.setHost(&host);
    QVERIFY(panel.armed().arm(planned("W22")).hasValue());
    host.schedule.connectionBegins({1, {}, {}, {}}, MonotonicTime{});
    host.schedule.opened(1, MonotonicTime{});
    host.schedule.bitten(0, 1);
    panel.refresh();
    QCOMPARE(cell(0, ArmedFaultsModel::State), QStringLiteral("holds"));
    QCOMPARE(cell(0, ArmedFaultsModel::Bitten), QStringLiteral("1"));
    QCOMPARE(cell(0, ArmedFaultsModel::Healed), QStringLiteral("0"));
    host.schedule.connectionClosed(1, MonotonicTime{});
    panel.refresh();
    QCOMPARE(cell(0, ArmedFaultsModel::State), QStringLiteral("healed"));
    QCOMPARE(cell(0, ArmedFaultsModel::Healed), QStringLiteral("1"));
    QVERIFY(button("Disarm every fault")->isEnabled());
    QTest::mouseClick(button("Disarm every fault"), Qt::LeftButton);
    QVERIFY(!host.schedule.isArmed(0));
    QCOMPARE(cell(0, ArmedFaultsModel::State), QStringLiteral("has bitten"));
    QVERIFY(!button("Disarm every fault")->isEnabled());
    panel.setHost(nullptr);
}

void TestUiFaults::whatAHostRefusesIsTold()
{
    FaultPanel& panel = window_->faults();
    QStringList told;
    connect(&panel, &FaultPanel::told, this, [&](const QString& sentence) { told << sentence; });
    QVERIFY(panel.armed().arm(planned("W22")).hasValue());
    ScheduledFaultHost host;
    host.refused = "W22";
    panel.setHost(&host);
    QCOMPARE(told, QStringList{QStringLiteral("not here.")});
    QVERIFY(!panel.armed().arm(planned("W22")).hasValue());
    panel.setHost(nullptr);
}

void TestUiFaults::everyPresetCanBite()
{
    QVERIFY(faultPresets().size() >= 5);
    for (const FaultPreset& preset : faultPresets()) {
        const auto faults = plannedFaults(preset);
        QCOMPARE(faults.size(), preset.faults.size());
        for (const PlannedFault& fault : faults)
            QCOMPARE(fault.impossibilities(), QStringList());
        window_->faults().armPreset(toQString(preset.name));
    }
    QVERIFY(window_->faults().armed().waiting().size() >= 6);
}

namespace {

/// A run in which W22 held from 1 s to 3 s on connection 1, T6 acted, and O1 never came.
std::shared_ptr<EventLog> faultyLog()
{
    auto log = std::make_shared<EventLog>();
    VirtualClock clock;
    EventRecorder server(*log, clock, Source::Server);
    server.record(EventKind::Listening);
    server.record(EventKind::FaultArmed, {{FieldKey::Fault, "W22"},
                                          {FieldKey::FaultNumber, 1},
                                          {FieldKey::Text, "W22 when=attempt:1"}});
    server.record(EventKind::FaultArmed, {{FieldKey::Fault, "O1"}, {FieldKey::FaultNumber, 3}});
    const auto on = [&](const char* fault, int number) {
        server.record(
            EventKind::FaultOn,
            {{FieldKey::Fault, fault}, {FieldKey::FaultNumber, number}, {FieldKey::Connection, 1}});
    };
    clock.advance(1s);
    on("W22", 1);
    server.record(EventKind::FaultBitten, {{FieldKey::Fault, "W22"}, {FieldKey::FaultNumber, 1}});
    clock.advance(1s);
    on("T6", 2);
    server.record(EventKind::FaultOff,
                  {{FieldKey::Fault, "T6"}, {FieldKey::FaultNumber, 2}, {FieldKey::Connection, 1}});
    clock.advance(1s);
    server.setEpoch(1);
    server.record(EventKind::Closed, {{FieldKey::Cause, "reset"}});
    clock.advance(1s);
    server.setEpoch(0);
    server.record(EventKind::RunEnded);
    return log;
}

} // namespace

void TestUiFaults::theFaultsOfAFileAreShownWithWhatCameOfThem()
{
    show(faultyLog());
    QCOMPARE(window_->faults().armed().rowCount(), 2);
    QCOMPARE(cell(0, ArmedFaultsModel::Text), QStringLiteral("W22 when=attempt:1"));
    QCOMPARE(cell(0, ArmedFaultsModel::State), QStringLiteral("has bitten"));
    QCOMPARE(cell(0, ArmedFaultsModel::Bitten), QStringLiteral("1"));
    QCOMPARE(cell(1, ArmedFaultsModel::State), QStringLiteral("never came"));
    QVERIFY(!window_->faults().armed().isArmed(0));
}

void TestUiFaults::spansAreWhereAFaultHeld()
{
    const auto log = faultyLog();
    FaultHistory history;
    for (EventNumber number = 1; number <= log->size(); ++number)
        history.add(*log, number);
    // The act is over at once; the state ends with its connection.
    QCOMPARE(history.spans().size(), std::size_t(1));
    QCOMPARE(history.spans().front().begin, RunTime(1s));
    QCOMPARE(history.spans().front().end, std::optional<RunTime>(3s));
    const auto geometry = layOutTimeline({}, {}, history, {RunTime(0), RunTime(4s)}, 400);
    QCOMPARE(geometry.faults.size(), std::size_t(1));
    QCOMPARE(geometry.faults.front().x, 100);
    QCOMPARE(geometry.faults.front().width, 200);
    QVERIFY(layOutTimeline({}, {}, history, {RunTime(3500ms), RunTime(4s)}, 400).faults.empty());
}

void TestUiFaults::spansAreDrawnOverTheLanesThatTheyHit_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QList<int>>("lanes");
    const auto row = [](const char* fault, const QList<Lane>& lanes) {
        QList<int> numbers;
        for (const Lane lane : lanes)
            numbers << int(lane);
        QTest::newRow(fault) << QByteArray(fault) << numbers;
    };
    row("S1", {Lane::Network});
    row("W22", {Lane::Network, Lane::Transport});
    row("O1", {Lane::Session});
    row("N1", {Lane::Network, Lane::Transport});
    row("server_outage", {Lane::Network, Lane::Transport});
    row("", {Lane::Network, Lane::Transport});
}

void TestUiFaults::spansAreDrawnOverTheLanesThatTheyHit()
{
    QFETCH(QByteArray, fault);
    QFETCH(QList<int>, lanes);
    QList<int> hit;
    for (const Lane lane :
         lanesHitBy(std::string_view(fault.constData(), std::size_t(fault.size()))))
        hit << int(lane);
    QCOMPARE(hit, lanes);
}

void TestUiFaults::aRunIsHitByWhatWasArmedBeforeIt()
{
    constexpr int patience = 30'000;
    FaultPanel& panel = window_->faults();
    panel.choose(*findFault(QStringLiteral("T6")));
    fill(panel.form().field(QStringLiteral("when")), QStringLiteral("attempt:1"));
    QVERIFY2(button("Arm the fault")->isEnabled(), qPrintable(panel.form().problem()));
    QTest::mouseClick(button("Arm the fault"), Qt::LeftButton);
    QCOMPARE(panel.armed().waiting().size(), std::size_t(1));
    window_->actionRegistry().action(QStringLiteral("run.start"))->trigger();
    QVERIFY(panel.armed().host());
    QTRY_COMPARE_WITH_TIMEOUT(cell(0, ArmedFaultsModel::Bitten), QStringLiteral("1"), patience);
    QCOMPARE(panel.armed().rowCount(), 1);
    window_->actionRegistry().action(QStringLiteral("run.stop"))->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!panel.armed().host(), patience);
    window_->document().catchUp();
    panel.refresh();
    QCOMPARE(cell(0, ArmedFaultsModel::State), QStringLiteral("has bitten"));
}

void TestUiFaults::theDropMenuHasTheCataloguesWays()
{
    constexpr int patience = 30'000;
    const auto action = [this](const char* id) {
        return window_->actionRegistry().action(QString::fromLatin1(id));
    };
    QVERIFY(action("run.drop.T6"));
    QCOMPARE(action("run.drop.N1"), nullptr);
    QVERIFY(!action("run.drop.T6")->isEnabled());
    action("run.start")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(action("run.drop.W4")->isEnabled(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Opened) != 0, patience);
    action("run.drop.W4")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::FaultBitten) != 0, patience);
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Closed) != 0, patience);
    // Once: nothing stays armed.
    QCOMPARE(window_->faults().armed().armedCount(), 0);
    action("run.stop")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!window_->faults().armed().host(), patience);
}

void TestUiFaults::thePanelIsReachedByKeyboardAndNamed()
{
    window_->actionRegistry().action(QStringLiteral("view.faults"))->trigger();
    QTRY_VERIFY(window_->faults().isVisible());
    auto* focused = qobject_cast<QLineEdit*>(window_->focusWidget());
    QVERIFY(focused);
    QCOMPARE(focused->accessibleName(), QStringLiteral("Search the faults"));
    QTest::keyClicks(focused, QStringLiteral("W22"));
    QCOMPARE(window_->faults().catalogue().rowCount(), 1);
    for (QWidget* child : window_->faults().findChildren<QWidget*>()) {
        const bool takesFocus = (child->focusPolicy() & Qt::TabFocus) != 0;
        if (takesFocus && child->isVisibleTo(&window_->faults()))
            QVERIFY2(!child->accessibleName().isEmpty(), child->metaObject()->className());
    }
}

QTEST_MAIN(TestUiFaults)

} // namespace tst_ui_faults

#include "tst_ui_faults.moc"
