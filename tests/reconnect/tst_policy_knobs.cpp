// SPDX-License-Identifier: MIT
#include "core/reconnect/policy_knobs.h"

#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QTest>

#include <limits>
#include <memory>

namespace tst_policy_knobs {

using namespace redial;
using namespace std::chrono_literals;

class TestPolicyKnobs : public QObject
{
    Q_OBJECT
private slots:
    void everyKnobReadsWhatItWrites();
    void everyKnobHasItsOwnNameAndAHelpText();
    void jsonKeepsEveryKnob();
    void everyErrorOfAFileIsToldAtOnce();
    void aPolicyThatContradictsItselfIsRefused_data();
    void aPolicyThatContradictsItselfIsRefused();
    void everyErrorOfAPolicyIsToldAtOnce();
    void aValueThatIsNoneIsRefusedAndChangesNothing_data();
    void aValueThatIsNoneIsRefusedAndChangesNothing();
    void rangesAreReadAndWritten();
    void unlimitedIsAWordAndZeroIsAnError();
    void listsMayBeArraysOrText();
    void anErrorInAListHasItsPlace();
    void knobsKnowTheirStrategies();
    void aUserStrategyHasNoTextForm();
    void theDefaultsAreTheMissions();
    void theDocumentListsEveryKnobWithItsDefault();
};

namespace {

ReconnectPolicy unusualPolicy()
{
    ReconnectPolicy policy;
    policy.grpcJitter = 0.3;
    policy.grpcMaxBackoff = 2min;
    policy.strategy = BackoffStrategy::Table;
    policy.table = {1s, 1500ms};
    policy.jitterMode = JitterMode::AfterCap;
    policy.ocppReading = OcppReading::BPrime;
    policy.offsetScope = OffsetScope::EveryAttempt;
    policy.delayOffset = 3ns;
    policy.resetOn = ResetOn::Stable;
    policy.maxAttempts = 7;
    policy.honourRetryAfter = false;
    policy.terminalHttpStatuses = {401, 403};
    policy.terminalCloseCodes = {1008, {3500, 3999}};
    policy.pingInterval = 30s;
    return policy;
}

} // namespace

void TestPolicyKnobs::everyKnobReadsWhatItWrites()
{
    const ReconnectPolicy original = unusualPolicy();
    ReconnectPolicy copy;
    for (const PolicyKnob& knob : policyKnobs())
        QVERIFY2(knob.read(copy, knob.write(original)).hasValue(), qPrintable(knob.name));
    QVERIFY(copy == original);
}

void TestPolicyKnobs::everyKnobHasItsOwnNameAndAHelpText()
{
    QSet<QString> names;
    for (const PolicyKnob& knob : policyKnobs()) {
        QVERIFY2(!names.contains(knob.name), qPrintable(knob.name));
        names.insert(knob.name);
        QVERIFY(!knob.help.isEmpty() && !knob.help.endsWith(QLatin1Char('.')));
        QVERIFY(!knob.valueName().isEmpty());
        ReconnectPolicy policy;
        if (knob.type != PolicyKnob::Type::DurationList &&
            knob.type != PolicyKnob::Type::NumberList)
            QVERIFY2(!knob.read(policy, QStringLiteral("nonsense")).hasValue(),
                     qPrintable(knob.name));
        QVERIFY(policy == ReconnectPolicy());
    }
}

void TestPolicyKnobs::jsonKeepsEveryKnob()
{
    const auto copy = policyFromJson(policyToJson(unusualPolicy()));
    QVERIFY(copy.hasValue());
    QVERIFY(*copy == unusualPolicy());
}

void TestPolicyKnobs::everyErrorOfAFileIsToldAtOnce()
{
    const auto policy =
        policyFromJson({{QStringLiteral("initial_backof"), QStringLiteral("1s")},
                        {QStringLiteral("jitter_ratio"), 1.5},
                        {QStringLiteral("strategy"), QStringLiteral("wild")},
                        {QStringLiteral("connect_timeout"), QStringLiteral("soon")}});
    QVERIFY(!policy.hasValue());
    QStringList knobs;
    QString all;
    for (const PolicyError& error : policy.error()) {
        knobs << error.knob;
        all += error.sentence;
    }
    QCOMPARE(knobs.size(), 4);
    QVERIFY(all.contains(QLatin1String("did you mean \"initial_backoff\"?")));
}

void TestPolicyKnobs::aPolicyThatContradictsItselfIsRefused_data()
{
    QTest::addColumn<QString>("knob");
    QTest::addColumn<QString>("value");
    QTest::newRow("max below initial") << QStringLiteral("max_backoff") << QStringLiteral("100ms");
    QTest::newRow("jitter above one") << QStringLiteral("jitter_ratio") << QStringLiteral("1.01");
    QTest::newRow("shrinking") << QStringLiteral("multiplier") << QStringLiteral("0.5");
    QTest::newRow("no time to connect") << QStringLiteral("connect_timeout") << QStringLiteral("0");
    QTest::newRow("no attempt") << QStringLiteral("max_attempts") << QStringLiteral("0");
    QTest::newRow("no HTTP status")
        << QStringLiteral("terminal_http_statuses") << QStringLiteral("401,1401");
    QTest::newRow("no close code")
        << QStringLiteral("terminal_close_codes") << QStringLiteral("3500-5000");
    QTest::newRow("gRPC max below initial")
        << QStringLiteral("grpc_max_backoff") << QStringLiteral("1ms");
    QTest::newRow("gRPC shrinking") << QStringLiteral("grpc_multiplier") << QStringLiteral("0");
    QTest::newRow("gRPC jitter") << QStringLiteral("grpc_jitter") << QStringLiteral("2");
    QTest::newRow("no time to close") << QStringLiteral("close_timeout") << QStringLiteral("0");
    QTest::newRow("no time for a pong") << QStringLiteral("pong_timeout") << QStringLiteral("0");
    QTest::newRow("empty table") << QStringLiteral("strategy") << QStringLiteral("table");
}

void TestPolicyKnobs::aPolicyThatContradictsItselfIsRefused()
{
    QFETCH(QString, knob);
    QFETCH(QString, value);
    ReconnectPolicy policy;
    QVERIFY(policy.validate().empty());
    QVERIFY(findPolicyKnob(knob)->read(policy, value).hasValue());
    const auto errors = policy.validate();
    QCOMPARE(errors.size(), std::size_t{1});
    // Strategy table fails at the table that it needs.
    QVERIFY(errors[0].knob == knob || errors[0].knob == QLatin1String("table"));
    QVERIFY(errors[0].text().startsWith(errors[0].knob + QLatin1String(": ")));
    QVERIFY(errors[0].sentence.endsWith(QLatin1Char('.')));
}

void TestPolicyKnobs::everyErrorOfAPolicyIsToldAtOnce()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::User;
    policy.initialBackoff = -1s;
    policy.maxBackoff = -2s;
    policy.multiplier = std::numeric_limits<double>::infinity();
    policy.jitterRatio = std::numeric_limits<double>::quiet_NaN();
    policy.table = {1s, -1s};
    policy.ocppWaitMinimum = policy.ocppRandomRange = -1s;
    policy.grpcInitialBackoff = -1s;
    policy.grpcMaxBackoff = -2s;
    policy.grpcMultiplier = 0.9;
    policy.grpcJitter = -0.1;
    policy.delayOffset = policy.minimumUptime = policy.retryAfterLimit = -1s;
    policy.maxAttempts = 0;
    policy.terminalHttpStatuses = {{503, 500}};
    policy.terminalCloseCodes = {999};
    policy.resumeDelay = std::chrono::nanoseconds::min();
    policy.connectTimeout = policy.closeTimeout = -1s;
    policy.pingInterval = policy.pongTimeout = -1s;
    QStringList knobs;
    for (const PolicyError& error : policy.validate())
        knobs << error.knob;
    QStringList expected;
    for (const PolicyKnob& knob : policyKnobs())
        expected << knob.name;
    for (const char* cannotFail : {"jitter_mode", "ocpp_reading", "ocpp_repeat_times",
                                   "offset_scope", "reset_on", "honour_retry_after"})
        expected.removeOne(QString::fromLatin1(cannotFail));
    QCOMPARE(knobs, expected);
}

