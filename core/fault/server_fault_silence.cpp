// SPDX-License-Identifier: MIT
// How a ServerFaultLink stops hearing, stops speaking, hears slowly, and forgets who is idle.
#include "core/fault/server_fault_link.h"
#include "core/net/socket_filter.h"

#include <algorithm>

namespace redial {

namespace {

using namespace std::chrono_literals;

constexpr auto slowStep = 100ms;

/// True below TCP: acknowledgements and the end of the stream are lost too.
bool isBlackhole(std::string_view id)
{
    return id == "T9" || id == "T10" || id == "T15";
}

} // namespace

void ServerFaultLink::goDeaf(FaultIndex index)
{
    // A process that hangs or never reads leaves its system at work; a network in between does not.
    const bool wantsFilter = isBlackhole(faultAt(index).id());
    const bool isFiltered =
        wantsFilter && faults_.hasSocketFilter_ && dropIncoming(int(connection_->descriptor()));
    deaf_[index] = isFiltered;
    connection_->setReading(false);
    if (isFiltered)
        bitten(index, "what the client sends is dropped by a socket filter");
    else
        bitten(index, wantsFilter ? "no socket filter here: nothing is read, and what the client "
                                    "sends waits in the system"
                                  : "nothing is read: what the client sends waits in the system");
}

void ServerFaultLink::goMute(FaultIndex index)
{
    mute_.insert(index);
    output_->hold();
}

void ServerFaultLink::readSlowly(FaultIndex index)
{
    deaf_[index] = false;
    connection_->setReading(false);
    const std::int64_t rate = faultAt(index).number("rate") * 1000; // bytes a second
    bitten(index, std::to_string(rate) + " bytes a second are read");
    const auto step = std::make_shared<std::function<void()>>();
    *step = [this, index, rate, weak = std::weak_ptr(step)] {
        const auto again = weak.lock();
        if (!again || !states_.contains(index))
            return;
        // One that is deaf altogether comes first.
        if (rate > 0 && deaf_.size() == 1)
            connection_->readSome(std::max<std::int64_t>(rate * slowStep / 1s, 1));
        if (states_.contains(index))
            later(slowStep, [again] { (*again)(); });
    };
    later(slowStep, [step] { (*step)(); });
}

void ServerFaultLink::noteActivity()
{
    lastActivity_ = faults_.clock_.now();
}

void ServerFaultLink::watchIdle(FaultIndex index)
{
    noteActivity();
    const auto look = std::make_shared<std::function<void()>>();
    *look = [this, index, weak = std::weak_ptr(look)] {
        const auto again = weak.lock();
        if (!again || !states_.contains(index))
            return;
        const auto left = faultAt(index).duration("idle") - (faults_.clock_.now() - lastActivity_);
        if (left.count() > 0)
            return later(left, [again] { (*again)(); });
        forget(index);
    };
    later(faultAt(index).duration("idle"), [look] { (*look)(); });
}

void ServerFaultLink::forget(FaultIndex index)
{
    const QString end = faultAt(index).text("end");
    if (end == QLatin1String("forget")) {
        goDeaf(index);
        return goMute(index);
    }
    bitten(index, "nothing passed for so long");
    if (end == QLatin1String("reset"))
        connection_->resetNow();
    else
        connection_->endStreamNow();
}

} // namespace redial
