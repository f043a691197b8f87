// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <utility>
#include <vector>

namespace redial {

/// One test case of a JUnit report.
struct JunitCase
{
    /// Error: it could not be run, or could not go on; nothing is known of what was to be tested.
    enum class Outcome { Passed, Failure, Error, Skipped };

    QString name;
    QString className;
    std::chrono::nanoseconds length{};
    Outcome outcome = Outcome::Passed;
    QString message; ///< one sentence, unless it passed
    QString type;    ///< of a failure or error: what found it
    QString text;    ///< of a failure or error: the details, several lines
};

/// One test suite, the only one of its report.
struct JunitSuite
{
    QString name;
    QString started; ///< ISO 8601; empty if nothing ran
    std::chrono::nanoseconds length{};
    std::vector<std::pair<QString, QString>> properties;
    std::vector<JunitCase> cases;
};

/// The suite as JUnit XML, as Ant and Jenkins read it, with its counts. Any text may come from the
/// wire: characters that XML cannot hold become U+FFFD.
QByteArray junitXml(const JunitSuite& suite);

} // namespace redial
