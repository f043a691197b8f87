// SPDX-License-Identifier: MIT
// Containers: lossless in binary, typed in JSON, every limit, hostile and damaged bytes.
#include "core/wire/container_binary.h"
#include "core/wire/container_json.h"
#include "tests/wire/container_samples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <bit>
#include <limits>

namespace tst_value_container {

using namespace redial;

namespace {

ValueContainer nested(int levels)
{
    ValueContainer container;
    for (int i = 1; i < levels; ++i) {
        ValueContainer outer;
        outer.values.push_back({"inner", Value(std::move(container))});
        container = std::move(outer);
    }
    return container;
}

/// The binary head of a container with empty header fields and so many values to come.
std::string headWithCount(std::uint32_t count)
{
    std::string bytes("RVC\x01", 4);
    bytes.append(12, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(count >> shift);
    return bytes;
}

QString errorOf(const std::string& bytes, const ContainerLimits& limits = {})
{
    const auto read = readContainerBinary(bytes, limits);
    return read ? QStringLiteral("fine") : QString::fromStdString(read.error());
}

QJsonObject withValue(const char* type, const QJsonValue& value)
{
    return {{QStringLiteral("values"),
             QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("n")},
                                    {QStringLiteral("type"), QLatin1String(type)},
                                    {QStringLiteral("value"), value}}}}};
}

} // namespace

class tst_ValueContainer : public QObject
{
    Q_OBJECT
private slots:
    void everyTypeSurvivesBinary()
    {
        const ValueContainer container = containerOfEveryType();
        const auto bytes = writeContainerBinary(container);
        QVERIFY(bytes);
        const auto read = readContainerBinary(*bytes);
        QVERIFY2(read, read ? "" : read.error().c_str());
        QVERIFY(*read == container);
        QCOMPARE(*writeContainerBinary(*read), *bytes);
    }

    void everyTypeSurvivesJson()
    {
        const ValueContainer container = containerOfEveryType();
        const QByteArray text = QJsonDocument(containerToJson(container)).toJson();
        const auto read = containerFromJson(QJsonDocument::fromJson(text).object());
        QVERIFY2(read, read ? "" : qPrintable(read.error()));
        QVERIFY(*read == container);
    }

    void randomContainersSurviveBinary()
    {
        Random random(20);
        for (int i = 0; i < 2000; ++i) {
            const ValueContainer container = randomContainer(random, 5);
            const auto bytes = writeContainerBinary(container);
            QVERIFY(bytes);
            const auto read = readContainerBinary(*bytes);
            QVERIFY(read && *read == container);
        }
    }

    void theBitsOfNanSurviveBinary()
    {
        ValueContainer container;
        container.values.push_back({"n", Value(std::bit_cast<double>(0x7FF8'0000'0000'BEEFULL))});
        QVERIFY(*readContainerBinary(*writeContainerBinary(container)) == container);
    }

    void aCutAnywhereIsAnError()
    {
        const std::string bytes = *writeContainerBinary(containerOfEveryType());
        for (std::size_t size = 0; size < bytes.size(); ++size)
            QVERIFY(!readContainerBinary(std::string_view(bytes).substr(0, size)));
        QVERIFY(errorOf(bytes + 'x').contains(QLatin1String("follow")));
    }

    void damagedBytesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("named");
        const std::string one = headWithCount(1) + std::string(2, '\0');
        const auto row = [](const char* name, const std::string& bytes, const char* named) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(named);
        };
        row("empty", "", "ends early");
        row("another format", "@header={{}};", "no container");
        row("another version", "RVC\x02" + std::string(16, '\0'), "format version is 2");
        row("unknown type", one + '\x10', "type 16 is unknown");
        row("bool 2", one + std::string("\x01\x02", 2), "neither 0 nor 1");
        row("string that is not UTF-8", one + std::string("\x0D\0\0\0\x01\xFF", 6), "not UTF-8");
        row("length beyond the end", one + std::string("\x0D\xFF\xFF\xFF\xFF", 5), "ends early");
        row("count beyond the limit", headWithCount(0xFFFFFFFF), "more than 65536 values");
        row("count beyond the end", headWithCount(60000), "ends early");
        row("array count beyond the limit", one + std::string("\x0E\xFF\xFF\xFF\xFF", 5),
            "more than 65536 values");
    }
    void damagedBytesAreNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, named);
        const QString error = errorOf(bytes.toStdString());
        QVERIFY2(error.contains(named), qPrintable(error));
    }

