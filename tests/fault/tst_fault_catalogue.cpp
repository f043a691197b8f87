// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_plan_reader.h"
#include "core/fault/fault_words.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>

namespace tst_fault_catalogue {

using namespace redial;
using namespace std::chrono_literals;

class TestFaultCatalogue : public QObject
{
    Q_OBJECT
private slots:
    void everyNumberOfEveryLevelIsThere_data();
    void everyNumberOfEveryLevelIsThere();
    void idsAndNamesAreUnique();
    void everyEntryExplainsItself_data();
    void everyEntryExplainsItself();
    void everyDefaultIsValidAndReadsBack_data();
    void everyDefaultIsValidAndReadsBack();
    void everyExampleCanBiteAndReadsBack_data();
    void everyExampleCanBiteAndReadsBack();
    void noParameterHasTheNameOfAPlansWord();
    void aModeIsClaimedOnlyWhereItIsDone();
    void everyModeHasATestThatSeesItsEffect_data();
    void everyModeHasATestThatSeesItsEffect();
    void whatNeedsAnotherProfileSaysSo();
    void toxiproxysNamesAreItsOwn();
    void aFaultIsFoundByIdAndName();
    void theNearestNameIsTold();
    void aValueIsReadByItsType();
    void aWrongValueIsRefusedAndChangesNothing_data();
    void aWrongValueIsRefusedAndChangesNothing();

private:
    void eachEntry();
    static const FaultDefinition& entry();
};

namespace {

constexpr FaultMode modes[] = {FaultMode::Server, FaultMode::Proxy, FaultMode::SocketFilter,
                               FaultMode::Virtual, FaultMode::Client};

QString textOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Tests that do faults, with the rows that they include; not those that only read, plan or draw
/// them.
QStringList testsOfEffects()
{
    static const QRegularExpression others(
        QStringLiteral("node_modules|/(fuzz|soak|ui)/|tst_fault_(catalogue|options|plan|schedule|"
                       "sequence)|schedule_|tst_scenario"));
    static const QRegularExpression include(QStringLiteral("#include \"(tests/[^\"]+)\""));
    const QString folder = QStringLiteral(TESTS_FOLDER);
    QStringList texts;
    QDirIterator files(folder, {QStringLiteral("*.cpp")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (others.match(path.mid(folder.size())).hasMatch())
            continue;
        QString text = textOf(path);
        QString included;
        for (const auto& match : include.globalMatch(text))
            included += textOf(folder + QStringLiteral("/../") + match.captured(1));
        texts << text + included;
    }
    return texts;
}

/// What a test has that does a fault in that mode.
QRegularExpression marksOf(FaultMode mode)
{
    switch (mode) {
    case FaultMode::Server:
    case FaultMode::SocketFilter:
        return QRegularExpression(QStringLiteral("FaultyServer|faultyServer"));
    case FaultMode::Proxy:
        return QRegularExpression(QStringLiteral("FaultedLink|ProxyFixture|\"proxy\""));
    case FaultMode::Virtual:
    case FaultMode::Client:
        break;
    }
    return QRegularExpression(QStringLiteral("stationWith|ClientFaults"));
}

} // namespace

void TestFaultCatalogue::eachEntry()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < faultCatalogue().size(); ++i)
        QTest::addRow("%s", faultCatalogue()[i].id.data()) << int(i);
}

const FaultDefinition& TestFaultCatalogue::entry()
{
    QFETCH(int, index);
    return faultCatalogue()[std::size_t(index)];
}

void TestFaultCatalogue::everyNumberOfEveryLevelIsThere_data()
{
    QTest::addColumn<QString>("letter");
    QTest::addColumn<int>("count");
    const std::pair<const char*, int> levels[] = {{"D", 5},  {"T", 15}, {"S", 14}, {"H", 19},
                                                  {"W", 27}, {"O", 12}, {"A", 6},  {"M", 10},
                                                  {"N", 15}, {"P", 9}};
    for (const auto& [letter, count] : levels)
        QTest::addRow("%s", letter) << QString::fromLatin1(letter) << count;
}