void TestPolicyKnobs::aValueThatIsNoneIsRefusedAndChangesNothing_data()
{
    QTest::addColumn<QString>("knob");
    QTest::addColumn<QString>("value");
    const auto row = [](const char* knob, const char* value) {
        QTest::addRow("%s %s", knob, value)
            << QString::fromLatin1(knob) << QString::fromLatin1(value);
    };
    row("initial_backoff", "500");
    row("initial_backoff", "-1s");
    row("initial_backoff", "");
    row("initial_backoff", "400y");
    row("initial_backoff", "1e30s");
    row("multiplier", "nan");
    row("multiplier", "inf");
    row("multiplier", "two");
    row("jitter_ratio", "0,2");
    row("jitter_ratio", "20%");
    row("ocpp_repeat_times", "-1");
    row("ocpp_repeat_times", "4294967296");
    row("ocpp_repeat_times", "1.5");
    row("max_attempts", "many");
    row("honour_retry_after", "maybe");
    row("strategy", "Exponential");
    row("ocpp_reading", "C");
    row("table", "1s,,x");
    row("terminal_http_statuses", "401-");
    row("terminal_http_statuses", "403-401");
    row("terminal_close_codes", "1-2-3");
    row("terminal_close_codes", "70000");
}

void TestPolicyKnobs::aValueThatIsNoneIsRefusedAndChangesNothing()
{
    QFETCH(QString, knob);
    QFETCH(QString, value);
    ReconnectPolicy policy = unusualPolicy();
    const auto done = findPolicyKnob(knob)->read(policy, value);
    QVERIFY(!done);
    QVERIFY(done.error().contains(QLatin1Char('"')));
    QVERIFY(policy == unusualPolicy());
}

