// SPDX-License-Identifier: MIT
// What the two transports report of a server's faults, over real sockets (oracle P50): the precise
// one the true cause, the one over QWebSocket what Qt 6.4 lets it see.
#include "core/transport/precise_websocket_transport.h"
#include "core/transport/qwebsocket_transport.h"
#include "tests/fault/server_fault_fixture.h"

#include <QtTest>

namespace tst_reported_causes {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

const QLatin1String orderly("close_handshake 1000 by us");
const QLatin1String violation("protocol_error 1002 by us");

/// "cause code", of a refused upgrade the status and whether Retry-After was seen, and whose doing
/// it was.
QString described(const CloseInfo& info)
{
    const std::string_view cause = nameOf(info.cause);
    QString text = QStringLiteral("%1 %2")
                       .arg(QLatin1String(cause.data(), qsizetype(cause.size())))
                       .arg(info.code);
    if (info.httpStatus)
        text += QStringLiteral(" http %1").arg(*info.httpStatus);
    if (info.retryAfter)
        text += QStringLiteral(" retry-after");
    if (info.remote && info.cause == CloseCause::CloseHandshake && !info.reason.empty())
        text += QLatin1Char(' ') + QString::fromStdString(info.reason);
    return text + (info.remote ? QStringLiteral(" by peer") : QStringLiteral(" by us"));
}

/// Opens a transport to a server under the fault, sends a CALL and returns the report of the end.
/// A link that outlives the fault is closed by the client once its CALL has been answered.
template <typename Kind>
QString reportOf(FaultyServer& server, const QString& fault, const QString& expected)
{
    const bool ends =
        expected.endsWith(QLatin1String("by peer")) || expected.startsWith(QLatin1String("proto"));
    const bool timesOut = expected.startsWith(QLatin1String("connect_timeout"));
    TransportRequest request;
    request.url = QUrl(QStringLiteral("ws://127.0.0.1:%1/CP-1").arg(server.port));
    request.subprotocols = {QStringLiteral("ocpp1.6")};
    request.connectTimeout = timesOut ? 300ms : 60s;
    request.closeTimeout = 2s;
    request.deflate = fault.startsWith(QLatin1String("W21"));
    Kind transport(server.clock);
    std::vector<CloseInfo> closed;
    QObject::connect(&transport, &Transport::opened, &transport,
                     [&] { transport.sendText(QStringLiteral(R"([2,"1","Heartbeat",{}])")); });
    QObject::connect(&transport, &Transport::textReceived, &transport,
                     [&](quint32, const QString& text) {
                         if (!ends && text.startsWith(QLatin1String("[3,\"1\"")))
                             transport.close(1000);
                     });
    QObject::connect(&transport, &Transport::closed, &transport,
                     [&](quint32, const CloseInfo& info) { closed.push_back(info); });
    if (!transport.open(1, request) ||
        !QTest::qWaitFor([&] { return !closed.empty(); }, generousMilliseconds))
        return QStringLiteral("nothing");
    return described(closed.front());
}

} // namespace

class tst_ReportedCauses : public QObject
{
    Q_OBJECT
private slots:
    void theCauseIsTheFaults_data();
    void theCauseIsTheFaults();
    void aClosedPortIsRefused();

private:
    static void addRow(const QString& fault, const QString& precise, const QString& qt)
    {
        QTest::newRow(fault.isEmpty() ? "no fault" : qPrintable(fault)) << fault << precise << qt;
    }
    /// Both transports report the same.
    static void addRows(std::initializer_list<const char*> faults, QLatin1String report)
    {
        for (const char* fault : faults)
            addRow(QString::fromLatin1(fault), report, report);
    }
    static void addRow(const char* fault, const char* precise, const char* qt)
    {
        addRow(QString::fromLatin1(fault), QString::fromLatin1(precise), QString::fromLatin1(qt));
    }
    static void addStreamRows();
    static void addUpgradeRows();
    static void addCloseRows();
    static void addFrameRows();
};

void tst_ReportedCauses::addStreamRows()
{
    addRows({"T5"}, QLatin1String("connect_timeout 1006 by us"));
    addRows({"T3", "T7 when=message:1", "T8 when=message:1", "W18"},
            QLatin1String("end_of_stream 1006 by peer"));
    addRows({"T4", "T6 when=message:1", "W27 interval=20ms timeout=0"},
            QLatin1String("reset 1006 by peer"));
}

