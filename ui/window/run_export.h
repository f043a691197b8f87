// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "ui/models/run_document.h"

#include <QByteArray>
#include <QSize>

namespace redial {

class GraphWidget;

/// Pictures of a graph and tables of its events, for reports. The error is one sentence with the
/// file's name. Files are written whole or not at all.

/// Anything else that was made for a file.
Expected<void, QString> saveBytes(const QString& path, const QByteArray& bytes);

Expected<void, QString> savePng(GraphWidget& graph, const QSize& size, const QString& path);
Expected<void, QString> saveSvg(GraphWidget& graph, const QSize& size, const QString& path);

/// The first line of a CSV file: names of the columns.
QByteArray csvHeader();
/// One event as a line of CSV (RFC 4180), ending in CR LF. Texts that a spreadsheet would take for
/// a formula are made harmless by an apostrophe.
QByteArray csvLine(const EventLog& log, EventNumber event);

} // namespace redial
