// SPDX-License-Identifier: MIT
// MSGI frames: the bytes on the wire, every split, coalesced frames, every broken head, bounded
// memory.
#include "core/wire/msgi_reader.h"

#include <QTest>

#include <vector>

namespace tst_msgi {

using namespace redial;

namespace {

struct Read
{
    std::vector<std::pair<MsgiType, std::string>> frames;
    std::optional<MsgiError> error;
};

void collect(MsgiReader& reader, Read& read)
{
    while (const auto result = reader.next()) {
        if (const auto* frame = std::get_if<MsgiFrame>(&*result))
            read.frames.emplace_back(frame->type, std::string(frame->payload));
        else
            read.error = std::get<MsgiError>(*result);
    }
}

Read readAll(std::string_view bytes, std::uint32_t limit = msgiDefaultLimit)
{
    MsgiReader reader(limit);
    Read read;
    reader.feed(bytes);
    collect(reader, read);
    return read;
}

std::string headOf(std::uint32_t magic, std::uint32_t length, std::uint16_t type)
{
    std::string head;
    for (int shift = 24; shift >= 0; shift -= 8)
        head += static_cast<char>(magic >> shift);
    for (int shift = 24; shift >= 0; shift -= 8)
        head += static_cast<char>(length >> shift);
    head += static_cast<char>(type >> 8);
    head += static_cast<char>(type);
    return head;
}

const std::vector<MsgiType>& allTypes()
{
    static const std::vector<MsgiType> types{
        MsgiType::Ping,  MsgiType::Pong,      MsgiType::Data,      MsgiType::Control,
        MsgiType::Error, MsgiType::Heartbeat, MsgiType::Disconnect};
    return types;
}

std::string someFrames()
{
    std::string bytes;
    for (const MsgiType type : allTypes())
        appendMsgiFrame(bytes, type, std::string(static_cast<std::size_t>(type) % 7, 'x'));
    return bytes;
}

} // namespace

class tst_Msgi : public QObject
{
    Q_OBJECT
private slots:
    void aFrameIsMagicLengthTypeAndPayloadInNetworkByteOrder()
    {
        std::string bytes;
        appendMsgiFrame(bytes, MsgiType::Data, "hi");
        QCOMPARE(QByteArray::fromStdString(bytes).toHex(' '),
                 QByteArray("4d 53 47 49 00 00 00 0c 00 10 68 69"));
    }

    void everyTypeIsReadAsItWasWritten()
    {
        const Read read = readAll(someFrames());
        QVERIFY(!read.error);
        QCOMPARE(read.frames.size(), allTypes().size());
        for (std::size_t i = 0; i < allTypes().size(); ++i) {
            QCOMPARE(read.frames[i].first, allTypes()[i]);
            QCOMPARE(read.frames[i].second.size(), static_cast<std::size_t>(allTypes()[i]) % 7);
        }
    }

    void splittingAtAnyOffsetChangesNothing()
    {
        const std::string bytes = someFrames();
        const Read whole = readAll(bytes);
        for (std::size_t at = 0; at <= bytes.size(); ++at) {
            // Each piece in storage of its own that is gone when the next one comes.
            MsgiReader reader;
            Read read;
            for (const std::string& piece : {bytes.substr(0, at), bytes.substr(at)}) {
                const auto storage = std::make_unique<std::string>(piece);
                reader.feed(*storage);
                collect(reader, read);
            }
            QVERIFY(!read.error);
            QCOMPARE(read.frames, whole.frames);
            QVERIFY(!reader.isInsideFrame());
        }
    }

    void byteByByteChangesNothing()
    {
        const std::string bytes = someFrames();
        MsgiReader reader;
        Read read;
        for (const char byte : bytes) {
            reader.feed({&byte, 1});
            collect(reader, read);
        }
        QCOMPARE(read.frames, readAll(bytes).frames);
    }

