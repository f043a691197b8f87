// SPDX-License-Identifier: MIT
// Epochs and lifetimes: one connect in flight, reopening, late signals, destruction at any time.
#include "transport_bench.h"

#include <QWebSocket>
#include <QtTest>

namespace tst_transport_lifetime {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

ServerScript acting(ServerScript::Then then)
{
    ServerScript script;
    script.then = then;
    return script;
}

ServerScript silent()
{
    ServerScript script;
    script.upgrade = ServerScript::Upgrade::Silent;
    return script;
}

void addKinds(std::initializer_list<Kind> but = {})
{
    QTest::addColumn<Kind>("kind");
    for (const Kind kind : allKinds) {
        if (std::find(but.begin(), but.end(), kind) == but.end())
            QTest::newRow(nameOf(kind)) << kind;
    }
}

} // namespace

class TestTransportLifetime : public QObject
{
    Q_OBJECT
private slots:
    void aSecondOpenChangesNothing_data() { addKinds(); }
    void aSecondOpenChangesNothing()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        QVERIFY(bench.open(1));
        QVERIFY(!bench.open(2));
        QCOMPARE(bench.transport->epoch(), 1U);
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        QVERIFY(!bench.open(2));
        bench.transport->close();
        QVERIFY(!bench.open(2));
        QVERIFY(bench.waitClosed());
        bench.settle();
        QCOMPARE(bench.server->sight().connections, 1);
        QCOMPARE(bench.closed.size(), std::size_t{1});
    }

    void itReopensFiftyTimes_data() { addKinds(); }
    void itReopensFiftyTimes()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        const auto drops = {DropKind::Close, DropKind::EndOfStream, DropKind::Reset};
        for (quint32 epoch = 1; epoch <= 50; ++epoch) {
            const DropKind drop = *(drops.begin() + epoch % drops.size());
            QVERIFY(bench.establish(epoch));
            QVERIFY(bench.transport->sendText(QString::number(epoch)));
            QVERIFY(bench.waitUntil([&] { return bench.texts.size() == int(epoch); }));
            bench.transport->drop(drop);
            QVERIFY(bench.waitClosed(epoch));
            QCOMPARE(bench.closed.back().first, epoch);
        }
        bench.settle();
        QCOMPARE(bench.opened.size(), std::size_t{50});
        QCOMPARE(bench.closed.size(), std::size_t{50});
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().ends == 50; }));
    }

    void lateSignalsOfAnOldSocketAreDroppedAndCounted()
    {
        TransportBench bench(Kind::QtSocket);
        QVERIFY(bench.establish(1));
        // The socket of epoch 1 is retired by the drop and lives until the event loop deletes it.
        QPointer<QWebSocket> old;
        connect(bench.transport.get(), &Transport::closed, this, [&](quint32 epoch) {
            if (epoch == 1)
                QVERIFY(bench.open(2));
        });
        const auto sockets = bench.transport->findChildren<QWebSocket*>();
        QCOMPARE(sockets.size(), 1);
        old = sockets.first();
        bench.transport->drop(DropKind::EndOfStream);
        QVERIFY(old);
        emit old->textMessageReceived(QStringLiteral("late"));
        emit old->disconnected();
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 2; }));
        QVERIFY(!old);
        QCOMPARE(bench.texts, QStringList{});
        QCOMPARE(bench.closed.size(), std::size_t{1});
        QCOMPARE(bench.transport->staleSignals(), quint64{2});
        QVERIFY(bench.hasNote(EventKind::StaleSignal));
    }

    void destructionIsSilentAtAnyTime_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<bool>("established");
        for (const Kind kind : allKinds) {
            QTest::addRow("%s: connecting", nameOf(kind)) << kind << false;
            QTest::addRow("%s: open", nameOf(kind)) << kind << true;
        }
    }
    void destructionIsSilentAtAnyTime()
    {
        QFETCH(Kind, kind);
        QFETCH(bool, established);
        TransportBench bench(kind);
        if (!established)
            bench.server->setScript(silent());
        QVERIFY(bench.open());
        if (established)
            QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        bench.transport.reset();
        bench.settle();
        QVERIFY(bench.closed.empty());
        QCOMPARE(bench.clock.pendingTimers(), std::size_t{0});
        if (established)
            QVERIFY(bench.waitUntil([&] { return bench.server->sight().ends == 1; }));
    }

    void afterADropNothingMoreIsReceived_data() { addKinds(); }
    void afterADropNothingMoreIsReceived()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        bench.onText = [&] { bench.transport->drop(DropKind::Reset); };
        QVERIFY(bench.establish());
        for (int i = 0; i < 5; ++i)
            bench.transport->sendText(QString::number(i));
        QVERIFY(bench.waitClosed());
        bench.settle();
        QCOMPARE(bench.texts, QStringList{QStringLiteral("0")});
    }

    void aSlotMayOpenTheNextEpoch_data() { addKinds(); }
    void aSlotMayOpenTheNextEpoch()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        bench.server->setScript(acting(ServerScript::Then::Reset));
        if (kind == Kind::Msgi)
            bench.speakFirst();
        connect(bench.transport.get(), &Transport::closed, this, [&](quint32 epoch) {
            if (epoch < 20)
                QVERIFY(bench.open(epoch + 1));
        });
        QVERIFY(bench.open(1));
        QVERIFY(bench.waitClosed(20));
        bench.settle();
        QCOMPARE(bench.closed.size(), std::size_t{20});
        QCOMPARE(bench.opened.size(), std::size_t{20});
    }

    void aSlotMayDeleteTheTransport_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<int>("signal");
        for (const Kind kind : allKinds) {
            QTest::addRow("%s: opened", nameOf(kind)) << kind << 0;
            QTest::addRow("%s: textReceived", nameOf(kind)) << kind << 1;
            QTest::addRow("%s: closed", nameOf(kind)) << kind << 2;
        }
    }
    void aSlotMayDeleteTheTransport()
    {
        QFETCH(Kind, kind);
        QFETCH(int, signal);
        TransportBench bench(kind);
        Transport* const t = bench.transport.get();
        bool deleted = false;
        const auto drop = [&] {
            deleted = true;
            bench.transport.reset();
        };
        if (signal == 0)
            connect(t, &Transport::opened, this, drop);
        else
            connect(t, &Transport::opened, this, [t] { t->sendText(QStringLiteral("echo")); });
        if (signal == 1)
            bench.onText = drop;
        else
            bench.onText = [t] { t->drop(DropKind::Reset); };
        connect(t, &Transport::closed, this, drop);
        QVERIFY(bench.open());
        QVERIFY(bench.waitUntil([&] { return deleted; }));
        bench.settle();
        QCOMPARE(bench.clock.pendingTimers(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestTransportLifetime)

} // namespace tst_transport_lifetime

#include "tst_transport_lifetime.moc"
