// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/finding.h"

#include <QJsonObject>
#include <QString>

namespace redial {

/// "B01.FR.03, TC_B_01_CS"; empty if it stands for none.
QString rulesText(const Finding& finding);

/// "oracle", "title", "severity", "sentence", "remedy", "rules", "witnesses".
QJsonObject findingJson(const Finding& finding);

} // namespace redial
