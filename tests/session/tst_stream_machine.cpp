// SPDX-License-Identifier: MIT
// The pure parts of a stream session: machine, rules, templates, sequence.
#include "core/base/random.h"
#include "core/session/channel_sequence.h"
#include "core/session/message_rule.h"
#include "core/session/message_template.h"
#include "core/session/stream_session_machine.h"
#include "tests/session/stream_checker.h"

#include <QTest>

#include <functional>

namespace tst_stream_machine {

using namespace redial;
using redial::test::StreamChecker;

namespace {

using Kind = StreamSessionInput::Kind;
using Effect = StreamSessionEffect::Kind;
using Step = std::function<StreamSessionEffects(StreamSessionState&, const StreamSessionRules&,
                                                const StreamSessionInput&)>;
constexpr StreamSessionEffects (*realStep)(StreamSessionState&, const StreamSessionRules&,
                                           const StreamSessionInput&) = &step;

StreamSessionRules fullRules()
{
    StreamSessionRules rules;
    rules.authenticates = true;
    rules.awaitsAuthAnswer = true;
    rules.subscriptions = 3;
    rules.awaitedAnswers = 0b101;
    rules.beats = true;
    rules.awaitsPong = true;
    return rules;
}

QString written(const StreamSessionEffect& effect)
{
    switch (effect.kind) {
    case Effect::FetchToken:
        return QStringLiteral("token?");
    case Effect::SendAuth:
        return QStringLiteral("auth");
    case Effect::AuthSettled:
        return QStringLiteral("auth %1").arg(QLatin1String(nameOf(effect.outcome).data()));
    case Effect::SendSubscription:
        return QStringLiteral("sub%1").arg(effect.subscription);
    case Effect::SubscriptionSettled:
        return QStringLiteral("sub%1 %2")
            .arg(effect.subscription)
            .arg(QLatin1String(nameOf(effect.outcome).data()));
    case Effect::AnswerPing:
        return QStringLiteral("pong");
    case Effect::SendHeartbeat:
        return QStringLiteral("beat");
    case Effect::HeartbeatAnswered:
        return QStringLiteral("beat ok");
    case Effect::ArmTimer:
        return QStringLiteral("+%1").arg(QLatin1String(nameOf(effect.timer).data()));
    case Effect::CancelTimer:
        return QStringLiteral("-%1").arg(QLatin1String(nameOf(effect.timer).data()));
    case Effect::Ready:
        return QStringLiteral("ready");
    case Effect::Abandon:
        break;
    }
    return QStringLiteral("abandon");
}

/// What brings the connection further.
StreamSessionInput nextInput(const StreamSessionState& state, Random& random)
{
    switch (state.phase) {
    case StreamPhase::FetchingToken:
        return {.kind = Kind::TokenProvided};
    case StreamPhase::AuthSent:
        return {.kind = Kind::AuthAccepted};
    case StreamPhase::Subscribing:
        return {.kind = Kind::SubscriptionAccepted,
                .subscription = std::uint32_t(random.between(0, 3))};
    case StreamPhase::Ready:
        return {.kind = Kind::OnlineChanged, .online = true};
    case StreamPhase::Online:
        return {.kind = Kind::TimerFired, .timer = StreamTimer::Heartbeat};
    case StreamPhase::Closed:
    case StreamPhase::Failed:
        break;
    }
    return {.kind = state.phase == StreamPhase::Closed ? Kind::Opened : Kind::Closed};
}

StreamSessionInput anyInput(Random& random)
{
    StreamSessionInput input;
    input.kind = static_cast<Kind>(random.between(0, 11));
    input.timer = static_cast<StreamTimer>(random.between(0, streamTimerCount - 1));
    input.online = random.between(0, 1) == 1;
    input.subscription = std::uint32_t(random.between(0, 70));
    return input;
}

/// Whether every life with that seed kept the rules. Timers fire only while they are armed.
bool livesHold(const StreamSessionRules& rules, const Step& act, std::uint64_t seed)
{
    Random random(seed);
    StreamSessionState state;
    StreamChecker checker(rules);
    for (int i = 0; i < 4000; ++i) {
        const StreamSessionInput input =
            random.between(0, 3) > 0 ? nextInput(state, random) : anyInput(random);
        if (input.kind == Kind::TimerFired && !state.isArmed(input.timer))
            continue;
        if (!checker.holds(input, act(state, rules, input)))
            return false;
    }
    return true;
}

} // namespace

class TestStreamMachine final : public QObject
{
    Q_OBJECT
private slots:
    void aConnectionGoesItsWay_data();
    void aConnectionGoesItsWay();
    void noLifeBreaksARule();
    void theCheckerSeesAWrongMachine();
    void aRuleReadsBackAsItWasWritten_data();
    void aRuleReadsBackAsItWasWritten();
    void aRuleMatchesWhatItSaysAndNothingElse();
    void hostileJsonHasNoValues();
    void aTemplateIsFilledOnce();
    void aChannelIsDeliveredOnceAndInOrder();
    void aGapThatIsGivenUpIsTold();
};

void TestStreamMachine::aConnectionGoesItsWay_data()
{
    QTest::addColumn<QList<int>>("kinds");
    QTest::addColumn<QString>("effects");
    const auto row = [](const char* name, std::initializer_list<Kind> kinds, const char* effects) {
        QList<int> numbers;
        for (const Kind kind : kinds)
            numbers << int(kind);
        QTest::newRow(name) << numbers << QString::fromLatin1(effects);
    };
    row("opened", {Kind::Opened}, "token? +token");
    row("token", {Kind::Opened, Kind::TokenProvided}, "token? +token -token auth +auth");
    row("no token", {Kind::Opened, Kind::TokenFailed}, "token? +token -token abandon");
    row("refused", {Kind::Opened, Kind::TokenProvided, Kind::AuthRefused},
        "token? +token -token auth +auth -auth auth refused abandon");
    row("nothing after giving up",
        {Kind::Opened, Kind::TokenFailed, Kind::TokenProvided, Kind::AuthAccepted,
         Kind::PingReceived},
        "token? +token -token abandon");
    row("accepted", {Kind::Opened, Kind::TokenProvided, Kind::AuthAccepted},
        "token? +token -token auth +auth -auth auth accepted sub0 sub1 sub2 +subscriptions");
    row("accepted twice",
        {Kind::Opened, Kind::TokenProvided, Kind::AuthAccepted, Kind::AuthAccepted},
        "token? +token -token auth +auth -auth auth accepted sub0 sub1 sub2 +subscriptions");
    row("an early ping waits for the auth message",
        {Kind::Opened, Kind::PingReceived, Kind::TokenProvided},
        "token? +token -token auth pong +auth");
    row("closed in between", {Kind::Opened, Kind::TokenProvided, Kind::Closed},
        "token? +token -token auth +auth -auth");
    row("a token without a question", {Kind::TokenProvided, Kind::AuthAccepted}, "");
}

void TestStreamMachine::aConnectionGoesItsWay()
{
    QFETCH(QList<int>, kinds);
    QFETCH(QString, effects);
    StreamSessionState state;
    QStringList seen;
    for (const int kind : kinds)
        for (const auto& effect : step(state, fullRules(), {.kind = static_cast<Kind>(kind)}))
            seen << written(effect);
    QCOMPARE(seen.join(QLatin1Char(' ')), effects);
}

void TestStreamMachine::noLifeBreaksARule()
{
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Random random(seed);
        StreamSessionRules rules = fullRules();
        rules.authenticates = random.between(0, 3) > 0;
        rules.awaitsAuthAnswer = random.between(0, 1) == 1;
        rules.subscriptions = seed == 7 ? mostStreamSubscriptions : seed % 4;
        rules.awaitedAnswers = random.next() & ((std::uint64_t(1) << seed % 4) - 1);
        rules.policy.subscriptionFailure =
            seed % 2 ? SubscriptionFailure::GoOn : SubscriptionFailure::Reconnect;
        QVERIFY2(livesHold(rules, realStep, seed), qPrintable(QString::number(seed)));
    }
}

