// SPDX-License-Identifier: MIT
#include "core/mutants/mutant_study.h"

#include "core/base/to_qstring.h"
#include "core/verdict/judge.h"

#include <QJsonArray>
#include <QStringList>

#include <algorithm>

namespace redial {

namespace {

StationRunConfiguration situation(const Mutant& mutant, std::uint64_t seed)
{
    StationRunConfiguration declared = mutant.declared();
    declared.virtualTime = true;
    declared.seed = seed;
    return declared;
}

/// The log as the mutant tells it.
void copyAccount(const EventLog& log, const Mutant& mutant, EventLog& account)
{
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const std::vector<Field> fields = log.fields(number);
        const bool isClients = log.header(number).source == Source::Client;
        for (int left = isClients ? mutant.copies(log, number) : 1; left > 0; --left)
            account.append(log.header(number), fields);
    }
}

QJsonObject toJson(const std::map<std::string_view, std::uint64_t>& counts)
{
    QJsonObject object;
    for (const auto& [oracle, count] : counts)
        object[toQString(oracle)] = qint64(count);
    return object;
}

} // namespace

std::vector<OracleResult> judgeMutant(const Mutant& mutant, std::uint64_t seed)
{
    const StationRunConfiguration declared = situation(mutant, seed);
    StationRunConfiguration actual = declared;
    if (mutant.actual)
        mutant.actual(actual);
    StationRun run(std::move(actual));
    if (mutant.parts)
        run.setClientParts(mutant.parts());
    if (!run.start())
        return {};
    if (mutant.accompany)
        mutant.accompany(run);
    run.runToEnd();
    RunInfo info = run.info();
    info.configuration = declared.toJson();
    if (!mutant.copies)
        return judge(*run.log(), info);
    EventLog account;
    copyAccount(*run.log(), mutant, account);
    return judge(account, info);
}

std::vector<OracleResult> judgeCorrectClient(const Mutant& mutant, std::uint64_t seed)
{
    StationRun run(situation(mutant, seed));
    if (!run.start())
        return {};
    run.runToEnd();
    return judge(*run.log(), run.info());
}

bool MutantFigures::isOwn(std::string_view oracle) const
{
    const auto& own = mutant->oracles;
    return std::find(own.begin(), own.end(), oracle) != own.end();
}

bool MutantFigures::holds() const
{
    return complaints().isEmpty();
}

QStringList MutantFigures::complaints() const
{
    QStringList sentences;
    const auto complain = [&](const char* sentence, std::string_view oracle, std::uint64_t count) {
        sentences << QString::fromLatin1(sentence)
                         .arg(toQString(mutant->id), toQString(oracle))
                         .arg(count)
                         .arg(runs);
    };
    for (const std::string_view oracle : mutant->oracles) {
        const auto found = failures.find(oracle);
        const std::uint64_t count = found == failures.end() ? 0 : found->second;
        if (count < runs)
            complain("%1 failed its own oracle %2 in only %3 of %4 runs.", oracle, count);
    }
    for (const auto& [oracle, count] : failures) {
        if (!isOwn(oracle))
            complain("%1 failed %2, which is not its own, in %3 of %4 runs.", oracle, count);
    }
    for (const auto& [oracle, count] : falseAlarms)
        complain("The correct client in %1's situation failed %2 in %3 of %4 runs.", oracle, count);
    for (const auto& [oracle, count] : notExercised)
        complain("The correct client in %1's situation did not exercise %2 in %3 of %4 runs.",
                 oracle, count);
    return sentences;
}

QJsonObject MutantFigures::toJson() const
{
    QJsonArray own;
    for (const std::string_view oracle : mutant->oracles)
        own.append(toQString(oracle));
    return {{QStringLiteral("mutant"), toQString(mutant->id)},
            {QStringLiteral("name"), toQString(mutant->name)},
            {QStringLiteral("wrong"), toQString(mutant->wrong)},
            {QStringLiteral("seams"), seamsOf(*mutant)},
            {QStringLiteral("oracles"), own},
            {QStringLiteral("runs"), qint64(runs)},
            {QStringLiteral("failures"), redial::toJson(failures)},
            {QStringLiteral("false_alarms"), redial::toJson(falseAlarms)},
            {QStringLiteral("not_exercised"), redial::toJson(notExercised)},
            {QStringLiteral("holds"), holds()}};
}

void addRuns(MutantFigures& figures, std::uint64_t seed)
{
    ++figures.runs;
    for (const OracleResult& result : judgeMutant(*figures.mutant, seed)) {
        if (result.outcome == OracleOutcome::Fail)
            ++figures.failures[result.id];
    }
    const std::vector<OracleResult> correct = judgeCorrectClient(*figures.mutant, seed);
    for (const std::string_view oracle : figures.mutant->oracles) {
        const auto found =
            std::find_if(correct.begin(), correct.end(),
                         [&](const OracleResult& result) { return result.id == oracle; });
        if (found == correct.end() || found->outcome == OracleOutcome::NotExercised)
            ++figures.notExercised[oracle];
    }
    for (const OracleResult& result : correct) {
        if (result.outcome == OracleOutcome::Fail)
            ++figures.falseAlarms[result.id];
    }
}

std::uint64_t runsOfEach(std::uint64_t runs, std::size_t mutants)
{
    if (mutants == 0)
        return 0;
    return std::max<std::uint64_t>(runs / mutants + (runs % mutants == 0 ? 0 : 1), 1);
}

} // namespace redial
