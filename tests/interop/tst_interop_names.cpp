// SPDX-License-Identifier: MIT
// The faults of names (D1 to D5) done to a client that others wrote (ws on c-ares), by dnsmasq with
// the options of docs/faults.md.
#include "tests/interop/peers.h"

#include <QJsonArray>
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTest>
#include <QTimer>
#include <QUdpSocket>
#include <QUrl>

namespace tst_interop_names {

using namespace redial;

namespace {

constexpr int mostTries = 20;

/// The name server behind dnsmasq: answers what it is asked, so late, with 127.0.0.1 or SERVFAIL.
class NameServer
{
public:
    NameServer(std::chrono::milliseconds delay, bool fails) : delay_(delay), fails_(fails)
    {
        socket_.setProxy(QNetworkProxy::NoProxy);
        socket_.bind(QHostAddress::LocalHost);
        QObject::connect(&socket_, &QUdpSocket::readyRead, [this] { take(); });
    }
    quint16 port() const { return socket_.localPort(); }

private:
    void take()
    {
        QByteArray question(512, '\0');
        QHostAddress from;
        quint16 port = 0;
        question.truncate(socket_.readDatagram(question.data(), question.size(), &from, &port));
        QTimer::singleShot(delay_, &socket_, [this, question, from, port] {
            socket_.writeDatagram(answerTo(question), from, port);
        });
    }
    /// RFC 1035 4.1: one question, no other section.
    QByteArray answerTo(const QByteArray& question) const
    {
        constexpr qsizetype head = 12;
        const qsizetype end = question.indexOf('\0', head) + 5;
        const QByteArray counts =
            QByteArray::fromHex(fails_ ? "81820001000000000000" : "81800001000100000000");
        QByteArray answer = question.left(2) + counts + question.mid(head, end - head);
        if (!fails_)
            answer += QByteArray::fromHex("c00c0001000100000000"
                                          "0004"
                                          "7f000001");
        return answer;
    }

    QUdpSocket socket_;
    std::chrono::milliseconds delay_;
    bool fails_;
};

/// A free port for both TCP and UDP; somebody may take it before it is used. 0 if none was found.
/// TCP chooses: after tests with very many connections half of its ports are not free for a minute.
quint16 freePort()
{
    for (int i = 0; i < mostTries; ++i) {
        QTcpServer connections;
        QUdpSocket datagrams;
        connections.setProxy(QNetworkProxy::NoProxy);
        datagrams.setProxy(QNetworkProxy::NoProxy);
        if (connections.listen(QHostAddress::LocalHost) &&
            datagrams.bind(QHostAddress::LocalHost, connections.serverPort()))
            return connections.serverPort();
    }
    return 0;
}

/// dnsmasq on a port of its own.
struct NameProgram
{
    quint16 port = 0;
    std::unique_ptr<PeerProcess> process;
    bool hasStarted = false;
};

/// Tries again on another port where somebody has taken the first.
NameProgram startNames(const QString& options)
{
    NameProgram names;
    for (int i = 0; i < mostTries && !names.hasStarted; ++i) {
        names.port = freePort();
        if (names.port == 0) // dnsmasq would start without a name service
            continue;
        names.process = std::make_unique<PeerProcess>(
            dnsmasqProgram(),
            (QStringLiteral("--keep-in-foreground --conf-file=/dev/null --pid-file= --no-resolv "
                            "--no-hosts --log-facility=- --user=root --bind-interfaces "
                            "--listen-address=127.0.0.1 --port=%1 ")
                 .arg(names.port) +
             options)
                .split(QLatin1Char(' '), Qt::SkipEmptyParts));
        names.hasStarted =
            !names.process->waitForText(QRegularExpression(QStringLiteral("(started, version)")))
                 .isEmpty();
    }
    return names;
}

} // namespace

class TestInteropNames : public QObject
{
    Q_OBJECT
private slots:
    void aForeignClientSeesWhatItsNameServerSays_data();
    void aForeignClientSeesWhatItsNameServerSays();
};

void TestInteropNames::aForeignClientSeesWhatItsNameServerSays_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("addresses");
    QTest::addColumn<bool>("opens");
    const auto row = [](const char* name, const char* options, const char* code, int addresses,
                        bool opens) {
        QTest::newRow(name) << QString::fromLatin1(options) << QString::fromLatin1(code)
                            << addresses << opens;
    };
    row("no fault", "--address=/csms.test/127.0.0.1", "", 1, true);
    row("D1", "--address=/csms.test/", "ENOTFOUND", 0, false);
    row("D2", "", "EREFUSED", 0, false);
    row("D2 SERVFAIL", "--server=/csms.test/127.0.0.1#FAILING", "ESERVFAIL", 0, false);
    row("D3", "--server=/csms.test/127.0.0.1#SLOW", "", 1, true);
    // Nobody listens there.
    row("D4", "--address=/csms.test/127.0.0.2", "", 1, false);
    row("D5",
        "--no-round-robin --host-record=csms.test,127.0.0.2 --host-record=csms.test,127.0.0.1", "",
        2, true);
}

void TestInteropNames::aForeignClientSeesWhatItsNameServerSays()
{
    REQUIRE_PEER(PeerKind::Dnsmasq);
    REQUIRE_PEER(PeerKind::Node);
    QFETCH(QString, options);
    QFETCH(QString, code);
    QFETCH(int, addresses);
    QFETCH(bool, opens);
    constexpr std::chrono::milliseconds late{500};
    const NameServer slow(late, false);
    const NameServer failing({}, true);
    options.replace(QLatin1String("SLOW"), QString::number(slow.port()));
    options.replace(QLatin1String("FAILING"), QString::number(failing.port()));

    QString address;
    const auto server = startServer({}, &address);
    QVERIFY2(!address.isEmpty(), server->output().constData());
    const NameProgram names = startNames(options);
    QVERIFY2(names.hasStarted,
             names.process ? names.process->output().constData() : "no free port");
    const auto client =
        startPeer(QStringLiteral("named_client.mjs"),
                  {QStringLiteral("ws://csms.test:%1/CP-1").arg(QUrl(address).port()),
                   QStringLiteral("127.0.0.1:%1").arg(names.port)});
    const bool hasEnded =
        client->waitForEvents(opens ? QStringLiteral("open") : QStringLiteral("failed"));
    QVERIFY2(hasEnded, (client->output() + names.process->output()).constData());
    const QJsonObject lookedUp = client->events(QStringLiteral("looked up")).value(0);
    QCOMPARE(lookedUp.value(QLatin1String("code")).toString(), code);
    QCOMPARE(lookedUp.value(QLatin1String("addresses")).toArray().size(), addresses);
    if (options.contains(QString::number(slow.port())))
        QVERIFY(lookedUp.value(QLatin1String("milliseconds")).toDouble() >= 499);
    QCOMPARE(client->events(QStringLiteral("open")).isEmpty(), !opens);
}

QTEST_GUILESS_MAIN(TestInteropNames)

} // namespace tst_interop_names

#include "tst_interop_names.moc"
