// SPDX-License-Identifier: MIT
#include "core/fault/fault_plan_reader.h"

#include <QJsonDocument>
#include <QTemporaryFile>
#include <QTest>

namespace tst_fault_plan {

using namespace redial;
using namespace std::chrono_literals;

class TestFaultPlan : public QObject
{
    Q_OBJECT
private slots:
    void theTextFormSaysEverything();
    void theJsonFormSaysEverything();
    void bothFormsReadBack_data();
    void bothFormsReadBack();
    void quotesKeepBlanksTogether();
    void matchMayStandBeforeTheMessage();
    void aWrongTextIsRefused_data();
    void aWrongTextIsRefused();
    void everyErrorOfAPlanIsToldAtItsPlace();
    void whatIsNoPlanIsRefused_data();
    void whatIsNoPlanIsRefused();
    void aFaultThatCanNeverBiteIsRefused_data();
    void aFaultThatCanNeverBiteIsRefused();
    void aPlanThatContradictsItselfIsRefused();
    void aFaultThatThisBuildDoesNotDoIsToldForTheMode();
    void optionsAreReadTogether();
    void everyErrorOfTheOptionsIsToldAtOnce();
};

namespace {

constexpr auto completeText =
    "W4 code=1012 reason=\"back soon\" when=attempt:2..3 when=every:3 when=time:10s..1m "
    "when=bytes:1000 when=delay:250ms when=probability:0.5 when=message:2..:Heartbeat "
    "match=\"text:two words\" match=opcode:text match=direction:upstream match=kind:call "
    "scope=path:/ocpp/* scope=station:CP-1 scope=address:127.* times=4 seed=9 armed=no";

QString errorsOf(const std::vector<FaultPlanError>& errors)
{
    QStringList lines;
    for (const FaultPlanError& error : errors)
        lines << error.path + QLatin1String(" | ") + error.sentence;
    return lines.join(QLatin1Char('\n'));
}

PlannedFault planned(const QString& text)
{
    auto read = parsePlannedFault(text);
    if (!read)
        qFatal("%s", qPrintable(read.error()));
    return *read;
}

} // namespace

void TestFaultPlan::theTextFormSaysEverything()
{
    const PlannedFault fault = planned(QString::fromLatin1(completeText));
    QCOMPARE(fault.fault.number("code"), 1012);
    QCOMPARE(fault.fault.text("reason"), QStringLiteral("back soon"));
    QVERIFY(fault.when.attempts == (FaultRange{2, 3}));
    QCOMPARE(fault.when.every.value(), 3U);
    QVERIFY(fault.when.window == (FaultWindow{10s, 60s}));
    QCOMPARE(fault.when.bytes.value(), 1000U);
    QCOMPARE(fault.when.delay.value(), std::chrono::nanoseconds(250ms));
    QCOMPARE(fault.when.probability.value(), 0.5);
    QVERIFY(fault.when.message->numbers == (FaultRange{2, {}}));
    const MessageMatcher& matcher = fault.when.message->matcher;
    QCOMPARE(matcher.action, QStringLiteral("Heartbeat"));
    QCOMPARE(matcher.contains, QStringLiteral("two words"));
    QVERIFY(matcher.opcode == FaultOpcode::Text);
    QVERIFY(matcher.direction == FaultDirection::Upstream);
    QVERIFY(matcher.kind == FaultMessageKind::Call);
    QCOMPARE(fault.scope.path, QStringLiteral("/ocpp/*"));
    QCOMPARE(fault.scope.station, QStringLiteral("CP-1"));
    QCOMPARE(fault.scope.address, QStringLiteral("127.*"));
    QCOMPARE(fault.times.value(), 4U);
    QCOMPARE(fault.seed, 9U);
    QVERIFY(!fault.armed);
    const PlannedFault latency = planned(QStringLiteral("latency direction=both for=10s"));
    QVERIFY(latency.direction == FaultDirection::Both);
    QCOMPARE(latency.duration.value(), std::chrono::nanoseconds(10s));
}

void TestFaultPlan::theJsonFormSaysEverything()
{
    const auto plan = readFaultPlan(R"({"order": "sequence", "faults": [
        {"fault": "close_code", "parameters": {"code": 1012, "reason": "back soon"},
         "when": {"attempt": "2..3", "every": 3, "time": "10s..1m", "bytes": 1000, "delay": "250ms",
                  "probability": 0.5,
                  "message": {"number": "2..", "action": "Heartbeat", "text": "two words",
                              "opcode": "text", "direction": "upstream", "kind": "call"}},
         "scope": {"path": "/ocpp/*", "station": "CP-1", "address": "127.*"},
         "times": 4, "seed": 9, "armed": false},
        {"fault": "N1", "direction": "both", "duration": "10s", "when": {"message": "3:Heartbeat"}},
        {"fault": "T12", "parameters": {"drop_connections": false}, "when": {"attempt": 1},
         "duration": "30s"}]})");
    QVERIFY2(plan.hasValue(), plan ? "" : qPrintable(errorsOf(plan.error())));
    QVERIFY(plan->order == FaultPlan::Order::Sequence);
    QCOMPARE(plan->faults.size(), 3U);
    QVERIFY(plan->faults[0] == planned(QString::fromLatin1(completeText)));
    QVERIFY(plan->faults[1] ==
            planned(QStringLiteral("N1 direction=both for=10s when=message:3:Heartbeat")));
    QVERIFY(plan->faults[2] ==
            planned(QStringLiteral("T12 drop_connections=no when=attempt:1 for=30s")));
    const auto again = faultPlanFromJson(plan->toJson());
    QVERIFY(again && *again == *plan);
}

