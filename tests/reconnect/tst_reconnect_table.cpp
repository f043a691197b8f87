// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_machine.h"
#include "tests/reconnect/effect_text.h"
#include "tests/reconnect/expected_effects.h"

#include <QTest>

#include <vector>

namespace tst_reconnect_table {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

using Input = ReconnectInput;

struct NamedInput
{
    const char* name;
    Input input;
};

/// A policy under which every input can have its effect.
ReconnectPolicy tablePolicy()
{
    ReconnectPolicy policy;
    policy.resetOn = ResetOn::Stable;
    policy.maxAttempts = 2;
    policy.terminalHttpStatuses = {401};
    policy.terminalCloseCodes = {{3500, 3999}};
    return policy;
}

Input lost(std::uint32_t epoch)
{
    return Input::closed(epoch, {.cause = CloseCause::Reset});
}

/// In every state the current epoch is 2, 1 is stale and 3 has never been.
const std::vector<NamedInput>& inputs()
{
    static const std::vector<NamedInput> all{
        {"start", Input::start()},
        {"stop", Input::stop()},
        {"drop close", Input::dropped(DropKind::Close)},
        {"drop fin", Input::dropped(DropKind::EndOfStream)},
        {"drop reset", Input::dropped(DropKind::Reset)},
        {"opened", Input::opened(2)},
        {"opened stale", Input::opened(1)},
        {"opened unknown", Input::opened(3)},
        {"closed", lost(2)},
        {"closed 401", Input::closed(2, {.cause = CloseCause::HttpRefused, .httpStatus = 401})},
        {"closed 3700", Input::closed(2, {.cause = CloseCause::CloseHandshake, .code = 3700})},
        {"closed stale", lost(1)},
        {"ready", Input::ready(2)},
        {"ready stale", Input::ready(1)},
        {"backoff fired", Input::fired(ReconnectTimer::Backoff)},
        {"connect fired", Input::fired(ReconnectTimer::Connect)},
        {"close fired", Input::fired(ReconnectTimer::Close)},
        {"resume fired", Input::fired(ReconnectTimer::Resume)},
        {"stable fired", Input::fired(ReconnectTimer::Stable)},
    };
    return all;
}

struct NamedState
{
    const char* name;
    std::vector<Input> path;
};

/// Each state as the inputs that lead to it from a fresh machine.
std::vector<NamedState> states()
{
    const std::vector<Input> connecting{Input::start(), lost(1),
                                        Input::fired(ReconnectTimer::Backoff)};
    const auto after = [](std::vector<Input> path, std::vector<Input> more) {
        path.insert(path.end(), more.begin(), more.end());
        return path;
    };
    const auto open = after(connecting, {Input::opened(2)});
    const auto ready = after(open, {Input::ready(2)});
    const auto online = after(ready, {Input::fired(ReconnectTimer::Resume)});
    const auto closing = after(online, {Input::stop()});
    return {
        {"never started", {}},
        {"stopped", after(closing, {lost(2)})},
        {"backing off", after(connecting, {lost(2)})},
        {"gave up", after(connecting, {Input::closed(2, {.httpStatus = 401})})},
        {"connecting", connecting},
        {"open", open},
        {"ready", ready},
        {"online", online},
        {"stable", after(online, {Input::fired(ReconnectTimer::Stable)})},
        {"closing", closing},
        {"closing, to start again", after(closing, {Input::start()})},
        {"dropping", after(online, {Input::dropped(DropKind::Reset)})},
        {"dropping, to stop", after(online, {Input::dropped(DropKind::Reset), Input::stop()})},
    };
}

ReconnectState stateAfter(const std::vector<Input>& path)
{
    ReconnectState state;
    Random random(1);
    for (const Input& input : path)
        step(state, tablePolicy(), input, {}, random);
    return state;
}

bool isDisconnected(const NamedState& named)
{
    return stateAfter(named.path).connection == ConnectionState::Disconnected;
}

QString expectedFor(const NamedState& named, const NamedInput& given)
{
    using Kind = Input::Kind;
    const Kind kind = given.input.kind;
    const bool ofTransport =
        kind == Kind::TransportOpened || kind == Kind::TransportClosed || kind == Kind::Ready;
    if (ofTransport && (given.input.epoch != 2 || isDisconnected(named)))
        return QStringLiteral("stale %1").arg(given.input.epoch);
    for (const TableRow& row : expectedEffects) {
        if (QLatin1String(row.state) == QLatin1String(named.name) &&
            QLatin1String(row.input) == QLatin1String(given.name))
            return QString::fromLatin1(row.effects);
    }
    return QStringLiteral("nothing");
}

} // namespace

