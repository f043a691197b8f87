// SPDX-License-Identifier: MIT
// What is kept of what a foreign program writes.
#include "core/process/foreign_command.h"
#include "core/process/output_lines.h"

#include <QTest>

using namespace redial;

class TestOutputLines : public QObject
{
    Q_OBJECT
private slots:
    void linesAreCutWhereverTheBytesAre();
    void aLineIsMadeHarmless_data();
    void aLineIsMadeHarmless();
    void aLongLineIsCut();
    void whatIsTooMuchIsCountedAndLetGo();
    void aCommandIsShownWithoutSecrets();
};

void TestOutputLines::linesAreCutWhereverTheBytesAre()
{
    OutputLines lines({});
    QCOMPARE(lines.add("one\ntw").size(), std::size_t(1));
    const auto more = lines.add("o\r\n\nlast");
    QCOMPARE(more.size(), std::size_t(2));
    QCOMPARE(more[0], QByteArray("two"));
    QCOMPARE(more[1], QByteArray());
    QCOMPARE(lines.finish().at(0), QByteArray("last"));
    QVERIFY(lines.finish().empty());
}

void TestOutputLines::aLineIsMadeHarmless_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("kept");
    const auto row = [](const char* written, const char* kept) {
        QTest::newRow(kept) << QByteArray(written) << QByteArray(kept);
    };
    row("\x1b[31mred", "\\x1b[31mred");
    row("a\tb", "a\\x09b");
    row("to ws://user:pw@host/CP", "to ws://***@host/CP");
    row("password=abc def", "password=*** def");
    row("Authorization: Basic YWJj", "Authorization: ***");
    row("the shared word", "the *** word");
    row("plain text \xc3\xa4", "plain text \xc3\xa4");
    row("\xe2\x80\xaeturned", "\\x202eturned");
}

void TestOutputLines::aLineIsMadeHarmless()
{
    QFETCH(QByteArray, written);
    QFETCH(QByteArray, kept);
    OutputLines lines({QStringLiteral("shared")});
    const auto found = lines.add(written + '\n');
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0], kept);
}

void TestOutputLines::aLongLineIsCut()
{
    OutputLines lines({});
    const auto found = lines.add(QByteArray(3000, 'x') + "\nshort\n");
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0], QByteArray(int(OutputLines::longestLine), 'x') + " (cut)");
    QCOMPARE(found[1], QByteArray("short"));
}

void TestOutputLines::whatIsTooMuchIsCountedAndLetGo()
{
    OutputLines lines({});
    qsizetype kept = 0;
    const QByteArray block = QByteArray("0123456789\n").repeated(1000);
    for (int i = 0; i < 100; ++i)
        for (const QByteArray& line : lines.add(block))
            kept += line.size();
    QVERIFY(kept <= OutputLines::mostBytes);
    QVERIFY(kept > 0);
    QVERIFY(lines.becameFull());
    QVERIFY(!lines.becameFull());
    QVERIFY(lines.bytesLetGo() > 0);
}

void TestOutputLines::aCommandIsShownWithoutSecrets()
{
    const ForeignCommand command{{QStringLiteral("node"), QStringLiteral("client.js"),
                                  QStringLiteral("--password"), QStringLiteral("abc"),
                                  QStringLiteral("--token=xyz"),
                                  QStringLiteral("ws://u:p@host/CP?key=1"), QStringLiteral("-v")},
                                 {}};
    QCOMPARE(command.text(),
             QStringLiteral("node client.js --password *** --token=*** ws://host/CP -v"));
}

QTEST_GUILESS_MAIN(TestOutputLines)
#include "tst_output_lines.moc"
