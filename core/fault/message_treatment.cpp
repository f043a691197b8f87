// SPDX-License-Identifier: MIT
#include "core/fault/message_treatment.h"

#include "core/fault/ocpp_fault_messages.h"

namespace redial {

namespace {

using namespace std::chrono_literals;

std::string flipped(std::string payload, std::int64_t bits, Random& random)
{
    for (std::int64_t i = 0; i < bits && !payload.empty(); ++i) {
        const auto at =
            static_cast<std::size_t>(random.between(0, std::int64_t(payload.size()) - 1));
        payload[at] = static_cast<char>(payload[at] ^ (1 << random.between(0, 6)));
    }
    return payload;
}

bool addOcpp(MessageTreatment& treatment, const Fault& fault, const WebSocketEvent& message)
{
    const std::string_view id = fault.id();
    if (id == "O1") {
        const auto delay = fault.duration("delay");
        treatment.drop = treatment.drop || delay == 0ns;
        if (delay > 0ns)
            treatment.setAside = std::max(treatment.setAside.value_or(0ns), delay);
        return true;
    }
    if (id == "O4") {
        ++treatment.copies;
        treatment.copiesAfter = fault.duration("gap");
        return true;
    }
    const std::string& text = treatment.payload ? *treatment.payload : message.payload;
    const auto changed = changedOcppAnswer(fault, QString::fromStdString(text));
    if (changed)
        treatment.payload = changed->toStdString();
    return changed.has_value();
}

} // namespace

bool MessageTreatment::isNothing() const
{
    return !drop && delay == 0ns && !setAside && copies == 0 && !payload && !closeCode;
}

bool addTreatment(MessageTreatment& treatment, const Fault& fault, const WebSocketEvent& message,
                  Random& random)
{
    const std::string_view id = fault.id();
    if (id == "N11") {
        treatment.drop = true;
    } else if (id == "N12") {
        treatment.delay += fault.duration("delay");
    } else if (id == "N13") {
        treatment.copies += fault.number("copies");
    } else if (id == "N14" || id == "W24") {
        treatment.payload = fault.text("payload").toStdString();
    } else if (id == "N15") {
        treatment.payload =
            flipped(treatment.payload.value_or(message.payload), fault.number("bits"), random);
    } else if (id == "N10") {
        treatment.setAside = fault.duration("most_delay");
        treatment.overtakers = fault.number("by");
    } else if (id == "W23") {
        treatment.setAside = fault.duration("delay");
    } else {
        return addOcpp(treatment, fault, message);
    }
    return true;
}

} // namespace redial
