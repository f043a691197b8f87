// SPDX-License-Identifier: MIT
#include "real_station.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QTest>
#include <QTimer>

#include <functional>
#include <malloc.h>

namespace tst_nothing_leaks {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class NothingLeaks : public QObject
{
    Q_OBJECT
private slots:
    void aThousandForcedReconnectsLeaveNothingBehind_data();
    void aThousandForcedReconnectsLeaveNothingBehind();
};

namespace {

qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
        .size();
}

/// Bytes in use on the heap, beside those of the log, which keeps everything on purpose.
qint64 heapBytes(const EventLog& log)
{
    return qint64(mallinfo2().uordblks) + qint64(mallinfo2().hblkhd) - qint64(log.memoryBytes());
}

/// Looks after each turn of the event loop. QTRY_VERIFY looks every 50 ms only, which makes a
/// minute of a thousand reconnects.
bool becomesTrue(const std::function<bool()>& condition)
{
    QDeadlineTimer deadline(generousMilliseconds);
    // Wakes the loop if nothing else does.
    QTimer alarm;
    alarm.start(100);
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    return condition();
}

} // namespace

void NothingLeaks::aThousandForcedReconnectsLeaveNothingBehind_data()
{
    QTest::addColumn<bool>("precise");
    QTest::newRow("QWebSocket") << false;
    QTest::newRow("precise") << true;
}

void NothingLeaks::aThousandForcedReconnectsLeaveNothingBehind()
{
    QFETCH(bool, precise);
    ReconnectPolicy policy;
    policy.initialBackoff = 0ns;
    policy.maxBackoff = 0ns;
    policy.resumeDelay = 0ns;
    RealStation station({.precise = precise, .policy = policy, .heartbeatInterval = 1h});
    QVERIFY(station.start());
    qsizetype descriptors = 0;
    std::size_t timers = 0;
    qint64 heap = 0;
    for (quint32 reconnect = 1; reconnect <= 1100; ++reconnect) {
        QVERIFY(becomesTrue([&] {
            return station.session().isOnline() && station.connection().epoch() == reconnect &&
                   station.server().connectionCount() == 1;
        }));
        if (reconnect == 100) {
            descriptors = openDescriptors();
            timers = station.clock().pendingTimers();
            heap = heapBytes(station.log());
        }
        if (reconnect < 1100)
            QVERIFY(station.connection().drop(precise ? DropKind::Reset : DropKind::EndOfStream));
    }
    QCOMPARE(openDescriptors(), descriptors);
    QCOMPARE(station.clock().pendingTimers(), timers);
    // What one connection needs is some tens of KB: a leak of any of it a thousand times would be
    // far above this.
    QVERIFY2(heapBytes(station.log()) - heap < 2'000'000,
             qPrintable(QString::number(heapBytes(station.log()) - heap)));
}

QTEST_GUILESS_MAIN(NothingLeaks)

} // namespace tst_nothing_leaks

#include "tst_nothing_leaks.moc"