void TestFaultCatalogue::everyNumberOfEveryLevelIsThere()
{
    QFETCH(QString, letter);
    QFETCH(int, count);
    QStringList found;
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (letterOf(fault.level) == letter.front().toLatin1())
            found << toQString(fault.id);
    }
    QStringList wanted;
    for (int number = 1; number <= count; ++number)
        wanted << letter + QString::number(number);
    QCOMPARE(found, wanted);
}

void TestFaultCatalogue::idsAndNamesAreUnique()
{
    QSet<QString> words;
    for (const FaultDefinition& fault : faultCatalogue()) {
        words << toQString(fault.id).toLower() << toQString(fault.name);
        static const QRegularExpression snakeCase(QStringLiteral("^[a-z0-9]+(_[a-z0-9]+)*$"));
        QVERIFY2(snakeCase.match(toQString(fault.name)).hasMatch(), fault.name.data());
    }
    QCOMPARE(words.size(), qsizetype(2 * faultCatalogue().size()));
}

void TestFaultCatalogue::everyEntryExplainsItself_data()
{
    eachEntry();
}

void TestFaultCatalogue::everyEntryExplainsItself()
{
    const FaultDefinition& fault = entry();
    QVERIFY(!fault.summary.empty() && fault.summary.size() <= 75);
    QVERIFY(fault.summary.back() != '.');
    QVERIFY(fault.explanation.size() > 15 && fault.explanation.back() == '.');
    QVERIFY(!fault.modes.isEmpty());
    QSet<QString> names;
    for (const FaultParameter& parameter : fault.parameters) {
        QVERIFY(!parameter.help.empty() && parameter.help.back() != '.');
        names << toQString(parameter.name);
    }
    QCOMPARE(names.size(), qsizetype(fault.parameters.size()));
}

void TestFaultCatalogue::everyDefaultIsValidAndReadsBack_data()
{
    eachEntry();
}

void TestFaultCatalogue::everyDefaultIsValidAndReadsBack()
{
    Fault fault(entry());
    for (const FaultParameter& parameter : entry().parameters) {
        const auto value = parameter.read(toQString(parameter.standard));
        QVERIFY2(value.hasValue(), parameter.name.data());
        const auto again = parameter.read(parameter.write(*value));
        QVERIFY(again.hasValue() && *again == *value);
        QVERIFY(fault.set(toQString(parameter.name), fault.valueText(parameter.name)));
    }
    QCOMPARE(fault.toText(), toQString(entry().id));
    QVERIFY(fault == Fault(entry()));
}

void TestFaultCatalogue::everyExampleCanBiteAndReadsBack_data()
{
    eachEntry();
}

void TestFaultCatalogue::everyExampleCanBiteAndReadsBack()
{
    const auto planned = parsePlannedFault(toQString(entry().example));
    QVERIFY2(planned.hasValue(), planned ? "" : qPrintable(planned.error()));
    QCOMPARE(planned->fault.id(), entry().id);
    const auto fromText = parsePlannedFault(planned->toText());
    QVERIFY(fromText && *fromText == *planned);
    const auto fromJson = plannedFaultFromJson(planned->toJson());
    QVERIFY(fromJson && *fromJson == *planned);
    QVERIFY(FaultPlan({FaultPlan::Order::Parallel, {*planned}}).contradictions().empty());
}

void TestFaultCatalogue::noParameterHasTheNameOfAPlansWord()
{
    QStringList words{QStringLiteral("when"), QStringLiteral("match"), QStringLiteral("scope"),
                      QStringLiteral("for")};
    words << words::memberNames();
    words.removeOne(QStringLiteral("duration")); // written "for" in the text form
    for (const FaultDefinition& fault : faultCatalogue()) {
        for (const FaultParameter& parameter : fault.parameters)
            QVERIFY2(!words.contains(toQString(parameter.name)), fault.id.data());
    }
}

