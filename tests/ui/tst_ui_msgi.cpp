// SPDX-License-Identifier: MIT
// The window's pages for the network module and for feeds: what a payload holds, the marks of a
// session, the MSGI server, the load balancer.
#include "core/time/virtual_clock.h"
#include "core/wire/container_binary.h"
#include "core/wire/container_json.h"
#include "core/wire/container_text.h"
#include "tests/server/msgi_client.h"
#include "tests/ui/window_fixture.h"
#include "ui/models/event_text.h"
#include "ui/panels/backends_panel.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/msgi_server_panel.h"
#include "ui/panels/timeline_widget.h"
#include "ui/view/severity.h"

#include <QCheckBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTcpServer>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>

namespace tst_ui_msgi {

using namespace redial;
using namespace std::chrono_literals;

namespace {

using test::patience;

ValueContainer order()
{
    ValueContainer inner;
    inner.type = "price";
    inner.values.push_back({"currency", Value(Value::Content(std::string("EUR")))});
    ValueContainer container;
    container.source = "desk";
    container.type = "order";
    container.values.push_back({"count", Value(Value::Content(std::int64_t{5}))});
    container.values.push_back({"raw", Value(Value::Content(ByteString{"\x01\x02"}))});
    container.values.push_back({"price", Value(Value::Content(inner))});
    return container;
}

QString linesOf(std::string_view bytes, std::string_view frameType = {})
{
    const auto tree = payloadTreeOf(bytes, frameType);
    return tree ? payloadTreeText(*tree) : QStringLiteral("none");
}

template <class T>
std::string controlOf(const T& control)
{
    std::string payload;
    appendMsgiControl(payload, control);
    return payload;
}

} // namespace

class TestUiMsgi : public WindowFixture
{
    Q_OBJECT
private slots:
    void payloadsAreTakenApart_data();
    void payloadsAreTakenApart();
    void everyFormOfAContainerShowsTheSameParts();
    void aHugePayloadShowsNoMoreThanTheLimit();
    void detailsShowAContainerAsATree();
    void authAndSubscriptionsAreMarks();
    void aMarkIsBadIfOneOfItsColumnIs();
    void theBalancerPageTellsHealthConnectionsAndPicks();
    void theBalancerPageSaysWhatToDoWhenItIsEmpty();
    void theServerPageListsItsSessions();
    void messagesGoToAllOrToOne();
    void aSelectedClientIsDisconnected();
    void aTakenPortIsToldAtItsPlace();
    void theServersEventsAreShownAndStopIsInGoodOrder();

private:
    MsgiServerPanel& page() { return window_->serverPanel(); }
    QPushButton& button(const QString& name);
    quint16 startServer();
};

QPushButton& TestUiMsgi::button(const QString& name)
{
    for (auto* each : page().findChildren<QPushButton*>()) {
        if (each->accessibleName() == name)
            return *each;
    }
    qFatal("no button %s", qPrintable(name));
}

quint16 TestUiMsgi::startServer()
{
    window_->goToPanel(QStringLiteral("server"));
    page().port().setText(QStringLiteral("0"));
    button(QStringLiteral("Start the MSGI server")).click();
    return page().host().isListening() ? QUrl(page().host().url()).port() : 0;
}

void TestUiMsgi::payloadsAreTakenApart_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("frameType");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::string& bytes, const char* type,
                        const char* part) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(type)
                            << QString::fromUtf8(part);
    };
    row("plain text", "hello", "DATA", "none");
    row("plain JSON", R"({"type":"trade","version":1})", "", "none");
    row("nothing", "", "", "none");
    row("frame", test::frameOf(MsgiType::Data, "hello"), "", "payload (text): hello");
    row("two frames", test::frameOf(MsgiType::Ping, "") + test::frameOf(MsgiType::Data, "b"), "",
        "frame 2 (DATA): 1 byte");
    row("half a frame", test::frameOf(MsgiType::Data, "hello").substr(0, 12), "", "not whole");
    row("bad magic behind a frame", test::frameOf(MsgiType::Ping, "") + std::string(12, 'x'), "",
        "(error)");
    row("frames in a frame are bytes",
        test::frameOf(MsgiType::Data, test::frameOf(MsgiType::Ping, "")), "", "payload (bytes)");
    row("hello", controlOf(MsgiHello{"desk"}), "CONTROL", "client: desk");
    row("private", controlOf(MsgiPrivate{7, {}, "hi"}), "CONTROL", "session: 7");
    row("control without a body", "", "CONTROL", "(error)");
    row("container", *writeContainerBinary(order()), "", "count (int64): 5");
    row("bytes", *writeContainerBinary(order()), "", "raw (bytes): 2 bytes: 01 02");
    row("nested", *writeContainerBinary(order()), "", "currency (string): EUR");
    row("cut container", writeContainerBinary(order())->substr(0, 20), "", "(error)");
    row("container in a frame", test::frameOf(MsgiType::Data, *writeContainerBinary(order())), "",
        "currency (string): EUR");
}

