// SPDX-License-Identifier: MIT
#include "tests/reconnect/controlled_link.h"

#include <QTest>

#include <functional>
#include <memory>
#include <vector>

namespace tst_reconnect_reentrancy {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

using Controller = ReconnectController;
using Slot = std::function<void()>;

/// Connects a slot to the signal of that name.
struct NamedSignal
{
    const char* name;
    std::function<void(Controller&, Slot)> connect;
};

template <class Signal>
NamedSignal named(const char* name, Signal signal)
{
    return {name, [signal](Controller& controller, Slot slot) {
                QObject::connect(&controller, signal, [slot] { slot(); });
            }};
}

const std::vector<NamedSignal>& allSignals()
{
    static const std::vector<NamedSignal> all{
        named("stateChanged", &Controller::stateChanged),
        named("onlineChanged", &Controller::onlineChanged),
        named("attemptChanged", &Controller::attemptChanged),
        named("connecting", &Controller::connecting),
        named("connected", &Controller::connected),
        named("closed", &Controller::closed),
        named("online", &Controller::online),
        named("offline", &Controller::offline),
        named("backoffScheduled", &Controller::backoffScheduled),
        named("gaveUp", &Controller::gaveUp),
    };
    return all;
}

/// Leads a link through everything that it can tell; stops early when the controller is gone.
void live(std::unique_ptr<ControlledLink>& link)
{
    const std::vector<std::function<void()>> deeds{
        [&] { link->start(); },
        [&] { link->open(); },
        [&] { link->ready(); },
        [&] { link->clock.step(); },
        [&] { link->controller->drop(DropKind::Reset); },
        [&] { link->lose(); },
        [&] { link->clock.step(); },
        [&] { link->open(); },
        [&] { link->lose(); },
        [&] { link->clock.step(); },
        [&] { link->lose(); },
        [&] { link->clock.step(); },
        [&] { link->lose(); },
    };
    for (const auto& deed : deeds) {
        if (!link->controller)
            return;
        deed();
    }
}

std::unique_ptr<ControlledLink> shortLived()
{
    ReconnectPolicy policy;
    policy.maxAttempts = 2;
    return std::make_unique<ControlledLink>(policy);
}

/// The log of a stopped client: between stopped and started nothing begins.
QString beginsAfterStop(const EventLog& log)
{
    bool stopped = false;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventKind kind = log.header(number).kind;
        if (kind == EventKind::Started)
            stopped = false;
        if (kind == EventKind::Stopped)
            stopped = true;
        const bool begins = kind == EventKind::Connecting || kind == EventKind::Connected ||
                            kind == EventKind::Online || kind == EventKind::BackoffScheduled ||
                            kind == EventKind::GaveUp;
        if (stopped && begins)
            return QString::fromUtf8(nameOf(kind).data(), qsizetype(nameOf(kind).size()));
    }
    return {};
}

} // namespace

class TestReconnectReentrancy : public QObject
{
    Q_OBJECT
private slots:
    void aLifeTellsEverySignal_data() { signalRows(); }
    void aLifeTellsEverySignal();
    void anySlotMayDestroyTheController_data() { signalRows(); }
    void anySlotMayDestroyTheController();
    void anySlotMayStop_data() { signalRows(); }
    void anySlotMayStop();
    void anySlotMayStopAndStartAgain_data() { signalRows(); }
    void anySlotMayStopAndStartAgain();
    void anySlotMayDrop_data() { signalRows(); }
    void anySlotMayDrop();
    void signalsStayInOrderWhenASlotActs();

private:
    static void signalRows()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < allSignals().size(); ++i)
            QTest::newRow(allSignals()[i].name) << int(i);
    }
};

void TestReconnectReentrancy::aLifeTellsEverySignal()
{
    QFETCH(int, index);
    auto link = shortLived();
    int told = 0;
    allSignals()[std::size_t(index)].connect(*link->controller, [&] { ++told; });
    live(link);
    QVERIFY(told > 0);
}

void TestReconnectReentrancy::anySlotMayDestroyTheController()
{
    QFETCH(int, index);
    auto link = shortLived();
    allSignals()[std::size_t(index)].connect(*link->controller, [&] { link->controller.reset(); });
    live(link);
    QVERIFY(!link->controller);
    QCOMPARE(link->clock.pendingTimers(), std::size_t{0});
    QCOMPARE(link->count(EventKind::TimerArmed),
             link->count(EventKind::TimerFired) + link->count(EventKind::TimerCancelled));
}

void TestReconnectReentrancy::anySlotMayStop()
{
    QFETCH(int, index);
    auto link = shortLived();
    bool done = false;
    std::size_t opens = 0;
    allSignals()[std::size_t(index)].connect(*link->controller, [&] {
        if (std::exchange(done, true))
            return;
        link->controller->stop();
        QVERIFY(!link->controller->isWanted() && !link->controller->canSend());
        // A connect that was decided before the stop may still be on its way to the transport.
        opens = link->controller->epoch();
    });
    live(link);
    link->clock.advance(1h);
    QVERIFY(done);
    QVERIFY(link->controller->state() == ConnectionState::Disconnected);
    QVERIFY(link->opens.size() <= opens);
    QCOMPARE(link->clock.pendingTimers(), std::size_t{0});
    QCOMPARE(beginsAfterStop(link->log), QString());
}

void TestReconnectReentrancy::anySlotMayStopAndStartAgain()
{
    QFETCH(int, index);
    auto link = shortLived();
    bool done = false;
    allSignals()[std::size_t(index)].connect(*link->controller, [&] {
        if (std::exchange(done, true))
            return;
        link->controller->stop();
        QVERIFY(link->controller->start(QUrl(QStringLiteral("ws://127.0.0.1/again"))));
    });
    live(link);
    QVERIFY(done);
    QCOMPARE(link->controller->url().path(), QStringLiteral("/again"));
    QCOMPARE(beginsAfterStop(link->log), QString());
    link->controller->stop();
    link->clock.advance(1h);
    QCOMPARE(link->clock.pendingTimers(), std::size_t{0});
}

void TestReconnectReentrancy::anySlotMayDrop()
{
    QFETCH(int, index);
    auto link = shortLived();
    int dropped = 0;
    allSignals()[std::size_t(index)].connect(
        *link->controller, [&] { dropped += link->controller->drop(DropKind::Reset) ? 1 : 0; });
    live(link);
    link->clock.advance(1h);
    // The life's own drop finds nothing to drop where the slot was first.
    const std::size_t others = link->count(EventKind::Dropped) - std::size_t(dropped);
    QVERIFY(others <= 1);
    QCOMPARE(link->count(EventKind::Online), link->count(EventKind::Offline));
    QCOMPARE(link->count(EventKind::Connecting), link->count(EventKind::Disconnected));
}

void TestReconnectReentrancy::signalsStayInOrderWhenASlotActs()
{
    ControlledLink link;
    QObject::connect(link.controller.get(), &Controller::connected,
                     [&] { link.controller->transportClosed(1, {}); });
    QObject::connect(link.controller.get(), &Controller::stateChanged,
                     [&](ConnectionState state) { link.told << nameOf(state).data(); });
    link.start();
    link.open();
    QCOMPARE(link.told, (QByteArrayList{"connecting", "connecting", "connected", "connected",
                                        "disconnected", "closed", "backoff"}));
}

QTEST_GUILESS_MAIN(TestReconnectReentrancy)

} // namespace tst_reconnect_reentrancy

#include "tst_reconnect_reentrancy.moc"
