// SPDX-License-Identifier: MIT
// `redial proxy` between, and driven by, programs that others wrote.
#include "tests/interop/peers.h"

#include <QJsonArray>
#include <QTest>

namespace tst_interop_proxy {

using namespace redial;

struct ControlledProxy
{
    std::unique_ptr<PeerProcess> program;
    QString controlUrl;
};

namespace {

ControlledProxy startControlledProxy()
{
    ControlledProxy proxy;
    proxy.program = startRedial(
        {QStringLiteral("proxy"), QStringLiteral("--control-port"), QStringLiteral("0")});
    proxy.controlUrl = proxy.program->waitForText(
        QRegularExpression(QStringLiteral("control on (http://127\\.0\\.0\\.1:\\d+)")));
    return proxy;
}

QJsonObject firstEvent(const PeerProcess& peer, const char* name)
{
    const auto events = peer.events(QString::fromLatin1(name));
    return events.isEmpty() ? QJsonObject() : events.first();
}

double milliseconds(const PeerProcess& peer, const char* name)
{
    return firstEvent(peer, name).value(QLatin1String("milliseconds")).toDouble(-1);
}

QString text(const PeerProcess& peer, const char* name, const char* key)
{
    return firstEvent(peer, name).value(QLatin1String(key)).toVariant().toString();
}

} // namespace

class TestInteropProxy : public QObject
{
    Q_OBJECT
private slots:
    void toxiproxysClientAddsLatencyAndRemovesItAgain();
    void toxiproxysClientDisablesResetsAndPopulates();

private:
    void runClient();

    ControlledProxy proxy_;
    std::unique_ptr<PeerProcess> client_;
};

void TestInteropProxy::runClient()
{
    if (client_)
        return;
    proxy_ = startControlledProxy();
    QVERIFY2(!proxy_.controlUrl.isEmpty(), proxy_.program->output().constData());
    client_ = startPeer(QStringLiteral("toxiproxy_client.mjs"), {proxy_.controlUrl});
    QVERIFY2(client_->waitForEvents(QStringLiteral("done")),
             (client_->output() + proxy_.program->output()).constData());
}

void TestInteropProxy::toxiproxysClientAddsLatencyAndRemovesItAgain()
{
    REQUIRE_PEER(PeerKind::Node);
    runClient();
    QVERIFY(client_->events(QStringLiteral("done")).size() == 1);
    const PeerProcess& client = *client_;
    for (const char* name : {"before", "slowed", "quick", "after"})
        QCOMPARE(text(client, name, "body"), QStringLiteral("hello /x"));
    QVERIFY2(milliseconds(client, "slowed") >= 499, client.output().constData());
    // The others are shorter by what the toxic adds, however slow the machine is.
    const double without = std::min(milliseconds(client, "before"), milliseconds(client, "after"));
    QVERIFY2(without < milliseconds(client, "slowed"), client.output().constData());
    QCOMPARE(text(client, "toxic", "type"), QStringLiteral("latency"));
    QCOMPARE(text(client, "removed", "error"),
             QStringLiteral("Request failed with status code 404"));
    QCOMPARE(text(client, "again", "error"), QStringLiteral("Request failed with status code 409"));
    QVERIFY(proxy_.program->output().contains("fault latency (downstream) has hit connection"));
}

void TestInteropProxy::toxiproxysClientDisablesResetsAndPopulates()
{
    REQUIRE_PEER(PeerKind::Node);
    runClient();
    QVERIFY(client_->events(QStringLiteral("done")).size() == 1);
    const PeerProcess& client = *client_;
    QCOMPARE(text(client, "disabled", "enabled"), QStringLiteral("false"));
    QCOMPARE(text(client, "disabled", "body"), QStringLiteral("ECONNREFUSED"));
    QCOMPARE(text(client, "reset", "enabled"), QStringLiteral("true"));
    QCOMPARE(text(client, "reset", "body"), QStringLiteral("hello /x"));
    QCOMPARE(text(client, "populated", "body"), QStringLiteral("hello /x"));
    QCOMPARE(firstEvent(client, "all").value(QLatin1String("names")).toArray().size(), 2);
    QCOMPARE(text(client, "gone", "error"), QStringLiteral("Request failed with status code 404"));
}

QTEST_GUILESS_MAIN(TestInteropProxy)

} // namespace tst_interop_proxy

#include "tst_interop_proxy.moc"
