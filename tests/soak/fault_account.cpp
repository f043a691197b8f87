// SPDX-License-Identifier: MIT
#include "tests/soak/fault_account.h"

#include <map>
#include <set>

namespace redial::soak {

namespace {

using Number = std::int64_t;

class Reading
{
public:
    explicit Reading(const EventLog& log) : log_(log) {}

    void take(EventNumber event)
    {
        event_ = event;
        const auto fault = log_.integer(event, FieldKey::FaultNumber);
        if (!fault)
            return;
        const Number connection = log_.integer(event, FieldKey::Connection).value_or(0);
        switch (log_.header(event).kind) {
        case EventKind::FaultArmed:
            armed_.insert(*fault);
            break;
        case EventKind::FaultOn:
            ++account_.holds;
            complainIf(!holds_.insert({*fault, connection}).second, "is on twice");
            everOn_.insert({*fault, connection});
            break;
        case EventKind::FaultOff:
            complainIf(holds_.erase({*fault, connection}) == 0, "is off and was not on");
            break;
        case EventKind::FaultBitten:
            complainIf(!everOn_.contains({*fault, connection}), "bit where it never was on");
            bitten_.insert(*fault);
            break;
        case EventKind::FaultUnbitten:
            complainIf(!unbitten_.insert(*fault).second, "is told as unbitten twice");
            break;
        default:
            break;
        }
    }

    FaultAccount finish()
    {
        for (const auto& [fault, connection] : holds_)
            complain(fault, QStringLiteral("is left on for connection %1").arg(connection));
        for (const Number fault : armed_) {
            const bool bit = bitten_.contains(fault);
            if (bit == unbitten_.contains(fault))
                complain(fault, bit ? QStringLiteral("bit and is told as unbitten")
                                    : QStringLiteral("is told neither as bitten nor as unbitten"));
        }
        account_.faults = armed_.size();
        account_.bitten = bitten_.size();
        account_.unbitten = unbitten_.size();
        return std::move(account_);
    }

private:
    void complainIf(bool holds, const char* what)
    {
        if (holds)
            complain(log_.integer(event_, FieldKey::FaultNumber).value_or(0),
                     QStringLiteral("%1 (event %2)").arg(QLatin1String(what)).arg(event_));
    }
    void complain(Number fault, const QString& what)
    {
        account_.complaints << QStringLiteral("fault %1 %2").arg(fault).arg(what);
    }

    const EventLog& log_;
    EventNumber event_ = 0;
    FaultAccount account_;
    std::set<Number> armed_;
    std::set<Number> bitten_;
    std::set<Number> unbitten_;
    std::set<std::pair<Number, Number>> holds_;
    std::set<std::pair<Number, Number>> everOn_;
};

} // namespace

FaultAccount accountOf(const EventLog& log, Source source)
{
    Reading reading(log);
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source == source && header.lane == Lane::Fault)
            reading.take(number);
    }
    return reading.finish();
}

} // namespace redial::soak
