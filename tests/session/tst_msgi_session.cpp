// SPDX-License-Identifier: MIT
// Both ends of an MSGI connection: what each frame does in each phase, keep-alive, and every way to
// end, exactly once.
#include "core/base/random.h"
#include "core/session/msgi_session_machine.h"

#include <QTest>

namespace tst_msgi_session {

using namespace redial;
using namespace std::chrono_literals;

namespace {

using Effect = MsgiEffect::Kind;
using Input = MsgiInput::Kind;

/// One end and its time.
struct End
{
    MsgiSessionPolicy policy;
    MsgiSessionState state;
    MonotonicTime now{};

    MsgiEffects step(const MsgiInput& input)
    {
        return MsgiSessionMachine::step(state, input, policy, now);
    }
    MsgiEffects frame(MsgiType type, bool answersPing = false)
    {
        return step({Input::Frame, type, {}, answersPing});
    }
    /// Lets time pass until the machine has something to do; absent: never.
    std::optional<MsgiEffects> wait()
    {
        const auto due = MsgiSessionMachine::nextDue(state, policy);
        if (!due)
            return std::nullopt;
        now = std::max(now, *due);
        return step({Input::TimePassed, {}, {}, {}});
    }
};

End opened(MsgiSessionPolicy policy = {})
{
    End end;
    end.policy = policy;
    (void)end.step({Input::Opened, {}, {}, {}});
    return end;
}

QString text(const MsgiEffects& effects)
{
    static const char* const names[] = {"pong",   "ping",  "heartbeat", "error",
                                        "bye",    "give",  "noteError", "noteHeartbeat",
                                        "ignore", "stray", "end",       "endAtOnce"};
    QStringList words;
    for (const MsgiEffect& effect : effects) {
        QString word = QLatin1String(names[int(effect.kind)]);
        if (effect.kind == Effect::SendError)
            word += QLatin1Char(':') + QString::fromStdString(std::string(nameOf(effect.error)));
        if (effect.kind == Effect::End || effect.kind == Effect::EndAtOnce)
            word += QLatin1Char(':') + QString::fromStdString(std::string(nameOf(effect.end)));
        words << word;
    }
    return words.join(QLatin1Char(' '));
}

} // namespace

class tst_MsgiSession : public QObject
{
    Q_OBJECT
private slots:
    void eachFrameDoesItsPart()
    {
        End end = opened();
        QCOMPARE(text(end.frame(MsgiType::Ping)), QStringLiteral("pong"));
        QCOMPARE(text(end.frame(MsgiType::Data)), QStringLiteral("give"));
        QCOMPARE(text(end.frame(MsgiType::Control)), QStringLiteral("give"));
        QCOMPARE(text(end.frame(MsgiType::Error)), QStringLiteral("noteError"));
        QCOMPARE(text(end.frame(MsgiType::Heartbeat)), QStringLiteral("noteHeartbeat"));
        QCOMPARE(text(end.frame(MsgiType::Pong)), QStringLiteral("stray"));
        QVERIFY(end.state.canSend());
        QCOMPARE(text(end.frame(MsgiType::Disconnect)),
                 QStringLiteral("bye end:peer_disconnected"));
        QVERIFY(!end.state.canSend());
        for (const MsgiType type : {MsgiType::Data, MsgiType::Ping, MsgiType::Disconnect})
            QCOMPARE(text(end.frame(type)), QStringLiteral("ignore"));
    }

