// SPDX-License-Identifier: MIT
#include "core/log/event_recorder.h"
#include "core/time/virtual_clock.h"

#include <QTest>

using namespace redial;
using namespace std::chrono_literals;

class TestEventLog : public QObject
{
    Q_OBJECT
private slots:
    void eventsKeepWhatWasAppended();
    void everyNameIsFoundAgain();
    void foreignNamesKeepTheirSpelling();
    void observersHearOfEachAppendUntilTheyStop();
    void aLargeTextIsKeptWhole();
};

void TestEventLog::eventsKeepWhatWasAppended()
{
    EventLog log;
    VirtualClock clock;
    EventRecorder recorder(log, clock, Source::Client);
    recorder.setEpoch(3);
    recorder.setAttempt(2);
    clock.advance(5ms);
    const EventNumber number =
        recorder.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, 812ms},
                                                      {FieldKey::Strategy, "exponential"},
                                                      {FieldKey::Remote, true}});
    QCOMPARE(number, EventNumber{1});
    QVERIFY(log.header(1).time.time_since_epoch() == 5ms);
    QCOMPARE(log.header(1).epoch, 3u);
    QCOMPARE(log.header(1).attempt, 2u);
    QVERIFY(log.header(1).lane == Lane::Controller);
    QVERIFY(log.duration(1, FieldKey::DelayNs) == std::chrono::nanoseconds(812ms));
    QVERIFY(log.text(1, FieldKey::Strategy) == "exponential");
    QVERIFY(log.boolean(1, FieldKey::Remote) == true);
    QVERIFY(!log.integer(1, FieldKey::Strategy));
    QVERIFY(!log.field(1, FieldKey::Code));
    QCOMPARE(log.fields(1).size(), std::size_t{3});
}

void TestEventLog::everyNameIsFoundAgain()
{
    for (const std::string_view name : eventKindNames())
        QVERIFY(nameOf(*eventKindFromName(name)) == name);
    for (const std::string_view name : fieldKeyNames())
        QVERIFY(nameOf(*fieldKeyFromName(name)) == name);
    for (const std::string_view name : laneNames())
        QVERIFY(nameOf(*laneFromName(name)) == name);
    for (const std::string_view name : sourceNames())
        QVERIFY(nameOf(*sourceFromName(name)) == name);
    QVERIFY(!eventKindFromName("no_such_kind"));
}

void TestEventLog::foreignNamesKeepTheirSpelling()
{
    EventLog log;
    const EventKind kind = log.internKind("teleported");
    QVERIFY(log.internKind("teleported") == kind);
    QVERIFY(log.kindName(kind) == "teleported");
    QVERIFY(log.internKind("opened") == EventKind::Opened);
    const FieldKey key = log.internKey("colour");
    QVERIFY(log.keyName(key) == "colour");
}

void TestEventLog::observersHearOfEachAppendUntilTheyStop()
{
    EventLog log;
    std::vector<EventNumber> heard;
    const auto id = log.observe([&](EventNumber first, EventNumber last) {
        QCOMPARE(first, last);
        heard.push_back(last);
    });
    log.append({}, {});
    log.append({}, {});
    log.stopObserving(id);
    log.append({}, {});
    QVERIFY((heard == std::vector<EventNumber>{1, 2}));
}

void TestEventLog::aLargeTextIsKeptWhole()
{
    EventLog log;
    const std::string large(1'000'000, 'x');
    for (int i = 0; i < 3; ++i)
        log.append({}, std::array{Field(FieldKey::Payload, large), Field(FieldKey::Size, i)});
    QVERIFY(log.text(2, FieldKey::Payload) == large);
    QVERIFY(log.integer(3, FieldKey::Size) == 2);
}

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_event_log.moc"
