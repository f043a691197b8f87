// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"
#include "core/fault/toxic.h"

namespace redial {

/// The fault that a type of toxic beyond Toxiproxy's own means, by the catalogue's id or name. Null
/// if there is none, or if a proxy does not do it.
const FaultDefinition* faultOfToxicType(const QString& type);

/// Makes the toxic's fault of its attributes: `base` overwritten by those of `given`. Attributes
/// are the fault's parameters, and when, scope, duration, times and seed as in a plan; stream is
/// the direction, toxicity the probability. Precondition: faultOfToxicType() knows the type. The
/// error is a sentence.
Expected<void, QString> readFaultAttributes(Toxic& toxic, const QJsonObject& base,
                                            const QJsonValue& given);

} // namespace redial
