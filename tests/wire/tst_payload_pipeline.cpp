// SPDX-License-Identifier: MIT
// The stages of the payload pipeline: round trips, the bytes that other tools read, order, damage,
// bombs, forgery and replay.
#include "core/wire/cipher_stages.h"
#include "core/wire/compression_stages.h"
#include "core/wire/function_stage.h"
#include "core/wire/payload_pipeline.h"

#include <QMessageAuthenticationCode>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

namespace tst_payload_pipeline {

using namespace redial;

namespace {

using Kind = PayloadError::Kind;
using Stage = std::unique_ptr<PayloadStage>;

const std::string key(32, 'k');

Stage aes(const std::string& secret = key)
{
    return std::move(makeAesGcmStage([&] { return secret; })).value();
}

Stage hmac(const std::string& secret = key)
{
    return std::move(makeHmacStage([&] { return secret; })).value();
}

Stage plain()
{
    const auto same = [](std::string_view payload) -> PayloadResult {
        return std::string(payload);
    };
    return std::make_unique<FunctionStage>("same", same, same);
}

Stage stageNamed(const QString& name)
{
    if (name == QLatin1String("zstd"))
        return makeZstdStage();
    if (name == QLatin1String("lz4"))
        return makeLz4Stage();
    if (name == QLatin1String("aes-256-gcm"))
        return aes();
    return name == QLatin1String("hmac-sha-256") ? hmac() : plain();
}

template <class... Stages>
std::vector<Stage> stagesOf(Stages... stages)
{
    std::vector<Stage> all;
    (all.push_back(std::move(stages)), ...);
    return all;
}

PayloadPipeline everything()
{
    return std::move(PayloadPipeline::make(stagesOf(plain(), makeZstdStage(), aes(), hmac())))
        .value();
}

QString kindOf(const PayloadResult& result)
{
    if (result)
        return QStringLiteral("fine");
    static const char* const names[] = {"corrupt",  "too large", "forged",
                                        "replayed", "exhausted", "failed"};
    return QLatin1String(names[int(result.error().kind)]);
}

std::string fromHex(const char* hex)
{
    return QByteArray::fromHex(hex).toStdString();
}

} // namespace

class tst_PayloadPipeline : public QObject
{
    Q_OBJECT
private slots:
    void whatGoesOutComesIn_data()
    {
        QTest::addColumn<QString>("stage");
        for (const char* name : {"zstd", "lz4", "aes-256-gcm", "hmac-sha-256", "same"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void whatGoesOutComesIn()
    {
        QFETCH(QString, stage);
        const Stage out = stageNamed(stage);
        const Stage in = stageNamed(stage);
        for (const std::size_t size : {0, 1, 1000, 100'000, 3'000'000}) {
            const std::string payload(size, 'x');
            const auto sent = out->outgoing(payload);
            QVERIFY(sent);
            const auto received = in->incoming(*sent);
            QVERIFY2(received, received ? "" : received.error().sentence.c_str());
            QVERIFY(*received == payload);
        }
        QCOMPARE(QByteArray::fromStdString(std::string(out->name())), stage.toLatin1());
    }

    void allStagesTogetherCarryEveryPayload()
    {
        PayloadPipeline out = everything();
        PayloadPipeline in = everything();
        for (int i = 0; i < 50; ++i) {
            const std::string payload = "message " + std::to_string(i);
            const auto sent = out.outgoing(payload);
            QVERIFY(sent && sent->find("message") == std::string::npos);
            QCOMPARE(*in.incoming(*sent), payload);
        }
        QCOMPARE(*PayloadPipeline().incoming("as it is"), std::string("as it is"));
    }

    void whetherAPayloadFitsIsKnownBeforeItIsCounted_data()
    {
        QTest::addColumn<QString>("compression");
        QTest::newRow("none") << QStringLiteral("same");
        QTest::newRow("zstd") << QStringLiteral("zstd");
        QTest::newRow("lz4") << QStringLiteral("lz4");
    }
    void whetherAPayloadFitsIsKnownBeforeItIsCounted()
    {
        QFETCH(QString, compression);
        const auto make = [&] {
            return std::move(
                       PayloadPipeline::make(stagesOf(stageNamed(compression), aes(), hmac())))
                .value();
        };
        std::string noise;
        for (std::uint32_t i = 0, state = 1; i < 70'000; ++i) {
            state = state * 1664525 + 1013904223;
            noise += static_cast<char>(state >> 24);
        }
        const std::size_t beyond = defaultPayloadLimit + 1;
        QCOMPARE(make().fits(std::string(beyond, 'x'), beyond + 1000),
                 compression == QLatin1String("same"));
        PayloadPipeline sender = make();
        PayloadPipeline receiver = make();
        for (const std::string& payload : {std::string(), std::string(70'000, 'x'), noise}) {
            const std::size_t size = make().outgoing(payload)->size();
            QVERIFY(sender.fits(payload, size));
            QVERIFY(sender.fits(payload, size + 100'000));
            QVERIFY(!sender.fits(payload, size - 1));
            const auto passed = receiver.incoming(*sender.outgoing(payload));
            QVERIFY2(passed, passed ? "" : passed.error().sentence.c_str());
            QCOMPARE(*passed, payload);
        }
    }

    void aWrongOrderIsNamed_data()
    {
        QTest::addColumn<QStringList>("stages");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* stages, const char* named) {
            QTest::newRow(stages) << QString::fromLatin1(stages).split(QLatin1Char(' '))
                                  << QString::fromLatin1(named);
        };
        row("zstd aes-256-gcm hmac-sha-256", "");
        row("same lz4 same hmac-sha-256 same", "");
        row("aes-256-gcm zstd", "\"zstd\" must stand before \"aes-256-gcm\"");
        row("hmac-sha-256 aes-256-gcm", "\"aes-256-gcm\" must stand before");
        row("hmac-sha-256 same lz4", "\"lz4\" must stand before \"hmac-sha-256\"");
        row("zstd lz4", "\"zstd\" and \"lz4\" do the same");
        row("hmac-sha-256 hmac-sha-256", "do the same");
    }
    void aWrongOrderIsNamed()
    {
        QFETCH(QStringList, stages);
        QFETCH(QString, named);
        std::vector<Stage> made;
        for (const QString& name : stages)
            made.push_back(stageNamed(name));
        const auto pipeline = PayloadPipeline::make(std::move(made));
        QCOMPARE(pipeline.hasValue(), named.isEmpty());
        if (!pipeline)
            QVERIFY2(QString::fromStdString(pipeline.error()).contains(named),
                     pipeline.error().c_str());
    }

    void anErrorNamesItsStage()
    {
        PayloadPipeline pipeline = everything();
        const auto result = pipeline.incoming("x");
        QVERIFY(!result);
        QVERIFY(result.error().sentence.find("\"hmac-sha-256\"") != std::string::npos);
    }

    void anyChangedByteOfACompressedBlockIsFoundOrHarmless_data()
    {
        QTest::addColumn<QString>("stage");
        QTest::newRow("zstd") << QStringLiteral("zstd");
        QTest::newRow("lz4") << QStringLiteral("lz4");
    }
    void anyChangedByteOfACompressedBlockIsFoundOrHarmless()
    {
        QFETCH(QString, stage);
        const Stage out = stageNamed(stage);
        const std::string payload = "a corrupted compressed block, a corrupted compressed block";
        const std::string block = *out->outgoing(payload);
        int found = 0;
        for (std::size_t i = 0; i < block.size(); ++i) {
            std::string damaged = block;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
            const auto read = stageNamed(stage)->incoming(damaged);
            found += read ? 0 : 1;
            QVERIFY(!read || *read == payload);
        }
        QVERIFY(found > int(block.size()) / 2);
        for (std::size_t size = 0; size < block.size(); ++size)
            QCOMPARE(kindOf(stageNamed(stage)->incoming(block.substr(0, size))),
                     QStringLiteral("corrupt"));
        QCOMPARE(kindOf(stageNamed(stage)->incoming(block + "x")), QStringLiteral("corrupt"));
    }

    void aBombStopsAtTheLimit_data() { anyChangedByteOfACompressedBlockIsFoundOrHarmless_data(); }
    void aBombStopsAtTheLimit()
    {
        QFETCH(QString, stage);
        const std::string bomb = *stageNamed(stage)->outgoing(std::string(10'000'000, '\0'));
        QVERIFY(bomb.size() < 100'000);
        const auto limited = [&](std::size_t limit) {
            return stage == QLatin1String("zstd") ? makeZstdStage(limit) : makeLz4Stage(limit);
        };
        QCOMPARE(kindOf(limited(9'999'999)->incoming(bomb)), QStringLiteral("too large"));
        QVERIFY(limited(10'000'000)->incoming(bomb));
    }

    void theToolReadsAndWritesTheBlocks_data()
    {
        anyChangedByteOfACompressedBlockIsFoundOrHarmless_data();
    }
    void theToolReadsAndWritesTheBlocks()
    {
        QFETCH(QString, stage);
        const QString tool = QStandardPaths::findExecutable(stage);
        if (tool.isEmpty() && qEnvironmentVariableIsEmpty("CI"))
            QSKIP("the tool is not installed");
        const auto run = [&](const QStringList& options, const QByteArray& input) {
            QProcess process;
            process.start(tool, options);
            process.write(input);
            process.closeWriteChannel();
            process.waitForFinished(60'000);
            return process.readAllStandardOutput();
        };
        const QByteArray text("read by software that we did not write\n");
        const Stage out = stageNamed(stage);
        const QStringList unpack{QStringLiteral("-d"), QStringLiteral("-c")};
        const std::string block = *out->outgoing(text.toStdString());
        QCOMPARE(run(unpack, QByteArray::fromStdString(block)), text);
        const QByteArray packed = run({QStringLiteral("-c")}, text);
        QCOMPARE(*stageNamed(stage)->incoming(packed.toStdString()), text.toStdString());
    }

    void theCipherIsAesGcmOfItsSpecification()
    {
        // Test case 14 of the GCM specification: a key, nonce and plaintext of zeros.
        const std::string sealed = std::string(12, '\0') +
                                   fromHex("d0d1c8a799996bf0265b98b5d48ab919") +
                                   fromHex("cea7403d4d606b6e074ec5d3baf39d18");
        const Stage stage = aes(std::string(32, '\0'));
        const auto opened = stage->incoming(sealed);
        QVERIFY(opened);
        QCOMPARE(*opened, std::string(16, '\0'));
    }

    void noNonceIsUsedTwice()
    {
        QSet<QByteArray> nonces;
        for (int connection = 0; connection < 10; ++connection) {
            const Stage stage = aes();
            for (int i = 0; i < 1000; ++i)
                nonces.insert(QByteArray::fromStdString(stage->outgoing("x")->substr(0, 12)));
        }
        QCOMPARE(nonces.size(), 10'000);
    }

    void theTagIsHmacOverNumberAndPayload()
    {
        const Stage stage = hmac();
        QVERIFY(stage->outgoing("first"));
        const std::string sent = *stage->outgoing("second");
        const QByteArray number = QByteArray::fromHex("0000000000000002");
        const QByteArray tag = QMessageAuthenticationCode::hash(
            number + "second", QByteArray::fromStdString(key), QCryptographicHash::Sha256);
        QCOMPARE(QByteArray::fromStdString(sent), tag + number + "second");
    }

    void forgeryIsRefused_data()
    {
        QTest::addColumn<QString>("stage");
        QTest::newRow("aes-256-gcm") << QStringLiteral("aes-256-gcm");
        QTest::newRow("hmac-sha-256") << QStringLiteral("hmac-sha-256");
    }
    void forgeryIsRefused()
    {
        QFETCH(QString, stage);
        const std::string sent = *stageNamed(stage)->outgoing("payload");
        QCOMPARE(kindOf(stageNamed(stage)->incoming(sent)), QStringLiteral("fine"));
        for (std::size_t i = 0; i < sent.size(); ++i) {
            std::string changed = sent;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            QCOMPARE(kindOf(stageNamed(stage)->incoming(changed)), QStringLiteral("forged"));
        }
        const std::string other(32, 'o');
        const Stage stranger = stage == QLatin1String("aes-256-gcm") ? aes(other) : hmac(other);
        QCOMPARE(kindOf(stranger->incoming(sent)), QStringLiteral("forged"));
        QVERIFY(!stageNamed(stage)->incoming(sent.substr(0, sent.size() - 1)));
        QCOMPARE(kindOf(stageNamed(stage)->incoming(sent.substr(0, 27))),
                 QStringLiteral("corrupt"));
        QCOMPARE(kindOf(stageNamed(stage)->incoming({})), QStringLiteral("corrupt"));
    }

    void aReplayedLostOrReorderedPayloadIsRefused()
    {
        const Stage out = hmac();
        const std::string first = *out->outgoing("1");
        const std::string second = *out->outgoing("2");
        const std::string third = *out->outgoing("3");
        const Stage in = hmac();
        QCOMPARE(kindOf(in->incoming(second)), QStringLiteral("replayed"));
        QCOMPARE(kindOf(in->incoming(first)), QStringLiteral("fine"));
        QCOMPARE(kindOf(in->incoming(first)), QStringLiteral("replayed"));
        QCOMPARE(kindOf(in->incoming(third)), QStringLiteral("replayed"));
        QCOMPARE(kindOf(in->incoming(second)), QStringLiteral("fine"));
    }

    void aWrongKeyIsNamedByItsSizeOnly()
    {
        const std::string secret = "too short a secret";
        for (const auto& made :
             {makeAesGcmStage([&] { return secret; }), makeHmacStage([&] { return secret; })}) {
            QVERIFY(!made);
            QVERIFY(made.error().find("18 bytes") != std::string::npos);
            QVERIFY(made.error().find(secret) == std::string::npos);
        }
        QVERIFY(!makeAesGcmStage([] { return std::string(33, 'k'); }));
        QVERIFY(makeHmacStage([] { return std::string(33, 'k'); }));
    }

    void theObserverSeesSizesInBothDirections()
    {
        std::vector<std::pair<bool, std::size_t>> seen;
        auto pipeline = PayloadPipeline::make(
            stagesOf(FunctionStage::observer([&](bool outgoing, std::size_t bytes) {
                         seen.emplace_back(outgoing, bytes);
                     }),
                     makeZstdStage()));
        QVERIFY(pipeline);
        const std::string sent = *pipeline->outgoing("four");
        QCOMPARE(*pipeline->incoming(sent), std::string("four"));
        const std::vector<std::pair<bool, std::size_t>> expected{{true, 4}, {false, 4}};
        QCOMPARE(seen, expected);
    }
};

QTEST_APPLESS_MAIN(tst_PayloadPipeline)

} // namespace tst_payload_pipeline

#include "tst_payload_pipeline.moc"
