// SPDX-License-Identifier: MIT
// Every wrong input at the MSGI server: an ERROR frame where the link still lives, a close with a
// reason, an event, a counter.
#include "core/wire/container_binary.h"
#include "tests/server/msgi_client.h"

namespace tst_msgi_bad_input {

using namespace redial;
using namespace redial::test;

class tst_MsgiBadInput : public QObject
{
    Q_OBJECT
private slots:
    void aWrongFrameIsAnsweredAndEndsTheLink_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const std::string& bytes, const char* code) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(code);
        };
        row("magic", hexBytes("4d5347480000000a0010"), "bad_magic");
        row("length 0", hexBytes("4d534749000000000010"), "bad_length");
        row("length 9", hexBytes("4d534749000000090010"), "bad_length");
        row("limit + 1", hexBytes("4d534749001000010010"), "frame_too_large");
        row("2^32-1", hexBytes("4d534749ffffffff0010"), "frame_too_large");
        row("type", hexBytes("4d5347490000000a0011"), "unknown_type");
        row("behind a good one", frameOf(MsgiType::Ping, "x") + hexBytes("4d5347490000000affff"),
            "unknown_type");
    }
    void aWrongFrameIsAnsweredAndEndsTheLink()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, code);
        MsgiFixture fixture;
        MsgiClient client(fixture.port);
        client.write({bytes.constData(), std::size_t(bytes.size())});
        QVERIFY(client.waitEnd());
        QVERIFY(!client.frames.empty());
        QCOMPARE(client.text(client.frames.size() - 1), QStringLiteral("ERROR ") + code);
        QVERIFY(fixture.waitEnd(MsgiEnd::BadFrame));
        QCOMPARE(countOf(fixture.log, EventKind::ProtocolError), 1);
        QCOMPARE(
            fixture.log.text(lastOf(fixture.log, EventKind::ProtocolError), FieldKey::ErrorCode),
            code.toStdString());
        QCOMPARE(countOf(fixture.log, EventKind::Closed), 1);
        QCOMPARE(fixture.log.text(lastOf(fixture.log, EventKind::Closed), FieldKey::Cause),
                 std::string_view("protocol_error"));
        QCOMPARE(fixture.server.sessionCount(), std::size_t(0));
    }

    void aWrongPayloadIsAnsweredAndEndsTheLink_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("code");
        const PipelineMaker maker(everything());
        const auto row = [](const char* name, const std::string& bytes, const char* code) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(code);
        };
        const auto damage = [](std::string& bytes) {
            bytes.back() = static_cast<char>(bytes.back() ^ 1);
        };
        using Kind = PayloadStage::Kind;
        row("short", "x", "corrupt_payload");
        row("wrong tag", *maker.next()->outgoingChanged("x", Kind::Authentication, damage),
            "forged_payload");
        row("wrong cipher", *maker.next()->outgoingChanged("x", Kind::Encryption, damage),
            "forged_payload");
        row("damaged block", *maker.next()->outgoingChanged("x", Kind::Compression, damage),
            "corrupt_payload");
        auto later = std::move(maker.next()).value();
        (void)later.outgoing("first");
        row("lost one", *later.outgoing("second"), "replayed_payload");
        row("bomb", *maker.next()->outgoing(std::string(1'000'000, '\0')), "payload_too_large");
    }
    void aWrongPayloadIsAnsweredAndEndsTheLink()
    {
        QFETCH(QByteArray, payload);
        QFETCH(QString, code);
        MsgiServerSettings settings;
        settings.pipeline = everything();
        MsgiFixture fixture(settings);
        MsgiClient client(fixture.port);
        client.frame(MsgiType::Data, {payload.constData(), std::size_t(payload.size())});
        QVERIFY(client.waitEnd());
        QCOMPARE(client.frames.size(), std::size_t(1));
        QCOMPARE(client.text(0), QStringLiteral("ERROR ") + code);
        QVERIFY(fixture.waitEnd(MsgiEnd::BadPayload));
        QCOMPARE(countOf(fixture.log, EventKind::ProtocolError), 1);
    }

    void wrongContentIsAnsweredAndTheLinkLives()
    {
        MsgiServerSettings settings;
        settings.content = MsgiContent::Container;
        MsgiFixture fixture(settings);
        MsgiClient client(fixture.port);
        client.frame(MsgiType::Data, "no container");
        std::string deep = "RVC\1" + std::string(12, '\0') + std::string("\0\0\0\1", 4);
        for (int i = 0; i < 40'000; ++i)
            deep += std::string("\0\0\x0F", 3) + std::string(12, '\0') + std::string("\0\0\0\1", 4);
        client.frame(MsgiType::Data, deep);
        client.frame(MsgiType::Control, "\x09");
        client.frame(MsgiType::Control, hexBytes("0109"));
        client.control(MsgiWelcome{1, "me"});
        client.control(MsgiPrivate{77, {}, "nobody"});
        client.frame(MsgiType::Data, *writeContainerBinary({}));
        QVERIFY(client.waitFrames(7));
        const char* const expected[] = {"bad_content", "bad_content", "bad_control",
                                        "bad_control", "bad_control", "no_such_peer"};
        for (std::size_t i = 0; i < 6; ++i)
            QCOMPARE(client.text(i), QStringLiteral("ERROR ") + QLatin1String(expected[i]));
        QVERIFY(client.frames[6].first == MsgiType::Data);
        QCOMPARE(fixture.server.counters().count(MsgiErrorCode::BadContent), 2U);
        QCOMPARE(fixture.server.counters().undelivered, 1U);
        QCOMPARE(fixture.server.sessionCount(), std::size_t(1));
    }

    void dataBehindDisconnectIsIgnored()
    {
        Witness witness;
        MsgiFixture fixture({}, witness);
        MsgiClient client(fixture.port);
        client.write(frameOf(MsgiType::Data, "first") + frameOf(MsgiType::Disconnect, "done") +
                     frameOf(MsgiType::Data, "late") + frameOf(MsgiType::Data, "later"));
        QVERIFY(client.waitEnd());
        QCOMPARE(client.text(0), QStringLiteral("DISCONNECT "));
        QCOMPARE(witness.messages, std::vector<std::string>{"first"});
        QCOMPARE(witness.ends.size(), std::size_t(1));
        QCOMPARE(witness.ends.front().reason, std::string("done"));
        QCOMPARE(fixture.server.counters().framesIgnored, 2U);
        QCOMPARE(countOf(fixture.log, EventKind::ProtocolError), 1);
    }
};

QTEST_GUILESS_MAIN(tst_MsgiBadInput)

} // namespace tst_msgi_bad_input

#include "tst_msgi_bad_input.moc"
