// SPDX-License-Identifier: MIT
// The faults of TLS level, seen by Qt's TLS client, which trusts the server's authority alone, and
// by a raw socket.
#include "tests/fault/server_fault_fixture.h"

#include <QSslCertificate>
#include <QSslSocket>

namespace tst_server_tls_faults {

using namespace redial;
using namespace redial::test;

namespace {

/// "open", or the names of what was wrong.
QString outcome(quint16 port, const QList<QSslCertificate>& trusted)
{
    QSslSocket socket;
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(trusted);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    socket.setSslConfiguration(configuration);
    QString result;
    QObject::connect(&socket, &QSslSocket::encrypted,
                     [&] { socket.write("GET / HTTP/1.1\r\n\r\n"); });
    QObject::connect(&socket, &QSslSocket::readyRead, [&] { result = QStringLiteral("open"); });
    QObject::connect(&socket, &QSslSocket::sslErrors, [&](const QList<QSslError>& errors) {
        for (const QSslError& error : errors)
            result += QVariant::fromValue(error.error()).toString() + QLatin1Char(' ');
    });
    QObject::connect(&socket, &QSslSocket::errorOccurred, [&] {
        if (result.isEmpty())
            result = socket.errorString();
    });
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
    const bool ended = QTest::qWaitFor([&] { return !result.isEmpty(); }, generousMilliseconds);
    return ended ? result : QStringLiteral("nothing");
}

} // namespace

class tst_ServerTlsFaults : public QObject
{
    Q_OBJECT
private slots:
    void aHandshakeStallsWhileAnotherGoesOn();
    void whatBitInTheHandshakeIsNotToldAsUnbitten();
    void aHandshakeFailsAsTheFaultSays_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QString>("seen");
        const auto row = [](const char* fault, const char* seen) {
            QTest::newRow(fault) << QString::fromLatin1(fault) << QString::fromLatin1(seen);
        };
        row("", "open");
        row("S1", "CertificateExpired");
        row("S2", "CertificateNotYetValid");
        row("S3", "HostNameMismatch");
        row("S4", "SelfSignedCertificate");
        row("S4 issuer=unknown_authority", "UnableToGetLocalIssuerCertificate");
        row("S5 version=1.1", "protocol");
        row("S5 version=1.3", "open");
        row("S6", "handshake");
        row("S7", "wrong version");
        row("S9", "closed");
        row("S10", "handshake failure");
        row("S10 alert=internal_error", "internal error");
        row("S11", "certificate required");
        row("S12", "open");
        row("S13", "open");
        row("S14", "UnableToGetLocalIssuerCertificate");
    }
    void aHandshakeFailsAsTheFaultSays()
    {
        QFETCH(QString, fault);
        QFETCH(QString, seen);
        FaultyServer server(fault.isEmpty() ? QStringList() : QStringList{fault},
                            FaultyServer::centralSystem(), true);
        const QString result = outcome(
            server.port, QSslCertificate::fromPath(server.faults().certificates().authorityFile()));
        QVERIFY2(result.contains(seen, Qt::CaseInsensitive), qPrintable(result));
        QCOMPARE(server.count(EventKind::FaultBitten), fault.isEmpty() ? 0 : 1);
    }
};

void tst_ServerTlsFaults::aHandshakeStallsWhileAnotherGoesOn()
{
    FaultyServer bench({QStringLiteral("S8 when=attempt:1")}, FaultyServer::centralSystem(), true);
    QSslSocket stalled;
    stalled.setPeerVerifyMode(QSslSocket::VerifyNone);
    stalled.connectToHostEncrypted(QStringLiteral("127.0.0.1"), bench.port);
    QTRY_COMPARE_WITH_TIMEOUT(bench.count(EventKind::FaultBitten), 1, generousMilliseconds);
    QCOMPARE(outcome(bench.port,
                     QSslCertificate::fromPath(bench.faults().certificates().authorityFile())),
             QStringLiteral("open"));
    QVERIFY(!stalled.isEncrypted());
    QCOMPARE(stalled.state(), QAbstractSocket::ConnectedState);
}

void tst_ServerTlsFaults::whatBitInTheHandshakeIsNotToldAsUnbitten()
{
    FaultyServer bench({QStringLiteral("S7")});
    RawClient client(bench.port);
    client.write("hello");
    QVERIFY(client.waitEnd());
    bench.finish();
    QCOMPARE(bench.count(EventKind::FaultBitten), 1);
    QCOMPARE(bench.count(EventKind::FaultUnbitten), 0);
}

QTEST_GUILESS_MAIN(tst_ServerTlsFaults)

} // namespace tst_server_tls_faults

#include "tst_server_tls_faults.moc"
