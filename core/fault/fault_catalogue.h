// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_definition.h"

#include <QString>

namespace redial {

/// Every fault that Redial knows, in the order of level and number: the one source of the readers,
/// `redial faults`, the forms, the help and the documents. Never changes; any thread may read it.
std::span<const FaultDefinition> faultCatalogue();

/// By id or name; case and dashes for underscores do not count. Null if there is none.
const FaultDefinition* findFault(const QString& idOrName);

/// A sentence that says that there is no such fault and names the nearest one.
QString unknownFaultSentence(const QString& idOrName);

} // namespace redial
