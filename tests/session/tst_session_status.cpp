// SPDX-License-Identifier: MIT
// What the station reports of its connectors (1.6 core 4.9, 2.x B04, B01.FR.05).
#include "tests/session/session_fixture.h"

#include <QTest>

namespace tst_session_status {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

SessionPolicy withReport(StatusReport report)
{
    SessionPolicy policy;
    policy.reportStatus = report;
    policy.bootPolicy = BootPolicy::FirstConnection;
    return policy;
}

/// Online, connector 2 known beside connector 1, and every report answered.
void bringUp(SessionFixture& f)
{
    f.goOnline();
    f.session->setConnectorStatus(2, QStringLiteral("Occupied"));
    if (f.lastAction() == QLatin1String("StatusNotification"))
        f.answer({});
    f.sent.clear();
}

void offlineFor(SessionFixture& f, std::chrono::nanoseconds duration, quint32 epoch = 2)
{
    f.close(epoch - 1);
    f.clock.advance(duration);
    f.goOnline(epoch);
}

/// Answers every report that is sent: "1 Available, 2 Occupied".
QString reports(SessionFixture& f)
{
    QStringList all;
    while (f.lastAction() == QLatin1String("StatusNotification")) {
        const QJsonObject payload = f.lastPayload();
        const bool is16 = payload.contains(QStringLiteral("status"));
        const char* connector = is16 ? "connectorId" : "evseId";
        const char* status = is16 ? "status" : "connectorStatus";
        all << QStringLiteral("%1 %2")
                   .arg(payload.value(QLatin1String(connector)).toInt())
                   .arg(payload.value(QLatin1String(status)).toString());
        const std::size_t before = f.sent.size();
        f.answer({});
        if (f.sent.size() == before)
            break;
    }
    return all.join(QStringLiteral(", "));
}

} // namespace

class TestSessionStatus : public QObject
{
    Q_OBJECT

private slots:
    void aChangeWhileOnlineIsReportedAtOnce()
    {
        SessionFixture f;
        f.goOnline();
        f.session->setConnectorStatus(1, QStringLiteral("Preparing"));
        QCOMPARE(reports(f), QStringLiteral("1 Preparing"));
        const std::size_t before = f.sent.size();
        f.session->setConnectorStatus(1, QStringLiteral("Preparing"));
        QCOMPARE(f.sent.size(), before);
    }

    void onlyWhatChangedWhileOfflineIsReportedAndNoHistory_data()
    {
        QTest::addColumn<OcppVersion>("version");
        QTest::newRow("1.6") << OcppVersion::V16;
        QTest::newRow("2.0.1") << OcppVersion::V201;
        QTest::newRow("2.1") << OcppVersion::V21;
    }
    void onlyWhatChangedWhileOfflineIsReportedAndNoHistory()
    {
        QFETCH(OcppVersion, version);
        SessionFixture f(withReport(StatusReport::AfterOffline), version);
        bringUp(f);
        f.close();
        f.session->setConnectorStatus(2, QStringLiteral("Faulted"));
        f.session->setConnectorStatus(2, QStringLiteral("Reserved"));
        f.clock.advance(59s);
        f.goOnline(2);
        QCOMPARE(reports(f), QStringLiteral("2 Reserved"));
        // Back at what the server knows: nothing changed.
        f.sent.clear();
        f.close(2);
        f.session->setConnectorStatus(2, QStringLiteral("Faulted"));
        f.session->setConnectorStatus(2, QStringLiteral("Reserved"));
        f.goOnline(3);
        QCOMPARE(f.sent.size(), std::size_t(0));
    }