void TestStreamMachine::theCheckerSeesAWrongMachine()
{
    const auto without = [](Effect kind, StreamTimer which) {
        return [kind, which](StreamSessionState& state, const StreamSessionRules& rules,
                             const StreamSessionInput& input) {
            StreamSessionEffects kept;
            for (const auto& effect : step(state, rules, input)) {
                if (effect.kind != kind || effect.timer != which)
                    kept.add(effect);
            }
            return kept;
        };
    };
    QVERIFY(!livesHold(fullRules(), without(Effect::SendAuth, {}), 1));
    QVERIFY(!livesHold(fullRules(), without(Effect::CancelTimer, StreamTimer::Heartbeat), 1));
    QVERIFY(!livesHold(fullRules(), without(Effect::SendSubscription, {}), 1));
    const Step subscribesTwice = [](StreamSessionState& state, const StreamSessionRules& rules,
                                    const StreamSessionInput& input) {
        StreamSessionEffects effects = step(state, rules, input);
        if (effects.size() > 4)
            effects.add({.kind = Effect::SendSubscription});
        return effects;
    };
    QVERIFY(!livesHold(fullRules(), subscribesTwice, 1));
    const Step impatient = [](StreamSessionState& state, const StreamSessionRules& rules,
                              const StreamSessionInput& input) {
        StreamSessionEffects effects = step(state, rules, input);
        if (input.kind == Kind::AuthAccepted && state.phase == StreamPhase::Subscribing)
            effects.add({.kind = Effect::Ready});
        return effects;
    };
    QVERIFY(!livesHold(fullRules(), impatient, 1));
    const Step neverForgets = [](StreamSessionState& state, const StreamSessionRules& rules,
                                 const StreamSessionInput& input) {
        const StreamPhase before = state.phase;
        StreamSessionEffects effects = step(state, rules, input);
        if (input.kind == Kind::Closed && before == StreamPhase::Online)
            effects.add({.kind = Effect::SendHeartbeat});
        return effects;
    };
    QVERIFY(!livesHold(fullRules(), neverForgets, 1));
}

