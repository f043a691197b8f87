// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_plan_reader.h"
#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"
#include "core/verdict/oracle.h"
#include "tests/scenario/scenario_files.h"
#include "tests/scenario/scenario_mutations.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace tst_scenario_schema {

using namespace redial;
using namespace redial::test;

namespace {

/// What the reader refuses and a JSON Schema cannot say: a class of errors, and why.
struct BeyondSchema
{
    const char* name;
    const char* reason;
    const char* path;     ///< of the error
    const char* sentence; ///< of the error
};

constexpr std::array<BeyondSchema, 7> beyondSchema{{
    {"settings together", "ranges and the order of two times are the policy's own check",
     "^/client/(policy|session|stream/policy)/",
     "^(?!.*(is none of|is not a (duration|number|whole|setting)|must be|is neither|did you "
     "mean))"},
    {"numbers in text", "no pattern tells how large a number in a text is", "",
     "^\"[a-z]+:[0-9]{10}|is longer than 292 years|more than 0 and at most 366d|is out of range|is "
     "too small"},
    {"fault and clock", "a fault is possible in a time, or with another member, or not", "^/faults",
     "cannot be done|can never bite|never comes|leave direction out"},
    {"matrix", "what a pointer names stands elsewhere in the file", "^/matrix", ""},
    {"ranges in text", "no pattern compares two numbers", "^/(faults|server)/",
     "is no number and no range|names no connections|ends before it begins"},
    {"two bounds", "no rule compares two numbers", "^/expectations/thresholds/", "can never hold"},
    {"call and protocol", "a rule across two parts of the file", "^/steps/calls/",
     "needs a session"},
}};

QJsonObject objectOf(const QByteArray& json)
{
    return QJsonDocument::fromJson(json).object();
}

QByteArray lineOf(const QJsonObject& file)
{
    return QJsonDocument(file).toJson(QJsonDocument::Compact);
}

QJsonObject plainFile()
{
    return objectOf(R"({"version": 1, "name": "N", "duration": "30s", "clock": "system"})");
}

/// With every setting, every oracle and every figure.
QJsonObject wholeFile()
{
    QJsonObject file = plainFile();
    file.insert(QStringLiteral("client"),
                QJsonObject{{QStringLiteral("policy"), policyToJson(ReconnectPolicy())},
                            {QStringLiteral("session"), sessionPolicyToJson(SessionPolicy())}});
    QJsonObject outcomes;
    QJsonObject reasons;
    for (const Oracle& oracle : oracles()) {
        outcomes.insert(toQString(oracle.id), QStringLiteral("pass"));
        reasons.insert(toQString(oracle.id), QStringLiteral("known"));
    }
    QJsonObject figures;
    for (const QString& name : figureNames())
        figures.insert(name, QJsonObject{{QStringLiteral("at_most"), 5}});
    file.insert(QStringLiteral("expectations"),
                QJsonObject{{QStringLiteral("oracles"), outcomes},
                            {QStringLiteral("exceptions"), reasons},
                            {QStringLiteral("thresholds"), figures}});
    return file;
}

/// With one fault, every parameter of it as it is by itself.
QJsonObject fileWith(const FaultDefinition& definition)
{
    QJsonObject parameters;
    for (const FaultParameter& parameter : definition.parameters)
        parameters.insert(toQString(parameter.name), toQString(parameter.standard));
    QJsonObject fault = parsePlannedFault(toQString(definition.example))->toJson();
    fault.insert(QStringLiteral("parameters"), parameters);
    QJsonObject file = plainFile();
    file.insert(QStringLiteral("faults"),
                QJsonObject{{QStringLiteral("faults"), QJsonArray{fault}}});
    return file;
}

bool isBelow(const QString& pointer, const QString& place)
{
    return place.isEmpty() || pointer == place || pointer.startsWith(place + QLatin1Char('/'));
}

QStringList matrixPointers(const QJsonObject& file)
{
    return file.value(QLatin1String("matrix")).toObject().keys();
}

/// The class of what only the reader refuses; null if it is in none.
const BeyondSchema* classOf(const QJsonObject& file, const ScenarioError& error)
{
    const QStringList pointers = matrixPointers(file);
    const bool isMatrix = std::any_of(pointers.begin(), pointers.end(), [&](const auto& pointer) {
        return isBelow(pointer, error.path);
    });
    for (const BeyondSchema& one : beyondSchema) {
        const QRegularExpression path(QString::fromLatin1(one.path));
        const QRegularExpression sentence(QString::fromLatin1(one.sentence));
        const QString where = isMatrix ? QStringLiteral("/matrix") : error.path;
        if (path.match(where).hasMatch() && sentence.match(error.sentence).hasMatch())
            return &one;
    }
    return nullptr;
}

/// What the matrix fills is read by nobody, but the schema sees it.
bool isFilledByMatrix(const QJsonObject& file, const QByteArray& opinion)
{
    const QStringList pointers = matrixPointers(file);
    const QStringList places = QString::fromUtf8(opinion).split(QLatin1Char(' '));
    return std::all_of(places.begin(), places.end(), [&](QString place) {
        if (place == QLatin1String("/"))
            place.clear();
        return std::any_of(pointers.begin(), pointers.end(), [&](const QString& pointer) {
            return isBelow(pointer, place) || isBelow(place, pointer);
        });
    });
}

/// A plain file with one more member, or another value of one.
QJsonObject plainWith(const QByteArray& members)
{
    QJsonObject file = plainFile();
    const QJsonObject more = objectOf("{" + members + "}");
    for (auto member = more.begin(); member != more.end(); ++member)
        file.insert(member.key(), *member);
    return file;
}

/// What no change of a single member brings about.
std::vector<QJsonObject> rareFiles()
{
    const char* fault = R"("faults": {"faults": [{"fault": "W4", "when": {%1}}]})";
    const auto when = [&](const char* text) {
        return plainWith(QByteArray(fault).replace("%1", text));
    };
    return {plainWith(R"("duration": "400d")"),
            plainWith(R"("client": {"policy": {"max_backoff": "300000d"}})"),
            plainWith(R"("server": {"boot": "accepted:99999999999"})"),
            plainWith(R"("clock": "virtual", "faults": {"faults": [{"fault": "W4"}]})"),
            plainWith(R"("client": {"protocol": "none"}, "steps": {"calls": [{"action": "A"}]})"),
            plainWith(R"("matrix": {"/seed/0/1": [1]})"),
            plainWith(R"("server": {"closings": [{"connections": "3-1"}]})"),
            when(R"("attempt": "5..2")"),
            when(R"("time": "20s..10s")"),
            when(R"("message": "5..2:Heartbeat")")};
}

} // namespace

