// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace redial {

class Console;
class ParsedArguments;

/// The exit status of every verb. Documented in docs/command-line.md and in the man page.
enum class ExitStatus : int {
    Held = 0,        ///< everything that was asked holds
    NotHeld = 1,     ///< it ran, and something did not hold
    Usage = 2,       ///< the command line is wrong, or what it names (a plan, a key): nothing ran
    CouldNotRun = 3, ///< the run could not be done: a port in use, a run file that cannot be read
};

/// One option of a verb. Help, parsing, completion and man page are made from these rows.
struct OptionSpec
{
    QString name;            ///< without the dashes
    QString valueName;       ///< empty for a switch
    QString help;            ///< one line, without a full stop
    QString section;         ///< heading in the help; empty for the verb's own options
    bool isWritten = false;  ///< the value is a file, or a folder of files, that the verb writes
    bool mayBeEmpty = false; ///< an empty value means something
};

/// One verb of the command line.
struct Verb
{
    QString name;
    QString argument; ///< the positional argument as it is written in the usage line; empty if
                      ///< there is none
    QString summary;
    std::vector<OptionSpec> options;
    QString example;
    std::function<ExitStatus(const ParsedArguments&, Console&)> run;
};

} // namespace redial
