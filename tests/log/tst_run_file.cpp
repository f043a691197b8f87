// SPDX-License-Identifier: MIT
#include "core/log/run_file_reader.h"
#include "tests/log/run_file_samples.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <limits>

namespace tst_run_file {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestRunFile : public QObject
{
    Q_OBJECT
private slots:
    void everyValueComesBackAsItWas();
    void infinitiesComeBack();
    void everyEscapeIsUnderstood();
    void theSameRunGivesTheSameBytes();
    void everyLineIsJsonThatOthersCanRead();
    void aFirstLineComesBackAsItWas();
    void bytesMayComeInAnyPieces();
    void damageIsToldWithItsLine_data();
    void damageIsToldWithItsLine();
    void whiteSpaceAndAnotherOrderAreNoDamage();
    void aFileCutAnywhereOpensAndSaysWhatIsLost();
    void anInterruptedRunSaysSo();
    void filesThatAreNoRunAreRefused_data();
    void filesThatAreNoRunAreRefused();
    void tooManyForeignNamesAreRefused();
    void openingCanBeCancelled();
    void aLargerFileThanAllowedIsRefused();
};

void TestRunFile::everyValueComesBackAsItWas()
{
    EventLog log;
    appendAllSorts(log);
    EventLog back;
    QCOMPARE(parse(fileText(log, someInfo()), back).value(), qint64{0});
    QCOMPARE(back.size(), log.size());
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const auto fields = log.fields(number);
        const auto others = back.fields(number);
        QCOMPARE(others.size(), fields.size());
        for (std::size_t i = 0; i < fields.size(); ++i) {
            QVERIFY(back.keyName(others[i].key) == log.keyName(fields[i].key));
            QVERIFY2(others[i].value == fields[i].value,
                     qPrintable(QStringLiteral("event %1, field %2").arg(number).arg(i)));
        }
        QVERIFY(back.header(number).time == log.header(number).time);
        QVERIFY(back.header(number).wall == log.header(number).wall);
        QVERIFY(back.kindName(back.header(number).kind) == log.kindName(log.header(number).kind));
        QCOMPARE(back.header(number).epoch, log.header(number).epoch);
        QCOMPARE(back.header(number).attempt, log.header(number).attempt);
    }
    QVERIFY(std::signbit(std::get<double>(back.fields(2)[3].value)));
}

void TestRunFile::everyEscapeIsUnderstood()
{
    const std::string line = replaced(
        eventLine, R"("fields":{})",
        R"("fields":{"text":"\u0041\u00e4\u20AC\ud83d\ude00\"\\\/\b\f\n\r\t\u0000\udcff"})");
    EventLog log;
    QVERIFY(parse(firstLine + line, log).hasValue());
    using namespace std::string_view_literals;
    QVERIFY(log.text(1, FieldKey::Text) ==
            "A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"\\/\b\f\n\r\t\0\xff"sv);
}

void TestRunFile::infinitiesComeBack()
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EventLog log;
    log.append({}, std::array{Field(FieldKey::Limit, infinity), Field(FieldKey::Limit, -infinity),
                              Field(FieldKey::Limit, std::nan(""))});
    EventLog back;
    QVERIFY(parse(fileText(log, someInfo()), back).hasValue());
    QCOMPARE(std::get<double>(back.fields(1)[0].value), infinity);
    QCOMPARE(std::get<double>(back.fields(1)[1].value), -infinity);
    QVERIFY(std::isnan(std::get<double>(back.fields(1)[2].value)));
}

void TestRunFile::theSameRunGivesTheSameBytes()
{
    EventLog log;
    appendAllSorts(log);
    const std::string text = fileText(log, someInfo());
    EventLog back;
    QVERIFY(parse(text, back).hasValue());
    QCOMPARE(QByteArray::fromStdString(fileText(back, someInfo())),
             QByteArray::fromStdString(text));
}

void TestRunFile::everyLineIsJsonThatOthersCanRead()
{
    EventLog log;
    appendAllSorts(log);
    log.append({}, std::array{Field(FieldKey::Limit, std::nan(""))});
    const QByteArray text = QByteArray::fromStdString(fileText(log, someInfo()));
    for (const QByteArray& line : text.trimmed().split('\n')) {
        QJsonParseError error{};
        QJsonDocument::fromJson(line, &error);
        QVERIFY2(error.error == QJsonParseError::NoError, line.constData());
    }
}

void TestRunFile::aFirstLineComesBackAsItWas()
{
    for (const std::uint64_t seed : {std::uint64_t{0}, (std::uint64_t{1} << 53) + 1,
                                     std::numeric_limits<std::uint64_t>::max()}) {
        RunInfo info = someInfo();
        info.seed = seed;
        std::string line;
        appendRunInfoLine(line, info);
        line.pop_back();
        const auto back = runInfoFromLine(line);
        QVERIFY(back.hasValue());
        QVERIFY(*back == info);
    }
}

