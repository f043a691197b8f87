// SPDX-License-Identifier: MIT
// A proxy that ends the TLS of either side, between a QSslSocket and a server of ours or of
// openssl.
#include "core/fault/toxiproxy_json.h"
#include "core/server/self_signed_certificate.h"
#include "tests/fault/faulted_link.h"

#include <QFile>
#include <QProcess>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>

namespace tst_proxy_tls {

using namespace redial;
using namespace redial::test;

namespace {

/// A TLS client that keeps the text of what it is told.
struct TlsClient
{
    TlsClient(quint16 port, const QString& authority)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromPath(authority));
        socket.setSslConfiguration(configuration);
        QObject::connect(&socket, &QSslSocket::readyRead, [this] { heard += socket.readAll(); });
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
    }

    bool waitEncrypted()
    {
        return QTest::qWaitFor([this] { return socket.isEncrypted(); }, generousMilliseconds);
    }
    bool waitHeard(const QByteArray& text)
    {
        return QTest::qWaitFor([&] { return heard.contains(text); }, generousMilliseconds);
    }
    bool waitEnd()
    {
        return QTest::qWaitFor(
            [this] { return socket.state() == QAbstractSocket::UnconnectedState; },
            generousMilliseconds);
    }

    QSslSocket socket;
    QByteArray heard;
};

} // namespace

class TestProxyTls : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void framesAreTreatedUnderTls_data();
    void framesAreTreatedUnderTls();
    void manyBytesPassUnchangedAndTheEndToo();
    void anUpstreamThatIsNotTrustedIsRefused_data();
    void anUpstreamThatIsNotTrustedIsRefused();
    void aClientThatSpeaksNoTlsIsTurnedAway();
    void theControlApiTellsWhichSidesSpeakTls_data();
    void theControlApiTellsWhichSidesSpeakTls();
    void aBadFileIsNamed_data();
    void aBadFileIsNamed();

private:
    TlsContext::Shared clientTls() const { return *TlsContext::forClients(certificate_, key_); }
    /// Of the fixture's server, which listens in the clear.
    std::unique_ptr<Proxy> proxyTo(quint16 port, const QStringList& faults, bool towardsClients,
                                   const TlsContext::Shared& upstreamTls,
                                   const QString& host = QStringLiteral("127.0.0.1"));
    EventNumber lastClosed() const
    {
        for (EventNumber number = log_.size(); number > 0; --number) {
            if (log_.header(number).kind == EventKind::Closed)
                return number;
        }
        return 0;
    }

    QTemporaryDir folder_;
    QString certificate_;
    QString key_;
    TlsContext::Shared server_;
    EventLog log_;
    SystemClock clock_;
    Poller poller_;
    ProxyPipePool pipes_;
};

void TestProxyTls::initTestCase()
{
    const auto made = makeServerCertificate(folder_.path());
    QVERIFY2(made.hasValue(), made ? "" : qPrintable(made.error()));
    server_ = *made;
    certificate_ = folder_.filePath(QStringLiteral("server.crt"));
    key_ = folder_.filePath(QStringLiteral("server.key"));
}

std::unique_ptr<Proxy> TestProxyTls::proxyTo(quint16 port, const QStringList& faults,
                                             bool towardsClients,
                                             const TlsContext::Shared& upstreamTls,
                                             const QString& host)
{
    ProxySettings settings;
    settings.name = QStringLiteral("tls");
    settings.upstream = {host, port};
    settings.faults = planOf(faults);
    settings.upstreamTls = upstreamTls;
    if (towardsClients)
        settings.clientTls = clientTls();
    auto proxy = std::make_unique<Proxy>(settings, poller_, pipes_, clock_,
                                         EventRecorder(log_, clock_, Source::Proxy));
    return proxy->start().hasValue() ? std::move(proxy) : nullptr;
}