void TestUiMsgi::payloadsAreTakenApart()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, frameType);
    QFETCH(QString, part);
    const QString lines =
        linesOf({bytes.constData(), std::size_t(bytes.size())}, frameType.toStdString());
    QVERIFY2(lines.contains(part), qPrintable(lines));
}

void TestUiMsgi::everyFormOfAContainerShowsTheSameParts()
{
    ValueContainer container = order();
    container.values.erase(container.values.begin() + 1, container.values.end());
    const QString binary = linesOf(*writeContainerBinary(container));
    QVERIFY(binary.contains(QStringLiteral("count (int64): 5")));
    QCOMPARE(linesOf(*writeContainerText(container)), binary);
    QCOMPARE(linesOf(QJsonDocument(containerToJson(container)).toJson().toStdString()), binary);
}

void TestUiMsgi::aHugePayloadShowsNoMoreThanTheLimit()
{
    ValueContainer container;
    container.values.resize(10'000);
    const auto tree = payloadTreeOf(*writeContainerBinary(container), {});
    QCOMPARE(tree->children.size(), std::size_t{mostPayloadNodes} + 1);
    QCOMPARE(tree->children.back().value, QStringLiteral("8000 more parts"));
}

void TestUiMsgi::detailsShowAContainerAsATree()
{
    auto log = stationLog();
    SystemClock clock;
    const EventRecorder client(*log, clock, Source::Client);
    const auto record = [&](const QByteArray& bytes, bool binary) {
        return client.record(
            EventKind::MessageIn,
            {{FieldKey::Binary, binary},
             {FieldKey::Payload, (binary ? bytes.toBase64() : bytes).toStdString()}});
    };
    const EventNumber event =
        record(QByteArray::fromStdString(*writeContainerBinary(order())), true);
    const EventNumber plain = record("hello", false);
    show(log);
    QTreeWidget& tree = window_->details().tree();
    window_->runCursor().select(plain);
    QVERIFY(!tree.isVisible());
    window_->runCursor().select(event);
    QVERIFY(tree.isVisible());
    const auto found = tree.findItems(QStringLiteral("currency"), Qt::MatchRecursive);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.front()->text(1), QStringLiteral("EUR"));
    QVERIFY(!window_->details().text().toPlainText().contains(QStringLiteral("payload")));
    QVERIFY(eventAsText(*log, event).contains(QStringLiteral("currency (string): EUR")));
    window_->runCursor().select(plain);
    QVERIFY(!tree.isVisible());
}

