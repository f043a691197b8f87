// SPDX-License-Identifier: MIT
// CONTROL and ERROR payloads: the bytes on the wire, every cut, every wrong one; and the pipelines
// that both ends agree on.
#include "core/wire/msgi_control.h"
#include "core/wire/msgi_error_payload.h"
#include "core/wire/pipeline_maker.h"

#include <QTest>

#include <algorithm>

namespace tst_msgi_control {

using namespace redial;

namespace {

QByteArray hex(const std::string& bytes)
{
    return QByteArray::fromStdString(bytes).toHex(' ');
}

template <class T>
std::string written(const T& control)
{
    std::string out;
    appendMsgiControl(out, control);
    return out;
}

std::string batchOf(const std::vector<std::string>& messages)
{
    std::string out;
    appendMsgiBatch(out, messages);
    return out;
}

QString errorOf(const std::string& payload)
{
    const auto read = readMsgiControl(payload);
    return read ? QStringLiteral("fine") : QString::fromStdString(read.error());
}

std::vector<std::pair<const char*, std::string>> samples()
{
    using Way = MsgiDelivery::Way;
    return {{"hello", written(MsgiHello{"meter 7"})},
            {"welcome", written(MsgiWelcome{258, "meter 7"})},
            {"broadcast", written(MsgiBroadcast{"PRIVATE:1:no trick"})},
            {"private", written(MsgiPrivate{3, {}, "a:b:c"})},
            {"private by name", written(MsgiPrivate{0, "meter 7", "a\nb"})},
            {"delivery", written(MsgiDelivery{Way::Private, 3, "meter 7", "hi"})},
            {"batch", batchOf({"first\nline", "", "third"})}};
}

} // namespace

class tst_MsgiControl : public QObject
{
    Q_OBJECT
private slots:
    void theBytesAreThoseOfTheDocument()
    {
        QCOMPARE(hex(written(MsgiHello{"ab"})), QByteArray("01 01 02 61 62"));
        QCOMPARE(hex(written(MsgiWelcome{258, "a"})),
                 QByteArray("01 02 00 00 00 00 00 00 01 02 01 61"));
        QCOMPARE(hex(written(MsgiBroadcast{"hi"})), QByteArray("01 03 68 69"));
        QCOMPARE(hex(written(MsgiPrivate{1, {}, "hi"})),
                 QByteArray("01 04 00 00 00 00 00 00 00 01 00 68 69"));
        QCOMPARE(hex(written(MsgiDelivery{MsgiDelivery::Way::Broadcast, 2, "a", "hi"})),
                 QByteArray("01 05 03 00 00 00 00 00 00 00 02 01 61 68 69"));
        QCOMPARE(hex(batchOf({"hi", ""})),
                 QByteArray("01 06 00 00 00 02 00 00 00 02 68 69 00 00 00 00"));
        std::string error;
        appendMsgiError(error, MsgiErrorCode::UnknownType, "no");
        QCOMPARE(hex(error), QByteArray("00 04 6e 6f"));
    }