void TestProxyTls::framesAreTreatedUnderTls_data()
{
    QTest::addColumn<bool>("upstreamIsTls");
    QTest::addColumn<QStringList>("faults");
    QTest::addColumn<QByteArray>("heard");
    const QStringList replaced{QStringLiteral("N14 payload=zz when=message:2 direction=upstream")};
    const QStringList reset{QStringLiteral("T6 when=message:2 direction=upstream")};
    QTest::newRow("plain upstream, no fault") << false << QStringList()
                                              << QByteArray("\x81\x01"
                                                            "c");
    QTest::newRow("no fault") << true << QStringList()
                              << QByteArray("\x81\x01"
                                            "c");
    QTest::newRow("replaced") << true << replaced
                              << QByteArray("\x81\x02zz\x81\x01"
                                            "c");
    QTest::newRow("put in") << true << QStringList{QStringLiteral("W25 payload=in")}
                            << QByteArray("\x8a\x02in");
    QTest::newRow("reset") << true << reset << QByteArray();
}

void TestProxyTls::framesAreTreatedUnderTls()
{
    QFETCH(bool, upstreamIsTls);
    QFETCH(QStringList, faults);
    QFETCH(QByteArray, heard);
    ServerSettings settings;
    if (upstreamIsTls)
        settings.tls = server_;
    ServerBench server(settings);
    const auto proxy =
        proxyTo(server.port, faults, true,
                upstreamIsTls ? *TlsContext::forUpstream(certificate_, true) : nullptr);
    TlsClient client(proxy->settings().listen.port, certificate_);
    QVERIFY2(client.waitEncrypted(), qPrintable(client.socket.errorString()));
    UpgradeRequest request;
    request.host = "127.0.0.1";
    request.target = "/CP-1";
    request.key = "dGhlIHNhbXBsZSBub25jZQ==";
    client.socket.write(QByteArray::fromStdString(writeUpgradeRequest(request)));
    QVERIFY(client.waitHeard("101"));
    std::string frames;
    for (const char* text : {"a", "b", "c"})
        appendFrame(frames, {.mask = MaskingKey{}}, text);
    client.socket.write(frames.data(), qint64(frames.size()));
    if (heard.isEmpty())
        QVERIFY(client.waitEnd());
    else
        QVERIFY2(client.waitHeard(heard), client.heard.toHex().constData());
}

void TestProxyTls::manyBytesPassUnchangedAndTheEndToo()
{
    QTcpServer upstream;
    QVERIFY(upstream.listen(QHostAddress::LocalHost));
    const auto proxy = proxyTo(upstream.serverPort(), {}, true, nullptr);
    TlsClient client(proxy->settings().listen.port, certificate_);
    QVERIFY(client.waitEncrypted());
    QTRY_VERIFY_WITH_TIMEOUT(upstream.hasPendingConnections(), generousMilliseconds);
    std::unique_ptr<QTcpSocket> there(upstream.nextPendingConnection());
    Random random(3);
    QByteArray sent(8 * 1024 * 1024, '\0');
    for (char& byte : sent)
        byte = char(random.next());
    QByteArray came;
    QObject::connect(there.get(), &QTcpSocket::readyRead, [&] { came += there->readAll(); });
    client.socket.write(sent);
    there->write(sent);
    QTRY_VERIFY_WITH_TIMEOUT(came.size() == sent.size() && client.heard.size() == sent.size(),
                             generousMilliseconds);
    QVERIFY(came == sent && client.heard == sent);
    there->disconnectFromHost();
    QVERIFY(client.waitEnd());
    QTRY_COMPARE_WITH_TIMEOUT(proxy->connectionCount(), std::size_t(0), generousMilliseconds);
}

void TestProxyTls::anUpstreamThatIsNotTrustedIsRefused_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<bool>("verifies");
    QTest::addColumn<QString>("said");
    const QString address = QStringLiteral("127.0.0.1");
    QTest::newRow("trusted") << address << true << true << QString();
    QTest::newRow("unknown authority") << address << false << true << "self-signed certificate";
    QTest::newRow("not verified") << address << false << false << QString();
    QTest::newRow("another host") << QStringLiteral("127.0.0.2") << true << true << "mismatch";
}

