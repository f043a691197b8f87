// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_reader.h"

#include "core/base/json_pointer.h"
#include "core/scenario/scenario_matrix.h"
#include "core/scenario/scenario_members.h"

#include <QJsonDocument>

#include <algorithm>
#include <set>

namespace redial {

namespace {

using ScenarioErrors = std::vector<ScenarioError>;

/// Beyond so many no further case of a matrix is read.
constexpr std::size_t enoughErrors = 1000;

ScenarioErrors one(const TextPlace& place, const QString& sentence)
{
    return {ScenarioError{{}, place, sentence}};
}

/// The sentence about the file's version; absent if it is this program's.
std::optional<QString> versionProblem(const QJsonValue& version)
{
    if (version.isUndefined())
        return QStringLiteral("is missing; write \"version\": %1.").arg(scenarioVersion);
    const double number = version.toDouble(0);
    if (number > scenarioVersion)
        return QStringLiteral("is %1, and this program reads version %2: use a newer Redial.")
            .arg(number)
            .arg(scenarioVersion);
    if (number != scenarioVersion)
        return QStringLiteral("must be the number %1.").arg(scenarioVersion);
    return std::nullopt;
}

/// An error of a case belongs to the matrix if its value came from there, or an object on the way
/// to it.
QString originOf(const QString& path, const MatrixCase& from, const QJsonObject& file)
{
    for (auto origin = from.origins.begin(); origin != from.origins.end(); ++origin) {
        if (path == origin.key() || path.startsWith(origin.key() + QLatin1Char('/')))
            return origin.value() + path.mid(origin.key().size());
        if (origin.key().startsWith(path + QLatin1Char('/')) && valueAt(file, path).isUndefined())
            return origin.value();
    }
    return path;
}

/// Each error once, at its place, in the order of the file.
ScenarioErrors placed(const std::vector<ConfigurationError>& errors, const JsonPlaces& places)
{
    ScenarioErrors all;
    std::set<std::pair<QString, QString>> seen;
    for (const ConfigurationError& error : errors) {
        if (seen.insert({error.path, error.sentence}).second)
            all.push_back({error.path, places.of(error.path), error.sentence});
    }
    std::stable_sort(all.begin(), all.end(), [](const ScenarioError& a, const ScenarioError& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    return all;
}

std::vector<Scenario> readCases(const QJsonObject& file, std::vector<ConfigurationError>& errors)
{
    std::vector<Scenario> scenarios;
    for (const MatrixCase& from : expandMatrix(file, errors)) {
        std::vector<ConfigurationError> own;
        Scenario scenario = readScenarioMembers(from.object, own);
        scenario.caseLabel = from.label;
        for (const ConfigurationError& error : own)
            errors.push_back({originOf(error.path, from, file), error.sentence});
        scenarios.push_back(std::move(scenario));
        if (errors.size() >= enoughErrors)
            break;
    }
    return scenarios;
}

} // namespace

QString ScenarioError::text() const
{
    const QString where = QStringLiteral("%1:%2: ").arg(place.line).arg(place.column);
    return path.isEmpty() ? where + sentence : where + path + QStringLiteral(": ") + sentence;
}

Expected<std::vector<Scenario>, ScenarioErrors> readScenario(const QByteArray& json)
{
    if (json.size() > mostScenarioBytes)
        return Unexpected{one({}, QStringLiteral("the file has %1 bytes; at most %2 are possible.")
                                      .arg(json.size())
                                      .arg(mostScenarioBytes))};
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        return Unexpected{
            one(placeOfByte(json, problem.offset),
                QStringLiteral("the file is no JSON: %1.").arg(problem.errorString()))};
    if (!document.isObject())
        return Unexpected{one({}, QStringLiteral("a scenario is a JSON object: {\"version\": 1, "
                                                 "\"name\": \"…\", \"duration\": \"30s\"}."))};
    const JsonPlaces places(json);
    const QJsonObject file = document.object();
    std::vector<ConfigurationError> errors;
    if (const auto version = versionProblem(file.value(QLatin1String("version")))) {
        errors.push_back({QStringLiteral("/version"), *version});
        // What another version's members mean nobody here knows.
        if (file.value(QLatin1String("version")).toDouble() > scenarioVersion)
            return Unexpected{placed(errors, places)};
    }
    for (const QString& path : places.duplicates())
        errors.push_back({path, QStringLiteral("stands twice; leave one of them out.")});
    auto scenarios = readCases(file, errors);
    if (!errors.empty())
        return Unexpected{placed(errors, places)};
    return scenarios;
}

} // namespace redial
