// SPDX-License-Identifier: MIT
#include "core/base/json_places.h"

#include <QTest>

namespace tst_json_places {

using namespace redial;

class TestJsonPlaces : public QObject
{
    Q_OBJECT
private slots:
    void everyMemberAndEntryHasItsPlace_data();
    void everyMemberAndEntryHasItsPlace();
    void whatIsMissingHasThePlaceAboveIt();
    void aNameThatStandsTwiceIsTold();
    void columnsCountCharacters();
    void anyBytesAreTaken_data();
    void anyBytesAreTaken();
};

void TestJsonPlaces::everyMemberAndEntryHasItsPlace_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("a member") << "/a" << 2 << 3;
    QTest::newRow("an entry") << "/a/1" << 3 << 4;
    QTest::newRow("a member of an entry") << "/a/1/b" << 3 << 5;
    QTest::newRow("a name with a slash and a tilde") << "/c~1~0" << 4 << 3;
    QTest::newRow("an escaped name") << "/quo\"te" << 4 << 14;
    QTest::newRow("behind an empty object") << "/last" << 5 << 2;
}

void TestJsonPlaces::everyMemberAndEntryHasItsPlace()
{
    QFETCH(QString, pointer);
    QFETCH(int, line);
    QFETCH(int, column);
    const JsonPlaces places("{\n"
                            "  \"a\": [1,\n"
                            "   {\"b\": \"x\\\"y}\"}, []],\n"
                            "  \"c/~\": {}, \"quo\\\"te\": null,\n"
                            " \"last\" : -1.5e3 }\n");
    QCOMPARE(places.of(pointer), (TextPlace{line, column}));
}

void TestJsonPlaces::whatIsMissingHasThePlaceAboveIt()
{
    const JsonPlaces places("{\"a\":\n {\"b\": 1}}");
    QCOMPARE(places.of(QStringLiteral("/a/none/deeper")), (TextPlace{1, 2}));
    QCOMPARE(places.of(QStringLiteral("/none")), (TextPlace{1, 1}));
    QCOMPARE(places.of({}), (TextPlace{1, 1}));
}

void TestJsonPlaces::aNameThatStandsTwiceIsTold()
{
    const JsonPlaces places("{\"a\": 1, \"b\": {\"c\": 1, \"\\u0063\": 2},\n \"a\": 3}");
    const std::vector<QString> expected{QStringLiteral("/b/c"), QStringLiteral("/a")};
    QCOMPARE(places.duplicates(), expected);
    QCOMPARE(places.of(QStringLiteral("/a")), (TextPlace{2, 2}));
}

void TestJsonPlaces::columnsCountCharacters()
{
    const JsonPlaces places("{\"\xC3\xA4\": \"\xF0\x9F\x94\x8C\", \"b\": 1}");
    QCOMPARE(places.of(QStringLiteral("/b")), (TextPlace{1, 12}));
    QCOMPARE(placeOfByte("ab\n\xC3\xA4z", 5), (TextPlace{2, 2}));
    QCOMPARE(placeOfByte("ab", 99), (TextPlace{1, 3}));
}

void TestJsonPlaces::anyBytesAreTaken_data()
{
    QTest::addColumn<QByteArray>("bytes");
    for (const char* bytes : {"", " ", "{", "[", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1",
                              "[1,", "\"\\", "{]", "{\"a\" 1}", "\xFF\xFE", "{,}"})
        QTest::newRow(bytes) << QByteArray(bytes);
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void TestJsonPlaces::anyBytesAreTaken()
{
    QFETCH(QByteArray, bytes);
    const JsonPlaces places(bytes);
    QVERIFY(places.of({}) == TextPlace());
    QVERIFY(places.duplicates().empty());
}

QTEST_GUILESS_MAIN(TestJsonPlaces)

} // namespace tst_json_places

#include "tst_json_places.moc"
