// SPDX-License-Identifier: MIT
#include "core/transport/host_lookup.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace tst_host_lookup {

using namespace redial;

class TestHostLookup : public QObject
{
    Q_OBJECT
private slots:
    void thisMachineIsFound();
    void whatIsNowhereHasNoAddress();
    void aLookupThatIsGivenUpTellsNobody();
};

namespace {

QList<QHostAddress> found(const QString& host)
{
    HostLookup lookup;
    QSignalSpy finished(&lookup, &HostLookup::finished);
    lookup.start(host);
    if (!finished.wait(60'000) || finished.size() != 1)
        return {QHostAddress(QHostAddress::Broadcast)};
    return finished.front().front().value<QList<QHostAddress>>();
}

} // namespace

void TestHostLookup::thisMachineIsFound()
{
    const QList<QHostAddress> addresses = found(QStringLiteral("localhost"));
    QVERIFY(!addresses.isEmpty());
    for (const QHostAddress& address : addresses)
        QVERIFY2(address.isLoopback(), qPrintable(address.toString()));
}

void TestHostLookup::whatIsNowhereHasNoAddress()
{
    QVERIFY(found(QStringLiteral("nowhere.invalid")).isEmpty());
    QVERIFY(found(QStringLiteral("not a name")).isEmpty());
}

void TestHostLookup::aLookupThatIsGivenUpTellsNobody()
{
    for (int round = 0; round < 50; ++round) {
        HostLookup givenUp;
        QObject::connect(&givenUp, &HostLookup::finished, [] { QFAIL("nobody asks any more"); });
        givenUp.start(QStringLiteral("localhost"));
    }
    QVERIFY(!found(QStringLiteral("localhost")).isEmpty());
}

QTEST_GUILESS_MAIN(TestHostLookup)

} // namespace tst_host_lookup

#include "tst_host_lookup.moc"