    void anErrorIsToldAndTheLinkEndsWhereItMust_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, Input kind, MsgiErrorCode code,
                            const char* expected) {
            QTest::newRow(name) << int(kind) << int(code) << QString::fromLatin1(expected);
        };
        row("frame", Input::BadFrame, MsgiErrorCode::BadMagic, "error:bad_magic end:bad_frame");
        row("payload", Input::BadPayload, MsgiErrorCode::ForgedPayload,
            "error:forged_payload end:bad_payload");
        row("content", Input::BadContent, MsgiErrorCode::BadControl, "error:bad_control");
        row("refusal", Input::RefusalWanted, MsgiErrorCode::ServerFull,
            "error:server_full end:refused");
        row("overflow", Input::Overflowed, {}, "endAtOnce:slow_reader");
        row("reset", Input::Reset, {}, "endAtOnce:reset");
        row("stream", Input::EndOfStream, {}, "end:end_of_stream");
        row("drop", Input::DropWanted, {}, "endAtOnce:dropped");
    }
    void anErrorIsToldAndTheLinkEndsWhereItMust()
    {
        QFETCH(int, kind);
        QFETCH(int, code);
        QFETCH(QString, expected);
        End end = opened();
        const MsgiInput input{static_cast<Input>(kind), {}, static_cast<MsgiErrorCode>(code), {}};
        QCOMPARE(text(end.step(input)), expected);
        QCOMPARE(end.state.canSend(), !expected.contains(QLatin1String("end")));
    }

    void ourDisconnectWaitsForThePeers()
    {
        End end = opened();
        QCOMPARE(text(end.step({Input::DisconnectWanted, {}, {}, {}})), QStringLiteral("bye"));
        QVERIFY(!end.state.canSend());
        QCOMPARE(text(end.step({Input::DisconnectWanted, {}, {}, {}})), QString());
        // What the peer sent before it heard of it is still taken; nothing is answered.
        QCOMPARE(text(end.frame(MsgiType::Data)), QStringLiteral("give"));
        QCOMPARE(text(end.frame(MsgiType::Ping)), QString());
        End other = end;
        End broken = end;
        QCOMPARE(text(end.frame(MsgiType::Disconnect)), QStringLiteral("end:disconnected"));
        QCOMPARE(text(other.step({Input::EndOfStream, {}, {}, {}})),
                 QStringLiteral("end:disconnected"));
        QCOMPARE(text(broken.step({Input::BadFrame, {}, MsgiErrorCode::BadMagic, {}})),
                 QStringLiteral("end:bad_frame"));
    }

    void aDisconnectThatIsIgnoredEndsInTime()
    {
        End end = opened();
        end.now += 5s;
        (void)end.step({Input::DisconnectWanted, {}, {}, {}});
        QCOMPARE(text(*end.wait()), QStringLiteral("endAtOnce:disconnect_ignored"));
        QCOMPARE(end.now, MonotonicTime(8s));
    }

    void aPingWithoutPongEndsTheLink()
    {
        MsgiSessionPolicy policy;
        policy.pingInterval = 30s;
        End end = opened(policy);
        for (int i = 1; i <= 3; ++i) {
            QCOMPARE(text(*end.wait()), QStringLiteral("ping"));
            QCOMPARE(end.state.pings, std::uint32_t(i));
            QCOMPARE(text(end.frame(MsgiType::Pong, false)), QStringLiteral("stray"));
            QCOMPARE(text(end.frame(MsgiType::Pong, true)), QString());
            QCOMPARE(text(end.frame(MsgiType::Pong, true)), QStringLiteral("stray"));
        }
        QCOMPARE(text(*end.wait()), QStringLiteral("ping"));
        QCOMPARE(end.now, MonotonicTime(120s));
        QCOMPARE(text(*end.wait()), QStringLiteral("error:pong_timed_out end:pong_timed_out"));
        QCOMPARE(end.now, MonotonicTime(130s));
        QVERIFY(!end.wait());
    }

    void onlyWhatComesKeepsFromBeingIdle()
    {
        MsgiSessionPolicy policy;
        policy.idleTimeout = 60s;
        policy.heartbeatInterval = 25s;
        End end = opened(policy);
        QCOMPARE(text(*end.wait()), QStringLiteral("heartbeat"));
        QCOMPARE(text(*end.wait()), QStringLiteral("heartbeat"));
        end.now = MonotonicTime(59s);
        QCOMPARE(text(end.frame(MsgiType::Heartbeat)), QStringLiteral("noteHeartbeat"));
        QCOMPARE(text(*end.wait()), QStringLiteral("heartbeat"));
        QCOMPARE(text(*end.wait()), QStringLiteral("heartbeat"));
        QCOMPARE(text(*end.wait()), QStringLiteral("error:idle_too_long end:idle_too_long"));
        QCOMPARE(end.now, MonotonicTime(119s));
    }

    void theShortWayOfAMessageIsItsStep()
    {
        using Phase = MsgiSessionState::Phase;
        for (const Phase phase : {Phase::Idle, Phase::Open, Phase::Disconnecting, Phase::Ended}) {
            End longWay;
            longWay.state.phase = phase;
            longWay.now = MonotonicTime(7s);
            End shortWay = longWay;
            const bool isTaken = MsgiSessionMachine::takesMessage(shortWay.state, shortWay.now);
            QCOMPARE(text(longWay.frame(MsgiType::Data)),
                     isTaken ? QStringLiteral("give") : QStringLiteral("ignore"));
            QVERIFY(shortWay.state.lastReceived == longWay.state.lastReceived);
            QCOMPARE(isTaken, phase != Phase::Ended);
        }
    }

    void aWakeUpTooEarlyDoesNothing()
    {
        MsgiSessionPolicy policy;
        policy.idleTimeout = 60s;
        policy.pingInterval = 30s;
        End end = opened(policy);
        end.now = MonotonicTime(29s);
        QCOMPARE(text(end.step({Input::TimePassed, {}, {}, {}})), QString());
        QVERIFY(!MsgiSessionMachine::nextDue(MsgiSessionState(), policy));
        QVERIFY(!MsgiSessionMachine::nextDue(opened().state, {}));
    }

    /// Whatever happens in whatever order: it ends once, nothing but Ignore follows, and time never
    /// leaves it waiting for something that is overdue.
    void everyOrderEndsOnce()
    {
        MsgiSessionPolicy policy;
        policy.idleTimeout = 20s;
        policy.pingInterval = 7s;
        policy.pongTimeout = 3s;
        policy.heartbeatInterval = 5s;
        const MsgiType types[] = {MsgiType::Ping,      MsgiType::Pong,  MsgiType::Data,
                                  MsgiType::Control,   MsgiType::Error, MsgiType::Heartbeat,
                                  MsgiType::Disconnect};
        Random random(1);
        for (int run = 0; run < 3000; ++run) {
            End end = opened(policy);
            int ends = 0;
            for (int i = 0; i < 40; ++i) {
                const bool waits = random.between(0, 2) == 0;
                const auto effects =
                    waits ? end.wait().value_or(MsgiEffects())
                          : end.step({Input(random.between(1, 11)), types[random.between(0, 6)],
                                      MsgiErrorCode(random.between(1, 17)),
                                      random.between(0, 1) == 1});
                for (const MsgiEffect& effect : effects) {
                    QVERIFY(ends == 0 || effect.kind == Effect::Ignore);
                    ends += effect.kind == Effect::End || effect.kind == Effect::EndAtOnce ? 1 : 0;
                }
                const auto due = MsgiSessionMachine::nextDue(end.state, policy);
                QVERIFY(!waits || !due || *due > end.now);
                QVERIFY(ends == 0 || !due);
            }
            QVERIFY(ends <= 1);
        }
    }

    void everyEndIsToldForLogAndReconnecting()
    {
        QSet<QByteArray> names;
        for (int i = 0; i < msgiEndCount; ++i) {
            const auto end = static_cast<MsgiEnd>(i);
            names.insert(QByteArray::fromStdString(std::string(nameOf(end))));
            QVERIFY(sentenceOf(end).ends_with('.'));
        }
        QCOMPARE(names.size(), msgiEndCount);
        const CloseInfo orderly = closeInfoOf(MsgiEnd::PeerDisconnected, "restart");
        QVERIFY(orderly.cause == CloseCause::CloseHandshake && orderly.remote);
        QCOMPARE(orderly.code, std::uint16_t(1000));
        QCOMPARE(orderly.reason, std::string("restart"));
        QCOMPARE(closeInfoOf(MsgiEnd::BadFrame, {}, "why").detail, std::string("why"));
        QVERIFY(closeInfoOf(MsgiEnd::PongTimedOut).cause == CloseCause::PongTimeout);
    }
};

QTEST_APPLESS_MAIN(tst_MsgiSession)

} // namespace tst_msgi_session

#include "tst_msgi_session.moc"