    void aMillionLevelsAreRefused()
    {
        std::string bytes = headWithCount(1);
        for (int i = 0; i < 1'000'000; ++i)
            bytes +=
                std::string("\0\0\x0F", 3) + std::string(12, '\0') + std::string("\0\0\0\1", 4);
        const QString error = errorOf(bytes, {.size = 64U * 1024 * 1024});
        QVERIFY2(error.contains(QLatin1String("deeper than 32")), qPrintable(error));
    }

    void theLimitsHoldForReadingAndWriting()
    {
        QVERIFY(writeContainerBinary(nested(32)));
        QVERIFY(!writeContainerBinary(nested(33)));
        const std::string deep = *writeContainerBinary(nested(33), {.depth = 33});
        QVERIFY(errorOf(deep).contains(QLatin1String("deeper")));

        ValueContainer three;
        for (int i = 0; i < 3; ++i)
            three.values.push_back({"n", Value(true)});
        const std::string bytes = *writeContainerBinary(three);
        QVERIFY(writeContainerBinary(three, {.count = 3}));
        QVERIFY(!writeContainerBinary(three, {.count = 2}));
        QVERIFY(errorOf(bytes, {.count = 2}).contains(QLatin1String("more than 2 values")));
        const auto size = std::uint32_t(bytes.size());
        QVERIFY(writeContainerBinary(three, {.size = size}));
        QVERIFY(!writeContainerBinary(three, {.size = size - 1}));
        QVERIFY(errorOf(bytes, {.size = size - 1}).contains(QLatin1String("larger than")));
    }

    void whatCannotBeWrittenIsNamed()
    {
        ValueContainer container;
        container.values.push_back({"broken", Value(std::string("\xFF"))});
        const auto written = writeContainerBinary(container);
        QVERIFY(!written);
        QVERIFY(written.error().find("\"broken\"") != std::string::npos);
        container.values = {{std::string(70'000, 'n'), Value()}};
        QVERIFY(writeContainerBinary(container).error().find("65535") != std::string::npos);
    }

    void wrongJsonIsNamedByItsPath_data()
    {
        QTest::addColumn<QJsonObject>("json");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const QJsonObject& json, const char* named) {
            QTest::newRow(name) << json << QString::fromLatin1(named);
        };
        row("unknown type", withValue("int", 1), "container.values[0].type must be");
        row("int8 too large", withValue("int8", 128), "container.values[0].value must be a whole");
        row("half an int", withValue("int32", 0.5), "-2147483648 to 2147483647");
        row("negative uint", withValue("uint8", -1), "from 0 to 255");
        row("int64 as a number", withValue("int64", 1), "must be a string");
        row("uint64 negative", withValue("uint64", QStringLiteral("-1")), "64 bits");
        row("bool as text", withValue("bool", QStringLiteral("true")), "true or false");
        row("double as text", withValue("double", QStringLiteral("1")), "must be a number");
        row("bytes not Base64", withValue("bytes", QStringLiteral("*")), "Base64");
        row("array as text", withValue("array", QStringLiteral("x")), "a list");
        row("container as list", withValue("container", QJsonArray()), "an object");
        row("inside an array",
            withValue("array",
                      QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("nothing")}}}),
            "container.values[0].value[0].type");
        row("header is a number", {{QStringLiteral("source"), 5}}, "container.source must be");
    }
    void wrongJsonIsNamedByItsPath()
    {
        QFETCH(QJsonObject, json);
        QFETCH(QString, named);
        const auto read = containerFromJson(json);
        QVERIFY(!read);
        QVERIFY2(read.error().contains(named), qPrintable(read.error()));
    }

    void jsonObeysTheLimits()
    {
        QVERIFY(containerFromJson(containerToJson(nested(32))));
        QVERIFY(!containerFromJson(containerToJson(nested(33))));
        const QJsonObject array = withValue(
            "array", QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("null")}}});
        QVERIFY(containerFromJson(array, {.count = 2}));
        QVERIFY(!containerFromJson(array, {.count = 1}));
    }

    void aValueIsFoundByItsFirstName()
    {
        const ValueContainer container = containerOfEveryType();
        const Value* text = container.find("text");
        QVERIFY(text && text->get<std::string>()->starts_with("a,b"));
        QVERIFY(!text->get<bool>());
        QVERIFY(!container.find("absent"));
    }
};

QTEST_APPLESS_MAIN(tst_ValueContainer)

} // namespace tst_value_container

#include "tst_value_container.moc"