void TestPolicyKnobs::rangesAreReadAndWritten()
{
    const PolicyKnob* knob = findPolicyKnob(QStringLiteral("terminal_close_codes"));
    ReconnectPolicy policy;
    QVERIFY(knob->read(policy, QStringLiteral(" 1008, 3500 - 3999 ")).hasValue());
    QCOMPARE(knob->write(policy), QStringLiteral("1008,3500-3999"));
    QVERIFY(anyContains(policy.terminalCloseCodes, 3500) &&
            anyContains(policy.terminalCloseCodes, 3999) &&
            anyContains(policy.terminalCloseCodes, 1008));
    QVERIFY(!anyContains(policy.terminalCloseCodes, 3499) &&
            !anyContains(policy.terminalCloseCodes, 4000));
    QVERIFY(knob->read(policy, QString()).hasValue());
    QVERIFY(policy.terminalCloseCodes.empty());
}

void TestPolicyKnobs::unlimitedIsAWordAndZeroIsAnError()
{
    const PolicyKnob* knob = findPolicyKnob(QStringLiteral("max_attempts"));
    ReconnectPolicy policy;
    QCOMPARE(knob->write(policy), QStringLiteral("unlimited"));
    QCOMPARE(knob->valueName(), QStringLiteral("NUMBER|unlimited"));
    QVERIFY(knob->read(policy, QStringLiteral("3")).hasValue());
    QVERIFY(policy.maxAttempts == 3U);
    QVERIFY(knob->read(policy, QStringLiteral("unlimited")).hasValue());
    QVERIFY(!policy.maxAttempts);
    const auto zero = policyFromJson({{QStringLiteral("max_attempts"), 0}});
    QVERIFY(!zero && zero.error()[0].sentence.contains(QLatin1String("unlimited")));
}

