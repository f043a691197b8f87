// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"
#include "core/session/session_policy.h"

#include <QJsonObject>

#include <vector>

namespace redial {

/// One setting of a SessionPolicy. ownsResumeDelay and resumeDelay are none: with a controller the
/// reconnect policy's resume_delay holds.
using SessionKnob = Knob<SessionPolicy>;

/// Every knob, in the order in which forms and help show them. No name is also a policyKnobs() one.
const std::vector<SessionKnob>& sessionKnobs();

/// Every knob as a member, and back (core/base/knob_json.h).
QJsonObject sessionPolicyToJson(const SessionPolicy& policy);
Expected<SessionPolicy, std::vector<KnobError>> sessionPolicyFromJson(const QJsonObject& object);

} // namespace redial