void TestFaultPlan::bothFormsReadBack_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {completeText, "W22", "H5 form=date retry_after=90s when=attempt:2..",
          "T9 when=delay:5s for=1500ms direction=upstream", "T3 scope=connection:7",
          "W4 reason=\"a \\\\ and a \\\" and\ta tab\"", "N14 payload=\"\" when=message:1",
          "W1 reason=\"\xd0\xb4\xd0\xb0\" when=time:5s", "N9 chance=0.0001"})
        QTest::addRow("%.20s", text) << QString::fromUtf8(text);
}

void TestFaultPlan::bothFormsReadBack()
{
    QFETCH(QString, text);
    const PlannedFault fault = planned(text);
    QVERIFY(planned(fault.toText()) == fault);
    const auto fromJson = plannedFaultFromJson(
        QJsonDocument::fromJson(QJsonDocument(fault.toJson()).toJson()).object());
    QVERIFY2(fromJson.hasValue(), fromJson ? "" : qPrintable(errorsOf(fromJson.error())));
    QVERIFY(*fromJson == fault);
}

void TestFaultPlan::quotesKeepBlanksTogether()
{
    for (const char* text : {"W4 reason=\"going away\"", "W4 \"reason=going away\"",
                             "W4 reason=going\" \"away", "  W4   reason=\"going away\"  "})
        QCOMPARE(planned(QString::fromLatin1(text)).fault.text("reason"),
                 QStringLiteral("going away"));
}

void TestFaultPlan::matchMayStandBeforeTheMessage()
{
    QVERIFY(planned(QStringLiteral("T7 match=opcode:binary when=message:3")) ==
            planned(QStringLiteral("T7 when=message:3 match=opcode:binary")));
    // Without a number it is each one.
    QVERIFY(planned(QStringLiteral("N11 match=action:Heartbeat")).when.message->numbers ==
            (FaultRange{1, {}}));
}

void TestFaultPlan::aWrongTextIsRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* text, const char* said) {
        QTest::addRow("%s", text) << QString::fromLatin1(text) << QString::fromLatin1(said);
    };
    row("", "the fault is missing");
    row("W44", "is no fault; did you mean \"W4\"?");
    row("W4 code", "\"code\" is not NAME=VALUE");
    row("W4 =5", "is not NAME=VALUE");
    row("W4 reason=\"open", "a closing quote (\") is missing");
    row("W4 when=2", "when: \"2\" has no colon; write when=NAME:VALUE with one of attempt");
    row("W4 when=atempt:2", "\"atempt\" is no condition; did you mean \"attempt\"?");
    row("W4 when=attempt:0", "\"0\" is no number and no range");
    row("W4 when=attempt:3..2", "\"3..2\" is no number and no range");
    row("W4 when=attempt:-1", "is no number and no range");
    row("W4 when=every:0", "\"0\" is not a whole number from 1 on");
    row("W4 when=time:5", "the unit is missing");
    row("W4 when=time:20s..10s", "ends before it begins");
    row("W4 when=message:x", "is no number and no range");
    row("W4 when=message:3:", "the action behind the colon is missing");
    row("W4 when=probability:0", "is no probability above 0");
    row("W4 when=probability:2", "is no probability above 0");
    row("W4 when=bytes:-1", "is not a whole number");
    row("W4 match=opcode:frame", "\"frame\" is none of text, binary, ping, pong, close");
    row("W4 match=colour:red", "is no mark of a message");
    row("W4 scope=station:", "it is empty");
    row("W4 scope=connection:0", "is no connection's number");
    row("W4 scope=connection:4294967296", "is no connection's number");
    row("W4 scope=town:x", "\"town\" is no scope");
    row("N1 direction=up", "\"up\" is none of upstream, downstream, both");
    row("N1 for=0", "a fault cannot hold for no time");
    row("N1 for=soon", "is not a duration");
    row("N1 times=0", "is not a whole number from 1 on");
    row("N1 seed=x", "is not a whole number from 0 on");
    row("N1 armed=maybe", "is none of yes, no");
    row("W4 code=70000 when=attempt:0", "when: \"0\"");
    row("W4 code=70000 when=attempt:0", "\"70000\" is out of range");
}

