// SPDX-License-Identifier: MIT
#include "core/control/http_control.h"
#include "core/time/system_clock.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

namespace tst_http_control {

using namespace redial;

namespace {

constexpr int patience = 30'000;

} // namespace

class Listener final : public Controllable
{
public:
    QJsonObject status() const override { return {{QStringLiteral("breaks"), breaks}}; }
    ControlOutcome disconnect(std::optional<DropKind>, const QString&) override
    {
        ++breaks;
        return status();
    }

    int breaks = 0;
};

namespace {

struct Reply
{
    int status = 0;
    QByteArray head;
    QJsonObject body;
    QString error() const { return body.value(QLatin1String("error")).toString(); }
};

} // namespace

class TestHttpControl : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void anOrderWithTheTokenIsCarriedOut();
    void theStatusCanBeAskedFor();
    void withoutTheTokenNothingIsDone_data();
    void withoutTheTokenNothingIsDone();
    void anotherHostNameIsRefused();
    void wrongRequestsAreAnsweredByStatusAndSentence_data();
    void wrongRequestsAreAnsweredByStatusAndSentence();
    void theTokenIsForItsOwnerAlone();
    void aLinkInTheTokensPlaceIsNotFollowed();
    void everyTokenIsAnother();

private:
    Reply exchange(const QByteArray& request) const;
    Reply post(const QByteArray& body, const QByteArray& headers = {}) const;
    QByteArray bearer() const;

    SystemClock clock_;
    QTemporaryDir folder_;
    std::optional<EventLog> log_;
    std::optional<Listener> listener_;
    std::optional<ControlDesk> desk_;
    std::optional<ControlToken> token_;
    std::optional<HttpControl> control_;
    std::optional<HttpServer> server_;
    quint16 port_ = 0;
};

void TestHttpControl::init()
{
    server_.reset();
    log_.emplace();
    listener_.emplace();
    desk_.emplace(*listener_, EventRecorder(*log_, clock_, Source::Harness));
    token_.emplace();
    QVERIFY(token_->writeTo(folder_.filePath(QStringLiteral("token"))).hasValue());
    control_.emplace(*desk_, *token_);
    server_.emplace([this](const HttpRequest& request) { return control_->answer(request); });
    const auto port = server_->listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(port.hasValue());
    port_ = *port;
}

QByteArray TestHttpControl::bearer() const
{
    QFile file(token_->path());
    return file.open(QIODevice::ReadOnly)
               ? "Authorization: Bearer " + file.readAll().trimmed() + "\r\n"
               : QByteArray();
}

Reply TestHttpControl::exchange(const QByteArray& request) const
{
    QTcpSocket socket;
    QByteArray received;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port_);
    socket.write(request);
    const auto ended = [&] {
        received += socket.readAll();
        return socket.state() == QAbstractSocket::UnconnectedState;
    };
    if (!QTest::qWaitFor(ended, patience))
        return {};
    const qsizetype headEnd = received.indexOf("\r\n\r\n");
    return {received.mid(9, 3).toInt(), received.left(headEnd),
            QJsonDocument::fromJson(received.mid(headEnd + 4)).object()};
}

Reply TestHttpControl::post(const QByteArray& body, const QByteArray& headers) const
{
    return exchange("POST /control HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers +
                    "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void TestHttpControl::anOrderWithTheTokenIsCarriedOut()
{
    const Reply reply =
        post("{\"redial\":1,\"id\":5,\"action\":\"disconnect\",\"kind\":\"reset\"}", bearer());
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body.value(QLatin1String("id")).toInt(), 5);
    QCOMPARE(listener_->breaks, 1);
    QCOMPARE(log_->size(), EventNumber(1));
    QCOMPARE(log_->header(1).kind, EventKind::Commanded);
    QVERIFY(log_->text(1, FieldKey::Detail) == "HTTP");
}

void TestHttpControl::theStatusCanBeAskedFor()
{
    const Reply reply = exchange("GET /control HTTP/1.1\r\nHost: localhost:80\r\n"
                                 "Connection: close\r\n" +
                                 bearer() + "\r\n");
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body.value(QLatin1String("result")).toObject().contains(QLatin1String("breaks")));
    QCOMPARE(log_->size(), EventNumber(0));
}

