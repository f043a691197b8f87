// SPDX-License-Identifier: MIT
#include "core/reconnect/policy_knobs.h"

#include <QSet>
#include <QTest>

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
    void theDefaultsAreTheMissions();
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
    QTest::newRow("empty table") << QStringLiteral("strategy") << QStringLiteral("table");
}

void TestPolicyKnobs::aPolicyThatContradictsItselfIsRefused()
{
    QFETCH(QString, knob);
    QFETCH(QString, value);
    ReconnectPolicy policy;
    QVERIFY(policy.validate().empty());
    QVERIFY(findPolicyKnob(knob)->read(policy, value).hasValue());
    QCOMPARE(policy.validate().size(), std::size_t{1});
}

void TestPolicyKnobs::theDefaultsAreTheMissions()
{
    const ReconnectPolicy policy;
    QVERIFY(policy.initialBackoff == 500ms);
    QVERIFY(policy.maxBackoff == 30s);
    QCOMPARE(policy.jitterRatio, 0.20);
    QVERIFY(policy.resumeDelay == 250ms);
}

QTEST_GUILESS_MAIN(TestPolicyKnobs)
#include "tst_policy_knobs.moc"