void TestRunFile::bytesMayComeInAnyPieces()
{
    EventLog log;
    appendAllSorts(log);
    const std::string text = fileText(log, someInfo());
    for (const std::size_t piece : {1, 2, 7, 64}) {
        EventLog back;
        QVERIFY(parse(text, back, piece).hasValue());
        QCOMPARE(back.size(), log.size());
    }
}

void TestRunFile::damageIsToldWithItsLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const std::string& line, const char* reason) {
        QTest::newRow(name) << QByteArray::fromStdString(line) << QString::fromLatin1(reason);
    };
    row("not JSON", "hello\n", "{ is missing");
    row("empty line", "\n", "{ is missing");
    row("array", "[]\n", "{ is missing");
    row("missing member", replaced(eventLine, R"("t":5,)", ""), "\"t\" is missing");
    row("unknown member", replaced(eventLine, R"("t":5)", R"("t":5,"x":1)"), "\"x\" is no member");
    row("member twice", replaced(eventLine, R"("t":5)", R"("t":5,"t":6)"), "stands twice");
    row("unknown lane", replaced(eventLine, "user", "motorway"), "\"motorway\" is no lane");
    row("unknown source", replaced(eventLine, "client", "ghost"), "\"ghost\" is no source");
    row("wrong number", replaced(eventLine, R"("n":1)", R"("n":3)"), "event 1 is missing");
    row("negative time", replaced(eventLine, R"("t":5)", R"("t":-1)"), "\"t\" is not between");
    row("fractional time", replaced(eventLine, R"("t":5)", R"("t":5.5)"), "whole number");
    row("epoch too large", replaced(eventLine, R"("epoch":0)", R"("epoch":4294967296)"),
        "too large");
    row("impossible date", replaced(eventLine, "2025-01-01", "2025-02-30"), "is not a time");
    row("number of 65 bits",
        replaced(eventLine, R"("fields":{})", R"("fields":{"size":9223372036854775808})"),
        "does not fit 64 bits");
    row("leading zero", replaced(eventLine, R"("fields":{})", R"("fields":{"size":01})"),
        "needless 0");
    row("nested field", replaced(eventLine, R"("fields":{})", R"("fields":{"size":[1]})"),
        "is missing");
    row("bad escape", replaced(eventLine, R"("fields":{})", R"("fields":{"text":"\q"})"),
        "no escape");
    row("half a pair", replaced(eventLine, R"("fields":{})", R"("fields":{"text":"\ud800"})"),
        "surrogate");
    row("not UTF-8", replaced(eventLine, R"("fields":{})", "\"fields\":{\"text\":\"\xff\"}"),
        "not UTF-8");
    row("raw control", replaced(eventLine, R"("fields":{})", "\"fields\":{\"text\":\"\x01\"}"),
        "control");
    row("open string", replaced(eventLine, "\"fields\":{}}", "\"fields\":{\"text\":\"abc"),
        "does not end");
    row("trailing text", replaced(eventLine, "\n", " x\n"), "something follows");
    row("trailing comma", replaced(eventLine, R"("fields":{}})", R"("fields":{},})"),
        "string is missing");
}

void TestRunFile::damageIsToldWithItsLine()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, reason);
    EventLog log;
    const auto result = parse(firstLine + line.toStdString() + eventLine, log);
    QVERIFY(!result.hasValue());
    QVERIFY(result.error().kind == RunFileError::Kind::Damaged);
    QCOMPARE(result.error().line, qint64{2});
    QVERIFY2(result.error().sentence.contains(QStringLiteral("line 2")) &&
                 result.error().sentence.contains(reason),
             qPrintable(result.error().sentence));
    QCOMPARE(log.size(), EventNumber{0});
}

void TestRunFile::whiteSpaceAndAnotherOrderAreNoDamage()
{
    const std::string other = R"( { "kind" : "note", "fields" : { "text" : "a" , "size" : 1 },)"
                              R"("attempt":0,"epoch":0,"source":"client","lane":"user",)"
                              "\"w\":12,\"t\":5,\"n\":1 }\r\n";
    EventLog log;
    QVERIFY(parse(firstLine + other, log).hasValue());
    QVERIFY(log.text(1, FieldKey::Text) == "a");
    QVERIFY(log.header(1).wall == WallTime(12ms));
}

void TestRunFile::aFileCutAnywhereOpensAndSaysWhatIsLost()
{
    EventLog log;
    appendAllSorts(log);
    const std::string text = fileText(log, someInfo());
    const std::size_t header = text.find('\n') + 1;
    for (std::size_t length = header; length <= text.size(); ++length) {
        EventLog back;
        const auto lost = parse(std::string_view(text).substr(0, length), back);
        QVERIFY(lost.hasValue());
        // A cut before the line feed alone loses nothing.
        const bool wholeLine = text[length - 1] == '\n' || text[length] == '\n';
        const std::size_t lineStart = text.rfind('\n', length - 1) + 1;
        QCOMPARE(*lost, wholeLine ? 0 : qint64(length - lineStart));
    }
}