class TestReconnectTable : public QObject
{
    Q_OBJECT
private slots:
    void everyStateAnswersEveryInput_data();
    void everyStateAnswersEveryInput();
    void everyRowOfTheTableIsMet();
    void ignoredInputsChangeNothing();
    void theAttemptsCountToTheirLimitAndStay();
    void theStateIsSmallAndCopyable();
};

void TestReconnectTable::everyStateAnswersEveryInput_data()
{
    QTest::addColumn<int>("stateIndex");
    QTest::addColumn<int>("inputIndex");
    const auto allStates = states();
    for (std::size_t state = 0; state < allStates.size(); ++state) {
        for (std::size_t input = 0; input < inputs().size(); ++input)
            QTest::addRow("%s: %s", allStates[state].name, inputs()[input].name)
                << int(state) << int(input);
    }
}

void TestReconnectTable::everyStateAnswersEveryInput()
{
    QFETCH(int, stateIndex);
    QFETCH(int, inputIndex);
    const NamedState named = states().at(std::size_t(stateIndex));
    const NamedInput& given = inputs().at(std::size_t(inputIndex));
    ReconnectState state = stateAfter(named.path);
    Random random(1);
    const QString actual = toText(step(state, tablePolicy(), given.input, {}, random));
    QCOMPARE(actual, expectedFor(named, given));
}

// A row that names no state or no input would check nothing.
void TestReconnectTable::everyRowOfTheTableIsMet()
{
    for (const TableRow& row : expectedEffects) {
        int met = 0;
        for (const NamedState& state : states()) {
            for (const NamedInput& input : inputs())
                met += QLatin1String(row.state) == QLatin1String(state.name) &&
                       QLatin1String(row.input) == QLatin1String(input.name);
        }
        QVERIFY2(met == 1, row.state);
    }
}

void TestReconnectTable::ignoredInputsChangeNothing()
{
    for (const NamedState& named : states()) {
        for (const NamedInput& given : inputs()) {
            const ReconnectState before = stateAfter(named.path);
            ReconnectState state = before;
            Random random(1);
            const QString text = toText(step(state, tablePolicy(), given.input, {}, random));
            if (text.startsWith(QLatin1String("stale")))
                state.staleInputs = before.staleInputs;
            else if (text != QLatin1String("start refused"))
                continue;
            QVERIFY2(state == before, given.name);
        }
    }
}

void TestReconnectTable::theAttemptsCountToTheirLimitAndStay()
{
    ReconnectState state;
    Random random(1);
    step(state, {}, Input::start(), {}, random);
    state.attempt = UINT32_MAX - 1;
    for (std::uint32_t epoch = 1; epoch <= 3; ++epoch) {
        QVERIFY(toText(step(state, {}, lost(epoch), {}, random))
                    .endsWith(QStringLiteral("backoff 4294967295")));
        step(state, {}, Input::fired(ReconnectTimer::Backoff), {}, random);
    }
}

void TestReconnectTable::theStateIsSmallAndCopyable()
{
    static_assert(std::is_trivially_copyable_v<ReconnectState>);
    static_assert(std::is_trivially_copyable_v<ReconnectInput>);
    QVERIFY(sizeof(ReconnectState) <= 128);
}

QTEST_GUILESS_MAIN(TestReconnectTable)

} // namespace tst_reconnect_table

#include "tst_reconnect_table.moc"
