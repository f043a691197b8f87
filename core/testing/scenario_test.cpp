// SPDX-License-Identifier: MIT
#include "core/testing/scenario_test.h"

#include "core/scenario/scenario_reader.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

namespace redial {

namespace {

QStringList sentencesOf(const ScenarioResult& result)
{
    QStringList sentences;
    for (const ExpectationResult& expectation : result.expectations) {
        if (!expectation.held)
            sentences << expectation.name + QStringLiteral(": ") + expectation.sentence;
    }
    return sentences;
}

} // namespace

ScenarioTest::ScenarioTest(QStringList files, Options options)
    : files_(std::move(files)), options_(std::move(options))
{
}

QStringList ScenarioTest::read(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {QStringLiteral("%1: %2").arg(path, file.errorString())};
    const auto scenarios = readScenario(file.read(mostScenarioBytes + 1));
    QStringList errors;
    if (!scenarios) {
        for (const ScenarioError& error : scenarios.error())
            errors << path + QLatin1Char(':') + error.text();
        return errors;
    }
    const QFileInfo info(path);
    for (const Scenario& scenario : *scenarios) {
        Row row{info.fileName(), scenario, {}};
        if (!options_.logFolder.isEmpty())
            row.runFile = QDir(options_.logFolder)
                              .filePath(QStringLiteral("%1-%2.jsonl")
                                            .arg(info.fileName().section(QLatin1Char('.'), 0, 0))
                                            .arg(rows_.size() + 1));
        rows_.push_back(std::move(row));
    }
    return errors;
}

void ScenarioTest::initTestCase()
{
    QStringList errors;
    for (const QString& path : files_)
        errors << read(path);
    if (!options_.logFolder.isEmpty() && !QDir().mkpath(options_.logFolder))
        errors << QStringLiteral("the folder %1 cannot be made").arg(options_.logFolder);
    QVERIFY2(errors.isEmpty(), qPrintable(errors.join(QLatin1Char('\n'))));
    QVERIFY2(!rows_.empty(), "no scenario file was named");
}

void ScenarioTest::scenario_data()
{
    QTest::addColumn<std::size_t>("index");
    for (std::size_t i = 0; i < rows_.size(); ++i)
        QTest::newRow(
            qPrintable(QStringLiteral("%1: %2").arg(rows_[i].file, rows_[i].scenario.title())))
            << i;
}

void ScenarioTest::scenario()
{
    QFETCH(std::size_t, index);
    const Row& row = rows_[index];
    ScenarioRunner runner(options_.run);
    const ScenarioResult result = runner.run(row.scenario, row.file, row.runFile);
    if (result.status == ScenarioResult::Status::Skipped)
        QSKIP(qPrintable(result.reason));
    QVERIFY2(result.status != ScenarioResult::Status::CouldNotRun, qPrintable(result.reason));
    const QStringList sentences = sentencesOf(result);
    for (const QString& witness : result.witnesses)
        qWarning("%s", qPrintable(witness));
    QVERIFY2(result.status == ScenarioResult::Status::Held,
             qPrintable(sentences.join(QLatin1Char('\n'))));
}

} // namespace redial
