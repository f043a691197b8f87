// SPDX-License-Identifier: MIT
// The older text form: what survives it, what is refused because it would be read as something
// else, and every damage.
#include "core/wire/container_text.h"
#include "tests/wire/container_samples.h"

#include <QTest>

namespace tst_container_text {

using namespace redial;

namespace {

ValueContainer with(std::string name, Value value)
{
    ValueContainer container;
    container.values.push_back({std::move(name), std::move(value)});
    return container;
}

constexpr const char* head = "@header={{[5,t];}};@data={{";

} // namespace

class tst_ContainerText : public QObject
{
    Q_OBJECT
private slots:
    void theFormIsWrittenAsItsReadersExpect()
    {
        ValueContainer container = with("count", Value(std::int32_t(42)));
        container.source = "client";
        container.values.push_back({"raw", Value(ByteString{std::string("\0\xAB", 2)})});
        QCOMPARE(QByteArray::fromStdString(*writeContainerText(container)),
                 QByteArray("@header={{[1,];[2,];[3,client];[4,];[5,data_container];[6,1.0.0.0];}};"
                            "@data={{[count,int_value,42];[raw,bytes_value,00ab];}};"));
    }

    void everyTypeOfTheFormSurvives()
    {
        ValueContainer container = containerOfEveryType();
        std::erase_if(container.values, [](const NamedValue& named) {
            const ValueType type = named.value.type();
            return type == ValueType::Int8 || type == ValueType::UInt8 ||
                   type == ValueType::Array || type == ValueType::Container ||
                   named.name == "infinite" || named.name == "text";
        });
        container.values.push_back({"text", Value(std::string("a,b [c} | \\"))});
        QVERIFY(container.values.size() > 18);
        const auto text = writeContainerText(container);
        QVERIFY2(text, text ? "" : text.error().c_str());
        const auto read = readContainerText(*text);
        QVERIFY2(read, read ? "" : read.error().c_str());
        QVERIFY(*read == container);
    }

    void numbersOfTypesAndBlanksAreRead()
    {
        const auto read =
            readContainerText(std::string("@header={{[3, me ];\n[5,t];}};\r\n@data={{ "
                                          "[n, 4, -5];[l,6,7];[u,7,8]; }};\n"));
        QVERIFY2(read, read ? "" : read.error().c_str());
        QCOMPARE(read->source, std::string("me"));
        QCOMPARE(*read->values[0].value.get<std::int32_t>(), -5);
        QCOMPARE(*read->values[1].value.get<std::int64_t>(), std::int64_t(7));
        QCOMPARE(*read->values[2].value.get<std::uint64_t>(), std::uint64_t(8));
    }

    void whatWouldBeReadAsSomethingElseIsNotWritten_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("a second value")
            << QByteArray("n") << QByteArray("x];[admin,bool_value,true");
        QTest::newRow("the end of the data") << QByteArray("n") << QByteArray("x];}};@data={{[a");
        QTest::newRow("a bracket at the end") << QByteArray("n") << QByteArray("x]");
        QTest::newRow("a line break") << QByteArray("n") << QByteArray("a\nb");
        QTest::newRow("blanks around") << QByteArray("n") << QByteArray(" a");
        QTest::newRow("not UTF-8") << QByteArray("n") << QByteArray("\xFF");
        QTest::newRow("a comma in the name") << QByteArray("n,bool_value,true") << QByteArray("a");
        QTest::newRow("a bracket in the name") << QByteArray("[n") << QByteArray("a");
    }
    void whatWouldBeReadAsSomethingElseIsNotWritten()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, text);
        QVERIFY(writeContainerText(with("n", Value(std::string("a")))));
        QVERIFY(!writeContainerText(with(name.toStdString(), Value(text.toStdString()))));
        ValueContainer container;
        container.target = text.toStdString();
        if (text != "a")
            QVERIFY(!writeContainerText(container));
    }

    void typesThatTheFormLacksAreRefused()
    {
        QVERIFY(!writeContainerText(with("n", Value(std::int8_t(1)))));
        QVERIFY(!writeContainerText(with("n", Value(ValueArray{}))));
        QVERIFY(!writeContainerText(with("n", Value(ValueContainer{}))));
        QVERIFY(!writeContainerText(with("n", Value(1.0 / 0.0))));
    }

    void damageIsNamedWithItsOffset_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("named");
        const QByteArray begin(head);
        const auto row = [](const char* name, const QByteArray& text, const char* named) {
            QTest::newRow(name) << text << QString::fromLatin1(named);
        };
        row("empty", "", "\"@header={{\" is missing at byte 0");
        row("no data", "@header={{}};", "\"@data={{\" is missing at byte 13");
        row("unknown header", "@header={{[7,x];}};@data={{}};", "[7,x] is unknown");
        row("unfinished value", begin + "[n,int_value,5", "without \"];\"");
        row("unfinished data", begin + "[n,int_value,5];", "is missing");
        row("two parts", begin + "[n,int_value];}};", "is not [name,type,value]");
        row("unknown type", begin + "[n,integer,5];}};", "\"integer\" of \"n\" is unknown");
        row("container", begin + "[n,container_value,0];}};", "is unknown");
        row("no number", begin + "[n,int_value,5x];}};", "\"n\" is no int_value");
        row("too large", begin + "[n,short_value,40000];}};", "is no short_value");
        row("negative unsigned", begin + "[n,uint_value,-1];}};", "is no uint_value");
        row("half a byte", begin + "[n,bytes_value,abc];}};", "is no bytes_value");
        row("no hex", begin + "[n,bytes_value,zz];}};", "is no bytes_value");
        row("bool", begin + "[n,bool_value,1];}};", "is no bool_value");
        row("between values", begin + "[n,int_value,5];x[m,int_value,6];}};", "\"[\" is missing");
        row("behind", begin + "}};x", "follows the container");
        row("line break", begin + "[n,string_value,a\nb];}};", "line break");
        row("not UTF-8", begin + "[n,string_value,\xFF];}};", "not UTF-8");
    }
    void damageIsNamedWithItsOffset()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, named);
        const auto read = readContainerText(text.toStdString());
        QVERIFY(!read);
        const QString error = QString::fromStdString(read.error());
        QVERIFY2(error.contains(named), qPrintable(error));
    }

    void theLimitsHold()
    {
        const std::string text = std::string(head) + "[a,null_value,];[b,null_value,];}};";
        QVERIFY(readContainerText(text, {.count = 2}));
        QVERIFY(!readContainerText(text, {.count = 1}));
        QVERIFY(!readContainerText(text, {.size = std::uint32_t(text.size() - 1)}));
        QVERIFY(!writeContainerText(*readContainerText(text), {.count = 1}));
    }
};

QTEST_APPLESS_MAIN(tst_ContainerText)

} // namespace tst_container_text

#include "tst_container_text.moc"
