// SPDX-License-Identifier: MIT
// What is kept of what a foreign program writes.
#include "core/process/foreign_command.h"
#include "core/process/output_lines.h"

#include <QTest>

namespace tst_output_lines {

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
    void aSecretAtTheCutIsMasked();
    void aCommandIsShownWithoutSecrets_data();
    void aCommandIsShownWithoutSecrets();
    void whatIsMaskedInACommandIsMaskedInItsOutput();
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

void TestOutputLines::aSecretAtTheCutIsMasked()
{
    for (const qsizetype limit : {OutputLines::longestLine, OutputLines::longestRead}) {
        OutputLines lines({QStringLiteral("hunter2hunter2"), QStringLiteral("hunter2")});
        const QByteArray filler = limit == OutputLines::longestLine
                                      ? QByteArray(limit - 5, 'x')
                                      : QByteArray("hunter2hunter2").repeated(limit / 14);
        const auto found = lines.add(filler + "hunter2hunter2 and more\n");
        QCOMPARE(found.size(), std::size_t(1));
        QVERIFY2(!found[0].contains("hunt"), found[0].constData());
    }
}

void TestOutputLines::aCommandIsShownWithoutSecrets_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("shown");
    const auto row = [](const QString& words, const char* shown) {
        QTest::newRow(shown) << words.split(QLatin1Char('|')) << QString::fromLatin1(shown);
    };
    row(QStringLiteral("node|c.js|--password|abc|-v"), "node c.js --password *** -v");
    row(QStringLiteral("c|--token=xyz|--port=80"), "c --token=*** --port=80");
    row(QStringLiteral("c|ws://u:p@host/CP?key=1|-v"), "c ws://host/CP -v");
    row(QStringLiteral("env|PASSWORD=x|node|c.js"), "env PASSWORD=*** node c.js");
    row(QStringLiteral("env|DB=pg://u:p@h|node"), "env DB=pg://***@h node");
    row(QStringLiteral("c|-H|Authorization: Bearer x"), "c -H Authorization: ***");
    row(QStringLiteral("c|--header=Authorization: Basic x"), "c --header=Authorization: ***");
    row(QStringLiteral("c|-H|X-Api-Key: x"), "c -H X-Api-Key: ***");
    row(QStringLiteral("c|-u|user:pw|{url}"), "c -u user:*** {url}");
    row(QStringLiteral("c|--user=user:pw|{url}"), "c --user=user:*** {url}");
    row(QStringLiteral("c|--password|-Secret-|-v"), "c --password *** -v");
    row(QStringLiteral("sh|-c|node c.js password=x"), "sh -c node c.js password=***");
    row(QStringLiteral("c|{\"password\":\"x\"}"), "c {\"password\":\"***\"}");
    // What is none must stay to be read.
    row(QStringLiteral("python|-u|keys.py|{url}|a=b|c:d"), "python -u keys.py {url} a=b c:d");
}

void TestOutputLines::aCommandIsShownWithoutSecrets()
{
    QFETCH(QStringList, words);
    QFETCH(QString, shown);
    QCOMPARE((ForeignCommand{words, {}}.text()), shown);
}

void TestOutputLines::whatIsMaskedInACommandIsMaskedInItsOutput()
{
    const ForeignCommand command{
        {QStringLiteral("c"), QStringLiteral("-H"), QStringLiteral("Authorization: Bearer first"),
         QStringLiteral("-u"), QStringLiteral("me:second"), QStringLiteral("--password"),
         QStringLiteral("-third"), QStringLiteral("ws://u:f%6Furth@h/CP?token=fifth")},
        {{QStringLiteral("DATABASE_URL"), QStringLiteral("postgres://u:sixth@h/db")}}};
    OutputLines lines(command.secrets());
    const auto found = lines.add("I got first second -third f%6Furth fourth fifth sixth and me\n");
    QCOMPARE(found.at(0), QByteArray("I got *** *** *** *** *** *** *** and me"));
    QCOMPARE(command.shownEnvironment().value(QStringLiteral("DATABASE_URL")),
             QStringLiteral("postgres://h/db"));
}

QTEST_GUILESS_MAIN(TestOutputLines)

} // namespace tst_output_lines

#include "tst_output_lines.moc"
