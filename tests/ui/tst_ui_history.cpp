// SPDX-License-Identifier: MIT
#include "ui/panels/history_panel.h"
#include "ui/panels/notice_bar.h"
#include "window_fixture.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QTextBrowser>

namespace tst_ui_history {

using namespace redial;

class TestUiHistory : public WindowFixture
{
    Q_OBJECT
private slots:
    void runsAreAddedShownAndOpened();
    void twoRunsAreCompared();
    void tagsAreSetAndTakenAway();
    void aForgottenRunsFileStays();
    void aFileThatIsNoRunIsTold();
    void theHistoryIsReadWhenItIsFirstSeen();
    void aWindowMayGoWhileTheHistoryIsRead();

private:
    HistoryPanel& panel() { return window_->historyPanel(); }
    /// A fresh history for the window that is made anew.
    void startAnew(const char* name)
    {
        window_.reset();
        qputenv("REDIAL_HISTORY", folder_.filePath(QLatin1String(name)).toUtf8());
        QMetaObject::invokeMethod(this, "init");
    }
    bool waitFor(int rows)
    {
        return QTest::qWaitFor(
            [&] { return !panel().runs().isBusy() && panel().table().rowCount() == rows; }, 30'000);
    }
    QPushButton* button(const QString& text)
    {
        for (auto* button : panel().findChildren<QPushButton*>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }
    void select(const std::vector<int>& rows)
    {
        panel().table().clearSelection();
        panel().table().setSelectionMode(QAbstractItemView::MultiSelection);
        for (const int row : rows)
            panel().table().selectRow(row);
    }
};

void TestUiHistory::runsAreAddedShownAndOpened()
{
    startAnew("shown.sqlite");
    QVERIFY(!button(QStringLiteral("Open"))->isEnabled());
    panel().add({runFile(1), runFile(3)});
    QVERIFY(waitFor(2));
    select({0});
    QVERIFY(panel().text().toPlainText().contains(runFile(3)));
    QVERIFY(button(QStringLiteral("Open"))->isEnabled());
    QTest::mouseClick(button(QStringLiteral("Open")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Opened) != 0, 30'000);
    // The same again is entered once.
    panel().add({runFile(3)});
    QVERIFY(waitFor(2));
}

void TestUiHistory::twoRunsAreCompared()
{
    startAnew("compared.sqlite");
    panel().add({runFile(1), runFile(3)});
    QVERIFY(waitFor(2));
    select({0});
    QVERIFY(!button(QStringLiteral("Compare"))->isEnabled());
    select({0, 1});
    QTest::mouseClick(button(QStringLiteral("Compare")), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(
        panel().text().toPlainText().contains(QLatin1String("connections_opened")), 30'000);
    QVERIFY(panel().text().toPlainText().contains(QLatin1String("+2")));
}

void TestUiHistory::tagsAreSetAndTakenAway()
{
    startAnew("tags.sqlite");
    panel().add({runFile(1)});
    QVERIFY(waitFor(1));
    auto* tags = panel().findChild<QLineEdit*>();
    const auto enter = [&](const QString& words) {
        select({0});
        tags->setText(words);
        QTest::keyClick(tags, Qt::Key_Return);
        return waitFor(1);
    };
    QVERIFY(enter(QStringLiteral("nightly  good")));
    QCOMPARE(panel().runs().runs().front().tags,
             (QStringList{QStringLiteral("good"), QStringLiteral("nightly")}));
    QVERIFY(enter(QStringLiteral("nightly")));
    QCOMPARE(panel().runs().runs().front().tags, QStringList{QStringLiteral("nightly")});
}

void TestUiHistory::aForgottenRunsFileStays()
{
    startAnew("forgotten.sqlite");
    const QString path = runFile(2);
    panel().add({path});
    QVERIFY(waitFor(1));
    select({0});
    QTest::mouseClick(button(QStringLiteral("Forget")), Qt::LeftButton);
    QVERIFY(waitFor(0));
    QVERIFY(QFile::exists(path));
}

void TestUiHistory::aFileThatIsNoRunIsTold()
{
    startAnew("wrong.sqlite");
    panel().add({QStringLiteral("/nowhere/run.jsonl")});
    QTRY_VERIFY_WITH_TIMEOUT(window_->notice().text().contains(QLatin1String("/nowhere/run.jsonl")),
                             30'000);
    QVERIFY(waitFor(0));
}

void TestUiHistory::theHistoryIsReadWhenItIsFirstSeen()
{
    startAnew("seen.sqlite");
    panel().add({runFile(1)});
    QVERIFY(waitFor(1));
    window_.reset();
    QMetaObject::invokeMethod(this, "init");
    QCOMPARE(panel().table().rowCount(), 0);
    window_->goToPanel(QStringLiteral("history"));
    QVERIFY(waitFor(1));
}

void TestUiHistory::aWindowMayGoWhileTheHistoryIsRead()
{
    startAnew("gone.sqlite");
    panel().add({runFile(3), runFile(2), runFile(1)});
    window_.reset();
    QVERIFY(QFile::exists(folder_.filePath(QStringLiteral("gone.sqlite"))));
}

QTEST_MAIN(TestUiHistory)

} // namespace tst_ui_history

#include "tst_ui_history.moc"
