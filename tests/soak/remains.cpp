// SPDX-License-Identifier: MIT
#include "tests/soak/remains.h"

#include <QCoreApplication>
#include <QDir>

#include <malloc.h>

namespace redial::soak {

namespace {

constexpr qint64 allowedGrowth = 16 * 1024 * 1024;

qsizetype openDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::AllEntries | QDir::NoDotAndDotDot)
        .size();
}

} // namespace

qint64 heapBytes()
{
    return qint64(mallinfo2().uordblks) + qint64(mallinfo2().hblkhd);
}

Remains Remains::now(const Clock& clock)
{
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
    return {openDescriptors(), clock.pendingTimers(), heapBytes()};
}

QString Remains::beyond(const Remains& first) const
{
    if (timers > 0)
        return QStringLiteral("%1 timers are left").arg(timers);
    if (descriptors != first.descriptors)
        return QStringLiteral("%1 descriptors are open, %2 after the first round")
            .arg(descriptors)
            .arg(first.descriptors);
    if (heap - first.heap >= allowedGrowth)
        return QStringLiteral("%1 bytes more than after the first round").arg(heap - first.heap);
    return {};
}

} // namespace redial::soak
