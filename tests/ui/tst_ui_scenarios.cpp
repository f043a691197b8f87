// SPDX-License-Identifier: MIT
#include "ui/panels/notice_bar.h"
#include "ui/panels/scenario_editor.h"
#include "ui/panels/scenario_panel.h"
#include "window_fixture.h"

#include <QCheckBox>
#include <QDir>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QTextBrowser>

namespace tst_ui_scenarios {

using namespace redial;
using State = ScenarioList::State;
using Status = ScenarioResult::Status;

class TestUiScenarios : public WindowFixture
{
    Q_OBJECT
private slots:
    void theExamplesAreThoseOfTheSource();
    void everyExampleHoldsAndTheWindowGoesOn();
    void whatDoesNotHoldSaysWhyAndItsRunOpensOnTheTimeline();
    void whatNeedsSocketsRunsOnThem();
    void stoppingLeavesTheOthersNotRun();
    void aWindowMayGoWhileScenariosRun();
    void errorsAreMarkedAtTheirPlaceWhileOneTypes();
    void whatWasChangedIsKeptUntilItIsSaved();
    void whatSomebodyElseChangedIsReadAgain();
    void aFileThatIsTooLongCannotBeChanged();
    void aScenarioFileThatIsOpenedIsAdded();
    void aFileThatIsGoneIsTold();

private:
    QString write(const QByteArray& name, const QByteArray& members);
    ScenarioPanel& panel() { return window_->scenarios(); }
    const ScenarioList::Row& row(int number) { return panel().list().at(number); }
    bool waitForEnd()
    {
        return QTest::qWaitFor([this] { return !panel().isRunning(); }, 60'000);
    }
    QPushButton* button(const char* name)
    {
        for (auto* button : panel().findChildren<QPushButton*>()) {
            if (button->accessibleName() == QLatin1String(name))
                return button;
        }
        return nullptr;
    }
};

namespace {

const QByteArray regained = R"("clock": "virtual", "duration": "6s",
  "steps": {"outages": [{"at": "1s", "duration": "1500ms"}]},
  "expectations": {"thresholds": {"reconnects": {"at_least": 1}}})";
const QByteArray wrong = R"("clock": "virtual", "duration": "2s",
  "expectations": {"thresholds": {"reconnects": {"at_least": 9}}})";
const QByteArray endless = R"("clock": "system", "duration": "1h",
  "expectations": {"thresholds": {"reconnects": {"at_least": 0}}})";
const QByteArray onSockets = R"("clock": "system", "duration": "1s",
  "expectations": {"thresholds": {"connections_opened": {"at_least": 1}}})";

} // namespace

QString TestUiScenarios::write(const QByteArray& name, const QByteArray& members)
{
    QString path = folder_.filePath(QString::fromLatin1(name) + QStringLiteral(".redial.json"));
    QFile file(path);
    const QByteArray text = "{\"version\": 1, \"name\": \"" + name +
                            "\", \"comment\": \"What <b>it</b> proves\",\n"
                            "  \"client\": {\"policy\": {\"initial_backoff\": \"100ms\"}},\n"
                            "  \"server\": {\"boot\": \"accepted:1\"},\n  " +
                            members + "}\n";
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? path : QString();
}

void TestUiScenarios::theExamplesAreThoseOfTheSource()
{
    const QStringList source =
        QDir(QStringLiteral(REDIAL_SCENARIOS)).entryList(QDir::Files, QDir::Name);
    QVERIFY(source.size() >= 40);
    QCOMPARE(QDir(QStringLiteral(":/scenarios")).entryList(QDir::Files, QDir::Name), source);
    panel().addExamples();
    QVERIFY(panel().list().rowCount() >= source.size());
    for (int i = 0; i < panel().list().rowCount(); ++i)
        QVERIFY2(row(i).state == State::NotRun, qPrintable(row(i).path));
}

void TestUiScenarios::everyExampleHoldsAndTheWindowGoesOn()
{
    panel().addExamples();
    int turns = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, &timer, [&turns] { ++turns; });
    timer.start(0);
    panel().runAll();
    QVERIFY(panel().isRunning());
    QVERIFY(waitForEnd());
    QVERIFY(turns > 0);
    int held = 0;
    for (int i = 0; i < panel().list().rowCount(); ++i) {
        const ScenarioList::Row& now = row(i);
        QVERIFY2(now.result && now.result->status != Status::NotHeld &&
                     now.result->status != Status::CouldNotRun,
                 qPrintable(now.title()));
        held += now.result->status == Status::Held ? 1 : 0;
    }
    QVERIFY(held >= 40);
    QVERIFY(panel().list().summary().startsWith(QStringLiteral("%1 held").arg(held)));
}