void TestUiMsgi::authAndSubscriptionsAreMarks()
{
    auto log = std::make_shared<EventLog>();
    VirtualClock clock;
    const EventRecorder client(*log, clock, Source::Client);
    client.record(EventKind::AuthSent);
    client.record(EventKind::AuthAnswered, {{FieldKey::Outcome, "accepted"}});
    client.record(EventKind::SubscriptionAnswered,
                  {{FieldKey::Subscription, "trades"}, {FieldKey::Outcome, "timed_out"}});
    client.record(EventKind::RecoverySettled, {{FieldKey::Recovered, true}, {FieldKey::Count, 12}});
    show(log);
    const auto& marks = window_->document().sessionMarks().all();
    QCOMPARE(marks.size(), std::size_t{3});
    QVERIFY(marks[0].isGood && !marks[1].isGood && marks[2].isGood);
    QCOMPARE(sessionMarkText(*log, 1), QString());
    QCOMPARE(sessionMarkText(*log, 2), QStringLiteral("auth accepted"));
    QCOMPARE(sessionMarkText(*log, 3), QStringLiteral("trades timed out"));
    QCOMPARE(sessionMarkText(*log, 4), QStringLiteral("12 recovered"));
    QCOMPARE(severityOf(*log, 2), Severity::Landmark);
    QCOMPARE(severityOf(*log, 3), Severity::Abnormal);
    show(stationLog());
    QVERIFY(window_->document().sessionMarks().all().empty());
}

void TestUiMsgi::aMarkIsBadIfOneOfItsColumnIs()
{
    const std::vector<SessionMark> marks{{1ms, 1, true}, {1ms, 2, false}, {90ms, 3, true}};
    const std::vector<SessionMarkPlace> expected{{1, false}, {90, true}};
    QCOMPARE(layOutSessionMarks(marks, {0ms, 100ms}, 100), expected);
    QVERIFY(layOutSessionMarks(marks, {100ms, 200ms}, 100).empty());
}

void TestUiMsgi::theBalancerPageTellsHealthConnectionsAndPicks()
{
    auto log = std::make_shared<EventLog>();
    VirtualClock clock;
    EventRecorder client(*log, clock, Source::Client);
    const auto health = [&](const char* name, const char* status, const char* reason) {
        return client.record(
            EventKind::BackendHealth,
            {{FieldKey::Backend, name}, {FieldKey::Status, status}, {FieldKey::Reason, reason}});
    };
    health("a", "healthy", "at the start");
    const EventNumber ill = health("b", "unhealthy", "refused");
    for (const std::uint32_t epoch : {1U, 2U}) {
        client.setEpoch(epoch);
        client.record(EventKind::BackendPicked, {{FieldKey::Backend, "a"},
                                                 {FieldKey::Strategy, "round_robin"},
                                                 {FieldKey::Count, std::int64_t{epoch} - 1},
                                                 {FieldKey::Weight, 3}});
    }
    client.record(EventKind::Closed);
    show(log);
    window_->goToPanel(QStringLiteral("backends"));
    QTableWidget& table = window_->backendsPanel().table();
    QCOMPARE(table.rowCount(), 2);
    const auto cells = [&](int row) {
        QStringList texts;
        for (int column = 0; column < 5; ++column)
            texts << table.item(row, column)->text();
        return texts.join(QChar(u'|'));
    };
    QCOMPARE(cells(0), QStringLiteral("a|✓ healthy|1|2|3"));
    QCOMPARE(cells(1), QStringLiteral("b|✗ unhealthy|0|0|1"));
    QVERIFY(window_->backendsPanel().summary().text().contains(
        QStringLiteral("1 of 2 servers take connections; round robin")));
    table.setCurrentCell(1, 0);
    QTest::keyClick(&table, Qt::Key_Return);
    QCOMPARE(window_->runCursor().selected(), std::optional(ill));
}

void TestUiMsgi::theBalancerPageSaysWhatToDoWhenItIsEmpty()
{
    show(stationLog());
    QVERIFY(window_->backendsPanel().summary().text().contains(QStringLiteral("msgi://")));
    QCOMPARE(window_->backendsPanel().table().rowCount(), 0);
}

