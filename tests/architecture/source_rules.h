// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace redial {

/// The rules of docs/architecture.md that a compiler does not check, read off the text of a source
/// tree. Each function returns one line for each violation, "path:line: what and what instead";
/// empty when the rule holds. `root` is the folder that holds app, core, ui and tests. Files are
/// read, never written; build folders and node_modules are not looked at.

/// app -> ui -> core; inside core a folder includes only what stands before it in the list of
/// docs/architecture.md, and wire only base.
QStringList includeDirectionViolations(const QString& root);

/// core and the command line include no header of Qt Gui or Qt Widgets, and core links neither.
QStringList guiInCoreViolations(const QString& root);

inline constexpr int mostLines = 400;

/// No source file is longer than mostLines, tests included.
QStringList lengthViolations(const QString& root);

/// Every source file names its licence in its first two lines.
QStringList licenceViolations(const QString& root);

/// Nothing waits by sleeping: logic runs on a VirtualClock, sockets are waited for by their
/// signals.
QStringList sleepViolations(const QString& root);

/// No two headers of app, core and ui define classes of one name: both in namespace redial, the
/// linker would take one's functions for the other's (the one definition rule, [basic.def.odr]).
QStringList classNameViolations(const QString& root);

/// How many source files were read: a rule that read nothing proves nothing.
int sourceFileCount(const QString& root);

} // namespace redial
