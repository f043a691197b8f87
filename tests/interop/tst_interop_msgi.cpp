// SPDX-License-Identifier: MIT
// `redial serve --profile msgi` against clients that were written from docs/msgi.md alone.
#include "tests/interop/peers.h"

#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace tst_interop_msgi {

using namespace redial;

namespace {

const QString key(64, QLatin1Char('5'));

bool allAre(const QList<QJsonObject>& events, const char* member)
{
    return std::all_of(events.begin(), events.end(), [member](const QJsonObject& event) {
        return event.value(QLatin1String(member)).toBool();
    });
}

/// A server under --profile msgi, and a folder with the file of the key.
struct MsgiServing
{
    explicit MsgiServing(const QStringList& arguments)
    {
        QFile file(keyFile());
        if (file.open(QIODevice::WriteOnly))
            file.write(key.toLatin1());
        file.close();
        QStringList all{QStringLiteral("--profile"), QStringLiteral("msgi")};
        for (const QString& argument : arguments)
            all << (argument == QLatin1String("KEY") ? keyFile() : argument);
        process = startServer(all, &address);
    }
    QString keyFile() const { return folder.filePath(QStringLiteral("key")); }

    QTemporaryDir folder;
    QString address;
    std::unique_ptr<PeerProcess> process;
};

} // namespace

class TestInteropMsgi : public QObject
{
    Q_OBJECT
private slots:
    void pythonIsUnderstood_data();
    void pythonIsUnderstood();
    void nodeIsUnderstood_data();
    void nodeIsUnderstood();
    void opensslVerifiesTheCertificate();
};

void TestInteropMsgi::pythonIsUnderstood_data()
{
    QTest::addColumn<QStringList>("serve");
    QTest::addColumn<QStringList>("client");
    const auto list = [](const char* words) {
        return QString::fromLatin1(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    };
    QTest::newRow("plain") << QStringList() << QStringList();
    QTest::newRow("TLS") << list("--tls") << list("--ca CERTIFICATE");
    QTest::newRow("HMAC") << list("--hmac-key-file KEY") << list("--hmac HEX");
    QTest::newRow("zstd, HMAC") << list("--compress zstd --hmac-key-file KEY")
                                << list("--compress zstd --hmac HEX");
    QTest::newRow("lz4") << list("--compress lz4") << list("--compress lz4");
}

void TestInteropMsgi::pythonIsUnderstood()
{
    REQUIRE_PEER(PeerKind::Python);
    QFETCH(QStringList, serve);
    QFETCH(QStringList, client);
    for (const char* tool : {"zstd", "lz4"}) {
        if (!client.contains(QLatin1String(tool)) ||
            !QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty())
            continue;
        QVERIFY2(!qEnvironmentVariableIsSet("CI"), tool);
        QSKIP("the tool is not installed; tests/run installs it");
    }
    const MsgiServing server(serve);
    QVERIFY2(!server.address.isEmpty(), server.process->output().constData());
    if (serve.contains(QLatin1String("--tls"))) {
        static const QRegularExpression made(QStringLiteral("made for this run: (\\S+)"));
        client.replaceInStrings(QStringLiteral("CERTIFICATE"), server.process->waitForText(made));
    }
    client.replaceInStrings(QStringLiteral("HEX"), key);
    const auto peer =
        startPeer(QStringLiteral("msgi_client.py"), QStringList{server.address} + client);
    QVERIFY2(peer->waitForEvents(QStringLiteral("closed")), peer->output().constData());
    const auto echoes = peer->events(QStringLiteral("echo"));
    QCOMPARE(echoes.size(), 4);
    QVERIFY2(allAre(echoes, "same"), peer->output().constData());
    for (const char* event : {"pong", "batch"})
        QVERIFY2(allAre(peer->events(QLatin1String(event)), "same"), peer->output().constData());
    for (const char* event : {"welcome", "private", "error", "disconnect"})
        QVERIFY2(allAre(peer->events(QLatin1String(event)), "right"), peer->output().constData());
    const QJsonObject welcome = peer->events(QStringLiteral("welcome")).first();
    QCOMPARE(welcome.value(QLatin1String("name")).toString(), QStringLiteral("python 3"));
    constexpr int noSuchPeer = 12;
    const QJsonObject error = peer->events(QStringLiteral("error")).first();
    QCOMPARE(error.value(QLatin1String("code")).toInt(), noSuchPeer);
}

void TestInteropMsgi::nodeIsUnderstood_data()
{
    QTest::addColumn<QStringList>("serve");
    QTest::addColumn<QStringList>("client");
    QTest::newRow("plain") << QStringList() << QStringList();
    QTest::newRow("AES-256-GCM") << QStringList{QStringLiteral("--aes-key-file"),
                                                QStringLiteral("KEY")}
                                 << QStringList{key};
}

void TestInteropMsgi::nodeIsUnderstood()
{
    REQUIRE_PEER(PeerKind::Node);
    QFETCH(QStringList, serve);
    QFETCH(QStringList, client);
    const MsgiServing server(serve);
    QVERIFY2(!server.address.isEmpty(), server.process->output().constData());
    const auto peer =
        startPeer(QStringLiteral("msgi_client.mjs"), QStringList{server.address} + client);
    QVERIFY2(peer->waitForEvents(QStringLiteral("closed")), peer->output().constData());
    const auto echoes = peer->events(QStringLiteral("echo"));
    QCOMPARE(echoes.size(), 3);
    QVERIFY2(allAre(echoes, "same"), peer->output().constData());
    QVERIFY2(allAre(peer->events(QStringLiteral("pong")), "same"), peer->output().constData());
    const QJsonObject error = peer->events(QStringLiteral("error")).first();
    QCOMPARE(error.value(QLatin1String("code")).toInt(), 1);
    QVERIFY(error.value(QLatin1String("sentence")).toString().contains(QLatin1String("MSGI")));
}

void TestInteropMsgi::opensslVerifiesTheCertificate()
{
    REQUIRE_PEER(PeerKind::OpenSsl);
    const MsgiServing server({QStringLiteral("--tls")});
    QVERIFY2(!server.address.isEmpty(), server.process->output().constData());
    static const QRegularExpression made(QStringLiteral("made for this run: (\\S+)"));
    const QString certificate = server.process->waitForText(made);
    const auto verify = [&](const QStringList& trust) {
        PeerProcess client(QStringLiteral("openssl"),
                           QStringList{QStringLiteral("s_client"), QStringLiteral("-connect"),
                                       server.address.mid(int(qstrlen("msgis://"))),
                                       QStringLiteral("-verify_return_error"),
                                       QStringLiteral("-brief")} +
                               trust);
        client.closeInput();
        return client.waitForEnd() ? client.exitCode() : -1;
    };
    QCOMPARE(verify({QStringLiteral("-CAfile"), certificate}), 0);
    QVERIFY(verify({}) != 0);
    QVERIFY(verify({QStringLiteral("-CAfile"), certificate, QStringLiteral("-tls1_1")}) != 0);
}

QTEST_GUILESS_MAIN(TestInteropMsgi)

} // namespace tst_interop_msgi

#include "tst_interop_msgi.moc"
