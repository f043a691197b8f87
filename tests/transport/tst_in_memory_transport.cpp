// SPDX-License-Identifier: MIT
#include "core/time/virtual_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"

#include <QtTest>

namespace tst_in_memory_transport {

using namespace redial;
using namespace std::chrono_literals;

namespace {

struct Ends
{
    VirtualClock clock;
    InMemoryNetwork network{clock};
    std::unique_ptr<InMemoryTransport> client = std::make_unique<InMemoryTransport>(network);
    std::shared_ptr<InMemoryPeer> peer;
    QStringList seen;
    std::optional<CloseInfo> end;
    std::optional<CloseInfo> serverEnd;

    Ends()
    {
        network.setLatency(10ms);
        QObject::connect(&network, &InMemoryNetwork::connected, client.get(),
                         [this](const std::shared_ptr<InMemoryPeer>& p) {
                             peer = p;
                             QObject::connect(p.get(), &InMemoryPeer::closed, client.get(),
                                              [this](const CloseInfo& i) { serverEnd = i; });
                         });
        QObject::connect(client.get(), &Transport::opened,
                         [this] { log(QStringLiteral("opened")); });
        QObject::connect(client.get(), &Transport::textReceived,
                         [this](quint32, const QString& text) { log(text); });
        QObject::connect(client.get(), &Transport::closed,
                         [this](quint32 epoch, const CloseInfo& info) {
                             log(QStringLiteral("closed %1").arg(epoch));
                             end = info;
                         });
    }

    void log(const QString& what)
    {
        seen << QStringLiteral("%1 %2").arg(clock.now().time_since_epoch() / 1ms).arg(what);
    }
    bool open(quint32 epoch = 1)
    {
        TransportRequest request;
        request.url = QUrl(QStringLiteral("ws://memory/"));
        request.connectTimeout = 1s;
        request.closeTimeout = 500ms;
        return client->open(epoch, request);
    }
    void establish()
    {
        open();
        clock.advance(20ms);
    }
};

} // namespace

class TestInMemoryTransport : public QObject
{
    Q_OBJECT
private slots:
    void everyWayTakesTheLatency()
    {
        Ends ends;
        QObject::connect(&ends.network, &InMemoryNetwork::connected, ends.client.get(),
                         [](const auto& peer) { peer->sendText(QStringLiteral("hello")); });
        QVERIFY(ends.open());
        ends.clock.advance(100ms);
        QCOMPARE(ends.seen, (QStringList{QStringLiteral("20 opened"), QStringLiteral("20 hello")}));
        ends.peer->reset();
        ends.clock.advance(100ms);
        QCOMPARE(ends.seen.last(), QStringLiteral("110 closed 1"));
        QCOMPARE(ends.end->cause, CloseCause::Reset);
        QCOMPARE(ends.clock.pendingTimers(), std::size_t{0});
    }

    void aSilentServerIsFoundByTheConnectTimeout()
    {
        Ends ends;
        ends.network.setAdmission(
            [](quint32, const auto&) { return InMemoryAnswer{InMemoryAnswer::Silent{}}; });
        ends.open();
        ends.clock.advance(999ms);
        QVERIFY(!ends.end);
        ends.clock.advance(1ms);
        QCOMPARE(ends.end->cause, CloseCause::ConnectTimeout);
        QCOMPARE(ends.clock.pendingTimers(), std::size_t{0});
    }

    void aRefusalIsReportedAsTheServerMadeIt()
    {
        Ends ends;
        CloseInfo refusal;
        refusal.cause = CloseCause::HttpRefused;
        refusal.httpStatus = 503;
        refusal.retryAfter = 7s;
        ends.network.setAdmission([refusal](quint32, const auto&) {
            return InMemoryAnswer{InMemoryAnswer::Refuse{refusal}};
        });
        ends.open();
        ends.clock.advance(1s);
        QVERIFY(ends.end == refusal);
        QCOMPARE(ends.seen, QStringList{QStringLiteral("20 closed 1")});
    }

    void theClosingHandshakeIsBoundedInTime()
    {
        Ends ends;
        ends.establish();
        ends.peer->setAnswersClose(false);
        ends.client->close(1000);
        ends.clock.advance(499ms);
        QVERIFY(!ends.end);
        ends.clock.advance(1ms);
        QCOMPARE(ends.end->cause, CloseCause::LocalAbort);
        QCOMPARE(int(ends.end->code), 1006);
    }

    void aHalfOpenLinkPassesNothingButStaysEstablished()
    {
        Ends ends;
        ends.establish();
        ends.peer->setMessagesPass(true, false);
        ends.peer->sendText(QStringLiteral("late"));
        ends.peer->reset();
        ends.clock.advance(1h);
        QCOMPARE(ends.client->state(), Transport::State::Open);
        QCOMPARE(ends.seen, QStringList{QStringLiteral("20 opened")});
    }

    void whatWaitedArrivesInOrderOnceTheLinkPassesAgain()
    {
        Ends ends;
        ends.establish();
        ends.peer->setMessagesPass(true, false);
        ends.peer->sendText(QStringLiteral("one"));
        ends.peer->sendText(QStringLiteral("two"));
        ends.clock.advance(1s);
        ends.peer->setMessagesPass(true, true);
        ends.clock.advance(0s);
        QCOMPARE(ends.seen.mid(1),
                 (QStringList{QStringLiteral("1020 one"), QStringLiteral("1020 two")}));
    }

    void theServerSeesHowTheClientLeft_data()
    {
        QTest::addColumn<DropKind>("kind");
        QTest::addColumn<CloseCause>("serverCause");
        QTest::newRow("close") << DropKind::Close << CloseCause::CloseHandshake;
        QTest::newRow("fin") << DropKind::EndOfStream << CloseCause::EndOfStream;
        QTest::newRow("reset") << DropKind::Reset << CloseCause::Reset;
    }
    void theServerSeesHowTheClientLeft()
    {
        QFETCH(DropKind, kind);
        QFETCH(CloseCause, serverCause);
        Ends ends;
        ends.establish();
        ends.client->drop(kind);
        ends.clock.advance(1s);
        QVERIFY(ends.serverEnd);
        QCOMPARE(ends.serverEnd->cause, serverCause);
        QVERIFY(ends.serverEnd->remote);
        QVERIFY(ends.network.peers().empty());
        QVERIFY(!ends.end->remote);
    }

    void whatTheServerSendsAfterTheClientHasGoneIsLost()
    {
        Ends ends;
        ends.establish();
        ends.client->drop(DropKind::Reset);
        ends.peer->sendText(QStringLiteral("too late"));
        ends.peer->close(1001);
        ends.clock.advance(0s);
        QVERIFY(ends.open(2));
        ends.clock.advance(1s);
        QCOMPARE(ends.seen, (QStringList{QStringLiteral("20 opened"), QStringLiteral("20 closed 1"),
                                         QStringLiteral("40 opened")}));
    }

    void destructionIsAnEndOfStreamForTheServer()
    {
        Ends ends;
        ends.establish();
        std::optional<CloseInfo> seen;
        connect(ends.peer.get(), &InMemoryPeer::closed, this,
                [&seen](const CloseInfo& info) { seen = info; });
        ends.client.reset();
        ends.clock.advance(1s);
        QCOMPARE(seen->cause, CloseCause::EndOfStream);
        QCOMPARE(ends.clock.pendingTimers(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestInMemoryTransport)

} // namespace tst_in_memory_transport

#include "tst_in_memory_transport.moc"
