// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_definition.h"

#include <QJsonObject>
#include <QStringList>

namespace redial {

/// A fault of the catalogue for people and programs: what the command line, the window and the
/// documents show of it.

/// The modes in which this build does it, "server, proxy"; else why there is none.
QString faultModesText(const FaultDefinition& fault);

/// "acts on each connection when the request has been read", "holds while …".
QString faultStageText(const FaultDefinition& fault);

/// Commands that arm it and work when pasted, one for each mode that has a verb.
QStringList faultExampleCommands(const FaultDefinition& fault);

/// The default and the range of a parameter: "500ms", "1006; 0..65535".
QString faultParameterText(const FaultParameter& parameter);

/// Everything that there is to say, in lines.
QString faultExplanation(const FaultDefinition& fault);

QJsonObject faultToJson(const FaultDefinition& fault);

} // namespace redial
