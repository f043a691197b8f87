// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_members.h"

#include "core/base/duration_text.h"
#include "core/base/json_places.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/scenario/json_members.h"
#include "core/scenario/scenario_reader.h"
#include "core/verdict/oracle.h"

#include <algorithm>

namespace redial {

namespace {

using Errors = std::vector<ConfigurationError>;

QStringList oracleIds()
{
    QStringList ids;
    for (const Oracle& oracle : oracles())
        ids << toQString(oracle.id);
    return ids;
}

QString unknownName(const QString& what, const QString& name, const QStringList& names)
{
    const auto nearest = nearestName(name, names);
    return QStringLiteral("is no %1; %2")
        .arg(what, nearest
                       ? QStringLiteral("did you mean \"%1\"?").arg(*nearest)
                       : QStringLiteral("write one of %1.").arg(names.join(QStringLiteral(", "))));
}

/// Where a place of StationRunConfiguration's JSON is in a scenario file.
QString filePlace(const QString& path)
{
    static const std::vector<std::pair<QString, QString>> moved{
        {QStringLiteral("/server/outages"), QStringLiteral("/steps/outages")},
        {QStringLiteral("/server/faults"), QStringLiteral("/faults")},
        {QStringLiteral("/server"), QStringLiteral("/server")},
        {QStringLiteral("/drops"), QStringLiteral("/steps/drops")},
        {QStringLiteral("/calls"), QStringLiteral("/steps/calls")},
        {QStringLiteral("/seed"), QStringLiteral("/seed")},
        {QStringLiteral("/duration"), QStringLiteral("/duration")},
    };
    for (const auto& [from, to] : moved) {
        if (path == from || path.startsWith(from + QLatin1Char('/')))
            return to + path.mid(from.size());
    }
    return path.isEmpty() ? path : QStringLiteral("/client") + path;
}

/// Members of a part of the file that are known, copied into the configuration's JSON.
void copyPart(JsonMembers& file, const QString& part, const QStringList& names, Errors& errors,
              QJsonObject& into)
{
    const QJsonObject object = file.object(part).value_or(QJsonObject());
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (names.contains(member.key()))
            into.insert(member.key(), member.value());
        else
            errors.push_back(
                {jsonPointerBelow(file.pathOf(part), member.key()),
                 unknownName(QStringLiteral("member of ") + part, member.key(), names)});
    }
}

void readSeed(JsonMembers& file, QJsonObject& configuration)
{
    constexpr std::int64_t most = (std::int64_t(1) << 53) - 1;
    if (const auto seed = file.number(QStringLiteral("seed"), 0, most))
        configuration.insert(QStringLiteral("seed"), QString::number(*seed));
}

void readDuration(JsonMembers& file, QJsonObject& configuration)
{
    const QString name = QStringLiteral("duration");
    if (!file.has(name))
        return file.fail(QStringLiteral("the member \"duration\" is missing: when the run ends, "
                                        "such as \"30s\"."));
    const auto duration = file.duration(name);
    if (!duration)
        return;
    if (*duration <= std::chrono::nanoseconds::zero() || *duration > longestScenario)
        return file.fail(name, QStringLiteral("must be more than 0 and at most 366d."));
    configuration.insert(name, exactDuration(*duration));
}

/// "client": "nobody".
void readNobody(JsonMembers& file, QJsonObject& configuration)
{
    const QString client = QStringLiteral("client");
    const QString word = file.text(client).value_or(QString());
    const QStringList words{QStringLiteral("nobody")};
    if (words.contains(word))
        configuration.insert(word, true);
    else
        file.fail(client, unknownName(QStringLiteral("client"), word, words));
}

/// The configuration's JSON, made of the file's parts.
QJsonObject configurationOf(JsonMembers& file, Errors& errors)
{
    QJsonObject configuration;
    if (file.isText(QStringLiteral("client")))
        readNobody(file, configuration);
    else
        copyPart(file, QStringLiteral("client"), ScenarioNames::client(), errors, configuration);
    QJsonObject server;
    copyPart(file, QStringLiteral("server"), ScenarioNames::server(), errors, server);
    QJsonObject steps;
    copyPart(file, QStringLiteral("steps"), ScenarioNames::steps(), errors, steps);
    if (const auto faults = file.object(QStringLiteral("faults")))
        server.insert(QStringLiteral("faults"), *faults);
    for (auto step = steps.begin(); step != steps.end(); ++step) {
        if (step.key() == QLatin1String("outages"))
            server.insert(step.key(), step.value());
        else
            configuration.insert(step.key(), step.value());
    }
    configuration.insert(QStringLiteral("server"), server);
    readSeed(file, configuration);
    readDuration(file, configuration);
    return configuration;
}

std::optional<OracleOutcome> outcomeFrom(const QJsonValue& value)
{
    for (const auto outcome :
         {OracleOutcome::Pass, OracleOutcome::Fail, OracleOutcome::NotExercised}) {
        if (value == toQString(nameOf(outcome)))
            return outcome;
    }
    return std::nullopt;
}

/// Each member of an object, by its name out of a list.
void eachNamed(JsonMembers& members, const QString& part, const QString& what,
               const QStringList& names,
               const std::function<void(const QString& name, const QJsonValue& value)>& read)
{
    const QJsonObject object = members.object(part).value_or(QJsonObject());
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (names.contains(member.key()))
            read(member.key(), member.value());
        else
            members.failBelow(part, member.key(), unknownName(what, member.key(), names));
    }
}

