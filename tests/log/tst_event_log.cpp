// SPDX-License-Identifier: MIT
#include "core/log/event_recorder.h"
#include "core/time/virtual_clock.h"

#include <QFile>
#include <QTest>

#include <array>
#include <limits>
#include <memory>

namespace tst_event_log {

using namespace redial;
using namespace std::chrono_literals;

class TestEventLog : public QObject
{
    Q_OBJECT
private slots:
    void eventsKeepWhatWasAppended();
    void everyNameIsFoundAgain();
    void everyNameIsDocumented();
    void foreignNamesKeepTheirSpelling();
    void observersHearOfEachAppendUntilTheyStop();
    void aLargeTextIsKeptWhole();
    void anObserverMayStopItselfAndStartAnother();
    void extremeNumbersAreKept();
    void aMillionTypicalEventsFitTheirMemory();
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

void TestEventLog::everyNameIsDocumented()
{
    QFile file(QStringLiteral(REDIAL_SOURCE_DIR "/docs/run-file.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray page = file.readAll();
    for (const auto names : {eventKindNames(), fieldKeyNames(), laneNames(), sourceNames()}) {
        for (const std::string_view name : names) {
            const QByteArray quoted = '`' + QByteArray(name.data(), qsizetype(name.size())) + '`';
            QVERIFY2(page.contains(quoted), quoted.constData());
        }
    }
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

void TestEventLog::anObserverMayStopItselfAndStartAnother()
{
    EventLog log;
    int first = 0;
    int second = 0;
    EventLog::ObserverId id = 0;
    const auto token = std::make_shared<int>(7);
    id = log.observe([&, token](EventNumber, EventNumber) {
        log.stopObserving(id);
        log.observe([&](EventNumber, EventNumber) { ++second; });
        first += *token;
    });
    log.append({}, {});
    QCOMPARE(first, 7);
    QCOMPARE(second, 0);
    log.append({}, {});
    QCOMPARE(first, 7);
    QCOMPARE(second, 1);
    QCOMPARE(token.use_count(), 1L);
}

void TestEventLog::extremeNumbersAreKept()
{
    EventLog log;
    const auto lowest = std::numeric_limits<std::int64_t>::min();
    const auto highest = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t value : {lowest, highest, std::int64_t{0}, std::int64_t{-1},
                                     std::int64_t{63}, std::int64_t{64}, std::int64_t{-65}}) {
        log.append({}, std::array{Field(FieldKey::Size, value), Field(FieldKey::Text, "")});
        QVERIFY(log.integer(log.size(), FieldKey::Size) == value);
        QCOMPARE(log.fields(log.size()).size(), std::size_t{2});
    }
    log.append({}, std::array{Field(FieldKey::Limit, -0.5)});
    QVERIFY(std::get<double>(*log.field(log.size(), FieldKey::Limit)) == -0.5);
}

void TestEventLog::aMillionTypicalEventsFitTheirMemory()
{
    EventLog log;
    VirtualClock clock;
    const EventRecorder recorder(log, clock, Source::Client);
    const std::string payload = R"([2,"19a5c3-1042","StatusNotification",{"connectorId":1}])";
    for (int i = 0; i < 500'000; ++i) {
        recorder.record(EventKind::MessageOut, {{FieldKey::Size, payload.size()},
                                                {FieldKey::Binary, false},
                                                {FieldKey::Truncated, false},
                                                {FieldKey::Payload, payload}});
        recorder.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, 1'021'345'678},
                                                      {FieldKey::NominalNs, 1'000'000'000},
                                                      {FieldKey::LowNs, 800'000'000},
                                                      {FieldKey::HighNs, 1'200'000'000},
                                                      {FieldKey::Strategy, "exponential"}});
    }
    QCOMPARE(log.size(), EventNumber{1'000'000});
    QVERIFY2(log.memoryBytes() <= 160'000'000, qPrintable(QString::number(log.memoryBytes())));
}

QTEST_GUILESS_MAIN(TestEventLog)

} // namespace tst_event_log

#include "tst_event_log.moc"