void TestPolicyKnobs::listsMayBeArraysOrText()
{
    const auto fromText =
        policyFromJson({{QStringLiteral("table"), QStringLiteral("1s,2s")},
                        {QStringLiteral("terminal_http_statuses"), QStringLiteral("401,500-599")}});
    const auto fromArrays = policyFromJson(
        {{QStringLiteral("table"), QJsonArray{QStringLiteral("1s"), QStringLiteral("2s")}},
         {QStringLiteral("terminal_http_statuses"), QJsonArray{401, QStringLiteral("500-599")}}});
    QVERIFY(fromText && fromArrays && *fromText == *fromArrays);
    QVERIFY(policyToJson(*fromText).value(QStringLiteral("table")).isArray());
    const auto single = policyFromJson({{QStringLiteral("terminal_http_statuses"), 401}});
    QVERIFY(single && single->terminalHttpStatuses == std::vector<NumberRange>{401});
}

void TestPolicyKnobs::anErrorInAListHasItsPlace()
{
    const auto policy = policyFromJson(
        {{QStringLiteral("table"),
          QJsonArray{QStringLiteral("1s"), QStringLiteral("soon"), 5, QJsonObject(), true}},
         {QStringLiteral("resume_delay"), QJsonArray{1}}});
    QVERIFY(!policy);
    QStringList paths;
    for (const PolicyError& error : policy.error())
        paths << error.knob;
    QCOMPARE(paths, (QStringList{QStringLiteral("resume_delay"), QStringLiteral("table/1"),
                                 QStringLiteral("table/2"), QStringLiteral("table/3"),
                                 QStringLiteral("table/4")}));
}

void TestPolicyKnobs::knobsKnowTheirStrategies()
{
    const auto applies = [](const char* knob, BackoffStrategy strategy) {
        ReconnectPolicy policy;
        policy.strategy = strategy;
        return findPolicyKnob(QString::fromLatin1(knob))->appliesTo(policy);
    };
    QVERIFY(applies("jitter_mode", BackoffStrategy::Exponential));
    QVERIFY(!applies("jitter_mode", BackoffStrategy::Full));
    QVERIFY(applies("ocpp_wait_minimum", BackoffStrategy::Ocpp));
    QVERIFY(!applies("grpc_jitter", BackoffStrategy::Ocpp));
    for (std::size_t i = 0; i < backoffStrategyNames().size(); ++i)
        QVERIFY(applies("resume_delay", static_cast<BackoffStrategy>(i)));
}

void TestPolicyKnobs::aUserStrategyHasNoTextForm()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::User;
    policy.userBackoff = std::make_shared<const UserBackoff>(
        [](std::uint32_t, std::optional<std::chrono::nanoseconds>) {
            return std::optional(BackoffBounds{1s, 1s, 1s});
        });
    QVERIFY(policy.validate().empty());
    const PolicyKnob* knob = findPolicyKnob(QStringLiteral("strategy"));
    QCOMPARE(knob->write(policy), QStringLiteral("user"));
    QVERIFY(!knob->choices.contains(QStringLiteral("user")));
    QVERIFY(!policyFromJson(policyToJson(policy)));
}

void TestPolicyKnobs::theDefaultsAreTheMissions()
{
    const ReconnectPolicy policy;
    QVERIFY(policy.initialBackoff == 500ms);
    QVERIFY(policy.maxBackoff == 30s);
    QCOMPARE(policy.jitterRatio, 0.20);
    QVERIFY(policy.resumeDelay == 250ms);
}

void TestPolicyKnobs::theDocumentListsEveryKnobWithItsDefault()
{
    QFile file(QStringLiteral(REDIAL_SOURCE_DIR "/docs/reconnecting.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
    QStringList documented;
    for (const QString& line : lines) {
        if (line.startsWith(QLatin1String("| `")))
            documented << line;
    }
    QStringList expected;
    for (const PolicyKnob& knob : policyKnobs()) {
        const QString value = knob.write({});
        expected << QStringLiteral("| `%1` | %2 | %3 |")
                        .arg(knob.name, value.isEmpty() ? QStringLiteral("none") : value,
                             knob.help);
    }
    QCOMPARE(documented, expected);
}

QTEST_GUILESS_MAIN(TestPolicyKnobs)

} // namespace tst_policy_knobs

#include "tst_policy_knobs.moc"