    void aFrameThatLiesWholeInTheBytesFedIsNotCopied()
    {
        std::string bytes;
        appendMsgiFrame(bytes, MsgiType::Data, "abc");
        appendMsgiFrame(bytes, MsgiType::Data, "def");
        MsgiReader reader;
        reader.feed(bytes);
        for (const std::size_t offset : {msgiHeadSize, 2 * msgiHeadSize + 3}) {
            const auto result = reader.next();
            QVERIFY(result);
            QCOMPARE(std::get<MsgiFrame>(*result).payload.data(), bytes.data() + offset);
        }
    }

    void anUnfinishedFrameIsTold()
    {
        std::string bytes;
        appendMsgiFrame(bytes, MsgiType::Data, "abc");
        bytes.pop_back();
        MsgiReader reader;
        reader.feed(bytes);
        QVERIFY(!reader.next());
        QVERIFY(reader.isInsideFrame());
    }

    void aBrokenHeadIsAnErrorThatNamesTheNumber_data()
    {
        using Kind = MsgiError::Kind;
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const std::string& head, Kind kind,
                            const char* named) {
            QTest::newRow(name) << QByteArray::fromStdString(head) << int(kind)
                                << QString::fromLatin1(named);
        };
        constexpr std::uint16_t data = 0x10;
        row("http", "GET / HTTP/1.1", Kind::BadMagic, "0x47455420");
        row("little-endian", headOf(0x49475 << 12, 12, data), Kind::BadMagic, "0x49475000");
        row("length 0", headOf(msgiMagic, 0, data), Kind::LengthTooSmall, " 0,");
        row("length 9", headOf(msgiMagic, 9, data), Kind::LengthTooSmall, " 9,");
        row("over the limit", headOf(msgiMagic, 65, data), Kind::LengthOverLimit, " 65,");
        row("the largest", headOf(msgiMagic, 0xFFFFFFFF, data), Kind::LengthOverLimit,
            "4294967295");
        row("type 0", headOf(msgiMagic, 10, 0), Kind::UnknownType, "0x0000");
        row("type 3", headOf(msgiMagic, 10, 3), Kind::UnknownType, "0x0003");
        row("type swapped", headOf(msgiMagic, 10, 0x1000), Kind::UnknownType, "0x1000");
    }
    void aBrokenHeadIsAnErrorThatNamesTheNumber()
    {
        QFETCH(QByteArray, head);
        QFETCH(int, kind);
        QFETCH(QString, named);
        std::string good;
        appendMsgiFrame(good, MsgiType::Ping, "p");
        const std::string bytes = good + head.toStdString() + good;
        const Read whole = readAll(bytes, 64);
        QCOMPARE(whole.frames.size(), std::size_t(1));
        QVERIFY(whole.error);
        QCOMPARE(int(whole.error->kind), kind);
        const QString sentence = QString::fromStdString(whole.error->sentence());
        QVERIFY2(sentence.contains(named), qPrintable(sentence));

        MsgiReader reader(64);
        Read split;
        for (const char byte : bytes) {
            reader.feed({&byte, 1});
            collect(reader, split);
        }
        QCOMPARE(split.frames.size(), std::size_t(1));
        QVERIFY(split.error && reader.isStopped());
        QCOMPARE(int(split.error->kind), kind);
    }

    void aFrameOfExactlyTheLimitIsRead()
    {
        std::string bytes;
        appendMsgiFrame(bytes, MsgiType::Data, std::string(64 - msgiHeadSize, 'x'));
        QCOMPARE(readAll(bytes, 64).frames.size(), std::size_t(1));
        QVERIFY(readAll(bytes, 63).error);
    }

    void theSmallestLimitTakesFramesWithoutPayload()
    {
        std::string bytes;
        appendMsgiFrame(bytes, MsgiType::Heartbeat, {});
        QCOMPARE(readAll(bytes, msgiHeadSize).frames.size(), std::size_t(1));
    }
};

QTEST_APPLESS_MAIN(tst_Msgi)

} // namespace tst_msgi

#include "tst_msgi.moc"