void TestFaultCatalogue::aModeIsClaimedOnlyWhereItIsDone()
{
    for (const FaultMode mode : modes) {
        QSet<QString> ids;
        for (const std::string_view id : implementedFaultIds(mode)) {
            const FaultDefinition* fault = findFault(toQString(id));
            QVERIFY2(fault != nullptr && fault->id == id, id.data());
            QVERIFY2(fault->modes.contains(mode), id.data());
            QVERIFY2(!ids.contains(toQString(id)), id.data());
            ids << toQString(id);
        }
        for (const FaultDefinition& fault : faultCatalogue()) {
            QCOMPARE(availableModes(fault).contains(mode), ids.contains(toQString(fault.id)));
            const bool isOfMsgi = fault.availability == FaultAvailability::WithMsgi;
            QCOMPARE(unavailableSentence(fault, mode).isEmpty(),
                     !isOfMsgi && ids.contains(toQString(fault.id)));
        }
    }
}

void TestFaultCatalogue::everyModeHasATestThatSeesItsEffect_data()
{
    eachEntry();
}

void TestFaultCatalogue::everyModeHasATestThatSeesItsEffect()
{
    static const QStringList tests = testsOfEffects();
    const FaultDefinition& fault = entry();
    const QRegularExpression named(
        QStringLiteral("[\"\\s(]%1(?![0-9A-Za-z_])").arg(toQString(fault.id)));
    // The servers of these two levels are their own.
    const bool isOfItsOwn =
        fault.level == FaultLevel::Application || fault.level == FaultLevel::Msgi;
    for (const FaultMode mode : modes) {
        // tst_virtual_faults compares what the station sees for every one of virtual time's.
        if (!availableModes(fault).contains(mode) || mode == FaultMode::Virtual)
            continue;
        const QRegularExpression marks = isOfItsOwn ? QRegularExpression() : marksOf(mode);
        const bool isSeen = std::any_of(tests.begin(), tests.end(), [&](const QString& text) {
            return named.match(text).hasMatch() && marks.match(text).hasMatch();
        });
        QVERIFY2(isSeen, qPrintable(QStringLiteral("no test sees %1 in mode %2")
                                        .arg(toQString(fault.id), toQString(nameOf(mode)))));
    }
}

void TestFaultCatalogue::whatNeedsAnotherProfileSaysSo()
{
    QVERIFY(unavailableSentence(*findFault(QStringLiteral("M1")), FaultMode::Server)
                .contains(QLatin1String("needs frames of MSGI")));
}

void TestFaultCatalogue::toxiproxysNamesAreItsOwn()
{
    const std::pair<const char*, QStringList> toxics[] = {
        {"latency", {QStringLiteral("latency"), QStringLiteral("jitter")}},
        {"bandwidth", {QStringLiteral("rate")}},
        {"slow_close", {QStringLiteral("delay")}},
        {"timeout", {QStringLiteral("timeout")}},
        {"reset_peer", {QStringLiteral("timeout")}},
        {"slicer",
         {QStringLiteral("average_size"), QStringLiteral("size_variation"),
          QStringLiteral("delay")}},
        {"limit_data", {QStringLiteral("bytes")}}};
    for (const auto& [name, attributes] : toxics) {
        const FaultDefinition* fault = findFault(QString::fromLatin1(name));
        QVERIFY2(fault != nullptr, name);
        for (const QString& attribute : attributes)
            QVERIFY2(fault->parameter(attribute.toStdString()) != nullptr, qPrintable(attribute));
    }
    QVERIFY(findFault(QStringLiteral("down")) != nullptr);
}

void TestFaultCatalogue::aFaultIsFoundByIdAndName()
{
    const FaultDefinition* fault = findFault(QStringLiteral("W4"));
    QVERIFY(fault != nullptr);
    for (const char* word : {"w4", " W4 ", "close_code", "close-code", "Close_Code"})
        QCOMPARE(findFault(QString::fromLatin1(word)), fault);
    QVERIFY(findFault(QStringLiteral("W40")) == nullptr);
    QVERIFY(findFault(QString()) == nullptr);
}

