// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_runner.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace redial {

/// Scenario files as a QtTest: each case is a row, named by its file and title. A row fails with
/// the first expectation that did not hold and tells the others and the events that prove them; it
/// is skipped, with the reason, where the scenario cannot run in the time that was asked for. A
/// file that cannot be read fails the test before any row, with every error at its place.
/// Runs on the thread of QTest::qExec(). Leaves nothing behind but the run files it was asked for.
class ScenarioTest : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        ScenarioRunner::Options run;
        QString logFolder; ///< where each row's run file goes; empty: none is kept
    };

    explicit ScenarioTest(QStringList files) : ScenarioTest(std::move(files), Options()) {}
    ScenarioTest(QStringList files, Options options);

private slots:
    void initTestCase();
    void scenario_data();
    void scenario();

private:
    struct Row
    {
        QString file; ///< without its folder
        Scenario scenario;
        QString runFile; ///< empty: none
    };

    QStringList read(const QString& path);

    QStringList files_;
    Options options_;
    std::vector<Row> rows_;
};

} // namespace redial
