// SPDX-License-Identifier: MIT
#include "tests/interop/peers.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace tst_secrets {

using namespace redial;

namespace {

const QString secretWords = QStringLiteral("hunter2");

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The address with the secret wherever a URL can carry one.
QString withSecrets(const QString& address)
{
    return QString(address).replace(QLatin1String("ws://"),
                                    QStringLiteral("ws://CP-1:%1@").arg(secretWords)) +
           QStringLiteral("/ocpp?token=%1#%1").arg(secretWords);
}

} // namespace

/// What a URL carries beside its place reaches no run file and no terminal.
class TestSecrets : public QObject
{
    Q_OBJECT
private slots:
    void aTokenStaysOutOfFilesAndTerminal_data();
    void aTokenStaysOutOfFilesAndTerminal();
    void aRedirectsTokenStaysOutToo();

private:
    QTemporaryDir folder_;
};

void TestSecrets::aTokenStaysOutOfFilesAndTerminal_data()
{
    QTest::addColumn<QString>("transport");
    QTest::addColumn<bool>("json");
    for (const char* transport : {"qt", "precise"}) {
        QTest::addRow("%s, text", transport) << QString::fromLatin1(transport) << false;
        QTest::addRow("%s, JSON", transport) << QString::fromLatin1(transport) << true;
    }
}

void TestSecrets::aTokenStaysOutOfFilesAndTerminal()
{
    QFETCH(QString, transport);
    QFETCH(bool, json);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    const QString password = folder_.filePath(QStringLiteral("password"));
    QFile file(password);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(secretWords.toUtf8()) > 0);
    file.close();
    const QString serverLog = folder_.filePath(name + QStringLiteral(".server.jsonl"));
    const QString clientLog = folder_.filePath(name + QStringLiteral(".client.jsonl"));
    QString address;
    const auto server = startServer({QStringLiteral("--password-file"), password,
                                     QStringLiteral("--close-on-message"), QStringLiteral("1:1001"),
                                     QStringLiteral("--log"), serverLog},
                                    &address);
    QVERIFY(!address.isEmpty());
    QStringList words{QStringLiteral("connect"),     withSecrets(address),
                      QStringLiteral("--transport"), transport,
                      QStringLiteral("--strategy"),  QStringLiteral("never"),
                      QStringLiteral("--log"),       clientLog};
    if (json)
        words << QStringLiteral("--json");
    const auto client = startRedial(words);
    QVERIFY2(client->waitForEnd(), client->output().constData());
    server->interrupt();
    QVERIFY(server->waitForEnd());
    const QByteArray client_log = contents(clientLog);
    const QByteArray server_log = contents(serverLog);
    // They met: the negatives below are about something.
    QVERIFY2(client_log.contains("\"opened\""), client_log.constData());
    QVERIFY2(server_log.contains("/ocpp/CP-1"), server_log.constData());
    for (const QByteArray& text : {client_log, server_log, client->output(), server->output()})
        QVERIFY2(!text.contains(secretWords.toUtf8()), text.constData());
}

void TestSecrets::aRedirectsTokenStaysOutToo()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QObject::connect(&server, &QTcpServer::newConnection, [&] {
        QTcpSocket* socket = server.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, [socket] {
            socket->write("HTTP/1.1 302 Found\r\nLocation: ws://h/p?token=hunter2\r\n"
                          "Content-Length: 0\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    const QString log = folder_.filePath(QStringLiteral("redirect.jsonl"));
    const auto client = startRedial(
        {QStringLiteral("connect"), QStringLiteral("ws://127.0.0.1:%1/").arg(server.serverPort()),
         QStringLiteral("--strategy"), QStringLiteral("never"), QStringLiteral("--log"), log});
    QVERIFY2(client->waitForEnd(), client->output().constData());
    QVERIFY(contents(log).contains("Location: ws://h/p"));
    QVERIFY(!contents(log).contains(secretWords.toUtf8()));
    QVERIFY(!client->output().contains(secretWords.toUtf8()));
}

QTEST_GUILESS_MAIN(TestSecrets)

} // namespace tst_secrets

#include "tst_secrets.moc"
