// SPDX-License-Identifier: MIT
#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"

#include <QFile>
#include <QSet>
#include <QTest>

namespace tst_session_knobs {

using namespace redial;
using namespace std::chrono_literals;

class TestSessionKnobs : public QObject
{
    Q_OBJECT
private slots:
    void everyKnobReadsWhatItWrites();
    void everyKnobHasItsOwnNameAndAHelpText();
    void jsonKeepsEveryKnob();
    void theDefaultsAreValid();
    void everyErrorOfAFileIsToldAtOnce();
    void everyErrorOfAPolicyIsToldAtOnce();
    void queueKnobsApplyWhenSomethingQueues();
    void theDocumentListsEveryKnobWithItsDefault();
};

namespace {

/// Every knob has another value than its default.
SessionPolicy unusualPolicy()
{
    SessionPolicy policy;
    policy.bootPolicy = BootPolicy::OnChange;
    policy.bootRetryInterval = 11s;
    policy.callTimeout = 1500ms;
    policy.reconnectOnCallTimeout = true;
    policy.heartbeatInterval = 7s;
    policy.skipHeartbeatWhenBusy = true;
    policy.offlineSend = OfflineSend::Queue;
    policy.offlineQueueBound = 3;
    policy.offlineQueueTtl = 2min;
    policy.queueTransactions = false;
    policy.transactionQueueBound = 9;
    policy.messageAttempts = 5;
    policy.messageAttemptInterval = 1ns;
    policy.reportStatus = StatusReport::AfterBoot;
    policy.offlineThreshold = 90s;
    return policy;
}

} // namespace

void TestSessionKnobs::everyKnobReadsWhatItWrites()
{
    const SessionPolicy original = unusualPolicy();
    SessionPolicy copy;
    for (const SessionKnob& knob : sessionKnobs()) {
        QVERIFY2(knob.write(original) != knob.write(copy), qPrintable(knob.name));
        QVERIFY2(knob.read(copy, knob.write(original)).hasValue(), qPrintable(knob.name));
    }
    QVERIFY(copy == original);
}

void TestSessionKnobs::everyKnobHasItsOwnNameAndAHelpText()
{
    QSet<QString> names;
    for (const PolicyKnob& knob : policyKnobs())
        names.insert(knob.name);
    for (const SessionKnob& knob : sessionKnobs()) {
        QVERIFY2(!names.contains(knob.name), qPrintable(knob.name));
        names.insert(knob.name);
        QVERIFY(!knob.help.isEmpty() && !knob.help.endsWith(QLatin1Char('.')));
        QVERIFY(!knob.valueName().isEmpty());
        SessionPolicy policy;
        const auto read = knob.read(policy, QStringLiteral("nonsense"));
        QVERIFY2(!read.hasValue() && read.error().contains(QLatin1String("nonsense")),
                 qPrintable(knob.name));
        QVERIFY(policy == SessionPolicy());
    }
}

void TestSessionKnobs::jsonKeepsEveryKnob()
{
    const QJsonObject object = sessionPolicyToJson(unusualPolicy());
    QCOMPARE(object.value(QStringLiteral("message_attempts")).toInt(), 5);
    QCOMPARE(object.value(QStringLiteral("skip_heartbeat_when_busy")).toBool(), true);
    QCOMPARE(object.value(QStringLiteral("offline_send")).toString(), QStringLiteral("queue"));
    const auto copy = sessionPolicyFromJson(object);
    QVERIFY(copy.hasValue());
    QVERIFY(*copy == unusualPolicy());
}

void TestSessionKnobs::theDefaultsAreValid()
{
    QVERIFY(SessionPolicy().validate().empty());
    QVERIFY(sessionPolicyFromJson({}).hasValue());
}

void TestSessionKnobs::everyErrorOfAFileIsToldAtOnce()
{
    const auto policy =
        sessionPolicyFromJson({{QStringLiteral("ofline_send"), QStringLiteral("queue")},
                               {QStringLiteral("boot_policy"), QStringLiteral("sometimes")},
                               {QStringLiteral("call_timeout"), QStringLiteral("soon")},
                               {QStringLiteral("message_attempts"), 0},
                               {QStringLiteral("report_status"), QJsonObject()}});
    QVERIFY(!policy.hasValue());
    QString all;
    for (const KnobError& error : policy.error())
        all += error.text() + QLatin1Char('\n');
    QCOMPARE(policy.error().size(), std::size_t(5));
    for (const char* part :
         {"did you mean \"offline_send\"?", "every_connection, first_connection, on_change",
          "call_timeout: ", "message_attempts: 0 would send no message at all",
          "report_status: must be never|after_offline|after_boot."})
        QVERIFY2(all.contains(QLatin1String(part)), qPrintable(all));
}

void TestSessionKnobs::everyErrorOfAPolicyIsToldAtOnce()
{
    SessionPolicy policy;
    policy.bootRetryInterval = policy.heartbeatInterval = policy.messageAttemptInterval = -1s;
    policy.callTimeout = policy.offlineQueueTtl = 0s;
    policy.offlineSend = OfflineSend::Queue;
    policy.offlineQueueBound = policy.transactionQueueBound = policy.messageAttempts = 0;
    policy.offlineThreshold = std::chrono::nanoseconds::min();
    QStringList knobs;
    for (const KnobError& error : policy.validate())
        knobs << error.knob;
    QStringList expected;
    for (const SessionKnob& knob : sessionKnobs())
        expected << knob.name;
    for (const char* cannotFail :
         {"boot_policy", "reconnect_on_call_timeout", "skip_heartbeat_when_busy", "offline_send",
          "queue_transactions", "report_status"})
        expected.removeOne(QString::fromLatin1(cannotFail));
    QCOMPARE(knobs, expected);
}

void TestSessionKnobs::queueKnobsApplyWhenSomethingQueues()
{
    const auto applies = [](const char* name, const SessionPolicy& policy) {
        return findKnob(sessionKnobs(), QString::fromLatin1(name))->appliesTo(policy);
    };
    SessionPolicy policy;
    QVERIFY(!applies("offline_queue_bound", policy));
    QVERIFY(applies("message_attempts", policy));
    policy.offlineSend = OfflineSend::Queue;
    policy.queueTransactions = false;
    QVERIFY(applies("offline_queue_bound", policy));
    QVERIFY(!applies("message_attempts", policy));
}

void TestSessionKnobs::theDocumentListsEveryKnobWithItsDefault()
{
    QFile file(QStringLiteral(REDIAL_SOURCE_DIR "/docs/session.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList documented;
    for (const QString& line : QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'))) {
        if (line.startsWith(QLatin1String("| `")))
            documented << line;
    }
    QStringList expected;
    for (const SessionKnob& knob : sessionKnobs())
        expected << QStringLiteral("| `%1` | %2 | %3 |").arg(knob.name, knob.write({}), knob.help);
    QCOMPARE(documented, expected);
}

QTEST_GUILESS_MAIN(TestSessionKnobs)

} // namespace tst_session_knobs

#include "tst_session_knobs.moc"
