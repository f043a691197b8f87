// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"
#include "core/reconnect/reconnect_policy.h"

#include <QJsonObject>

#include <vector>

namespace redial {

/// One setting of a ReconnectPolicy; it applies to the strategies that look at it.
using PolicyKnob = Knob<ReconnectPolicy>;

/// Every knob, in the order in which forms and help show them.
const std::vector<PolicyKnob>& policyKnobs();

/// The knob of that name; null if there is none.
const PolicyKnob* findPolicyKnob(const QString& name);

/// Every knob as a member, and back (core/base/knob_json.h).
QJsonObject policyToJson(const ReconnectPolicy& policy);
Expected<ReconnectPolicy, std::vector<PolicyError>> policyFromJson(const QJsonObject& object);

} // namespace redial
