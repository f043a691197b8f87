// SPDX-License-Identifier: MIT
// The faults of `redial serve`, in the words of clients that others wrote.
#include "tests/interop/peers.h"

#include <QJsonDocument>
#include <QTest>

namespace tst_interop_faults {

using namespace redial;

namespace {

const QString boot = QStringLiteral(
    R"([2,"7","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}])");

/// A server that does this fault; its URL in `address`.
std::unique_ptr<PeerProcess> faultyServer(const QString& fault, const QStringList& more,
                                          QString* address)
{
    QStringList arguments{QStringLiteral("--seed"), QStringLiteral("1")};
    if (!fault.isEmpty())
        arguments << QStringLiteral("--fault") << fault;
    return startServer(arguments + more, address);
}

/// Where the server says that its authority's certificate lies.
QString authorityOf(PeerProcess& server)
{
    return server.waitForText(QRegularExpression(QStringLiteral("(/\\S+\\.(?:crt|pem))")));
}

QString asText(const QJsonObject& object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

class TestInteropFaults : public QObject
{
    Q_OBJECT
private slots:
    void pythonSeesWhatItIs_data();
    void pythonSeesWhatItIs();
    void wsSeesWhatItIs_data();
    void wsSeesWhatItIs();
    void pythonHearsTheAnswer_data();
    void pythonHearsTheAnswer();
    void curlSeesWhatItIs_data();
    void curlSeesWhatItIs();
    void opensslSeesWhatItIs_data();
    void opensslSeesWhatItIs();
    void ocppRpcSeesWhatItIs();

private:
    void table();
    void witness(PeerKind kind, const QString& script);
};

void TestInteropFaults::table()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("seen");
}

