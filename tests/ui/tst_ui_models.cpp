// SPDX-License-Identifier: MIT
#include "core/session/stream_dialect.h"
#include "tests/support/synthetic_run.h"
#include "ui/models/event_filter.h"
#include "ui/models/event_list_model.h"
#include "ui/models/event_text.h"
#include "ui/models/feed_client_settings.h"
#include "ui/models/run_cursor.h"
#include "ui/models/run_document.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

namespace tst_ui_models {

using namespace redial;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<EventLog> stationLog(int connections = 3)
{
    auto log = std::make_shared<EventLog>();
    SyntheticRun(*log).station(connections);
    return log;
}

EventFilter filterOf(const QString& text, bool regularExpression = false)
{
    auto filter = EventFilter::compile(text, regularExpression);
    Q_ASSERT(filter);
    return *filter;
}

} // namespace

class TestUiModels : public QObject
{
    Q_OBJECT
private slots:
    void theListGrowsInBatches();
    void theListKeepsTheRulesOfModelsWhenTheRunOrTheFilterChanges();
    void eventsThatCameBeforeTheDocumentAreShownToo();
    void aFilterLooksAtTheWholePayload();
    void aWrongExpressionSaysWhere();
    void oneFilterDrivesListAndTimeline();
    void filteringManyEventsIsDividedIntoSteps();
    void neighboursAreOfTheSameKind();
    void anEventAsJsonHasTheNamesOfTheRunFile();
    void aPayloadThatIsJsonIsIndented();
    void theCursorTellsOnlyOfChanges();
    void theFeedsFormBeginsAsRedialsOwnFeed();
    void anAuthMessageThatMayHoldASecretIsNotKept();
};

