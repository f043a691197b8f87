// SPDX-License-Identifier: MIT
// `redial connect --profile stream` with a feed that somebody else wrote, through `redial proxy`.
#include "tests/interop/peers.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <set>

namespace tst_interop_stream {

using namespace redial;

class TestInteropStream : public QObject
{
    Q_OBJECT
private slots:
    void aFeedIsRegainedTenTimes();

private:
    void begin();
    QByteArray said() const { return server_->output() + client_->output(); }
    QString path() const { return folder_.filePath(QStringLiteral("run.redial")); }

    QTemporaryDir folder_;
    std::unique_ptr<PeerProcess> server_;
    std::unique_ptr<PeerProcess> proxy_;
    std::unique_ptr<PeerProcess> client_;
};

void TestInteropStream::begin()
{
    server_ = startPeer(QStringLiteral("ws_feed.mjs"), {});
    QVERIFY(server_->waitForEvents(QStringLiteral("listening")));
    const int port =
        server_->events(QStringLiteral("listening")).first().value(QLatin1String("port")).toInt();
    proxy_ = startRedial({QStringLiteral("proxy"), QStringLiteral("--listen"), QStringLiteral("0"),
                          QStringLiteral("--upstream"), QStringLiteral("127.0.0.1:%1").arg(port),
                          QStringLiteral("--fault"),
                          QStringLiteral("T6 when=message:30 when=attempt:1..10")});
    const QString address = proxy_->waitForText(
        QRegularExpression(QStringLiteral("listening on (127\\.0\\.0\\.1:\\d+)")));
    QVERIFY2(!address.isEmpty(), proxy_->output().constData());
    QStringList arguments{QStringLiteral("connect"), QStringLiteral("ws://") + address};
    const std::pair<const char*, const char*> options[] = {
        {"profile", "stream"},
        {"auth", R"({"op":"login","key":"{token}"})"},
        {"auth-ok", "/event=login&/status=ok"},
        {"subscribe", "a"},
        {"subscribe", "b"},
        {"subscribe-message", R"({"op":"sub","topic":"{name}","since":{from}})"},
        {"subscribe-ok", "/event=sub&/topic={name}"},
        {"heartbeat", R"({"op":"beat"})"},
        {"pong", "/event=beat"},
        {"heartbeat-every", "100ms"},
        {"passive-ping", "ping=>pong"},
        {"channel", "/topic"},
        {"sequence", "/n"},
        {"initial-backoff", "50ms"},
        {"max-backoff", "200ms"},
        {"resume-delay", "20ms"},
        {"duration", "120s"},
    };
    for (const auto& [name, value] : options)
        arguments << QLatin1String("--") + QLatin1String(name) << QString::fromLatin1(value);
    client_ = startRedial(arguments << QStringLiteral("--log") << path());
}

void TestInteropStream::aFeedIsRegainedTenTimes()
{
    REQUIRE_PEER(PeerKind::Node);
    begin();
    // The eleventh connection stays, and beats.
    QVERIFY2(server_->waitForEvents(QStringLiteral("login"), 11), said().constData());
    QVERIFY2(server_->waitForEvents(QStringLiteral("sub"), 22), said().constData());
    const int beats = int(server_->events(QStringLiteral("beat")).size());
    QVERIFY2(server_->waitForEvents(QStringLiteral("beat"), beats + 3), said().constData());
    client_->interrupt();
    QVERIFY2(client_->waitForEnd(), said().constData());
    QCOMPARE(client_->exitCode(), 0);

    std::set<QString> keys;
    std::map<std::pair<int, QString>, int> subscriptions;
    for (const QJsonObject& login : server_->events(QStringLiteral("login")))
        QVERIFY(keys.insert(login.value(QLatin1String("key")).toString()).second);
    QCOMPARE(keys.size(), std::size_t(11));
    for (const QJsonObject& sub : server_->events(QStringLiteral("sub"))) {
        QVERIFY(sub.value(QLatin1String("loggedIn")).toBool());
        ++subscriptions[{sub.value(QLatin1String("number")).toInt(),
                         sub.value(QLatin1String("topic")).toString()}];
    }
    QCOMPARE(subscriptions.size(), std::size_t(22));
    for (const auto& entry : subscriptions)
        QCOMPARE(entry.second, 1);
    QVERIFY(server_->events(QStringLiteral("pong")).size() >= 5);
    for (const char* oracle : {"P12", "P15", "P40", "P41", "P43", "P44", "P45"})
        QVERIFY2(client_->output().contains(QByteArray(oracle) + "  held"), said().constData());

    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    std::map<QString, std::vector<qint64>> delivered;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        for (const QString& key : keys)
            QVERIFY(!line.contains(key.toLatin1()));
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        const QJsonObject fields = event.value(QLatin1String("fields")).toObject();
        if (event.value(QLatin1String("kind")) == QLatin1String("message_delivered"))
            delivered[fields.value(QLatin1String("channel")).toString()].push_back(
                fields.value(QLatin1String("sequence")).toInteger());
    }
    // Nothing that the server had is missing, and nothing came twice.
    QCOMPARE(delivered.size(), std::size_t(2));
    for (const auto& [channel, numbers] : delivered) {
        QVERIFY(numbers.size() > 50);
        for (std::size_t i = 1; i < numbers.size(); ++i)
            QCOMPARE(numbers[i], numbers[0] + qint64(i));
    }
}

QTEST_GUILESS_MAIN(TestInteropStream)

} // namespace tst_interop_stream

#include "tst_interop_stream.moc"
