// SPDX-License-Identifier: MIT
// pcapng as Wireshark's own dissectors read it: TCP whole, HTTP and WebSocket recognised, contents
// and event numbers in their places.
#include "core/log/event_recorder.h"
#include "core/report/pcapng_report.h"
#include "core/time/virtual_clock.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace tst_pcapng {

using namespace redial;
using namespace std::chrono_literals;

namespace {

struct Packet
{
    QString flags;
    QString checksum;
    QString status;
    QString opcode;
    QString malformed;
    QString analysis;
    QString comment;
    QString destination;
};

constexpr const char* fieldNames[]{
    "tcp.flags.str", "tcp.checksum.status", "http.response.code", "websocket.opcode",
    "_ws.malformed", "tcp.analysis.flags",  "frame.comment",      "ip.dst"};

void message(const EventRecorder& recorder, EventKind kind, const std::string& text,
             const Field& more = {FieldKey::Truncated, false})
{
    recorder.record(kind, {{FieldKey::Size, text.size()}, {FieldKey::Payload, text}, more});
}

void closed(const EventRecorder& recorder, const char* cause, bool remote, int status = 0)
{
    recorder.record(
        EventKind::Closed,
        {{FieldKey::Cause, cause}, {FieldKey::Remote, remote}, {FieldKey::HttpStatus, status}});
}

const std::string bigMessage(60'000, 'x');

/// Refused by TCP, refused by HTTP, then a talk with all kinds of frames.
void playClient(EventLog& log)
{
    VirtualClock clock;
    EventRecorder client(log, clock, Source::Client);
    const auto connect = [&](std::uint32_t epoch) {
        clock.advance(1s);
        client.setEpoch(epoch);
        client.record(EventKind::ConnectBegin, {{FieldKey::Url, "ws://example.org:9000/CS-1"}});
        clock.advance(1ms);
    };
    connect(1);
    closed(client, "refused", true);
    connect(2);
    client.record(EventKind::TcpConnected);
    closed(client, "http_refused", true, 503);
    connect(3);
    client.record(EventKind::Opened, {{FieldKey::Subprotocol, "ocpp1.6\r\nX: y"}});
    message(client, EventKind::MessageOut, R"([2,"1","BootNotification",{}])");
    message(client, EventKind::MessageIn, R"([3,"1",{}])");
    message(client, EventKind::MessageOut, bigMessage);
    message(client, EventKind::MessageIn, "AAECAw==", {FieldKey::Binary, true});
    client.record(EventKind::PingSent, {{FieldKey::Size, 4}});
    client.record(EventKind::PongReceived, {{FieldKey::Size, 4}});
    client.record(EventKind::CloseSent, {{FieldKey::Code, 1001}, {FieldKey::Reason, "gone\x01"}});
    client.record(EventKind::CloseReceived, {{FieldKey::Code, 1001}});
    closed(client, "close_handshake", false);
    client.record(EventKind::RunEnded);
}

void playProxy(EventLog& log)
{
    VirtualClock clock;
    EventRecorder proxy(log, clock, Source::Proxy);
    proxy.setEpoch(1);
    proxy.record(EventKind::Accepted);
    proxy.record(EventKind::TcpConnected);
    proxy.record(EventKind::UpgradeRequest, {{FieldKey::Url, "/CS-1"}});
    proxy.record(EventKind::UpgradeResponse, {{FieldKey::HttpStatus, 101}});
    message(proxy, EventKind::MessageIn, "from the client", {FieldKey::From, "client"});
    message(proxy, EventKind::MessageOut, "from the client", {FieldKey::To, "server"});
    message(proxy, EventKind::MessageIn, "from the server", {FieldKey::From, "server"});
    proxy.record(EventKind::ConnectionReset, {{FieldKey::From, "server"}});
    closed(proxy, "reset", true);
}

} // namespace

class tst_Pcapng : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        tshark_ = QStandardPaths::findExecutable(QStringLiteral("tshark"));
        if (tshark_.isEmpty() && qEnvironmentVariableIsEmpty("CI"))
            QSKIP("tshark is not installed (Debian: tshark)");
    }

    void aClientsConnectionsAreDissected()
    {
        EventLog log;
        playClient(log);
        QList<Packet> packets;
        dissect(captured(log), packets);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(withFlag(packets, QLatin1Char('S')), 5); // three SYN, two answered
        QCOMPARE(withFlag(packets, QLatin1Char('R')), 1);
        QCOMPARE(withFlag(packets, QLatin1Char('F')), 4);
        QStringList statuses;
        QStringList opcodes;
        for (const Packet& packet : packets) {
            QCOMPARE(packet.malformed, QString());
            QCOMPARE(packet.analysis, QString());
            QCOMPARE(packet.checksum, QStringLiteral("1"));
            if (!packet.status.isEmpty())
                statuses << packet.status;
            if (!packet.opcode.isEmpty())
                opcodes << packet.opcode;
        }
        QCOMPARE(statuses, QStringList({QStringLiteral("503"), QStringLiteral("101")}));
        QCOMPARE(opcodes.join(QLatin1Char(' ')), QStringLiteral("1 1 1 2 9 10 8 8"));
        const auto boot = std::find_if(packets.begin(), packets.end(), [](const Packet& packet) {
            return packet.opcode == QLatin1String("1");
        });
        QVERIFY2(boot->comment.contains(QLatin1String("#8 at ")), qPrintable(boot->comment));
    }

    void aProxyHasTwoSides()
    {
        EventLog log;
        playProxy(log);
        QList<Packet> packets;
        dissect(captured(log), packets);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(withFlag(packets, QLatin1Char('S')), 4);
        QCOMPARE(withFlag(packets, QLatin1Char('R')), 1);
        QStringList destinations;
        for (const Packet& packet : packets) {
            QCOMPARE(packet.malformed, QString());
            if (!packet.opcode.isEmpty())
                destinations << packet.destination.section(QLatin1Char('.'), -1);
        }
        QCOMPARE(destinations.join(QLatin1Char(' ')), QStringLiteral("2 3 2"));
    }

    void aDamagedPacketIsNoticed()
    {
        EventLog log;
        playProxy(log);
        QByteArray bytes = captured(log);
        const qsizetype at = bytes.indexOf("GET /CS-1");
        QVERIFY(at > 0);
        bytes[at] = 'g';
        QList<Packet> packets;
        dissect(bytes, packets);
        QCOMPARE(std::count_if(
                     packets.begin(), packets.end(),
                     [](const Packet& packet) { return packet.checksum == QLatin1String("0"); }),
                 1);
    }

    void anEmptyRunIsAFileToo() { QVERIFY(captured(EventLog()).startsWith("\x0A\x0D\x0D\x0A")); }