class TestScenarioSchema : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void theExamplesAreValidForBoth();
    void schemaAndReaderAgreeOnEveryMutation();
    void theSchemaNamesThePlaceOfWhatIsWrong();
    void theSchemaWantsThePlainSpelling();

private:
    /// One line for each file: "valid", or places.
    QList<QByteArray> opinionsOf(const std::vector<QJsonObject>& files) const;
};

void TestScenarioSchema::initTestCase()
{
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"),
                 {QStringLiteral("-c"), QStringLiteral("import jsonschema")});
    const bool isThere = python.waitForFinished() && python.exitCode() == 0;
    if (!isThere && qEnvironmentVariableIsEmpty("CI"))
        QSKIP("python3-jsonschema is not installed.");
    QVERIFY2(isThere, "python3-jsonschema is not installed.");
}

QList<QByteArray> TestScenarioSchema::opinionsOf(const std::vector<QJsonObject>& files) const
{
    QTemporaryDir folder;
    QFile lines(folder.filePath(QStringLiteral("files.jsonl")));
    if (!lines.open(QIODevice::WriteOnly))
        return {};
    for (const QJsonObject& file : files)
        lines.write(lineOf(file) + '\n');
    lines.close();
    QProcess python;
    python.start(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral(SCHEMA_OPINIONS), QStringLiteral(SCENARIO_SCHEMA), lines.fileName()});
    constexpr int patience = 240'000;
    if (!python.waitForFinished(patience) || python.exitCode() != 0)
        qWarning("%s", python.readAllStandardError().constData());
    return python.readAllStandardOutput().trimmed().split('\n');
}