    void whatIsWrittenIsRead()
    {
        const std::string sent = written(MsgiDelivery{MsgiDelivery::Way::Private, 9, "me", "a:b"});
        const auto read = readMsgiControl(sent);
        QVERIFY(read);
        const auto& delivery = std::get<MsgiDelivery>(*read);
        QCOMPARE(delivery.from, MsgiSessionId(9));
        QVERIFY(delivery.way == MsgiDelivery::Way::Private);
        QCOMPARE(std::string(delivery.clientId), std::string("me"));
        QCOMPARE(std::string(delivery.message), std::string("a:b"));

        const std::vector<std::string> messages{"one\ntwo", "", std::string(70'000, 'x')};
        const std::string bytes = batchOf(messages);
        const auto batch = readMsgiControl(bytes);
        QVERIFY(batch);
        MsgiBatch items = std::get<MsgiBatch>(*batch);
        for (const std::string& message : messages)
            QCOMPARE(std::string(items.takeNext()), message);
        QCOMPARE(items.left(), 0U);
    }

    void everyCutIsRefusedOrLeavesAShorterMessage()
    {
        for (const auto& [name, payload] : samples()) {
            const auto whole = readMsgiControl(payload);
            QVERIFY2(whole, name);
            for (std::size_t size = 0; size < payload.size(); ++size) {
                const auto cut = readMsgiControl(payload.substr(0, size));
                const bool endsInAMessage = std::holds_alternative<MsgiBroadcast>(*whole) ||
                                            std::holds_alternative<MsgiPrivate>(*whole) ||
                                            std::holds_alternative<MsgiDelivery>(*whole);
                QVERIFY2(!cut || endsInAMessage, name);
                QVERIFY(cut || !cut.error().empty());
            }
        }
    }

    void aWrongPayloadIsNamed_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* payload, const char* named) {
            QTest::newRow(named) << QByteArray::fromHex(payload) << QString::fromLatin1(named);
        };
        row("", "ends inside the version");
        row("0203", "version is 2");
        row("0107", "operation 7 is unknown");
        row("0100", "operation 0 is unknown");
        row("010102ff", "ends inside a name");
        row("010101ff", "not UTF-8");
        row("0101016161", "Bytes follow");
        row("0104000000000000000000", "neither a session nor a client");
        row("010507", "way 7");
        row("0106ffffffff", "ends inside an item's length");
        row("010600000001ffffffff61", "ends inside an item");
        row("01060000000000", "Bytes follow");
    }
    void aWrongPayloadIsNamed()
    {
        QFETCH(QByteArray, payload);
        QFETCH(QString, named);
        const QString error = errorOf(payload.toStdString());
        QVERIFY2(error.contains(named), qPrintable(error));
    }

    void everyErrorCodeHasANameAndCrossesTheWire()
    {
        QSet<QByteArray> names;
        for (std::uint16_t number = 1; number <= 17; ++number) {
            const auto code = static_cast<MsgiErrorCode>(number);
            names.insert(QByteArray::fromStdString(std::string(nameOf(code))));
            std::string payload;
            appendMsgiError(payload, code, "why");
            const auto read = readMsgiError(payload);
            QVERIFY(read && read->code == code && read->sentence == "why");
        }
        QCOMPARE(names.size(), 17);
        QVERIFY(!names.contains(QByteArray()));
        QVERIFY(nameOf(static_cast<MsgiErrorCode>(18)).empty());
        QVERIFY(!readMsgiError("\1"));
        QVERIFY(!readMsgiError(std::string_view("\0\1\xFF", 3)));
    }

    void bothEndsOfAMadePipelineFitAndShareNoSequence()
    {
        PipelineSettings settings;
        settings.compression = PayloadCompression::Zstd;
        settings.encryptionKey = [] { return std::string(32, 'e'); };
        settings.authenticationKey = [] { return std::string(32, 'a'); };
        const PipelineMaker maker(settings);
        for (int connection = 0; connection < 3; ++connection) {
            auto here = maker.next();
            auto there = maker.next();
            QVERIFY(here && there);
            for (int i = 0; i < 3; ++i) {
                const auto sent = here->outgoing("payload");
                QVERIFY(sent);
                QCOMPARE(*there->incoming(*sent), std::string("payload"));
            }
        }
        settings.encryptionKey = [] { return std::string("short"); };
        const auto wrong = PipelineMaker(settings).next();
        QVERIFY(!wrong);
        QVERIFY(QString::fromStdString(wrong.error()).contains(QLatin1String("5 bytes")));
        QVERIFY(PipelineMaker({}).next()->isEmpty());
    }

    void damageBehindAStageIsFoundByThatStage()
    {
        PipelineSettings settings;
        settings.compression = PayloadCompression::Lz4;
        settings.authenticationKey = [] { return std::string(32, 'a'); };
        const PipelineMaker maker(settings);
        const auto damage = [](std::string& bytes) {
            bytes.back() = static_cast<char>(bytes.back() ^ 1);
        };
        const auto kindBehind = [&](PayloadStage::Kind stage) {
            const auto sent = maker.next()->outgoingChanged("payload", stage, damage);
            return maker.next()->incoming(*sent).error().kind;
        };
        QVERIFY(kindBehind(PayloadStage::Kind::Compression) == PayloadError::Kind::Corrupt);
        QVERIFY(kindBehind(PayloadStage::Kind::Authentication) == PayloadError::Kind::Forged);
        QVERIFY(!maker.next()->has(PayloadStage::Kind::Encryption));
    }
};

QTEST_APPLESS_MAIN(tst_MsgiControl)

} // namespace tst_msgi_control

#include "tst_msgi_control.moc"