void TestHttpControl::withoutTheTokenNothingIsDone_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("empty") << QByteArray("Authorization: Bearer \r\n");
    QTest::newRow("wrong") << QByteArray("Authorization: Bearer 0123456789\r\n");
    QTest::newRow("another scheme") << QByteArray("Authorization: Basic $\r\n");
    QTest::newRow("a part") << QByteArray("Authorization: Bearer ^\r\n");
    QTest::newRow("more") << QByteArray("Authorization: Bearer $x\r\n");
    QTest::newRow("two") << QByteArray("Authorization: Bearer $\r\nAuthorization: Bearer $\r\n");
}

void TestHttpControl::withoutTheTokenNothingIsDone()
{
    QFETCH(QByteArray, headers);
    const QByteArray token = bearer().trimmed().mid(22);
    QCOMPARE(token.size(), 43);
    headers.replace('$', token);
    headers.replace('^', token.chopped(1));
    const Reply reply = post("{\"redial\":1,\"action\":\"disconnect\"}", headers);
    QCOMPARE(reply.status, 401);
    QVERIFY(reply.head.contains("WWW-Authenticate: Bearer"));
    QVERIFY(reply.error().contains(QLatin1String("token")));
    QCOMPARE(listener_->breaks, 0);
    QCOMPARE(log_->size(), EventNumber(0));
}

void TestHttpControl::anotherHostNameIsRefused()
{
    const Reply reply = exchange("GET /control HTTP/1.1\r\nHost: evil.example\r\n"
                                 "Connection: close\r\n" +
                                 bearer() + "\r\n");
    QCOMPARE(reply.status, 403);
}

void TestHttpControl::wrongRequestsAreAnsweredByStatusAndSentence_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("place");
    QTest::newRow("no JSON") << QByteArray("POST /control") << QByteArray("hello") << 400
                             << QStringLiteral("not JSON");
    QTest::newRow("no action") << QByteArray("POST /control")
                               << QByteArray("{\"redial\":1,\"action\":\"disconect\"}") << 400
                               << QStringLiteral("did you mean");
    QTest::newRow("refused") << QByteArray("POST /control")
                             << QByteArray("{\"redial\":1,\"action\":\"server_stop\"}") << 409
                             << QStringLiteral("no server of its own");
    QTest::newRow("elsewhere") << QByteArray("POST /") << QByteArray("{}") << 404
                               << QStringLiteral("/control");
    QTest::newRow("method") << QByteArray("DELETE /control") << QByteArray() << 405
                            << QStringLiteral("POST");
}

void TestHttpControl::wrongRequestsAreAnsweredByStatusAndSentence()
{
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, place);
    const Reply reply =
        exchange(start + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + bearer() +
                 "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QCOMPARE(reply.status, status);
    QVERIFY2(reply.error().contains(place), qPrintable(reply.error()));
}

void TestHttpControl::theTokenIsForItsOwnerAlone()
{
    const QString path = token_->path();
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                            QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QCOMPARE(QFileInfo(path).permissions() & others, QFile::Permissions());
    control_.reset();
    token_.reset();
    QVERIFY(!QFileInfo::exists(path));
}

void TestHttpControl::aLinkInTheTokensPlaceIsNotFollowed()
{
    const QString victim = folder_.filePath(QStringLiteral("victim"));
    const QString path = folder_.filePath(QStringLiteral("linked"));
    QVERIFY(QFile::link(victim, path));
    ControlToken token;
    QVERIFY(token.writeTo(path).hasValue());
    QVERIFY(!QFileInfo::exists(victim));
    ControlToken nowhere;
    const auto failed = nowhere.writeTo(folder_.filePath(QStringLiteral("no/such/folder")));
    QVERIFY(!failed.hasValue());
    QVERIFY(failed.error().contains(QLatin1String("no/such/folder")));
}

void TestHttpControl::everyTokenIsAnother()
{
    const QByteArray first = bearer();
    init();
    QVERIFY(first != bearer());
}

QTEST_GUILESS_MAIN(TestHttpControl)

} // namespace tst_http_control

#include "tst_http_control.moc"