void TestProxyTls::anUpstreamThatIsNotTrustedIsRefused()
{
    QFETCH(QString, host);
    QFETCH(bool, trusted);
    QFETCH(bool, verifies);
    QFETCH(QString, said);
    ServerSettings settings;
    settings.tls = server_;
    settings.address = QHostAddress::AnyIPv4;
    ServerBench server(settings);
    const auto proxy =
        proxyTo(server.port, {}, false,
                *TlsContext::forUpstream(trusted ? certificate_ : QString(), verifies), host);
    RawClient client(proxy->settings().listen.port);
    client.upgrade();
    if (said.isEmpty()) {
        QVERIFY(client.waitOpen());
        return;
    }
    QVERIFY(client.waitEnd());
    QCOMPARE(client.status, 0);
    QCOMPARE(log_.text(lastClosed(), FieldKey::Cause), std::string_view("tls_failed"));
    const QString detail =
        QString::fromUtf8(log_.text(lastClosed(), FieldKey::Detail).data(),
                          qsizetype(log_.text(lastClosed(), FieldKey::Detail).size()));
    QVERIFY2(detail.contains(said), qPrintable(detail));
}

void TestProxyTls::aClientThatSpeaksNoTlsIsTurnedAway()
{
    ServerBench server;
    const auto proxy = proxyTo(server.port, {}, true, nullptr);
    RawClient client(proxy->settings().listen.port);
    client.upgrade();
    QVERIFY(client.waitEnd());
    QCOMPARE(client.status, 0);
    QTRY_COMPARE_WITH_TIMEOUT(proxy->connectionCount(), std::size_t(0), generousMilliseconds);
    QCOMPARE(log_.text(lastClosed(), FieldKey::Cause), std::string_view("tls_failed"));
}

void TestProxyTls::theControlApiTellsWhichSidesSpeakTls_data()
{
    QTest::addColumn<bool>("clients");
    QTest::addColumn<bool>("upstream");
    QTest::newRow("none") << false << false;
    QTest::newRow("the clients") << true << false;
    QTest::newRow("the upstream") << false << true;
}

void TestProxyTls::theControlApiTellsWhichSidesSpeakTls()
{
    QFETCH(bool, clients);
    QFETCH(bool, upstream);
    const auto proxy =
        proxyTo(9, {}, clients, upstream ? *TlsContext::forUpstream(certificate_, true) : nullptr);
    QCOMPARE(proxyToJson(*proxy).value(QLatin1String("tls")).toObject(),
             (QJsonObject{{QStringLiteral("clients"), clients},
                          {QStringLiteral("upstream"), upstream}}));
}

void TestProxyTls::aBadFileIsNamed_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("said");
    const QString missing = QStringLiteral("/nowhere/at.pem");
    QTest::newRow("no certificate") << missing << QString() << "certificate file /nowhere/at.pem";
    QTest::newRow("no key") << QString() << missing << "key file /nowhere/at.pem";
    QTest::newRow("a key as the certificate")
        << "server.key" << QString() << "holds no certificate";
    QTest::newRow("a certificate as the key") << QString() << "server.crt"
                                              << "holds no key";
    QTest::newRow("another's key") << QString() << "other/server.key"
                                   << "does not belong";
}

void TestProxyTls::aBadFileIsNamed()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, said);
    const QDir folder(folder_.path());
    QVERIFY(folder.mkpath(QStringLiteral("other")));
    QVERIFY(makeServerCertificate(folder.filePath(QStringLiteral("other"))));
    const auto made =
        TlsContext::forClients(certificate.isEmpty() ? certificate_ : folder.filePath(certificate),
                               key.isEmpty() ? key_ : folder.filePath(key));
    QVERIFY(!made);
    QVERIFY2(made.error().contains(said), qPrintable(made.error()));
    const auto authorities =
        TlsContext::forUpstream(folder.filePath(QStringLiteral("server.key")), true);
    QVERIFY(!authorities);
    QVERIFY(authorities.error().contains(QLatin1String("holds no certificate")));
}

QTEST_GUILESS_MAIN(TestProxyTls)

} // namespace tst_proxy_tls

#include "tst_proxy_tls.moc"