void TestStreamMachine::aRuleReadsBackAsItWasWritten_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"/type=ok", "/a/0/b=1&/c=a%26b%25", "/error", "pong", "text:/pong",
                             "text:text:x", "/type=", "/~1x=y"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestStreamMachine::aRuleReadsBackAsItWasWritten()
{
    QFETCH(QString, text);
    const auto rule = MessageRule::parse(text);
    QVERIFY(rule);
    QCOMPARE(rule->text(), text);
    QVERIFY(!MessageRule::parse(QString()));
    QVERIFY(!MessageRule::parse(QStringLiteral("/a~2=1")));
    QVERIFY(!MessageRule::parse(QStringLiteral("/a=1&b=2")));
}

void TestStreamMachine::aRuleMatchesWhatItSaysAndNothingElse()
{
    const auto matches = [](const char* rule, const char* message) {
        return MessageRule::parse(QString::fromLatin1(rule))
            ->matches(StreamMessage(QString::fromLatin1(message)));
    };
    QVERIFY(matches("/type=ok&/n=1", R"({"n":1,"type":"ok"})"));
    QVERIFY(matches("/type=ok&/n=1", R"({"n":"1","type":"ok"})"));
    QVERIFY(!matches("/type=ok&/n=1", R"({"n":11,"type":"ok"})"));
    QVERIFY(!matches("/type=ok", R"({"data":{"type":"ok"}})"));
    QVERIFY(matches("/0/a=true", R"([{"a":true}])"));
    QVERIFY(!matches("/00/a=true", R"([{"a":true}])"));
    QVERIFY(matches("/a=null", R"({"a":null})"));
    QVERIFY(matches("/a", R"({"a":{}})"));
    QVERIFY(!matches("/a", R"({"b":1})"));
    QVERIFY(matches("ping", "ping"));
    QVERIFY(!matches("ping", "ping "));
    QVERIFY(!matches("ping", R"({"text":"ping"})"));
    const auto rule = MessageRule::parse(QStringLiteral("/type=ok"));
    QVERIFY(rule->contradicts(StreamMessage(QStringLiteral(R"({"type":"no"})"))));
    QVERIFY(!rule->contradicts(StreamMessage(QStringLiteral(R"({"kind":"no"})"))));
}

