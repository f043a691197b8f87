// SPDX-License-Identifier: MIT
// A machine that was held up is not taken for a client that was slow, and excuses nothing else.
#include "core/verdict/judge.h"
#include "tests/verdict/healthy_run.h"

#include <QTest>

namespace tst_stalls {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds tolerance = 50ms;

/// The run noted a stall of that length that ended then.
void addStall(Rows& rows, MonotonicTime end, nanoseconds length)
{
    EventRow note{rows.front().header, {}};
    note.header.source = Source::Harness;
    note.header.kind = EventKind::Note;
    note.header.lane = laneOf(EventKind::Note);
    note.header.time = end;
    note.set(FieldKey::EpsNs, length.count());
    const auto place = std::find_if(rows.begin(), rows.end(),
                                    [end](const EventRow& row) { return row.header.time > end; });
    rows.insert(place, note);
}

OracleOutcome outcomeOf(std::string_view id, const Rows& rows, bool countsStalls = true)
{
    EventLog log;
    appendRows(log, rows);
    VerdictContext context = healthyContext();
    context.tolerance = tolerance;
    context.countsStalls = countsStalls;
    for (const OracleResult& result : judge(log, context)) {
        if (result.id == id)
            return result.outcome;
    }
    qFatal("no such oracle");
}

struct Late
{
    const char* oracle;
    EventKind kind;
    std::uint32_t epoch;
};

} // namespace

class TestStalls : public QObject
{
    Q_OBJECT
private slots:
    void whatCameLateInAStallIsExcused_data();
    void whatCameLateInAStallIsExcused();
    void aStallBeforeTheTimerWasDueExcusesNothing();
    void aStallThatIsShorterThanTheDelayDoesNotExcuseIt();
    void aStallWhenTheWaitBeganShiftsIt();
    void severalStallsAddUp();
    void whatCameTooEarlyIsNotExcused();
    void withoutStallsNothingIsExcused();
    void stallsThatAFileMakesUpAreSafe();
};

void TestStalls::whatCameLateInAStallIsExcused_data()
{
    QTest::addColumn<Late>("late");
    QTest::newRow("an attempt") << Late{"P02", EventKind::ConnectBegin, 2};
    QTest::newRow("going online") << Late{"P09", EventKind::Online, 1};
    QTest::newRow("a heartbeat") << Late{"P15", EventKind::HeartbeatSent, 3};
}

void TestStalls::whatCameLateInAStallIsExcused()
{
    QFETCH(Late, late);
    Rows rows = healthyRows();
    const MonotonicTime due = find(rows, late.kind, late.epoch)->header.time;
    delayFrom(rows, find(rows, late.kind, late.epoch), 300ms);
    QVERIFY(outcomeOf(late.oracle, rows) == OracleOutcome::Fail);
    addStall(rows, due + 300ms, 310ms);
    QVERIFY(outcomeOf(late.oracle, rows) == OracleOutcome::Pass);
}

// The oracle does not go blind: a run with one long stall still finds a client that is late.
void TestStalls::aStallBeforeTheTimerWasDueExcusesNothing()
{
    Rows rows = healthyRows();
    const MonotonicTime due = find(rows, EventKind::ConnectBegin, 2)->header.time;
    delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), 51ms);
    addStall(rows, due - 1ms, 300ms);
    QVERIFY(outcomeOf("P02", rows) == OracleOutcome::Fail);
    addStall(rows, due + 20s, 2s);
    QVERIFY(outcomeOf("P02", rows) == OracleOutcome::Fail);
}

void TestStalls::aStallThatIsShorterThanTheDelayDoesNotExcuseIt()
{
    Rows rows = healthyRows();
    const MonotonicTime due = find(rows, EventKind::ConnectBegin, 2)->header.time;
    delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), 300ms);
    addStall(rows, due + 100ms, 500ms);
    QVERIFY(outcomeOf("P02", rows) == OracleOutcome::Fail);
}

// The back-off was noted, and the machine slept before its timer was set.
void TestStalls::aStallWhenTheWaitBeganShiftsIt()
{
    Rows rows = healthyRows();
    const MonotonicTime began = find(rows, EventKind::BackoffScheduled)->header.time;
    delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), 200ms);
    addStall(rows, began + 200ms, 210ms);
    QVERIFY(outcomeOf("P02", rows) == OracleOutcome::Pass);
}

void TestStalls::severalStallsAddUp()
{
    Rows rows = healthyRows();
    const MonotonicTime due = find(rows, EventKind::ConnectBegin, 2)->header.time;
    delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), 300ms);
    addStall(rows, due + 100ms, 120ms);
    QVERIFY(outcomeOf("P02", rows) == OracleOutcome::Fail);
    // They overlap: what both cover counts once.
    addStall(rows, due + 250ms, 170ms);
    QVERIFY(outcomeOf("P02", rows) == OracleOutcome::Pass);
}

void TestStalls::whatCameTooEarlyIsNotExcused()
{
    Rows rows = healthyRows();
    const MonotonicTime due = find(rows, EventKind::ConnectBegin, 2)->header.time;
    delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), -51ms);
    addStall(rows, due, 300ms);
    QVERIFY(outcomeOf("P02", rows) == OracleOutcome::Fail);
}

void TestStalls::withoutStallsNothingIsExcused()
{
    Rows rows = healthyRows();
    const MonotonicTime due = find(rows, EventKind::ConnectBegin, 2)->header.time;
    delayFrom(rows, find(rows, EventKind::ConnectBegin, 2), 300ms);
    addStall(rows, due + 300ms, 310ms);
    QVERIFY(outcomeOf("P02", rows, false) == OracleOutcome::Fail);
}

void TestStalls::stallsThatAFileMakesUpAreSafe()
{
    const auto most = nanoseconds(std::int64_t{1} << 62);
    for (const nanoseconds end : {-most, 0ns, nanoseconds(most)}) {
        for (const nanoseconds length : {nanoseconds::min(), -1ns, 0ns, nanoseconds::max()}) {
            Rows rows = healthyRows();
            for (int i = 0; i < 3; ++i)
                addStall(rows, MonotonicTime(end), length);
            QVERIFY(outcomeOf("P02", rows) != OracleOutcome::NotExercised);
        }
    }
}

QTEST_GUILESS_MAIN(TestStalls)

} // namespace tst_stalls

#include "tst_stalls.moc"
