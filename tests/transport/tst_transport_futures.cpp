// SPDX-License-Identifier: MIT
#include "core/time/virtual_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"
#include "core/transport/transport_futures.h"

#include <QtTest>

namespace tst_transport_futures {

using namespace redial;
using namespace std::chrono_literals;

class TestTransportFutures : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        network_.setAdmission({});
        transport_ = std::make_unique<InMemoryTransport>(network_);
    }

    void openResolvesOnceTheConnectionStands()
    {
        const auto future = openAsync(*transport_, 1, request());
        QVERIFY(!future.isFinished());
        clock_.advance(1s);
        QVERIFY(future.isFinished());
        QVERIFY(future.result().hasValue());
        QCOMPARE(future.result().value().subprotocol, QStringLiteral("ocpp1.6"));
    }

    void openResolvesWithTheReasonOfTheFailure()
    {
        network_.setAdmission(
            [](quint32, const auto&) { return InMemoryAnswer{InMemoryAnswer::Silent{}}; });
        const auto future = openAsync(*transport_, 1, request());
        clock_.advance(1h);
        QCOMPARE(future.result().error().cause, CloseCause::ConnectTimeout);
    }

    void aSecondOpenIsAnErrorAndDisturbsNothing()
    {
        const auto first = openAsync(*transport_, 1, request());
        const auto second = openAsync(*transport_, 2, request());
        QVERIFY(second.isFinished());
        QVERIFY(!second.result().hasValue());
        QVERIFY(!first.isFinished());
        clock_.advance(1s);
        QVERIFY(first.result().hasValue());
    }

    void closeResolvesOnceTheClosingHandshakeIsDone()
    {
        openAsync(*transport_, 1, request());
        clock_.advance(1s);
        const auto future = closeAsync(*transport_, 4000, QStringLiteral("enough"));
        QVERIFY(!future.isFinished());
        clock_.advance(1s);
        QCOMPARE(int(future.result().code), 4000);
        QVERIFY(!future.result().remote);
    }

    void closeWithoutAConnectionIsCancelledAtOnce()
    {
        const auto future = closeAsync(*transport_);
        QVERIFY(future.isFinished());
        QVERIFY(future.isCanceled());
    }

    void destructionCancels()
    {
        const auto opening = openAsync(*transport_, 1, request());
        const auto closing = closeAsync(*transport_);
        transport_.reset();
        QVERIFY(opening.isFinished() && opening.isCanceled());
        QVERIFY(closing.isFinished() && closing.isCanceled());
    }

private:
    static TransportRequest request()
    {
        TransportRequest request;
        request.url = QUrl(QStringLiteral("ws://memory/"));
        request.subprotocols = {QStringLiteral("ocpp1.6")};
        return request;
    }

    VirtualClock clock_;
    InMemoryNetwork network_{clock_};
    std::unique_ptr<InMemoryTransport> transport_;
};

QTEST_GUILESS_MAIN(TestTransportFutures)

} // namespace tst_transport_futures

#include "tst_transport_futures.moc"