void TestFaultPlan::aWrongTextIsRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, said);
    const auto read = parsePlannedFault(text);
    QVERIFY(!read);
    QVERIFY2(read.error().contains(said), qPrintable(read.error()));
}

void TestFaultPlan::everyErrorOfAPlanIsToldAtItsPlace()
{
    const auto plan = readFaultPlan(R"({"order": "random", "fault": [], "faults": [
        {"fault": "W44"}, {"parameters": {}}, 7,
        {"fault": "W4", "parameters": {"code": 70000, "a/b~c": 1}, "when": {"attempt": [2]},
         "scope": "CP-1", "armed": "perhaps", "durration": "5s"},
        {"fault": "W4", "when": {"message": {"number": 0, "opcode": "frame"}}},
        {"fault": 4}, {"fault": "W4", "duration": "10s"}, {"fault": "N1", "when": 3}]})");
    QVERIFY(!plan);
    QStringList paths;
    for (const FaultPlanError& error : plan.error()) {
        paths << error.path;
        QVERIFY2(error.sentence.endsWith(QLatin1Char('.')) ||
                     error.sentence.endsWith(QLatin1Char('?')),
                 qPrintable(error.sentence));
    }
    paths.sort();
    QCOMPARE(paths.join(QLatin1Char(' ')),
             QStringLiteral("/fault /faults/0/fault /faults/1/fault /faults/2 /faults/3/armed "
                            "/faults/3/durration /faults/3/parameters/a~1b~0c "
                            "/faults/3/parameters/code /faults/3/scope /faults/3/when/attempt "
                            "/faults/4/when/message/number /faults/4/when/message/opcode "
                            "/faults/5/fault /faults/6 /faults/7/when /order"));
}

void TestFaultPlan::whatIsNoPlanIsRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* name, const QByteArray& json, const char* said) {
        QTest::newRow(name) << json << QString::fromLatin1(said);
    };
    row("empty", "", "the plan is no JSON");
    row("cut", "{\"faults\": [\n {\"fault\": \"W4\"", "line 2, column");
    row("array", "[]", "a plan is an object");
    row("no faults", "{}", "the member \"faults\" is missing");
    row("none", "{\"faults\": []}", "at least one fault");
    row("no array", "{\"faults\": {}}", "must be an array");
    row("deep", QByteArray(100'000, '['), "the plan is no JSON");
    row("large", QByteArray(1024 * 1024 + 1, ' '), "at most 1048576");
    row("many", "{\"faults\": [" + QByteArray("1,").repeated(1000) + "1]}", "has 1001 faults");
    row("rubbish", QByteArray("\x00\xff\xfe{", 4), "the plan is no JSON");
}

void TestFaultPlan::whatIsNoPlanIsRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, said);
    const auto plan = readFaultPlan(json);
    QVERIFY(!plan);
    QVERIFY2(errorsOf(plan.error()).contains(said), qPrintable(errorsOf(plan.error())));
    QCOMPARE(plan.error().size(), 1U);
}

void TestFaultPlan::aFaultThatCanNeverBiteIsRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* text, const char* said) {
        QTest::addRow("%s", text) << QString::fromLatin1(text) << QString::fromLatin1(said);
    };
    row("W4 when=attempt:4..5 when=every:3", "none of its attempts is a multiple of every");
    row("W4 scope=connection:3 when=attempt:2", "one connection has one");
    row("W4 scope=connection:3 when=every:2", "one connection has one");
    row("W4 for=10s", "is over at once");
    row("W4 direction=both", "is sent one way");
    row("H5 direction=both", "takes no direction");
    row("H5 when=message:3", "message and bytes never come true");
    row("T3 when=bytes:3", "message and bytes never come true");
    row("H5 when=delay:3s", "remove delay");
    row("S1 scope=station:CP-1", "path and station are not known");
    row("T3 scope=path:/a", "path and station are not known");
    row("T1 scope=station:CP-1 for=5s", "a scope has a meaning only with");
    row("T1 when=every:2", "cannot count them");
    row("T1 when=attempt:2..3", "cannot count them");
    row("T1 when=attempt:1 when=message:3 for=5s", "remove attempt, or message and bytes");
    row("T2 when=attempt:2 when=bytes:9 for=5s", "remove attempt, or message and bytes");
    row("N11 when=delay:3s", "acts on the message itself");
    row("N11 match=opcode:ping", "opcode must be text or binary");
    row("N11 match=direction:upstream", "its direction and that of its messages differ");
    row("O1 match=kind:call", "it acts on answers alone");
    row("O6 match=action:Heartbeat", "BootNotification alone");
    row("W9 opcode=9", "8 to 10 are not reserved");
}

