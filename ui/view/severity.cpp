// SPDX-License-Identifier: MIT
#include "ui/view/severity.h"

#include "ui/view/session_marks.h"

namespace redial {

namespace {

Severity abnormalIf(bool abnormal, Severity otherwise)
{
    return abnormal ? Severity::Abnormal : otherwise;
}

bool cleanlyClosed(const EventLog& log, EventNumber number)
{
    if (const auto clean = log.boolean(number, FieldKey::Clean))
        return *clean;
    return log.text(number, FieldKey::Cause) == "close_handshake";
}

bool refusedByServer(const EventLog& log, EventNumber number)
{
    const auto status = log.integer(number, FieldKey::HttpStatus);
    return status && *status != 101;
}

} // namespace

Severity severityOf(const EventLog& log, EventNumber number)
{
    const EventKind kind = log.header(number).kind;
    switch (kind) {
    case EventKind::ConnectionReset:
    case EventKind::ProtocolError:
    case EventKind::PongTimedOut:
    case EventKind::Refused:
    case EventKind::BootTimedOut:
    case EventKind::UnexpectedAnswer:
    case EventKind::MalformedMessage:
    case EventKind::SendRejected:
    case EventKind::QueueDropped:
    case EventKind::GaveUp:
    case EventKind::StartRefused:
    case EventKind::CommandRefused:
    case EventKind::FaultOn:
    case EventKind::FaultUnbitten:
    case EventKind::Finding:
        return Severity::Abnormal;
    case EventKind::UpgradeResponse:
        return abnormalIf(refusedByServer(log, number), Severity::Ordinary);
    case EventKind::Closed:
        return abnormalIf(!cleanlyClosed(log, number), Severity::Landmark);
    case EventKind::BootAnswered:
        return abnormalIf(log.text(number, FieldKey::Status) != "Accepted", Severity::Landmark);
    case EventKind::AuthAnswered:
    case EventKind::SubscriptionAnswered:
    case EventKind::RecoverySettled:
        return abnormalIf(!sessionMarkOf(log, number).value_or(false), Severity::Landmark);
    case EventKind::BackendHealth:
        return abnormalIf(log.text(number, FieldKey::Status) == "unhealthy", Severity::Landmark);
    case EventKind::OracleResult: {
        const auto result = log.text(number, FieldKey::Result);
        return abnormalIf(result == "fail" || result == "not_held", Severity::Ordinary);
    }
    case EventKind::Opened:
    case EventKind::Accepted:
    case EventKind::Online:
    case EventKind::Offline:
    case EventKind::Connected:
    case EventKind::Disconnected:
    case EventKind::BackoffScheduled:
    case EventKind::FaultOff:
    case EventKind::FaultBitten:
    case EventKind::Started:
    case EventKind::Stopped:
    case EventKind::Dropped:
    case EventKind::Commanded:
    case EventKind::RunEnded:
        return Severity::Landmark;
    default:
        return Severity::Ordinary;
    }
}

} // namespace redial