private:
    static QByteArray captured(const EventLog& log)
    {
        RunInfo info;
        info.program = QStringLiteral("redial 1.2.3");
        return pcapngReport({log, info, {}, QStringLiteral("run.jsonl")});
    }

    static int withFlag(const QList<Packet>& packets, QChar flag)
    {
        return int(std::count_if(packets.begin(), packets.end(), [flag](const Packet& packet) {
            return packet.flags.contains(flag);
        }));
    }

    /// What tshark reads, one row a packet; fails the test if it cannot.
    void dissect(const QByteArray& bytes, QList<Packet>& packets)
    {
        QFile file(folder_.filePath(QStringLiteral("run.pcapng")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        QStringList words{QStringLiteral("-n"),
                          QStringLiteral("-r"),
                          file.fileName(),
                          QStringLiteral("-o"),
                          QStringLiteral("tcp.check_checksum:TRUE"),
                          QStringLiteral("-T"),
                          QStringLiteral("fields")};
        for (const char* const name : fieldNames)
            words << QStringLiteral("-e") << QLatin1String(name);
        QProcess process;
        // Nobody's preferences but Wireshark's own.
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("HOME"), folder_.path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder_.path());
        process.setProcessEnvironment(environment);
        process.start(tshark_, words);
        QVERIFY(process.waitForFinished(120'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        const QList<QByteArray> lines = process.readAllStandardOutput().split('\n');
        for (const QByteArray& line : lines) {
            const QStringList cells = QString::fromUtf8(line).split(QLatin1Char('\t'));
            if (cells.size() == qsizetype(std::size(fieldNames)))
                packets << Packet{cells[0], cells[1], cells[2], cells[3],
                                  cells[4], cells[5], cells[6], cells[7]};
        }
        QVERIFY(!packets.isEmpty());
    }

    QString tshark_;
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(tst_Pcapng)

} // namespace tst_pcapng

#include "tst_pcapng.moc"
