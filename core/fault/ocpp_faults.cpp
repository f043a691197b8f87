// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

constexpr auto message = FaultStage::Message;
const FaultModes modes{FaultMode::Server, FaultMode::Proxy};
constexpr std::string_view boot = "BootNotification";

FaultParameter interval(std::string_view standard)
{
    return number("interval", standard, 0, 31'536'000, "the interval in the answer", "seconds");
}

std::vector<FaultDefinition> answerFaults()
{
    return {
        onAnswers(act({"O1", "late_answer", "a CALL is answered late, or never",
                       "The station must give up the CALL after its own limit, tell a late answer "
                       "from the next one's, and go on.",
                       "O1 delay=40s when=message:1:Heartbeat"},
                      message, modes, {duration("delay", "0", "how late, 0 for never")})),
        onAnswers(act({"O2", "call_error", "a CALL is answered with a CALLERROR",
                       "Any code of OCPP-J, or one that it does not know.",
                       "O2 code=GenericError when=message:1:StatusNotification"},
                      message, modes,
                      {choice("code",
                              {"InternalError", "NotImplemented", "NotSupported", "ProtocolError",
                               "SecurityError", "FormationViolation", "FormatViolation",
                               "PropertyConstraintViolation", "OccurrenceConstraintViolation",
                               "OccurenceConstraintViolation", "TypeConstraintViolation",
                               "GenericError", "MessageTypeNotSupported", "RpcFrameworkError"},
                              "the error code, in the spelling of 1.6 or 2.x"),
                       text("description", "on purpose", "the error description")})),
        onAnswers(act({"O3", "wrong_message_id", "a CALL is answered under another message id",
                       "The station must not take it for the answer to its CALL.",
                       "O3 when=message:1:Heartbeat"},
                      message, modes, {text("id", "nobody-asked", "the message id")})),
        onAnswers(act({"O4", "duplicate_answer", "a CALL is answered twice",
                       "The second answer belongs to no open CALL and must change nothing.",
                       "O4 when=message:1:Heartbeat"},
                      message, modes, {duration("gap", "0", "between the two")})),
        onAnswers(act({"O5", "malformed_message", "a message that is no OCPP-J",
                       "Instead of an answer. The station must survive it, and treat the CALL as "
                       "unanswered.",
                       "O5 form=arity when=message:1:Heartbeat"},
                      message, modes,
                      {choice("form", {"json", "arity", "unknown_type", "unknown_action"},
                              "no JSON, too few members, a message type that is none, or a CALL of "
                              "an unknown action")})),
    };
}

std::vector<FaultDefinition> bootFaults()
{
    return {
        onAnswers(act({"O6", "boot_pending", "BootNotification is answered Pending",
                       "The station must not boot again before the interval is over; 0 leaves the "
                       "time to it.",
                       "O6 interval=10 when=message:1..2"},
                      message, modes, {interval("5")}),
                  boot),
        onAnswers(act({"O7", "boot_rejected", "BootNotification is answered Rejected",
                       "The station must send nothing before the interval is over.",
                       "O7 interval=10 when=message:1..2"},
                      message, modes, {interval("5")}),
                  boot),
        onAnswers(act({"O8", "accepted_then_request", "the accepted station is called at once",
                       "A CALL comes right behind the answer to BootNotification, before the "
                       "station has done anything.",
                       "O8 request=Reset when=attempt:1"},
                      message, modes,
                      {choice("request", {"TriggerMessage", "Reset"}, "the action of the CALL")}),
                  boot),
        onAnswers(
            act({"O9", "interval_change", "BootNotification is answered with another interval",
                 "The station's heartbeats must follow it from then on.",
                 "O9 interval=2 when=attempt:1"},
                message, modes, {interval("2")}),
            boot),
    };
}

std::vector<FaultDefinition> callFaults()
{
    constexpr auto open = FaultStage::Open;
    return {
        act({"O10", "second_call", "a second CALL comes while the first is still open",
             "OCPP-J 4.1.1 forbids it to the server; the station may answer it or refuse it, and "
             "must not mix them up.",
             "O10 when=delay:3s when=attempt:1"},
            open, modes, {number("calls", "2", 2, 100, "how many at once")}),
        onAnswers(act({"O11", "clock_jump", "the currentTime in answers jumps",
                       "A station that sets its clock by it must not break its own timers.",
                       "O11 offset=720h when=message:1:Heartbeat"},
                      message, modes,
                      {duration("offset", "24h", "how far"),
                       choice("towards", {"future", "past"}, "which way")})),
        act({"O12", "request_around_drop", "the server calls around a loss of the connection",
             "Reset or ChangeAvailability, and the connection is cut before it can be answered, or "
             "comes first thing after it.",
             "O12 request=ChangeAvailability when=delay:3s when=attempt:1"},
            open, modes,
            {choice("request", {"Reset", "ChangeAvailability"}, "the action of the CALL"),
             duration("cut_after", "0", "from the CALL to the reset of the connection")}),
    };
}

} // namespace

std::vector<FaultDefinition> ocppFaults()
{
    std::vector<FaultDefinition> faults;
    for (const auto table : {answerFaults, bootFaults, callFaults}) {
        for (FaultDefinition& fault : table())
            faults.push_back(std::move(fault));
    }
    return faults;
}

} // namespace redial::rows
