// SPDX-License-Identifier: MIT
#include "raw_msgi_server.h"
#include "raw_web_socket_server.h"
#include "test_certificates.h"
#include "transport_bench.h"

#include <QtTest>

namespace tst_transport_tls {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestTransportTls : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY2(certificates_.make(), qPrintable(certificates_.error())); }

    void aServerThatVerifiesIsAccepted_data() { socketKinds(); }
    void aServerThatVerifiesIsAccepted()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        serve(bench, certificates_.goodServer());
        TransportRequest request = bench.request();
        request.tls.caCertificates = certificates_.authority();
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return !bench.opened.empty() || !bench.closed.empty(); }));
        QVERIFY2(bench.opened.size() == 1, why(bench));
        QVERIFY(bench.opened[0].second.tlsProtocol.startsWith(QStringLiteral("TLS")));
        QVERIFY(bench.hasNote(EventKind::TlsEstablished));
        bench.transport->sendText(QStringLiteral("secret"));
        QVERIFY(bench.waitUntil([&] { return bench.texts.size() == 1; }));
        bench.transport->close();
        QVERIFY(bench.waitClosed());
        QCOMPARE(bench.closed[0].second.cause, CloseCause::CloseHandshake);
    }

    void endsAreToldApartOverTlsToo_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<bool>("reset");
        for (const Kind kind : socketOnly()) {
            QTest::addRow("%s: FIN", nameOf(kind)) << kind << false;
            QTest::addRow("%s: RST", nameOf(kind)) << kind << true;
        }
    }
    void endsAreToldApartOverTlsToo()
    {
        QFETCH(Kind, kind);
        QFETCH(bool, reset);
        TransportBench bench(kind);
        serve(bench, certificates_.goodServer());
        ServerScript script;
        script.then = reset ? ServerScript::Then::Reset : ServerScript::Then::EndOfStream;
        bench.server->setScript(script);
        TransportRequest request = bench.request();
        request.tls.caCertificates = certificates_.authority();
        if (reset && kind == Kind::Msgi)
            bench.speakFirst();
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        QCOMPARE(causeOf(bench), nameOf(reset ? CloseCause::Reset : CloseCause::EndOfStream));
    }

    void aCloseWithFinRightBehindIsNotLost_data() { socketKinds(); }
    void aCloseWithFinRightBehindIsNotLost()
    {
        QFETCH(Kind, kind);
        for (int i = 0; i < 20; ++i) {
            TransportBench bench(kind);
            serve(bench, certificates_.goodServer());
            ServerScript script;
            script.then = ServerScript::Then::CloseAndEnd;
            script.closeCode = 1001;
            bench.server->setScript(script);
            TransportRequest request = bench.request();
            request.tls.caCertificates = certificates_.authority();
            QVERIFY(bench.transport->open(1, request));
            QVERIFY(bench.waitClosed());
            QCOMPARE(causeOf(bench), nameOf(CloseCause::CloseHandshake));
            QCOMPARE(int(bench.closed[0].second.code), kind == Kind::Msgi ? 1000 : 1001);
        }
    }

    void aServerThatDoesNotVerifyIsRefused_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("server");
        QTest::addColumn<bool>("otherAuthority");
        for (const Kind kind : socketOnly()) {
            QTest::addRow("%s: unknown CA", nameOf(kind)) << kind << QStringLiteral("good") << true;
            QTest::addRow("%s: wrong host", nameOf(kind))
                << kind << QStringLiteral("other") << false;
        }
    }
    void aServerThatDoesNotVerifyIsRefused()
    {
        QFETCH(Kind, kind);
        QFETCH(QString, server);
        QFETCH(bool, otherAuthority);
        TransportBench bench(kind);
        serve(bench, server == QLatin1String("good") ? certificates_.goodServer()
                                                     : certificates_.otherHostsServer());
        TransportRequest request = bench.request();
        request.tls.caCertificates =
            otherAuthority ? certificates_.otherAuthority() : certificates_.authority();
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        QVERIFY(bench.opened.empty());
        QCOMPARE(causeOf(bench), nameOf(CloseCause::TlsFailed));
        QVERIFY2(bench.closed[0].second.detail.find(otherAuthority ? "issuer" : "host name") !=
                     std::string::npos,
                 why(bench));
        QVERIFY(bench.server->sight().request.isEmpty());

        request.tls.verify = false;
        QVERIFY(bench.transport->open(2, request));
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
    }

    void theCertificateMayCarryAnotherNameIfToldSo_data() { socketKinds(); }
    void theCertificateMayCarryAnotherNameIfToldSo()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        serve(bench, certificates_.otherHostsServer());
        TransportRequest request = bench.request();
        request.tls.caCertificates = certificates_.authority();
        request.tls.verifyName = QStringLiteral("another.example");
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return !bench.opened.empty() || !bench.closed.empty(); }));
        QVERIFY2(bench.opened.size() == 1, why(bench));
    }

    void aServerWithoutTlsIsATlsFailure_data() { socketKinds(); }
    void aServerWithoutTlsIsATlsFailure()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        ServerScript script;
        script.greeting = "this is no TLS record, and never was one\r\n";
        bench.server->setScript(script);
        TransportRequest request = bench.request();
        request.url.setScheme(secureScheme(kind));
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        QVERIFY2(bench.closed[0].second.cause == CloseCause::TlsFailed, why(bench));
    }

    void aCaTextWithoutACertificateSaysSo_data() { socketKinds(); }
    void aCaTextWithoutACertificateSaysSo()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.url.setScheme(secureScheme(kind));
        request.tls.caCertificates = "no certificate";
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        QCOMPARE(causeOf(bench), nameOf(CloseCause::TlsFailed));
        QVERIFY2(bench.closed[0].second.detail.find("PEM") != std::string::npos, why(bench));
    }

private:
    static std::vector<Kind> socketOnly()
    {
        std::vector<Kind> kinds(std::begin(allKinds), std::end(allKinds));
        std::erase(kinds, Kind::InMemory);
        return kinds;
    }
    static void socketKinds()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : socketOnly())
            QTest::newRow(nameOf(kind)) << kind;
    }
    static void serve(TransportBench& bench, const QSslConfiguration& configuration)
    {
        if (bench.kind == Kind::Msgi)
            bench.server = std::make_unique<RawMsgiServer>(configuration);
        else
            bench.server = std::make_unique<RawWebSocketServer>(configuration);
    }
    static QString secureScheme(Kind kind)
    {
        return kind == Kind::Msgi ? QStringLiteral("msgis") : QStringLiteral("wss");
    }
    static std::string_view causeOf(const TransportBench& bench)
    {
        return redial::nameOf(bench.closed.at(0).second.cause);
    }
    static std::string_view nameOf(CloseCause cause) { return redial::nameOf(cause); }
    static const char* nameOf(Kind kind) { return redial::test::nameOf(kind); }
    static const char* why(const TransportBench& bench)
    {
        return bench.closed.empty() ? "not closed" : bench.closed[0].second.detail.c_str();
    }

    TestCertificates certificates_;
};

QTEST_GUILESS_MAIN(TestTransportTls)

} // namespace tst_transport_tls

#include "tst_transport_tls.moc"
