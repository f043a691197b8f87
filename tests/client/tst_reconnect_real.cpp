// SPDX-License-Identifier: MIT
// The four tests of the seed documents over real sockets, for both transports.
#include "real_station.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

namespace tst_reconnect_real {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class ReconnectReal : public QObject
{
    Q_OBJECT
private slots:
    void Reconnect_Basic_data() { transports(); }
    void Reconnect_Basic();
    void NoDoubleSend_AcrossReconnect_data() { transports(); }
    void NoDoubleSend_AcrossReconnect();
    void Backoff_ExpJitter_data() { transports(); }
    void Backoff_ExpJitter();
    void ResumeDelay_RespectsPolicy_data() { transports(); }
    void ResumeDelay_RespectsPolicy();
    void connectAndCloseGiveFutures_data() { transports(); }
    void connectAndCloseGiveFutures();

private:
    static void transports()
    {
        QTest::addColumn<bool>("precise");
        QTest::newRow("QWebSocket") << false;
        QTest::newRow("precise") << true;
    }
};

namespace {

ReconnectPolicy quickPolicy()
{
    ReconnectPolicy policy;
    policy.initialBackoff = 60ms;
    policy.maxBackoff = 2s;
    policy.resumeDelay = 30ms;
    return policy;
}

} // namespace

void ReconnectReal::Reconnect_Basic()
{
    QFETCH(bool, precise);
    RealStation station({.precise = precise, .policy = quickPolicy()});
    QVERIFY(station.start());
    QTRY_COMPARE_WITH_TIMEOUT(station.count(EventKind::HeartbeatAnswered), 1, generousMilliseconds);
    station.server().link(1)->close(1001, QStringLiteral("forced"));
    QTRY_COMPARE_WITH_TIMEOUT(station.count(EventKind::HeartbeatAnswered), 2, generousMilliseconds);
    QCOMPARE(station.count(EventKind::BootSent), 2);
    QCOMPARE(station.count(EventKind::BackoffScheduled), 1);
    const auto lost = station.numbers(EventKind::Closed).front();
    const auto again = station.numbers(EventKind::ConnectBegin).back();
    QVERIFY(station.time(again) - station.time(lost) >= 48ms);
    QVERIFY(station.log().text(lost, FieldKey::Cause) == "close_handshake");
    QVERIFY(station.log().integer(lost, FieldKey::Code) == 1001);
}

void ReconnectReal::NoDoubleSend_AcrossReconnect()
{
    QFETCH(bool, precise);
    // The Boot is the first message: of the 20 calls six are answered, and the connection is reset
    // on the seventh.
    const PeerScript script{
        {{ScriptedClosing::When::OnMessage, 8, 0ns, {ClosingKind::Way::Reset, 0}, 1}}};
    RealStation station(
        {.precise = precise, .policy = quickPolicy(), .script = script, .heartbeatInterval = 1h});
    QVERIFY(station.start());
    QTRY_VERIFY_WITH_TIMEOUT(station.session().isOnline(), generousMilliseconds);
    QList<QFuture<CallOutcome>> first;
    for (int i = 0; i < 20; ++i)
        first << station.session().call(QStringLiteral("DataTransfer"),
                                        {{QStringLiteral("data"), QString::number(i)}});
    QTRY_VERIFY_WITH_TIMEOUT(first.last().isFinished(), generousMilliseconds);
    int closed = 0;
    for (const auto& future : first) {
        QVERIFY(future.isFinished());
        closed += future.result().kind == CallOutcome::Kind::ConnectionClosed ? 1 : 0;
    }
    QCOMPARE(closed, 14);
    QTRY_VERIFY_WITH_TIMEOUT(station.session().isOnline() && station.connection().epoch() == 2,
                             generousMilliseconds);
    const auto later = station.session().call(QStringLiteral("DataTransfer"),
                                              {{QStringLiteral("data"), QStringLiteral("20")}});
    QTRY_VERIFY_WITH_TIMEOUT(later.isFinished(), generousMilliseconds);

    QSet<QString> ids;
    int last = -1;
    for (const QString& text : station.received()) {
        const QJsonArray message = QJsonDocument::fromJson(text.toUtf8()).array();
        QVERIFY2(!ids.contains(message.at(1).toString()), qPrintable(text));
        ids.insert(message.at(1).toString());
        const QString data = message.at(3).toObject().value(QStringLiteral("data")).toString();
        if (data.isEmpty())
            continue;
        QVERIFY(data.toInt() > last);
        last = data.toInt();
    }
    QCOMPARE(last, 20);
}

void ReconnectReal::Backoff_ExpJitter()
{
    QFETCH(bool, precise);
    PeerScript script{
        {{ScriptedClosing::When::AfterHandshake, 0, 0ns, {ClosingKind::Way::EndOfStream, 0}, {}}}};
    RealStation station({.precise = precise, .policy = quickPolicy(), .script = script});
    QVERIFY(station.start());
    QTRY_VERIFY_WITH_TIMEOUT(station.count(EventKind::BackoffScheduled) >= 5, generousMilliseconds);
    const auto scheduled = station.numbers(EventKind::BackoffScheduled);
    const auto begun = station.numbers(EventKind::ConnectBegin);
    std::chrono::nanoseconds before{};
    for (std::size_t i = 0; i < 5; ++i) {
        const auto delay = *station.log().duration(scheduled[i], FieldKey::DelayNs);
        const auto nominal = 60ms * (1 << i);
        QVERIFY(delay >= nominal * 0.8 && delay <= nominal * 1.2);
        QVERIFY(delay > before);
        before = delay;
        if (i + 1 < begun.size())
            QVERIFY(station.time(begun[i + 1]) - station.time(scheduled[i]) >= delay);
    }
}

void ReconnectReal::ResumeDelay_RespectsPolicy()
{
    QFETCH(bool, precise);
    ReconnectPolicy policy = quickPolicy();
    policy.resumeDelay = 400ms;
    RealStation station({.precise = precise, .policy = policy});
    QVERIFY(station.start());
    QTRY_COMPARE_WITH_TIMEOUT(station.count(EventKind::HeartbeatSent), 1, generousMilliseconds);
    station.server().link(1)->reset();
    QTRY_COMPARE_WITH_TIMEOUT(station.count(EventKind::HeartbeatSent), 2, generousMilliseconds);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto booted = station.time(station.numbers(EventKind::BootAnswered)[i]);
        QVERIFY(station.time(station.numbers(EventKind::Online)[i]) - booted >= 400ms);
        QVERIFY(station.time(station.numbers(EventKind::HeartbeatSent)[i]) - booted >= 400ms);
    }
}

void ReconnectReal::connectAndCloseGiveFutures()
{
    QFETCH(bool, precise);
    RealStation station({.precise = precise, .policy = quickPolicy()});
    QVERIFY(station.server().listen());
    const auto opened = station.connection().open(station.server().url());
    QVERIFY(!opened.isFinished());
    QTRY_VERIFY_WITH_TIMEOUT(opened.isFinished(), generousMilliseconds);
    QVERIFY(opened.result().opened);
    const auto closed = station.connection().close();
    QTRY_VERIFY_WITH_TIMEOUT(closed.isFinished(), generousMilliseconds);
    QCOMPARE(int(closed.result().code), 1000);
    QVERIFY(!closed.result().remote);
}

QTEST_GUILESS_MAIN(ReconnectReal)

} // namespace tst_reconnect_real

#include "tst_reconnect_real.moc"