void TestInteropFaults::witness(PeerKind kind, const QString& script)
{
    REQUIRE_PEER(kind);
    QFETCH(QString, fault);
    QFETCH(QString, seen);
    QString address;
    const auto server =
        faultyServer(fault, {QStringLiteral("--protocol"), QStringLiteral("none")}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client =
        startPeer(script, {address, QStringLiteral("none"), QStringLiteral("hello")});
    if (seen.isEmpty()) {
        QVERIFY2(client->waitForEvents(QStringLiteral("message")), client->output().constData());
        QVERIFY(client->events(QStringLiteral("end")).isEmpty());
        return;
    }
    QVERIFY2(client->waitForEvents(QStringLiteral("end")), client->output().constData());
    const QString end = asText(client->events(QStringLiteral("end")).first());
    QVERIFY2(QRegularExpression(seen).match(end).hasMatch(), qPrintable(end));
}

void TestInteropFaults::pythonSeesWhatItIs_data()
{
    table();
    const auto row = [](const char* fault, const char* seen) {
        QTest::newRow(*fault == '\0' ? "no fault" : fault)
            << QString::fromLatin1(fault) << QString::fromLatin1(seen);
    };
    row("", "");
    row("T3", "InvalidMessage|ConnectionClosed|EOFError");
    row("T4", "InvalidMessage|ConnectionReset|OSError");
    row("T6 when=message:1", "\"code\":1006");
    row("T7 when=message:1", "\"code\":1006");
    row("H1 status=403", "InvalidStatusCode.*|\"status\":403");
    row("H2", "\"status\":404");
    row("H4", "\"status\":429");
    row("H6 status=504", "\"status\":504");
    row("H12", "InvalidMessage");
    row("H13", "InvalidHeader");
    row("H14", "InvalidUpgrade|InvalidHeader");
    row("H16", "no extensions supported|NegotiationError");
    row("W1 code=1013", "\"code\":1013");
    row("W2 code=4000 reason=enough", "\"code\":4000.*enough");
    row("W4 code=1005", "\"sent\":1002");
    row("W9", "\"sent\":1002");
    row("W10", "\"sent\":1002");
    row("W11", "\"sent\":1002");
    row("W13", "\"sent\":1002");
    row("W16", "\"sent\":1007");
    row("W18", "\"code\":1006");
}

void TestInteropFaults::pythonSeesWhatItIs()
{
    witness(PeerKind::Python, QStringLiteral("fault_witness.py"));
}

void TestInteropFaults::wsSeesWhatItIs_data()
{
    table();
    const auto row = [](const char* fault, const char* seen) {
        QTest::newRow(*fault == '\0' ? "no fault" : fault)
            << QString::fromLatin1(fault) << QString::fromLatin1(seen);
    };
    row("", "");
    row("T3", "socket hang up");
    row("T4", "ECONNRESET");
    row("T6 when=message:1", "ECONNRESET|\"code\":1006");
    row("H1 status=401", "Unexpected server response: 401");
    row("H13", "Invalid Sec-WebSocket-Accept");
    row("H14", "Invalid Upgrade|Unexpected server response|Invalid Connection");
    row("W4 code=1012", "\"code\":1012");
    row("W4 code=1006", "invalid status code 1006");
    row("W9", "invalid opcode");
    row("W10", "RSV[123] must be clear");
    row("W11", "MASK must be clear");
    row("W13", "invalid payload length");
    row("W16", "invalid UTF-8");
}

void TestInteropFaults::wsSeesWhatItIs()
{
    witness(PeerKind::Node, QStringLiteral("fault_witness.mjs"));
}

void TestInteropFaults::pythonHearsTheAnswer_data()
{
    table();
    QTest::newRow("no fault") << QString() << QStringLiteral("^\\[3,\"7\",\\{.*Accepted");
    QTest::newRow("O2") << QStringLiteral("O2") << QStringLiteral("^\\[4,\"7\",");
    QTest::newRow("O3") << QStringLiteral("O3") << QStringLiteral("^\\[3,\"(?!7\")");
    QTest::newRow("O7") << QStringLiteral("O7") << QStringLiteral("Rejected");
    QTest::newRow("O6") << QStringLiteral("O6") << QStringLiteral("Pending");
    QTest::newRow("O9") << QStringLiteral("O9 interval=1234")
                        << QStringLiteral("\"interval\":1234");
}

void TestInteropFaults::pythonHearsTheAnswer()
{
    REQUIRE_PEER(PeerKind::Python);
    QFETCH(QString, fault);
    QFETCH(QString, seen);
    QString address;
    const auto server = faultyServer(fault, {}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client =
        startPeer(QStringLiteral("fault_witness.py"),
                  {address + QStringLiteral("/CP-1"), QStringLiteral("ocpp1.6"), boot});
    QVERIFY2(client->waitForEvents(QStringLiteral("message")), client->output().constData());
    const QString answer =
        client->events(QStringLiteral("message")).first().value(QLatin1String("text")).toString();
    QVERIFY2(QRegularExpression(seen).match(answer).hasMatch(), qPrintable(answer));
}

void TestInteropFaults::curlSeesWhatItIs_data()
{
    table();
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<bool>("tls");
    const auto row = [](const char* fault, const char* seen, int exitCode, bool tls) {
        QTest::addRow("%s%s", fault, tls ? " tls" : "")
            << QString::fromLatin1(fault) << QString::fromLatin1(seen) << exitCode << tls;
    };
    // curl's exit codes: 52 no answer, 35 TLS handshake, 60 certificate.
    row("T3", "Empty reply", 52, false);
    row("H2", "404 ", 0, false);
    row("H4 retry_after=30s", "(?i)retry-after: 30", 0, false);
    row("H5", "503 ", 0, false);
    row("", "426 ", 0, true);
    row("S1", "expired", 60, true);
    row("S2", "not yet valid", 60, true);
    row("S3", "(?i)subject|name", 60, true);
    row("S4", "(?i)issuer|self-signed", 60, true);
    row("S7", "(?i)wrong version|packet", 35, true);
    row("S9", "(?i)SSL|reset", 35, true);
    row("S10 alert=internal_error", "internal error", 35, true);
    row("S14", "issuer", 60, true);
}

void TestInteropFaults::curlSeesWhatItIs()
{
    REQUIRE_PEER(PeerKind::Curl);
    REQUIRE_PEER(PeerKind::OpenSsl);
    QFETCH(QString, fault);
    QFETCH(QString, seen);
    QFETCH(int, exitCode);
    QFETCH(bool, tls);
    QString address;
    const auto server =
        faultyServer(fault, tls ? QStringList{QStringLiteral("--tls")} : QStringList(), &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    QStringList arguments{QStringLiteral("-sS"), QStringLiteral("-i"), QStringLiteral("-m"),
                          QStringLiteral("20")};
    if (tls)
        arguments << QStringLiteral("--cacert") << authorityOf(*server);
    else
        arguments << QStringLiteral("-H") << QStringLiteral("Upgrade: websocket")
                  << QStringLiteral("-H") << QStringLiteral("Connection: Upgrade")
                  << QStringLiteral("-H") << QStringLiteral("Sec-WebSocket-Version: 13")
                  << QStringLiteral("-H")
                  << QStringLiteral("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    PeerProcess client(QStringLiteral("curl"),
                       arguments << QStringLiteral("http") + address.mid(2));
    QVERIFY(client.waitForEnd());
    QVERIFY2(client.exitCode() == exitCode, client.output().constData());
    QVERIFY2(QRegularExpression(seen).match(QString::fromUtf8(client.output())).hasMatch(),
             client.output().constData());
}

void TestInteropFaults::opensslSeesWhatItIs_data()
{
    table();
    QTest::newRow("no fault") << QString() << QStringLiteral("Verify return code: 0 \\(ok\\)");
    QTest::newRow("S1") << QStringLiteral("S1") << QStringLiteral("certificate has expired");
    QTest::newRow("S2") << QStringLiteral("S2") << QStringLiteral("not yet valid");
    QTest::newRow("S3") << QStringLiteral("S3") << QStringLiteral("IP address mismatch");
    QTest::newRow("S5") << QStringLiteral("S5")
                        << QStringLiteral("protocol version|unsupported protocol|legacy sigalg");
    QTest::newRow("S10") << QStringLiteral("S10 alert=handshake_failure")
                         << QStringLiteral("handshake failure");
}

void TestInteropFaults::opensslSeesWhatItIs()
{
    REQUIRE_PEER(PeerKind::OpenSsl);
    QFETCH(QString, fault);
    QFETCH(QString, seen);
    QString address;
    const auto server = faultyServer(fault, {QStringLiteral("--tls")}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    PeerProcess client(QStringLiteral("openssl"),
                       {QStringLiteral("s_client"), QStringLiteral("-connect"), address.mid(6),
                        QStringLiteral("-CAfile"), authorityOf(*server),
                        QStringLiteral("-verify_ip"), QStringLiteral("127.0.0.1"),
                        QStringLiteral("-no_ign_eof")});
    QVERIFY2(!client.waitForText(QRegularExpression(QStringLiteral("(%1)").arg(seen))).isEmpty(),
             client.output().constData());
}

void TestInteropFaults::ocppRpcSeesWhatItIs()
{
    REQUIRE_PEER(PeerKind::Node);
    QString address;
    const auto server =
        faultyServer(QStringLiteral("O2 code=GenericError when=message:1:Heartbeat"), {}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const auto client = startPeer(QStringLiteral("ocpp_rpc_client.mjs"),
                                  {address, QStringLiteral("ocpp1.6"), QStringLiteral("CP1")});
    QVERIFY2(client->waitForEvents(QStringLiteral("call failed")), client->output().constData());
    QCOMPARE(client->events(QStringLiteral("boot")).size(), 1);
    QVERIFY(asText(client->events(QStringLiteral("call failed")).first())
                .contains(QLatin1String("GenericError")));
}

QTEST_GUILESS_MAIN(TestInteropFaults)

} // namespace tst_interop_faults

#include "tst_interop_faults.moc"