    void afterMoreThanTheThresholdEveryConnectorIsReported_data()
    {
        QTest::addColumn<OcppVersion>("version");
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("expected");
        const QString all = QStringLiteral("1 Available, 2 Occupied");
        QTest::newRow("2.0.1, at it") << OcppVersion::V201 << qint64(60) << QString();
        QTest::newRow("2.0.1, above it") << OcppVersion::V201 << qint64(61) << all;
        QTest::newRow("2.1, above it") << OcppVersion::V21 << qint64(61) << all;
        QTest::newRow("1.6 has none") << OcppVersion::V16 << qint64(36'000) << QString();
    }
    void afterMoreThanTheThresholdEveryConnectorIsReported()
    {
        QFETCH(OcppVersion, version);
        QFETCH(qint64, seconds);
        QFETCH(QString, expected);
        SessionFixture f(withReport(StatusReport::AfterOffline), version);
        bringUp(f);
        offlineFor(f, std::chrono::seconds(seconds));
        QCOMPARE(reports(f), expected);
    }

    void attemptsThatFailDoNotShortenTheOfflineTime()
    {
        SessionFixture f(withReport(StatusReport::AfterOffline), OcppVersion::V201);
        bringUp(f);
        f.close();
        f.clock.advance(50s);
        f.open(2);
        f.close(2);
        f.clock.advance(20s);
        f.goOnline(3);
        QCOMPARE(reports(f), QStringLiteral("1 Available, 2 Occupied"));
    }

    void aReportThatWasNotAnsweredIsMadeAgain()
    {
        SessionFixture f(withReport(StatusReport::AfterOffline));
        bringUp(f);
        f.session->setConnectorStatus(1, QStringLiteral("Charging"));
        const QString lostId = f.lastId();
        offlineFor(f, 5s);
        QVERIFY(f.lastId() != lostId);
        QCOMPARE(reports(f), QStringLiteral("1 Charging"));
        f.sent.clear();
        offlineFor(f, 5s, 3);
        QCOMPARE(reports(f), QString());
    }

    void anOwnReportThatCouldNotBeSentIsRemembered_data()
    {
        QTest::addColumn<OfflineSend>("offlineSend");
        QTest::newRow("reject") << OfflineSend::Reject;
        QTest::newRow("drop") << OfflineSend::Drop;
        QTest::newRow("queue: reported once") << OfflineSend::Queue;
    }
    void anOwnReportThatCouldNotBeSentIsRemembered()
    {
        QFETCH(OfflineSend, offlineSend);
        SessionPolicy policy = withReport(StatusReport::AfterOffline);
        policy.offlineSend = offlineSend;
        SessionFixture f(policy);
        bringUp(f);
        f.close();
        f.call("StatusNotification", {{QStringLiteral("connectorId"), 1},
                                      {QStringLiteral("errorCode"), QStringLiteral("NoError")},
                                      {QStringLiteral("status"), QStringLiteral("Finishing")}});
        f.goOnline(2);
        QCOMPARE(reports(f), QStringLiteral("1 Finishing"));
    }

    void neverIsNever()
    {
        SessionFixture f(withReport(StatusReport::Never), OcppVersion::V201);
        bringUp(f);
        f.close();
        f.session->setConnectorStatus(1, QStringLiteral("Faulted"));
        f.clock.advance(1h);
        f.goOnline(2);
        QCOMPARE(f.sentActions("StatusNotification"), 0);
    }

    void afterBootEveryConnectorIsReportedBehindEachAcceptedBoot()
    {
        SessionPolicy policy = withReport(StatusReport::AfterBoot);
        SessionFixture f(policy);
        f.goOnline();
        QCOMPARE(reports(f), QStringLiteral("1 Available"));
        // The next connection does not boot.
        f.sent.clear();
        offlineFor(f, 5s);
        QCOMPARE(reports(f), QString());
        f.close(2);
        f.session->requireBoot(QStringLiteral("RemoteReset"));
        f.goOnline(3);
        QCOMPARE(reports(f), QStringLiteral("1 Available"));
    }

    void aTriggerIsAnsweredWithWhatHolds()
    {
        SessionFixture f;
        bringUp(f);
        f.receive("[2,\"t1\",\"TriggerMessage\","
                  "{\"requestedMessage\":\"StatusNotification\",\"connectorId\":2}]");
        QCOMPARE(reports(f), QStringLiteral("2 Occupied"));
        f.receive("[2,\"t2\",\"TriggerMessage\","
                  "{\"requestedMessage\":\"StatusNotification\",\"connectorId\":7}]");
        QCOMPARE(f.lastPayload().value(QStringLiteral("status")).toString(),
                 QStringLiteral("Rejected"));
    }
};

QTEST_GUILESS_MAIN(TestSessionStatus)

} // namespace tst_session_status

#include "tst_session_status.moc"
