// SPDX-License-Identifier: MIT
#include "tests/reconnect/controlled_link.h"

#include <QTest>

#include <memory>

namespace tst_reconnect_futures {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

QUrl url()
{
    return QUrl(QStringLiteral("ws://127.0.0.1/CP-1"));
}

} // namespace

class TestReconnectFutures : public QObject
{
    Q_OBJECT
private slots:
    void futuresResolveWhenTheConnectionOpensFailsOrCloses();
    void openResolvesWithItsFirstAttempt();
    void aRefusedOpenResolvesAtOnceAndChangesNothing();
    void closeResolvesWhenTheTransportHasClosed();
    void closeWithNothingOpenIsResolvedFromTheStart();
    void anOpenDuringClosingWaitsForItsOwnConnection();
    void stopEndsTheWaitForAConnectionThatWillNotBe();
    void givingUpEndsTheWait();
    void aContinuationMayDestroyTheController();
    void destructionResolvesWhatIsLeft();
};

void TestReconnectFutures::futuresResolveWhenTheConnectionOpensFailsOrCloses()
{
    ControlledLink link;
    const auto failed = link.controller->whenOpened();
    link.start();
    QVERIFY(!failed.isFinished());
    link.lose({.cause = CloseCause::Refused});
    QVERIFY(failed.isFinished() && !failed.result().opened);
    QVERIFY(failed.result().failure.cause == CloseCause::Refused);
    link.clock.step();
    const auto opened = link.controller->whenOpened();
    const auto closed = link.controller->whenClosed();
    link.open();
    QVERIFY(opened.isFinished() && opened.result().opened);
    QCOMPARE(opened.result().epoch, 2u);
    QVERIFY(!closed.isFinished());
    link.controller->stop();
    link.lose({.cause = CloseCause::CloseHandshake, .code = 1000});
    QVERIFY(closed.isFinished());
    QVERIFY(closed.result().cause == CloseCause::CloseHandshake);
}

void TestReconnectFutures::openResolvesWithItsFirstAttempt()
{
    ControlledLink link;
    const auto future = link.controller->open(url());
    QVERIFY(!future.isFinished());
    link.lose({.cause = CloseCause::NameNotFound});
    QVERIFY(future.isFinished() && !future.result().opened && !future.result().refused);
    QVERIFY(future.result().failure.cause == CloseCause::NameNotFound);
    QCOMPARE(future.result().epoch, 1U);
}

void TestReconnectFutures::aRefusedOpenResolvesAtOnceAndChangesNothing()
{
    ControlledLink link;
    const auto first = link.controller->open(url());
    const auto second = link.controller->open(QUrl(QStringLiteral("ws://elsewhere/")));
    QVERIFY(second.isFinished() && second.result().refused && !second.result().opened);
    QCOMPARE(link.controller->url(), url());
    QCOMPARE(link.opens.size(), std::size_t{1});
    link.open();
    QVERIFY(first.isFinished() && first.result().opened);
    const auto present = link.controller->whenOpened();
    QVERIFY(present.isFinished() && present.result().opened);
}

void TestReconnectFutures::closeResolvesWhenTheTransportHasClosed()
{
    ControlledLink link;
    link.start();
    link.open();
    const auto future = link.controller->close();
    QVERIFY(!future.isFinished());
    link.lose({.cause = CloseCause::CloseHandshake, .code = 1000});
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().code, std::uint16_t{1000});
}

void TestReconnectFutures::closeWithNothingOpenIsResolvedFromTheStart()
{
    ControlledLink link;
    QVERIFY(link.controller->close().isFinished());
    link.start();
    link.lose({.cause = CloseCause::Refused});
    const auto future = link.controller->close();
    QVERIFY(future.isFinished());
    QVERIFY(future.result().cause == CloseCause::Refused);
    QVERIFY(!link.controller->isWanted());
}

void TestReconnectFutures::anOpenDuringClosingWaitsForItsOwnConnection()
{
    ControlledLink link;
    link.start();
    link.open();
    const auto closed = link.controller->close();
    const auto opened = link.controller->open(url());
    link.lose();
    QVERIFY(closed.isFinished());
    QVERIFY(!opened.isFinished());
    link.open();
    QVERIFY(opened.isFinished() && opened.result().opened);
    QCOMPARE(opened.result().epoch, 2U);
}

void TestReconnectFutures::stopEndsTheWaitForAConnectionThatWillNotBe()
{
    ControlledLink link;
    link.start();
    link.lose();
    const auto next = link.controller->whenOpened();
    QVERIFY(!next.isFinished());
    link.controller->stop();
    QVERIFY(next.isFinished() && !next.result().opened);

    link.start();
    link.open();
    link.controller->stop();
    const auto restarted = link.controller->open(url());
    link.controller->stop();
    link.lose();
    QVERIFY(restarted.isFinished() && !restarted.result().opened);
}

void TestReconnectFutures::givingUpEndsTheWait()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Never;
    ControlledLink link(policy);
    link.start();
    link.open();
    link.controller->drop(DropKind::Reset);
    const auto next = link.controller->whenOpened();
    link.lose();
    QVERIFY(next.isFinished() && !next.result().opened);
}

void TestReconnectFutures::aContinuationMayDestroyTheController()
{
    VirtualClock clock;
    auto controller = std::make_unique<ReconnectController>(
        ReconnectPolicy(),
        TransportOperations{[](std::uint32_t, const QUrl&) {}, [](std::uint32_t) {},
                            [](std::uint32_t, DropKind) {}},
        clock, Random(1));
    bool told = false;
    controller->open(url()).then([&](const OpenOutcome& outcome) {
        told = outcome.opened;
        controller.reset();
    });
    controller->transportOpened(1);
    QVERIFY(told && !controller);
    QCOMPARE(clock.pendingTimers(), std::size_t{0});
}

void TestReconnectFutures::destructionResolvesWhatIsLeft()
{
    QFuture<OpenOutcome> opened;
    QFuture<CloseInfo> closed;
    {
        ControlledLink link;
        opened = link.controller->open(url());
        closed = link.controller->whenClosed();
    }
    QVERIFY(opened.isFinished() && opened.resultCount() == 1 && !opened.result().opened);
    QVERIFY(closed.isFinished() && closed.resultCount() == 1);
}

QTEST_GUILESS_MAIN(TestReconnectFutures)

} // namespace tst_reconnect_futures

#include "tst_reconnect_futures.moc"
