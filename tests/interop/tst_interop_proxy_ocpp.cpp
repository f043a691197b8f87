// SPDX-License-Identifier: MIT
// `redial proxy` with faults between a station and a central system that others wrote (ocpp-rpc).
#include "tests/interop/peers.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

namespace tst_interop_proxy_ocpp {

using namespace redial;

namespace {

QString fieldOf(const QJsonObject& event, const char* field)
{
    return event.value(QLatin1String("fields"))
        .toObject()
        .value(QLatin1String(field))
        .toVariant()
        .toString();
}

} // namespace

class TestInteropProxyOcpp : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void withoutAFaultNothingIsChanged();
    void withheldPongsEndTheConnection();
    void theThirdHeartbeatCutsTheConnection();
    void onlyTheServersMessagesAreDelayed();
    void aCallResultComesTwice();
    void theStationComesASecondTime();

private:
    void begin(const QStringList& faults, const QStringList& clientOptions = {});
    /// Ends the proxy; the run file's events of that kind.
    QList<QJsonObject> logged(const char* kind);
    QByteArray said() const { return server_->output() + client_->output() + proxy_->output(); }

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<PeerProcess> server_;
    std::unique_ptr<PeerProcess> proxy_;
    std::unique_ptr<PeerProcess> client_;
};

void TestInteropProxyOcpp::init()
{
    client_.reset();
    proxy_.reset();
    server_.reset();
    folder_ = std::make_unique<QTemporaryDir>();
}

void TestInteropProxyOcpp::begin(const QStringList& faults, const QStringList& clientOptions)
{
    server_ = startPeer(QStringLiteral("ocpp_rpc_server.mjs"),
                        {QStringLiteral("ocpp1.6"), QStringLiteral("0")});
    QVERIFY(server_->waitForEvents(QStringLiteral("listening")));
    const int port =
        server_->events(QStringLiteral("listening")).first().value(QLatin1String("port")).toInt();
    QStringList arguments{QStringLiteral("proxy"),
                          QStringLiteral("--listen"),
                          QStringLiteral("0"),
                          QStringLiteral("--upstream"),
                          QStringLiteral("127.0.0.1:%1").arg(port),
                          QStringLiteral("--log"),
                          folder_->filePath(QStringLiteral("run.redial"))};
    for (const QString& fault : faults)
        arguments << QStringLiteral("--fault") << fault;
    proxy_ = startRedial(arguments);
    const QString address = proxy_->waitForText(
        QRegularExpression(QStringLiteral("listening on (127\\.0\\.0\\.1:\\d+)")));
    QVERIFY2(!address.isEmpty(), proxy_->output().constData());
    client_ = startPeer(QStringLiteral("ocpp_rpc_client.mjs"),
                        QStringList{QStringLiteral("ws://") + address, QStringLiteral("ocpp1.6"),
                                    QStringLiteral("CP-1")} +
                            clientOptions);
}

QList<QJsonObject> TestInteropProxyOcpp::logged(const char* kind)
{
    proxy_->interrupt();
    proxy_->waitForEnd();
    QList<QJsonObject> events;
    QFile file(folder_->filePath(QStringLiteral("run.redial")));
    if (!file.open(QIODevice::ReadOnly))
        return events;
    for (const QByteArray& line : file.readAll().split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (event.value(QLatin1String("kind")) == QLatin1String(kind))
            events << event;
    }
    return events;
}

void TestInteropProxyOcpp::withoutAFaultNothingIsChanged()
{
    REQUIRE_PEER(PeerKind::Node);
    begin({}, {QStringLiteral("3000"), QStringLiteral("3")});
    QVERIFY2(client_->waitForEvents(QStringLiteral("later heartbeat")), said().constData());
    QVERIFY2(server_->waitForEvents(QStringLiteral("refused call")), said().constData());
    QVERIFY(client_->events(QStringLiteral("disconnected")).isEmpty());
    QVERIFY(client_->events(QStringLiteral("bad message")).isEmpty());
    QVERIFY(logged("fault_bitten").isEmpty());
}

void TestInteropProxyOcpp::withheldPongsEndTheConnection()
{
    REQUIRE_PEER(PeerKind::Node);
    begin({QStringLiteral("W22 when=attempt:1")}, {QStringLiteral("200")});
    QVERIFY2(client_->waitForEvents(QStringLiteral("disconnected")), said().constData());
    QVERIFY2(client_->waitForEvents(QStringLiteral("open"), 2), said().constData());
    const auto bitten = logged("fault_bitten");
    QCOMPARE(bitten.size(), 1);
    QCOMPARE(fieldOf(bitten[0], "fault"), QStringLiteral("W22"));
    QCOMPARE(fieldOf(bitten[0], "detail"), QStringLiteral("a pong"));
}