void tst_ReportedCauses::addUpgradeRows()
{
    addRows({"", "H9 interval=1ms", "H18", "H19"}, orderly);
    addRows({"H9 interval=10s", "H10"}, QLatin1String("connect_timeout 1006 by us"));
    addRows({"H11", "H11 bytes=0", "H13", "H14", "H14 header=connection", "H14 header=both",
             "H15 form=unknown"},
            QLatin1String("handshake_failed 1006 by peer"));
    // QWebSocket waits for the end of a head that will never be one.
    addRow("H12", "handshake_failed 1006 by peer", "connect_timeout 1006 by us");
    // QWebSocket takes an extension that it has not asked for.
    addRow("H16", "handshake_failed 1006 by peer", "close_handshake 1000 by us");
    for (const char* fault :
         {"H1 status=401", "H1 status=403", "H2 status=404", "H3 status=400", "H3 status=426",
          "H6 status=500", "H6 status=502", "H6 status=504", "H7 status=301", "H7 status=302",
          "H7 status=307", "H7 status=308", "H8 status=200", "H17 status=426"}) {
        const QString text = QString::fromLatin1(fault);
        const QStringList parts = text.split(QStringLiteral(" status="));
        const QString report = QStringLiteral("http_refused 1006 http %1 by peer").arg(parts[1]);
        const bool chosen = parts[0] != QLatin1String("H2") && parts[0] != QLatin1String("H8") &&
                            parts[0] != QLatin1String("H17");
        addRow(chosen ? text : parts[0], report, report);
    }
    // QWebSocket hides the answer's headers.
    addRow("H4 retry_after=30s", "http_refused 1006 http 429 retry-after by peer",
           "http_refused 1006 http 429 by peer");
    addRow("H5 retry_after=30s form=date", "http_refused 1006 http 503 retry-after by peer",
           "http_refused 1006 http 503 by peer");
    addRow("H5 retry_after=0", "http_refused 1006 http 503 by peer",
           "http_refused 1006 http 503 by peer");
}

void tst_ReportedCauses::addCloseRows()
{
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                           3000, 3999, 4000, 4999}) {
        const QString report = QStringLiteral("close_handshake %1 by peer").arg(code);
        // QWebSocket knows no code after 1011 of the standard's range.
        const bool unknown = code >= 1012 && code <= 1014;
        addRow(QStringLiteral("W4 code=%1").arg(code), report, unknown ? violation : report);
    }
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
        addRow(QStringLiteral("W4 code=%1").arg(code), violation, violation);
    addRows({"W4 code=1000 shape=one_byte", "W4 code=1000 shape=long_reason"}, violation);
    addRows({"W4 code=1000 shape=bad_utf8"}, QLatin1String("protocol_error 1007 by us"));
    addRow("W4 shape=empty", "close_handshake 1005 by peer", "close_handshake 1000 by peer");
    addRows({"W1 code=1001 reason=later"}, QLatin1String("close_handshake 1001 later by peer"));
    addRows({"W2 code=1008"}, QLatin1String("close_handshake 1008 by peer"));
    addRows({"W3", "W8"}, QLatin1String("close_handshake 1001 by peer"));
    addRows({"W7"}, QLatin1String("close_handshake 1000 by peer"));
    // QWebSocket does not wait for the peer's Close.
    addRow("W5", "local_abort 1006 by us", "close_handshake 1000 by us");
    addRow("W6 code=1011", "close_handshake 1011 by us", "close_handshake 1000 by us");
}

void tst_ReportedCauses::addFrameRows()
{
    addRows({"W9", "W9 opcode=11", "W10", "W10 bit=rsv2", "W10 bit=rsv3", "W12", "W12 frame=close",
             "W13", "W13 frame=close", "W14", "W14 form=non_minimal_64", "W14 form=negative", "W15",
             "W15 form=start_inside"},
            violation);
    // QWebSocket takes a masked frame of a server.
    addRow("W11", "protocol_error 1002 by us", "close_handshake 1000 by us");
    addRows({"W16", "W16 form=split", "W16 form=fail_fast"},
            QLatin1String("protocol_error 1007 by us"));
    addRows({"W17 bytes=17MiB", "W17 bytes=17MiB form=fragments"},
            QLatin1String("protocol_error 1009 by us"));
    addRows({"W19", "W19 delay=2ms", "W20 frames=2 most_delay=20ms", "W25", "W26 count=100"},
            orderly);
    // QWebSocket cannot agree to compression: to it the frame has a reserved bit.
    addRow("W21 bytes=20MiB", "protocol_error 1009 by us", "protocol_error 1002 by us");
    addRow("W21 form=broken", "protocol_error 1007 by us", "protocol_error 1002 by us");
}

void tst_ReportedCauses::theCauseIsTheFaults_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("precise");
    QTest::addColumn<QString>("qt");
    addStreamRows();
    addUpgradeRows();
    addCloseRows();
    addFrameRows();
}

void tst_ReportedCauses::theCauseIsTheFaults()
{
    QFETCH(QString, fault);
    QFETCH(QString, precise);
    QFETCH(QString, qt);
    const QStringList plan = fault.isEmpty() ? QStringList() : QStringList{fault};
    FaultyServer toPrecise(plan);
    QCOMPARE(reportOf<PreciseWebSocketTransport>(toPrecise, fault, precise), precise);
    QCOMPARE(toPrecise.count(EventKind::FaultBitten) > 0, !fault.isEmpty());
    FaultyServer toQt(plan);
    QCOMPARE(reportOf<QWebSocketTransport>(toQt, fault, qt), qt);
    QCOMPARE(toQt.count(EventKind::FaultBitten) > 0, !fault.isEmpty());
}

void tst_ReportedCauses::aClosedPortIsRefused()
{
    const QString expected = QStringLiteral("refused 1006 by peer");
    FaultyServer server({});
    QVERIFY(server.faults().addFault(*parsePlannedFault(QStringLiteral("T1"))));
    QCOMPARE(reportOf<PreciseWebSocketTransport>(server, {}, expected), expected);
    QCOMPARE(reportOf<QWebSocketTransport>(server, {}, expected), expected);
}

QTEST_GUILESS_MAIN(tst_ReportedCauses)

} // namespace tst_reported_causes

#include "tst_reported_causes.moc"