void TestRunFile::anInterruptedRunSaysSo()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("cut.jsonl"));
    QVERIFY(writeFile(path, firstLine + eventLine + "{\"n\":2,"));
    auto run = readRunFile(path);
    QVERIFY(run.hasValue());
    QCOMPARE(run->lostBytes, qint64{7});
    QVERIFY(run->warning().contains(QStringLiteral("last 7 bytes are lost")));
    QVERIFY(writeFile(path, firstLine + eventLine));
    run = readRunFile(path);
    QVERIFY(!run->ended());
    QVERIFY(run->warning().contains(QStringLiteral("interrupted")));
    QVERIFY(writeFile(path, firstLine + replaced(eventLine, "note", "run_ended")));
    run = readRunFile(path);
    QVERIFY(run->ended() && run->warning().isEmpty());
}

void TestRunFile::filesThatAreNoRunAreRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    using Kind = RunFileError::Kind;
    const auto row = [](const char* name, const std::string& content, Kind kind, const char* says) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << int(kind)
                            << QString::fromLatin1(says);
    };
    row("empty", "", Kind::Empty, "is empty");
    row("text", "hello\nworld\n", Kind::NotARunFile, "is not a run file");
    row("text without line feed", "hello", Kind::NotARunFile, "is not a run file");
    row("other JSON", "{\"a\":1}\n", Kind::NotARunFile, "is not a run file");
    row("array", "[1,2]\n", Kind::NotARunFile, "is not a run file");
    row("an event first", eventLine, Kind::NotARunFile, "is not a run file");
    row("cut in the first line", firstLine.substr(0, 40), Kind::NotARunFile, "is not a run file");
    row("newer", replaced(firstLine, "\"version\":1", "\"version\":2"), Kind::NewerVersion,
        "a newer one");
    row("no version", replaced(firstLine, "\"version\":1,", ""), Kind::Damaged, "\"version\"");
    row("seed", replaced(firstLine, "\"seed\":1", "\"seed\":-1"), Kind::Damaged, "\"seed\"");
    row("clock", replaced(firstLine, "virtual", "sun"), Kind::Damaged, "\"clock\"");
    row("started", replaced(firstLine, "2025-01-01T", "yesterday "), Kind::Damaged, "\"started\"");
    row("configuration", replaced(firstLine, "{}}", "1}"), Kind::Damaged, "\"configuration\"");
    row("zeros", std::string(100, '\0'), Kind::NotARunFile, "is not a run file");
    row("endless line", std::string(3000, 'x'), Kind::NotARunFile, "longer than 2000 bytes");
}

void TestRunFile::filesThatAreNoRunAreRefused()
{
    QFETCH(QByteArray, content);
    QFETCH(int, kind);
    QFETCH(QString, says);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("some.jsonl"));
    QVERIFY(writeFile(path, content.toStdString()));
    RunFileLimits limits;
    limits.lineBytes = 2000;
    const auto run = readRunFile(path, limits);
    QVERIFY(!run.hasValue());
    QCOMPARE(int(run.error().kind), kind);
    QVERIFY2(run.error().sentence.contains(says) && run.error().sentence.contains(path),
             qPrintable(run.error().sentence));
}

void TestRunFile::tooManyForeignNamesAreRefused()
{
    std::string text = firstLine;
    for (std::size_t i = 0; i <= EventLog::mostForeignNames; ++i) {
        std::string line = replaced(eventLine, "\"n\":1", "\"n\":" + std::to_string(i + 1));
        text += replaced(line, "note", "kind" + std::to_string(i));
    }
    EventLog log;
    const auto result = parse(text, log);
    QVERIFY(!result.hasValue());
    QVERIFY(result.error().sentence.contains(QStringLiteral("unknown kinds")));
    QCOMPARE(log.size(), EventNumber{EventLog::mostForeignNames});
}

void TestRunFile::openingCanBeCancelled()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    QVERIFY(writeFile(path, firstLine + eventLine));
    qint64 read = 0;
    const auto run = readRunFile(path, {}, [&](qint64 bytes, qint64 total) {
        read = bytes;
        return bytes < total;
    });
    QVERIFY(!run.hasValue() && run.error().kind == RunFileError::Kind::Cancelled);
    QCOMPARE(read, qint64(firstLine.size() + eventLine.size()));
}

void TestRunFile::aLargerFileThanAllowedIsRefused()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("large.jsonl"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    // A hole of 2 GB costs no disk.
    QVERIFY(file.resize(qint64{2} << 30));
    file.close();
    const auto run = readRunFile(path);
    QVERIFY(!run.hasValue() && run.error().kind == RunFileError::Kind::TooLarge);
    QVERIFY(run.error().sentence.contains(QStringLiteral("head -c")));
    RunFileLimits limits;
    limits.fileBytes = qint64{4} << 30;
    const auto hole = readRunFile(path, limits);
    QVERIFY(!hole.hasValue() && hole.error().kind == RunFileError::Kind::NotARunFile);
}

QTEST_GUILESS_MAIN(TestRunFile)

} // namespace tst_run_file

#include "tst_run_file.moc"
