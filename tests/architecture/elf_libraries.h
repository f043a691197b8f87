// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>
#include <QStringList>

namespace redial {

/// The shared libraries a program names in its dynamic section (readelf -d, entries NEEDED).
/// The error is a sentence: readelf is missing, or the file is no program.
Expected<QStringList, QString> neededLibraries(const QString& program);

/// Every shared library that loading the program brings in, through others too (ldd).
Expected<QStringList, QString> loadedLibraries(const QString& program);

/// Those of the libraries that belong to Qt Gui or Qt Widgets, or draw in another way.
QStringList guiLibraries(const QStringList& libraries);

} // namespace redial