void TestStreamMachine::hostileJsonHasNoValues()
{
    const StreamMessage deep(QString(100'000, QLatin1Char('[')));
    QVERIFY(deep.at(QStringLiteral("/0")).isUndefined());
    const StreamMessage half(QStringLiteral("{\"a\":"));
    QVERIFY(!half.textAt(QStringLiteral("/a")));
    const StreamMessage large(QLatin1Char('[') +
                              QString(StreamMessage::longestJson, QLatin1Char(' ')) +
                              QLatin1Char(']'));
    QVERIFY(large.at({}).isUndefined());
    const StreamMessage numbers(
        QStringLiteral(R"({"a":1e300,"b":-1,"c":1.5,"d":"7","e":9007199254740993})"));
    for (const char* pointer : {"/a", "/b", "/c", "/e", "/f"})
        QVERIFY(!numbers.numberAt(QLatin1String(pointer)));
    QCOMPARE(numbers.numberAt(QStringLiteral("/d")), std::uint64_t(7));
}

void TestStreamMachine::aTemplateIsFilledOnce()
{
    const auto values = [](const QString& name) -> std::optional<QString> {
        if (name == QLatin1String("token"))
            return QStringLiteral("a\"b{nonce}");
        return name == QLatin1String("nonce") ? std::optional(QStringLiteral("N")) : std::nullopt;
    };
    QCOMPARE(fillTemplate(QStringLiteral(R"({"t":"{token}","n":"{nonce}"})"), values),
             QStringLiteral(R"({"t":"a\"b{nonce}","n":"N"})"));
    QCOMPARE(fillTemplate(QStringLiteral("AUTH {token} {other}"), values),
             QStringLiteral("AUTH a\"b{nonce} {other}"));
    const StreamMessage ping(QStringLiteral(R"({"ping":12,"name":"a\nb"})"));
    QCOMPARE(
        fillTemplate(QStringLiteral(R"({"pong":"{/ping}","n":"{/name}","x":{/x}})"), {}, &ping),
        QStringLiteral(R"({"pong":12,"n":"a\nb","x":{/x}})"));
}

/// A network that doubles, drops and reorders; what is asked for is sent again.
void TestStreamMachine::aChannelIsDeliveredOnceAndInOrder()
{
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Random random(seed);
        ChannelSequence channel;
        std::vector<std::uint64_t> delivered;
        std::vector<std::uint64_t> wire;
        const auto take = [&](std::uint64_t number) {
            const auto result = channel.take(number, QString::number(number), 1000);
            for (const auto& [sequence, text] : result.deliveries) {
                QCOMPARE(text, QString::number(sequence));
                delivered.push_back(sequence);
            }
            for (auto i = result.missing ? result.missing->from : 1;
                 result.missing && i <= result.missing->to; ++i)
                wire.push_back(i);
        };
        take(1);
        for (std::uint64_t number = 2; number <= 200; ++number) {
            if (random.between(0, 9) == 0)
                channel.reconnected();
            if (number == 200 || random.between(0, 4) > 0)
                take(number);
            if (random.between(0, 3) == 0)
                take(std::uint64_t(random.between(1, std::int64_t(number))));
            while (!wire.empty() && random.between(0, 2) > 0) {
                const auto at = wire.begin() + random.between(0, std::int64_t(wire.size()) - 1);
                const std::uint64_t again = *at;
                wire.erase(at);
                take(again);
            }
        }
        while (!wire.empty()) {
            const std::uint64_t again = wire.back();
            wire.pop_back();
            take(again);
        }
        QCOMPARE(delivered.size(), std::size_t(200));
        for (std::size_t i = 0; i < delivered.size(); ++i)
            QCOMPARE(delivered[i], i + 1);
        QVERIFY(!channel.isWaiting());
        QCOMPARE(channel.heldCharacters(), qsizetype(0));
    }
}

void TestStreamMachine::aGapThatIsGivenUpIsTold()
{
    ChannelSequence channel;
    channel.take(5, QStringLiteral("e"), 2);
    QCOMPARE(channel.take(5, {}, 2).duplicate, true);
    QCOMPARE(channel.take(8, {}, 2).missing, (SequenceGap{6, 7}));
    QCOMPARE(channel.take(10, {}, 2).missing, (SequenceGap{9, 9}));
    const auto full = channel.take(12, {}, 2);
    QVERIFY(!full.missing);
    QCOMPARE(full.settled, (RecoverySettlement{false, 4}));
    QCOMPARE(full.deliveries.size(), std::size_t(3));
    QCOMPARE(channel.take(6, {}, 2).duplicate, true);
    channel.reconnected();
    QCOMPARE(channel.take(13, {}, 2).settled, (RecoverySettlement{true, 0}));
    QVERIFY(!channel.take(14, {}, 2).settled);
    const auto lost = channel.take(20, {}, 0);
    QCOMPARE(lost.settled, (RecoverySettlement{false, 5}));
    QVERIFY(!channel.startAnew().settled);
    QCOMPARE(channel.take(1, {}, 2).deliveries.size(), std::size_t(1));
}

QTEST_APPLESS_MAIN(TestStreamMachine)

} // namespace tst_stream_machine

#include "tst_stream_machine.moc"