void TestUiMsgi::theServerPageListsItsSessions()
{
    const quint16 port = startServer();
    QVERIFY(port > 0);
    test::MsgiClient client(port);
    client.control(MsgiHello{"desk"});
    client.frame(MsgiType::Data, "12345");
    QVERIFY(client.waitFrames(2));
    page().refresh();
    QCOMPARE(page().sessions().rowCount(), 1);
    const MsgiSessionRow& row = page().sessions().at(0);
    QCOMPARE(row.client, QStringLiteral("desk"));
    QCOMPARE(row.address, QStringLiteral("127.0.0.1:%1").arg(client.socket.localPort()));
    QCOMPARE(row.bytesIn, std::uint64_t{5});
    QCOMPARE(row.bytesOut, std::uint64_t{5});
    page().findChild<QCheckBox*>()->click();
    client.frame(MsgiType::Data, "123");
    QTRY_COMPARE_WITH_TIMEOUT((page().refresh(), page().sessions().at(0).bytesIn), std::uint64_t{8},
                              patience);
    QCOMPARE(page().sessions().at(0).bytesOut, std::uint64_t{5});
    client.socket.abort();
    QTRY_COMPARE_WITH_TIMEOUT((page().refresh(), page().sessions().rowCount()), 0, patience);
}

void TestUiMsgi::messagesGoToAllOrToOne()
{
    const quint16 port = startServer();
    QPushButton& broadcast = button(QStringLiteral("Send the message to every client"));
    QPushButton& send = button(QStringLiteral("Send the message to the selected client alone"));
    QVERIFY(!broadcast.isEnabled() && !broadcast.toolTip().isEmpty());
    test::MsgiClient first(port);
    first.control(MsgiHello{"first"});
    QVERIFY(first.waitFrames(1));
    test::MsgiClient second(port);
    second.control(MsgiHello{"second"});
    QVERIFY(second.waitFrames(1));
    page().refresh();
    QTest::keyClicks(&page().message(), QStringLiteral("to all"));
    QVERIFY(broadcast.isEnabled() && !send.isEnabled());
    QTest::keyClick(&page().message(), Qt::Key_Return);
    QVERIFY(first.waitFrames(2) && second.waitFrames(2));
    page().message().setText(QStringLiteral("to one"));
    page().table().selectRow(1);
    send.click();
    QVERIFY(second.waitFrames(3));
    QVERIFY(linesOf(second.frames[2].second, "CONTROL").contains(QStringLiteral("to one")));
    QCOMPARE(first.frames.size(), std::size_t{2});
}

void TestUiMsgi::aSelectedClientIsDisconnected()
{
    test::MsgiClient client(startServer());
    client.control(MsgiHello{"desk"});
    QVERIFY(client.waitFrames(1));
    page().refresh();
    page().table().selectRow(0);
    button(QStringLiteral("Disconnect the selected client")).click();
    QVERIFY(client.waitFrames(2));
    QCOMPARE(client.frames[1].first, MsgiType::Disconnect);
    client.socket.disconnectFromHost();
    QTRY_COMPARE_WITH_TIMEOUT((page().refresh(), page().sessions().rowCount()), 0, patience);
    QVERIFY(!button(QStringLiteral("Disconnect the selected client")).isEnabled());
}

void TestUiMsgi::aTakenPortIsToldAtItsPlace()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    window_->goToPanel(QStringLiteral("server"));
    page().port().setText(QString::number(other.serverPort()));
    page().start();
    QVERIFY(page().problem().isVisible());
    QVERIFY2(page().problem().text().contains(QString::number(other.serverPort())),
             qPrintable(page().problem().text()));
    page().port().setText(QStringLiteral("70000"));
    page().start();
    QVERIFY(page().problem().text().contains(QStringLiteral("65535")));
    QVERIFY(startServer() > 0);
    QVERIFY(!page().problem().isVisible());
}

void TestUiMsgi::theServersEventsAreShownAndStopIsInGoodOrder()
{
    test::MsgiClient client(startServer());
    QTRY_VERIFY_WITH_TIMEOUT(find(EventKind::Accepted) > 0, patience);
    QVERIFY(window_->windowTitle().contains(page().host().url()));
    button(QStringLiteral("Stop the MSGI server")).click();
    QVERIFY(client.waitFrames(1));
    QCOMPARE(client.frames[0].first, MsgiType::Disconnect);
    client.socket.disconnectFromHost();
    QTRY_VERIFY_WITH_TIMEOUT(!page().host().isRunning(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("Start the MSGI server")).isEnabled(), patience);
    QVERIFY(startServer() > 0);
}

QTEST_MAIN(TestUiMsgi)

} // namespace tst_ui_msgi

#include "tst_ui_msgi.moc"