void readThreshold(JsonMembers& members, const QString& name, const QJsonValue& value,
                   Expectations& expectations)
{
    const QString part = QStringLiteral("thresholds");
    const QJsonObject object = value.toObject();
    FigureThreshold threshold;
    bool isRight = value.isObject() && !object.isEmpty();
    for (auto bound = object.begin(); bound != object.end(); ++bound) {
        isRight = isRight && bound->isDouble();
        if (bound.key() == QLatin1String("at_least"))
            threshold.atLeast = bound->toDouble();
        else if (bound.key() == QLatin1String("at_most"))
            threshold.atMost = bound->toDouble();
        else
            isRight = false;
    }
    if (!isRight)
        return members.failBelow(part, name,
                                 QStringLiteral("must be an object of the numbers at_least, "
                                                "at_most or both."));
    if (threshold.atLeast && threshold.atMost && *threshold.atLeast > *threshold.atMost)
        return members.failBelow(part, name,
                                 QStringLiteral("can never hold: at_least is above at_most."));
    expectations.figures.insert({name, threshold});
}

void readExpectations(JsonMembers& members, Expectations& expectations)
{
    const QString oracle = QStringLiteral("oracle");
    eachNamed(members, QStringLiteral("oracles"), oracle, oracleIds(),
              [&](const QString& id, const QJsonValue& value) {
                  if (const auto outcome = outcomeFrom(value))
                      expectations.oracles.insert({id, *outcome});
                  else
                      members.failBelow(QStringLiteral("oracles"), id,
                                        QStringLiteral("must be pass, fail or not_exercised."));
              });
    eachNamed(members, QStringLiteral("thresholds"), QStringLiteral("figure"), figureNames(),
              [&](const QString& name, const QJsonValue& value) {
                  readThreshold(members, name, value, expectations);
              });
    eachNamed(members, QStringLiteral("exceptions"), oracle, oracleIds(),
              [&](const QString& id, const QJsonValue& value) {
                  if (value.toString().trimmed().isEmpty())
                      members.failBelow(QStringLiteral("exceptions"), id,
                                        QStringLiteral("must be text: the reason why its failure "
                                                       "is accepted."));
                  else
                      expectations.exceptions.insert({id, value.toString()});
              });
}

