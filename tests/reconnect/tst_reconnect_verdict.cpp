// SPDX-License-Identifier: MIT
#include "core/reconnect/policy_knobs.h"
#include "core/verdict/judge.h"
#include "tests/reconnect/controlled_link.h"
#include "tests/reconnect/mutants.h"

#include <QTest>

#include <functional>

namespace tst_reconnect_verdict {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

/// What a Connection would have written around the controller's own events.
void recordTransport(const ControlledLink& link, EventKind kind)
{
    EventRecorder recorder = link.recorder;
    recorder.setEpoch(link.controller->epoch());
    recorder.setAttempt(link.controller->attempt());
    recorder.record(kind);
}

/// The transport's end of the present connection: by us if we asked for it, else by `cause`.
void end(ControlledLink& link, CloseCause cause)
{
    const bool ours = link.controller->state() == ConnectionState::Closing;
    const CloseInfo info{.cause = ours ? CloseCause::LocalAbort : cause, .remote = !ours};
    EventRecorder recorder = link.recorder;
    recorder.setEpoch(link.controller->epoch());
    recorder.record(EventKind::Closed, {{FieldKey::Cause, nameOf(info.cause)},
                                        {FieldKey::Code, info.code},
                                        {FieldKey::Remote, info.remote}});
    link.lose(info);
}

/// A transport that keeps its limits: what is still in that state then, it ends.
void keepLimit(ControlledLink& link, ConnectionState state)
{
    const ReconnectPolicy& policy = link.controller->policy();
    if (state != ConnectionState::Connecting && state != ConnectionState::Closing)
        return;
    const auto limit =
        state == ConnectionState::Connecting ? policy.connectTimeout : policy.closeTimeout;
    link.clock.startTimer(limit, [&link, state, epoch = link.controller->epoch()] {
        if (link.controller->epoch() != epoch || link.controller->state() != state)
            return;
        end(link, CloseCause::ConnectTimeout);
    });
}

/// One random thing that happens to a client.
void happen(ControlledLink& link, Random& dice)
{
    const ConnectionState state = link.controller->state();
    const bool exists = state != ConnectionState::Disconnected;
    switch (dice.between(0, 9)) {
    case 0:
        return link.start();
    case 1:
        return dice.between(0, 4) == 0 ? link.controller->stop() : void();
    case 2:
        link.controller->drop(DropKind::Reset);
        return;
    case 3:
    case 4:
        if (state == ConnectionState::Connecting) {
            recordTransport(link, EventKind::Opened);
            link.open();
        }
        return;
    case 5:
        return exists ? end(link, CloseCause::Reset) : void();
    case 6:
        return link.ready();
    case 7:
        return link.clock.advance(std::chrono::milliseconds(dice.between(0, 50)));
    default:
        link.clock.step();
    }
}

RunInfo infoOf(const ReconnectPolicy& policy)
{
    return {.program = QStringLiteral("test"),
            .seed = 1,
            .clock = ClockKind::Virtual,
            .configuration = {{QStringLiteral("policy"), policyToJson(policy)}}};
}

} // namespace

class TestReconnectVerdict : public QObject
{
    Q_OBJECT
private slots:
    void theLogOfARandomLifeHoldsBeforeEveryOracle();
};

// The controller's log and the product's oracles were written apart: they must agree.
void TestReconnectVerdict::theLogOfARandomLifeHoldsBeforeEveryOracle()
{
    QSet<QString> exercised;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        ReconnectPolicy policy = seed % 2 == 0 ? ReconnectPolicy() : strictPolicy();
        ControlledLink link(policy, seed);
        QObject::connect(link.controller.get(), &ReconnectController::connecting,
                         [&] { recordTransport(link, EventKind::ConnectBegin); });
        QObject::connect(link.controller.get(), &ReconnectController::stateChanged,
                         [&](ConnectionState state) { keepLimit(link, state); });
        Random dice(seed);
        for (int i = 0; i < 2'000; ++i)
            happen(link, dice);
        for (const OracleResult& result : judge(link.log, infoOf(policy))) {
            QVERIFY2(result.outcome != OracleOutcome::Fail,
                     qPrintable(QString::fromUtf8(result.id.data()) + QLatin1Char(' ') +
                                result.explanation));
            if (result.outcome == OracleOutcome::Pass)
                exercised.insert(QString::fromUtf8(result.id.data()));
        }
    }
    for (const char* id : {"P01", "P02", "P08", "P20", "P21", "P22", "P23", "P25", "P28"})
        QVERIFY2(exercised.contains(QString::fromLatin1(id)), id);
}

QTEST_GUILESS_MAIN(TestReconnectVerdict)

} // namespace tst_reconnect_verdict

#include "tst_reconnect_verdict.moc"
