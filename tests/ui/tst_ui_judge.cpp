// SPDX-License-Identifier: MIT
#include "ui/panels/judge_panel.h"
#include "ui/panels/notice_bar.h"
#include "window_fixture.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTcpServer>
#include <QTest>
#include <QTextBrowser>

namespace tst_ui_judge {

using namespace redial;

class TestUiJudge : public WindowFixture
{
    Q_OBJECT
private slots:
    void aClientIsLedShownAndJudged();
    void aLinkLeadsToTheEvent();
    void whatIsWrongInTheFormHoldsItBack_data();
    void whatIsWrongInTheFormHoldsItBack();
    void aPortThatIsTakenIsTold();
    void aCommandThatDoesNotStartIsTold();
    void stoppingSaysWhatWasNotMeasured();
    void aWindowMayGoInMidExamination();

private:
    JudgePanel& panel() { return window_->judgePanel(); }
    void startWith(const QString& command)
    {
        panel().port().setText(QStringLiteral("0"));
        panel().command().setText(command);
        panel().start();
    }
    QString text() { return panel().text().toPlainText(); }
};

namespace {

constexpr int generous = 60'000;

/// A client of ours, as somebody else's.
QString stationCommand()
{
    return QStringLiteral(REDIAL_PROGRAM " connect {url} --initial-backoff 20ms --quiet");
}

} // namespace

void TestUiJudge::aClientIsLedShownAndJudged()
{
    startWith(stationCommand());
    QVERIFY2(panel().isRunning(), qPrintable(panel().reasonNotToStart()));
    QVERIFY(!window_->actionRegistry().action(QStringLiteral("run.start"))->isEnabled());
    QCOMPARE(window_->document().sharedLog(), panel().log());
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Opened) != 0, generous);
    panel().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!panel().isRunning() && panel().judgement(), generous);
    QVERIFY(!panel().judgement()->observations.connections.empty());
    QVERIFY2(text().contains(QLatin1String("Not measured to its end")), qPrintable(text()));
    QTRY_VERIFY_WITH_TIMEOUT(!window_->verdict().results().empty(), generous);
    QTRY_VERIFY_WITH_TIMEOUT(
        window_->actionRegistry().action(QStringLiteral("run.start"))->isEnabled(), generous);
}

void TestUiJudge::aLinkLeadsToTheEvent()
{
    startWith(stationCommand());
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Opened) != 0, generous);
    panel().stop();
    QTRY_VERIFY_WITH_TIMEOUT(panel().judgement(), generous);
    QVERIFY(panel().log()->size() >= 2);
    emit panel().text().anchorClicked(QUrl(QStringLiteral("event:2")));
    QCOMPARE(window_->runCursor().selected(), std::optional<EventNumber>(2));
    // Another run is shown: its events are not those that the links mean.
    show(stationLog());
    emit panel().text().anchorClicked(QUrl(QStringLiteral("event:2")));
    QVERIFY(!window_->runCursor().selected());
}

void TestUiJudge::whatIsWrongInTheFormHoldsItBack_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::newRow("port") << "Port"
                          << "70000";
    QTest::newRow("port as a word") << "Port"
                                    << "http";
    QTest::newRow("attempts") << "Attempts"
                              << "2";
    QTest::newRow("time limit") << "Time limit"
                                << "soon";
    QTest::newRow("no time") << "Time limit"
                             << "0s";
}

void TestUiJudge::whatIsWrongInTheFormHoldsItBack()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QVERIFY(panel().reasonNotToStart().isEmpty());
    for (auto* edit : panel().findChildren<QLineEdit*>()) {
        if (edit->accessibleName() == field)
            edit->setText(value);
    }
    QVERIFY2(panel().reasonNotToStart().startsWith(field), qPrintable(panel().reasonNotToStart()));
    panel().start();
    QVERIFY(!panel().isRunning());
}

void TestUiJudge::aPortThatIsTakenIsTold()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    panel().port().setText(QString::number(taken.serverPort()));
    panel().start();
    QVERIFY(!panel().isRunning());
    QVERIFY(window_->notice().isVisibleTo(window_.get()));
}

void TestUiJudge::aCommandThatDoesNotStartIsTold()
{
    startWith(QStringLiteral("/nowhere/client {url}"));
    QTRY_VERIFY_WITH_TIMEOUT(panel().judgement() && !panel().isRunning(), generous);
    QVERIFY(window_->notice().isVisibleTo(window_.get()));
}

void TestUiJudge::stoppingSaysWhatWasNotMeasured()
{
    startWith({});
    QVERIFY(panel().isRunning());
    panel().stop();
    QTRY_VERIFY_WITH_TIMEOUT(!panel().isRunning() && panel().judgement(), generous);
    QCOMPARE(panel().judgement()->notMeasured.size(), situationNames().size());
}

void TestUiJudge::aWindowMayGoInMidExamination()
{
    startWith(stationCommand());
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Opened) != 0, generous);
    window_.reset();
}

QTEST_MAIN(TestUiJudge)

} // namespace tst_ui_judge

#include "tst_ui_judge.moc"