void TestFaultCatalogue::theNearestNameIsTold()
{
    QVERIFY(unknownFaultSentence(QStringLiteral("latenci")).contains(QLatin1String("\"latency\"")));
    QVERIFY(
        !unknownFaultSentence(QStringLiteral("qqqqqqqqqqqqqq")).contains(QLatin1String("mean")));
}

void TestFaultCatalogue::aValueIsReadByItsType()
{
    Fault latency(*findFault(QStringLiteral("latency")));
    QVERIFY(latency.set(QStringLiteral("latency"), QStringLiteral("1.5s")));
    QCOMPARE(latency.duration("latency"), std::chrono::nanoseconds(1500ms));
    Fault limit(*findFault(QStringLiteral("limit_data")));
    QVERIFY(limit.set(QStringLiteral("bytes"), QStringLiteral("64KiB")));
    QCOMPARE(limit.number("bytes"), 65536);
    Fault close(*findFault(QStringLiteral("W4")));
    QVERIFY(close.set(QStringLiteral("shape"), QStringLiteral("one_byte")));
    QVERIFY(close.set(QStringLiteral("reason"), QStringLiteral("going \"away\"")));
    QCOMPARE(close.text("shape"), QStringLiteral("one_byte"));
    QCOMPARE(close.toText(), QStringLiteral("W4 reason=\"going \\\"away\\\"\" shape=one_byte"));
    Fault stall(*findFault(QStringLiteral("stall")));
    QVERIFY(stall.set(QStringLiteral("chance"), QStringLiteral("0.25")));
    QCOMPARE(stall.probability("chance"), 0.25);
    Fault flap(*findFault(QStringLiteral("port_flap")));
    QVERIFY(flap.set(QStringLiteral("drop_connections"), QStringLiteral("no")));
    QVERIFY(!flap.isOn("drop_connections"));
}

void TestFaultCatalogue::aWrongValueIsRefusedAndChangesNothing_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("said");
    const auto row = [](const char* fault, const char* parameter, const char* value,
                        const char* said) {
        QTest::addRow("%s %s=%s", fault, parameter, value)
            << QString::fromLatin1(fault) << QString::fromLatin1(parameter)
            << QString::fromLatin1(value) << QString::fromLatin1(said);
    };
    row("W4", "cod", "1000", "did you mean \"code\"?");
    row("H2", "status", "404", "it takes none");
    row("W4", "zzzzzzzzzzz", "1", "it takes code, reason, shape");
    row("W4", "code", "65536", "\"65536\" is out of range; write 0 to 65535");
    row("W4", "code", "-1", "out of range");
    row("W4", "code", "1e3", "is not a whole number");
    row("W4", "code", "", "is not a whole number");
    row("W4", "code", "99999999999999999999", "is not a whole number");
    row("N1", "latency", "500", "the unit is missing");
    row("N1", "latency", "-5s", "negative");
    row("N5", "bytes", "9999999999999999KiB", "is no number of bytes");
    row("N5", "bytes", "-9223372036854775808", "too small");
    row("N9", "chance", "1.5", "is no probability");
    row("N9", "chance", "nan", "is no probability");
    row("W4", "shape", "round", "is none of normal, empty");
    row("T1", "drop_connections", "true", "is none of yes, no");
}

void TestFaultCatalogue::aWrongValueIsRefusedAndChangesNothing()
{
    QFETCH(QString, fault);
    QFETCH(QString, parameter);
    QFETCH(QString, value);
    QFETCH(QString, said);
    Fault changed(*findFault(fault));
    const auto done = changed.set(parameter, value);
    QVERIFY(!done);
    QVERIFY2(done.error().contains(said), qPrintable(done.error()));
    QVERIFY2(done.error().contains(fault), qPrintable(done.error()));
    QVERIFY(changed == Fault(*findFault(fault)));
}

QTEST_APPLESS_MAIN(TestFaultCatalogue)

} // namespace tst_fault_catalogue

#include "tst_fault_catalogue.moc"