void TestInteropProxyOcpp::theThirdHeartbeatCutsTheConnection()
{
    REQUIRE_PEER(PeerKind::Node);
    begin({QStringLiteral("T6 when=attempt:1 when=message:3:Heartbeat match=kind:call")},
          {QString(), QStringLiteral("4")});
    QVERIFY2(client_->waitForEvents(QStringLiteral("disconnected")), said().constData());
    QCOMPARE(client_->events(QStringLiteral("second heartbeat")).size(), 1);
    QVERIFY(client_->events(QStringLiteral("later heartbeat")).isEmpty());
    QVERIFY2(server_->waitForEvents(QStringLiteral("closed")), said().constData());
    // The second connection is let alone.
    QVERIFY2(client_->waitForEvents(QStringLiteral("later heartbeat"), 2), said().constData());
    const auto bitten = logged("fault_bitten");
    QCOMPARE(bitten.size(), 1);
    QCOMPARE(fieldOf(bitten[0], "fault"), QStringLiteral("T6"));
}

void TestInteropProxyOcpp::onlyTheServersMessagesAreDelayed()
{
    REQUIRE_PEER(PeerKind::Node);
    begin({QStringLiteral("N12 delay=500ms direction=downstream")});
    QVERIFY2(client_->waitForEvents(QStringLiteral("second heartbeat")), said().constData());
    QVERIFY2(client_->events(QStringLiteral("heartbeat"))
                     .first()
                     .value(QLatin1String("milliseconds"))
                     .toDouble() >= 499,
             said().constData());
    const auto came = logged("message_in");
    const auto went = logged("message_out");
    const auto waits = [&](const char* from, const char* to) {
        QList<double> times;
        QList<double> outs;
        for (const QJsonObject& event : went) {
            if (fieldOf(event, "to") == QLatin1String(to))
                outs << event.value(QLatin1String("t")).toDouble();
        }
        for (const QJsonObject& event : came) {
            if (fieldOf(event, "from") == QLatin1String(from) && times.size() < outs.size())
                times << outs[times.size()] - event.value(QLatin1String("t")).toDouble();
        }
        return times;
    };
    const auto up = waits("client", "server");
    const auto down = waits("server", "client");
    QVERIFY(up.size() >= 3 && down.size() >= 3);
    QVERIFY(*std::min_element(down.begin(), down.end()) >= 499e6);
    // Nothing waits on purpose the other way, however busy the machine is: not all of them.
    QVERIFY(*std::min_element(up.begin(), up.end()) < 499e6);
    QCOMPARE(fieldOf(logged("fault_bitten").value(0), "fault"), QStringLiteral("N12"));
}

void TestInteropProxyOcpp::aCallResultComesTwice()
{
    REQUIRE_PEER(PeerKind::Node);
    begin({QStringLiteral("O4 when=message:1:Heartbeat")});
    QVERIFY2(client_->waitForEvents(QStringLiteral("bad message")), said().constData());
    QVERIFY2(client_->waitForEvents(QStringLiteral("second heartbeat")), said().constData());
    QVERIFY(client_->events(QStringLiteral("disconnected")).isEmpty());
    const auto bitten = logged("fault_bitten");
    QCOMPARE(bitten.size(), 1);
    QCOMPARE(fieldOf(bitten[0], "fault"), QStringLiteral("O4"));
}

void TestInteropProxyOcpp::theStationComesASecondTime()
{
    REQUIRE_PEER(PeerKind::Node);
    begin({QStringLiteral("P9 when=attempt:1")});
    QVERIFY2(server_->waitForEvents(QStringLiteral("open"), 2), said().constData());
    for (const QJsonObject& open : server_->events(QStringLiteral("open")))
        QCOMPARE(open.value(QLatin1String("identity")).toString(), QStringLiteral("CP-1"));
    const auto takeovers = logged("takeover");
    QCOMPARE(takeovers.size(), 1);
    QCOMPARE(fieldOf(takeovers[0], "identity"), QStringLiteral("CP-1"));
}

QTEST_GUILESS_MAIN(TestInteropProxyOcpp)

} // namespace tst_interop_proxy_ocpp

#include "tst_interop_proxy_ocpp.moc"