void TestScenarioSchema::theExamplesAreValidForBoth()
{
    std::vector<QJsonObject> files;
    for (const QString& name : exampleNames() + foreignExampleNames())
        files.push_back(objectOf(exampleBytes(name)));
    files.push_back(wholeFile());
    const auto opinions = opinionsOf(files);
    QCOMPARE(std::size_t(opinions.size()), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        QCOMPARE(opinions[qsizetype(i)], QByteArray("valid"));
        QCOMPARE(errorsOf(lineOf(files[i])), QString());
    }
}

void TestScenarioSchema::schemaAndReaderAgreeOnEveryMutation()
{
    ScenarioMutations mutations;
    for (const QString& name : exampleNames() + foreignExampleNames())
        mutations.add(name, objectOf(exampleBytes(name)));
    constexpr int someOfMany = 3;
    mutations.add(QStringLiteral("whole"), wholeFile(), someOfMany);
    for (const FaultDefinition& definition : faultCatalogue())
        mutations.add(toQString(definition.id), fileWith(definition), someOfMany);
    std::vector<QJsonObject> files;
    for (const auto& mutation : mutations.all())
        files.push_back(mutation.file);
    for (const QJsonObject& file : rareFiles())
        files.push_back(file);
    const auto opinions = opinionsOf(files);
    QCOMPARE(std::size_t(opinions.size()), files.size());

    QStringList disagreements;
    std::map<const BeyondSchema*, int> used;
    int refusedByBoth = 0;
    int takenByBoth = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const QByteArray& opinion = opinions[qsizetype(i)];
        const bool isValid = opinion == "valid";
        const QString what = i < mutations.all().size() ? mutations.all()[i].what
                                                        : QString::fromUtf8(lineOf(files[i]));
        const auto read = readScenario(lineOf(files[i]));
        if (isValid == read.hasValue()) {
            ++(isValid ? takenByBoth : refusedByBoth);
        } else if (!isValid) {
            if (!isFilledByMatrix(files[i], opinion))
                disagreements << what + QStringLiteral(": only the schema refuses ") +
                                     QString::fromUtf8(opinion);
        } else {
            for (const ScenarioError& error : read.error()) {
                const BeyondSchema* why = classOf(files[i], error);
                ++used[why];
                if (!why)
                    disagreements << what + QStringLiteral(": only the reader refuses ") +
                                         error.text();
            }
        }
    }
    qInfo("%d refused by both, %d taken by both", refusedByBoth, takenByBoth);
    QVERIFY2(disagreements.isEmpty(), qPrintable(disagreements.mid(0, 10).join(QLatin1Char('\n'))));
    for (const BeyondSchema& one : beyondSchema) {
        qInfo("%4d errors beyond the schema: %s: %s", used[&one], one.name, one.reason);
        QVERIFY2(used[&one] > 0, one.name);
    }
    QVERIFY(refusedByBoth > 500 && takenByBoth > 200);
}

void TestScenarioSchema::theSchemaNamesThePlaceOfWhatIsWrong()
{
    QJsonObject wrong = wholeFile();
    wrong.insert(QStringLiteral("seed"), QStringLiteral("x"));
    QJsonObject missing = plainFile();
    missing.remove(QStringLiteral("duration"));
    QCOMPARE(opinionsOf({wrong, missing}), (QList<QByteArray>{"/seed", "/"}));
}

void TestScenarioSchema::theSchemaWantsThePlainSpelling()
{
    const std::vector<QJsonObject> files{
        plainWith(R"("duration": " +5s ")"),
        plainWith(R"("client": {"policy": {"strategy": " full"}})"),
        plainWith(R"("faults": {"faults": [{"fault": "close-code"}]})")};
    const auto opinions = opinionsOf(files);
    QCOMPARE(std::size_t(opinions.size()), files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        QVERIFY(opinions[qsizetype(i)] != "valid");
        QCOMPARE(errorsOf(lineOf(files[i])), QString());
    }
}

QTEST_GUILESS_MAIN(TestScenarioSchema)

} // namespace tst_scenario_schema

#include "tst_scenario_schema.moc"