void TestFaultPlan::aFaultThatCanNeverBiteIsRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, said);
    const auto read = parsePlannedFault(text);
    QVERIFY(!read);
    QVERIFY2(read.error().contains(said), qPrintable(read.error()));
}

void TestFaultPlan::aPlanThatContradictsItselfIsRefused()
{
    const auto parallel = readFaultOptions({QStringLiteral("T1"), QStringLiteral("W4")}, {});
    QVERIFY(!parallel);
    QVERIFY2(parallel.error().contains(QLatin1String("T1 keeps every connection away")),
             qPrintable(parallel.error()));
    QVERIFY(readFaultOptions({QStringLiteral("T1")}, {}));
    QVERIFY(readFaultOptions({QStringLiteral("T1 for=5s"), QStringLiteral("W4")}, {}));
    QVERIFY(readFaultOptions({QStringLiteral("T1 armed=no"), QStringLiteral("W4")}, {}));

    const auto sequence = readFaultPlan(
        R"({"order": "sequence", "faults": [{"fault": "P3", "when": {"time": "5s"}},
                                            {"fault": "W4"}]})");
    QVERIFY(!sequence);
    QCOMPARE(sequence.error().front().path, QStringLiteral("/faults/0"));
    QVERIFY(sequence.error().front().sentence.contains(QLatin1String("never ends")));
    QVERIFY(readFaultPlan(R"({"order": "sequence", "faults": [{"fault": "W4"},
                              {"fault": "P3", "when": {"time": "5s"}}]})"));
}

void TestFaultPlan::aFaultThatThisBuildDoesNotDoIsToldForTheMode()
{
    FaultPlan plan;
    plan.faults.push_back(planned(QStringLiteral("M1")));
    const auto errors = plan.unsuitableFor(FaultMode::Server);
    QCOMPARE(errors.size(), 1U);
    QCOMPARE(errors.front().path, QStringLiteral("/faults/0/fault"));
    QVERIFY(errors.front().sentence.contains(QLatin1String("needs frames of MSGI")));
    plan.faults = {planned(QStringLiteral("W9 direction=upstream"))};
    QCOMPARE(plan.unsuitableFor(FaultMode::Server).size(), 1U);
    QVERIFY(plan.unsuitableFor(FaultMode::Proxy).empty());
    plan.faults = {planned(QStringLiteral("W9"))};
    QVERIFY(plan.unsuitableFor(FaultMode::Server).empty());
}

void TestFaultPlan::optionsAreReadTogether()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(R"({"order": "sequence", "faults": [{"fault": "W4", "when": {"attempt": 1}}]})");
    file.close();
    const auto plan =
        readFaultOptions({QStringLiteral("W22"), QStringLiteral("N1")}, file.fileName());
    QVERIFY2(plan.hasValue(), plan ? "" : qPrintable(plan.error()));
    QVERIFY(plan->order == FaultPlan::Order::Sequence);
    QCOMPARE(plan->faults.size(), 3U);
    QVERIFY(plan->faults[0] == planned(QStringLiteral("W4 when=attempt:1")));
    QVERIFY(readFaultOptions({}, {})->isEmpty());
}

void TestFaultPlan::everyErrorOfTheOptionsIsToldAtOnce()
{
    const auto missing = readFaultOptions({}, QStringLiteral("/nowhere/plan.json"));
    QVERIFY(!missing);
    QVERIFY(
        missing.error().startsWith(QLatin1String("--faults: /nowhere/plan.json cannot be read")));
    const auto wrong = readFaultOptions({QStringLiteral("W44"), QStringLiteral("W4 code=x")}, {});
    QVERIFY(!wrong);
    const QStringList lines = wrong.error().split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines.at(0).startsWith(QLatin1String("--fault \"W44\": ")));
    QVERIFY(lines.at(1).contains(QLatin1String("code of W4")));
}

QTEST_APPLESS_MAIN(TestFaultPlan)

} // namespace tst_fault_plan

#include "tst_fault_plan.moc"
