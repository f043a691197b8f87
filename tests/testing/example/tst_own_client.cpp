// SPDX-License-Identifier: MIT
// How one's own client is tried: Redial's server resets its first connection, and Redial's log and
// oracles tell how it came back.
#include "core/server/scripted_server.h"
#include "core/time/system_clock.h"
#include "core/time/virtual_clock.h"
#include "core/verdict/judge.h"

#include <QTest>
#include <QWebSocket>

using namespace std::chrono_literals;

/// The client under test: no part of Redial.
class OwnClient : public QObject
{
    Q_OBJECT
public:
    explicit OwnClient(const QUrl& url, bool comesBack) : url_(url)
    {
        if (comesBack) {
            connect(
                &socket_, &QWebSocket::disconnected, this, [this] { socket_.open(url_); },
                Qt::QueuedConnection);
        }
        socket_.open(url_);
    }

private:
    QWebSocket socket_;
    QUrl url_;
};

class TestOwnClient : public QObject
{
    Q_OBJECT
private slots:
    void itComesBackAfterAReset_data();
    void itComesBackAfterAReset();
    void timeStandsStillUntilItIsTold();
};

void TestOwnClient::itComesBackAfterAReset_data()
{
    QTest::addColumn<bool>("comesBack");
    QTest::newRow("a client that comes back") << true;
    QTest::newRow("a client that does not") << false;
}

void TestOwnClient::itComesBackAfterAReset()
{
    QFETCH(bool, comesBack);
    redial::EventLog log;
    redial::SystemClock clock;
    redial::ServerSettings settings;
    redial::ScriptedClosing reset;
    reset.connections = {1, 1};
    settings.script.closings = {reset};
    redial::ScriptedServer server(settings, clock,
                                  redial::EventRecorder(log, clock, redial::Source::Server));
    const auto port = server.listen();
    QVERIFY2(port.hasValue(), "no free port");
    quint32 connections = 0;
    bool lost = false;
    connect(&server, &redial::ScriptedServer::connectionOpened, this,
            [&](quint32 number) { connections = number; });
    connect(&server, &redial::ScriptedServer::connectionClosed, this, [&] { lost = true; });
    const OwnClient client(server.url(), comesBack);
    QTRY_VERIFY_WITH_TIMEOUT(lost, 30'000);
    if (comesBack)
        QTRY_COMPARE_WITH_TIMEOUT(connections, 2u, 30'000);
    else
        QCOMPARE(connections, 1u);
    QVERIFY(log.size() > 0);
    redial::RunInfo info;
    for (const redial::OracleResult& result : redial::judge(log, info))
        QVERIFY2(result.outcome != redial::OracleOutcome::Fail, qPrintable(result.explanation));
}

void TestOwnClient::timeStandsStillUntilItIsTold()
{
    redial::VirtualClock clock;
    bool rang = false;
    clock.startTimer(1h, [&] { rang = true; });
    clock.advance(59min);
    QVERIFY(!rang);
    clock.advance(1min);
    QVERIFY(rang);
}

QTEST_GUILESS_MAIN(TestOwnClient)
#include "tst_own_client.moc"