void readHead(JsonMembers& file, Scenario& scenario)
{
    const QString name = QStringLiteral("name");
    if (!file.has(name))
        file.fail(QStringLiteral("the member \"name\" is missing: what reports call the "
                                 "scenario."));
    scenario.name = file.text(name).value_or(QString());
    const bool isText = !scenario.name.trimmed().isEmpty() && scenario.name.size() <= 200;
    if (file.isText(name) && !isText)
        file.fail(name, QStringLiteral("must be 1 to 200 characters of text."));
    scenario.comment = file.text(QStringLiteral("comment")).value_or(QString());
    const QString clock = QStringLiteral("clock");
    const QString word = file.text(clock).value_or(QStringLiteral("both"));
    const qsizetype index = scenarioClockNames().indexOf(word);
    if (index < 0)
        return file.fail(clock, unknownName(QStringLiteral("clock"), word, scenarioClockNames()));
    scenario.clock = static_cast<ScenarioClock>(index);
}

/// A foreign client has no clock but the machine's.
void settleClock(const JsonMembers& file, Scenario& scenario, Errors& errors)
{
    if (scenario.configuration.hasOwnClient())
        return;
    const QString clock = QStringLiteral("clock");
    if (file.has(clock) && scenario.clock != ScenarioClock::System)
        errors.push_back(
            {file.pathOf(clock),
             QStringLiteral("a client of somebody else's runs in real time only; write "
                            "\"system\", or leave it out.")});
    scenario.clock = ScenarioClock::System;
}

/// What cannot run, in each of the times in which it is to run.
void findProblems(Scenario& scenario, Errors& errors)
{
    StationRunConfiguration& configuration = scenario.configuration;
    const auto find = [&](bool virtualTime) {
        configuration.virtualTime = virtualTime;
        for (ConfigurationError& problem : configuration.problems())
            errors.push_back({filePlace(problem.path), std::move(problem.sentence)});
    };
    if (scenario.runsInVirtualTime())
        find(true);
    if (scenario.runsOnSystemClock())
        find(false);
}

} // namespace

QStringList ScenarioNames::file()
{
    return {QStringLiteral("version"),  QStringLiteral("name"),         QStringLiteral("comment"),
            QStringLiteral("client"),   QStringLiteral("server"),       QStringLiteral("faults"),
            QStringLiteral("steps"),    QStringLiteral("seed"),         QStringLiteral("clock"),
            QStringLiteral("duration"), QStringLiteral("expectations"), QStringLiteral("matrix")};
}

QStringList ScenarioNames::client()
{
    return {QStringLiteral("station"), QStringLiteral("protocol"), QStringLiteral("transport"),
            QStringLiteral("policy"),  QStringLiteral("session"),  QStringLiteral("deflate"),
            QStringLiteral("echo"),    QStringLiteral("command"),  QStringLiteral("environment"),
            QStringLiteral("profile"), QStringLiteral("stream")};
}

QStringList ScenarioNames::server()
{
    return {QStringLiteral("port"), QStringLiteral("boot"), QStringLiteral("closings"),
            QStringLiteral("calls"), QStringLiteral("feed")};
}

QStringList ScenarioNames::steps()
{
    return {QStringLiteral("drops"), QStringLiteral("calls"), QStringLiteral("outages")};
}

Scenario readScenarioMembers(const QJsonObject& object, Errors& errors)
{
    Scenario scenario;
    const std::size_t before = errors.size();
    JsonMembers file(object, {}, errors);
    // Read by whoever calls.
    file.know({QStringLiteral("version"), QStringLiteral("matrix")});
    readHead(file, scenario);
    const QJsonObject written = configurationOf(file, errors);
    file.within(QStringLiteral("expectations"),
                [&](JsonMembers& members) { readExpectations(members, scenario.expectations); });
    file.finish();
    auto configuration = StationRunConfiguration::fromJson(written);
    if (!configuration) {
        for (const ConfigurationError& error : configuration.error())
            errors.push_back({filePlace(error.path), error.sentence});
        return scenario;
    }
    scenario.configuration = std::move(*configuration);
    settleClock(file, scenario, errors);
    if (errors.size() == before)
        findProblems(scenario, errors);
    return scenario;
}

} // namespace redial