void TestUiModels::theListGrowsInBatches()
{
    RunDocument document;
    EventListModel model(document);
    QAbstractItemModelTester tester(&model);
    auto log = std::make_shared<EventLog>();
    document.setLog(log);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    SyntheticRun(*log).many(1'000);
    QCOMPARE(model.rowCount(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 1'000, 10'000);
    QVERIFY(inserted.count() > 0 && inserted.count() < 100);
    QCOMPARE(inserted.last().at(2).toInt(), 999);
}

void TestUiModels::theListKeepsTheRulesOfModelsWhenTheRunOrTheFilterChanges()
{
    RunDocument document;
    EventListModel model(document);
    QAbstractItemModelTester tester(&model);
    document.setLog(stationLog());
    document.catchUp();
    QVERIFY(model.rowCount() > 50);
    document.setFilter(filterOf(QStringLiteral("heartbeat")));
    document.catchUp();
    const int filtered = model.rowCount();
    QVERIFY(filtered > 0 && filtered < 50);
    for (int row = 0; row < filtered; ++row)
        QCOMPARE(model.rowOf(model.eventAt(row)), std::optional(row));
    document.setLog(stationLog(1));
    document.catchUp();
    QVERIFY(model.rowCount() < filtered);
    document.setFilter({});
    document.catchUp();
    QCOMPARE(static_cast<EventNumber>(model.rowCount()), document.log().size());
}

void TestUiModels::eventsThatCameBeforeTheDocumentAreShownToo()
{
    RunDocument document;
    QSignalSpy grew(&document, &RunDocument::grew);
    document.setLog(stationLog());
    QTRY_VERIFY_WITH_TIMEOUT(document.seen() == document.log().size() && !document.busy(), 10'000);
    QCOMPARE(document.whole().end, runTimeOf(document.log(), document.log().size()));
    QVERIFY(!document.backoffs().points().empty());
}

void TestUiModels::aFilterLooksAtTheWholePayload()
{
    const auto log = stationLog();
    int payload = 0;
    int expression = 0;
    int nothing = 0;
    for (EventNumber number = 1; number <= log->size(); ++number) {
        payload += filterOf(QStringLiteral("chargepointvendor")).matches(*log, number);
        expression += filterOf(QStringLiteral("\"m\\d+\",\"Boot"), true).matches(*log, number);
        nothing += filterOf(QStringLiteral("no such thing")).matches(*log, number);
    }
    QCOMPARE(payload, 3);
    QCOMPARE(expression, 3);
    QCOMPARE(nothing, 0);
}

void TestUiModels::aWrongExpressionSaysWhere()
{
    const auto filter = EventFilter::compile(QStringLiteral("boot(sent"), true);
    QVERIFY(!filter);
    QVERIFY2(filter.error().contains(QStringLiteral("character 10")), qPrintable(filter.error()));
    QVERIFY(EventFilter::compile(QStringLiteral("boot(sent"), false).hasValue());
}

void TestUiModels::oneFilterDrivesListAndTimeline()
{
    RunDocument document;
    document.setLog(stationLog());
    document.setFilter(filterOf(QStringLiteral("refused")));
    document.catchUp();
    std::size_t marks = 0;
    for (int row = 0; row < TimelineIndex::rows; ++row)
        marks += document.timeline().row(row).all.size();
    QCOMPARE(marks, document.visible().size());
    QVERIFY(marks > 0);
    QCOMPARE(document.link().client().empty(), false);
}

void TestUiModels::filteringManyEventsIsDividedIntoSteps()
{
    auto log = std::make_shared<EventLog>();
    SyntheticRun(*log).many(50'000);
    RunDocument document;
    document.setLog(log);
    document.setFilter(filterOf(QStringLiteral("size=49998"), true));
    QSignalSpy grew(&document, &RunDocument::grew);
    QTRY_VERIFY_WITH_TIMEOUT(!document.busy(), 60'000);
    QCOMPARE(document.visible().size(), std::size_t{1});
    QVERIFY2(grew.count() > 1, "the work was not divided");
}

void TestUiModels::neighboursAreOfTheSameKind()
{
    RunDocument document;
    document.setLog(stationLog());
    document.catchUp();
    EventNumber online = 0;
    for (EventNumber number = 1; number <= document.log().size() && online == 0; ++number) {
        if (document.log().header(number).kind == EventKind::Online)
            online = number;
    }
    const auto next = document.neighbour(online, 1, true);
    QVERIFY(next && *next > online);
    QCOMPARE(document.log().header(*next).kind, EventKind::Online);
    QCOMPARE(document.neighbour(*next, -1, true), std::optional(online));
    QCOMPARE(document.neighbour(online, -1, true), std::nullopt);
    QCOMPARE(document.neighbour(online, 1, false), std::optional(online + 1));
    QCOMPARE(document.neighbour(1, -1, false), std::nullopt);
    QCOMPARE(document.neighbour(document.log().size(), 1, false), std::nullopt);
}

void TestUiModels::anEventAsJsonHasTheNamesOfTheRunFile()
{
    const auto log = stationLog();
    const QString json = eventAsJson(*log, 1);
    QVERIFY2(json.contains(QStringLiteral("\"started\"")), qPrintable(json));
    QVERIFY(json.contains(QStringLiteral("ws://127.0.0.1:9000/ocpp/CP-1")));
}

void TestUiModels::aPayloadThatIsJsonIsIndented()
{
    QCOMPARE(prettyPayload("[1,{\"a\":2}]"),
             QStringLiteral("[\n    1,\n    {\n        \"a\": 2\n    }\n]\n"));
    QCOMPARE(prettyPayload("[1,"), QStringLiteral("[1,"));
}

void TestUiModels::theCursorTellsOnlyOfChanges()
{
    RunCursor cursor;
    cursor.setWhole({0s, 100s});
    QSignalSpy range(&cursor, &RunCursor::rangeChanged);
    QSignalSpy selected(&cursor, &RunCursor::selectedChanged);
    cursor.setWhole({0s, 100s});
    QCOMPARE(range.count(), 0);
    cursor.zoomTo({10s, 20s});
    cursor.setWhole({0s, 200s});
    QCOMPARE(range.count(), 1);
    cursor.select(3);
    cursor.select(3);
    QCOMPARE(selected.count(), 1);
    cursor.reset();
    QCOMPARE(selected.count(), 2);
    QVERIFY(!cursor.selected());
}

void TestUiModels::theFeedsFormBeginsAsRedialsOwnFeed()
{
    const auto profile = FeedClientSettings().profile();
    QVERIFY2(profile, qPrintable(profile ? QString() : profile.error().front().text()));
    QCOMPARE(profile->toJson(),
             feedDialect({QStringLiteral("trades"), QStringLiteral("orders")}).toJson());
    FeedClientSettings feed;
    feed.texts[QStringLiteral("subscriptions")] =
        QStringLiteral(R"(["a", {"name": "b", "message": "SUB b", "ok": "OK b"}])");
    feed.texts[QStringLiteral("passive_pings")] = QStringLiteral("ping=>pong");
    feed.texts[QStringLiteral("handlers")] = QStringLiteral("books=book.*, rest");
    feed.texts[QStringLiteral("heartbeat")].clear();
    const auto other = feed.profile();
    QVERIFY2(other, qPrintable(other ? QString() : other.error().front().text()));
    QCOMPARE(other->subscriptions.size(), std::size_t{2});
    QCOMPARE(other->subscriptions[1].question.message, QStringLiteral("SUB b"));
    QCOMPARE(other->passivePings[0].answer, QStringLiteral("pong"));
    QCOMPARE(other->routes[0].channel, QStringLiteral("book.*"));
    QCOMPARE(other->routes[1].channel, QStringLiteral("*"));
    QVERIFY(!other->heartbeat);
}

void TestUiModels::anAuthMessageThatMayHoldASecretIsNotKept()
{
    FeedClientSettings feed;
    feed.texts[QStringLiteral("auth")] = QStringLiteral(R"({"key":"hunter2"})");
    feed.texts[QStringLiteral("channel")] = QStringLiteral("/topic");
    feed.policy.heartbeatEvery = 7s;
    const FeedClientSettings kept = FeedClientSettings::fromJson(feed.toJson());
    QCOMPARE(kept.text(QStringLiteral("auth")), FeedClientSettings().text(QStringLiteral("auth")));
    QCOMPARE(kept.text(QStringLiteral("channel")), QStringLiteral("/topic"));
    QCOMPARE(kept.policy, feed.policy);
    feed.texts[QStringLiteral("auth")].clear();
    QCOMPARE(FeedClientSettings::fromJson(feed.toJson()), feed);
}

QTEST_MAIN(TestUiModels)

} // namespace tst_ui_models

#include "tst_ui_models.moc"