void TestUiScenarios::whatDoesNotHoldSaysWhyAndItsRunOpensOnTheTimeline()
{
    panel().add({write("wrong", wrong), write("right", regained)});
    panel().runAll();
    QVERIFY(waitForEnd());
    QCOMPARE(int(row(0).result->status), int(Status::NotHeld));
    QCOMPARE(int(row(1).result->status), int(Status::Held));
    panel().select(0);
    const auto* result = panel().findChild<QTextBrowser*>();
    QVERIFY(result->toPlainText().contains(QStringLiteral("✗ reconnects:")));
    QVERIFY(result->toPlainText().contains(QLatin1String("What <b>it</b> proves")));
    QVERIFY(button("Show the run on the timeline")->isEnabled());
    QTest::mouseClick(button("Show the run on the timeline"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Opened) > 0, 30'000);
}

void TestUiScenarios::whatNeedsSocketsRunsOnThem()
{
    panel().add({write("sockets", onSockets)});
    panel().runAll();
    QVERIFY(waitForEnd());
    QCOMPARE(int(row(0).result->status), int(Status::Skipped));
    auto* virtualTime = panel().findChild<QCheckBox*>();
    virtualTime->setChecked(false);
    panel().runAll();
    QVERIFY(waitForEnd());
    QVERIFY2(row(0).result->status == Status::Held, qPrintable(row(0).result->reason));
    QVERIFY(!row(0).result->virtualTime);
}

void TestUiScenarios::stoppingLeavesTheOthersNotRun()
{
    panel().findChild<QCheckBox*>()->setChecked(false);
    panel().add({write("endless", endless), write("next", regained)});
    panel().runAll();
    QTRY_COMPARE_WITH_TIMEOUT(int(row(0).state), int(State::Running), 30'000);
    QCOMPARE(int(row(1).state), int(State::Waiting));
    QVERIFY(button("Stop the scenarios")->isEnabled());
    QTest::mouseClick(button("Stop the scenarios"), Qt::LeftButton);
    QVERIFY(waitForEnd());
    QCOMPARE(int(row(0).result->status), int(Status::CouldNotRun));
    QCOMPARE(int(row(1).state), int(State::NotRun));
}

void TestUiScenarios::aWindowMayGoWhileScenariosRun()
{
    panel().findChild<QCheckBox*>()->setChecked(false);
    panel().add({write("endless", endless)});
    panel().runAll();
    QTRY_COMPARE_WITH_TIMEOUT(int(row(0).state), int(State::Running), 30'000);
    window_.reset();
}

void TestUiScenarios::errorsAreMarkedAtTheirPlaceWhileOneTypes()
{
    panel().add({write("typed", regained)});
    ScenarioEditor& editor = panel().editor();
    QVERIFY(editor.errors().empty());
    QString text = editor.text().toPlainText();
    text.replace(QLatin1String("\"clock\""), QLatin1String("\"clok\""));
    editor.text().setPlainText(text);
    QTRY_COMPARE_WITH_TIMEOUT(editor.errorList().count(), 1, 10'000);
    QVERIFY(editor.errorList().item(0)->text().startsWith(QLatin1String("4:")));
    QVERIFY(editor.errorList().item(0)->text().contains(QLatin1String("clock")));
    QCOMPARE(editor.text().extraSelections().size(), 1);
    editor.errorList().setCurrentRow(0);
    emit editor.errorList().itemActivated(editor.errorList().item(0));
    QCOMPARE(editor.text().textCursor().blockNumber(), 3);
}

void TestUiScenarios::whatWasChangedIsKeptUntilItIsSaved()
{
    const QString first = write("first", regained);
    panel().add({first, write("second", regained)});
    panel().select(0);
    ScenarioEditor& editor = panel().editor();
    QString text = editor.text().toPlainText();
    text.replace(QLatin1String("\"first\""), QLatin1String("\"changed\""));
    editor.text().selectAll();
    editor.text().insertPlainText(text);
    panel().select(1);
    QVERIFY(!editor.text().toPlainText().contains(QLatin1String("changed")));
    panel().select(0);
    QVERIFY(editor.text().toPlainText().contains(QLatin1String("changed")));
    QCOMPARE(editor.unsaved(), QStringList{first});
    editor.save();
    QVERIFY(editor.unsaved().isEmpty());
    QCOMPARE(row(0).title(), QStringLiteral("changed"));
    QVERIFY(!editor.saveAs(QStringLiteral("/nowhere/at/all.redial.json")));
    QVERIFY(window_->notice().isVisibleTo(window_.get()));
}

void TestUiScenarios::whatSomebodyElseChangedIsReadAgain()
{
    const QString path = write("first", regained);
    panel().add({path});
    write("first", wrong);
    panel().add({path});
    QVERIFY(panel().editor().text().toPlainText().contains(QLatin1String("\"at_least\": 9")));
    QVERIFY(panel().editor().unsaved().isEmpty());
}

void TestUiScenarios::aFileThatIsTooLongCannotBeChanged()
{
    panel().add({write("long", regained + QByteArray(mostScenarioBytes, ' '))});
    QCOMPARE(int(row(0).state), int(State::Wrong));
    QVERIFY(panel().editor().text().isReadOnly());
    panel().add({write("short", regained)});
    QVERIFY(!panel().editor().text().isReadOnly());
}

void TestUiScenarios::aScenarioFileThatIsOpenedIsAdded()
{
    window_->openFile(write("opened", regained));
    QCOMPARE(panel().list().rowCount(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(panel().table().isVisible() && !panel().visibleRegion().isEmpty(),
                             10'000);
    window_->openFile(write("broken", R"("durations": 1)"));
    QCOMPARE(panel().list().rowCount(), 2);
    QCOMPARE(int(row(1).state), int(State::Wrong));
    QVERIFY(!panel().reasonNotToRunSelected().isEmpty());
}

void TestUiScenarios::aFileThatIsGoneIsTold()
{
    panel().add({folder_.filePath(QStringLiteral("none.redial.json"))});
    QCOMPARE(panel().list().rowCount(), 0);
    QVERIFY(window_->notice().isVisibleTo(window_.get()));
}

QTEST_MAIN(TestUiScenarios)

} // namespace tst_ui_scenarios

#include "tst_ui_scenarios.moc"
