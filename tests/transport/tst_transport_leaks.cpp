// SPDX-License-Identifier: MIT
// A thousand forced reconnects leave descriptors, timers and memory where the first hundred left
// them.
#include "transport_bench.h"

#include <QDir>
#include <QtTest>

#include <malloc.h>

namespace tst_transport_leaks {

using namespace redial;
using namespace redial::test;

namespace {

struct Holdings
{
    qsizetype descriptors = 0;
    std::size_t timers = 0;
    std::size_t bytes = 0;
};

qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::System | QDir::Files).size();
}

} // namespace

class TestTransportLeaks : public QObject
{
    Q_OBJECT
private slots:
    void theCountSeesADescriptorThatStaysOpen()
    {
        const auto before = openDescriptors();
        QTemporaryFile file;
        QVERIFY(file.open());
        QCOMPARE(openDescriptors(), before + 1);
    }

    void aThousandForcedReconnectsLeaveNothingBehind_data()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : allKinds)
            QTest::newRow(nameOf(kind)) << kind;
    }
    void aThousandForcedReconnectsLeaveNothingBehind()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        QVERIFY(reconnect(bench, 1, 100));
        const Holdings first = holdings(bench);
        QVERIFY(reconnect(bench, 101, 1000));
        const Holdings last = holdings(bench);
        qInfo("after 100: %lld descriptors, %zu timers, %zu bytes; after 1000: %lld, %zu, %zu",
              qlonglong(first.descriptors), first.timers, first.bytes, qlonglong(last.descriptors),
              last.timers, last.bytes);
        QCOMPARE(last.descriptors, first.descriptors);
        QCOMPARE(last.timers, first.timers);
        // 900 leaks of the smallest block would be 900 * 24 bytes.
        QVERIFY(last.bytes < first.bytes + 16'000);
    }

    void threadsThatComeAndGoLeaveNothingBehind()
    {
        TransportBench bench(Kind::ThreadedPrecise);
        qsizetype descriptors = 0;
        std::size_t bytes = 0;
        for (int i = 1; i <= 60; ++i) {
            TransportBench::settle();
            auto transport = makeTransport(Kind::ThreadedPrecise, bench.clock);
            QVERIFY(transport->open(1, bench.request()));
            QVERIFY(bench.waitUntil([&] { return transport->state() == Transport::State::Open; }));
            transport.reset();
            QVERIFY(bench.waitUntil([&] { return bench.server->sight().ends == i; }));
            TransportBench::settle();
            if (i == 10)
                descriptors = openDescriptors(), bytes = mallinfo2().uordblks;
        }
        QCOMPARE(openDescriptors(), descriptors);
        qInfo("%zu bytes after 10, %zu after 60", bytes, mallinfo2().uordblks);
        QVERIFY(mallinfo2().uordblks < bytes + 30'000);
    }

private:
    static bool reconnect(TransportBench& bench, quint32 from, quint32 to)
    {
        for (quint32 epoch = from; epoch <= to; ++epoch) {
            if (!bench.establish(epoch))
                return false;
            bench.transport->drop(static_cast<DropKind>(epoch % 3));
            if (!bench.waitClosed())
                return false;
            bench.forget();
        }
        return bench.waitUntil([&] { return bench.server->sight().ends == int(to); });
    }

    static Holdings holdings(TransportBench& bench)
    {
        TransportBench::settle();
        return {openDescriptors(), bench.clock.pendingTimers(), mallinfo2().uordblks};
    }
};

QTEST_GUILESS_MAIN(TestTransportLeaks)

} // namespace tst_transport_leaks

#include "tst_transport_leaks.moc"
