// SPDX-License-Identifier: MIT
#include "core/fault/server_wide_faults.h"

#include <cmath>
#include <utility>

namespace redial {

namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t serviceRestart = 1012;
/// For connections of our own that are in the queue still to be accepted and closed.
constexpr auto fillersPass = 1s;
constexpr auto listenAgain = 500ms;

std::string connectionsText(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " connection" : " connections");
}

} // namespace

ServerWideFaults::ServerWideFaults(Clock& clock, Bitten bitten)
    : clock_(clock), bitten_(std::move(bitten))
{
}

ServerWideFaults::~ServerWideFaults()
{
    for (const auto& [fault, timer] : flaps_)
        clock_.cancelTimer(timer);
    for (const TimerId timer : timers_)
        clock_.cancelTimer(timer);
}

void ServerWideFaults::finish()
{
    for (const TimerId timer : std::exchange(timers_, {}))
        clock_.cancelTimer(timer);
    if (port_ == nullptr || closedBy_.empty())
        return;
    closedBy_.clear();
    listen();
}

void ServerWideFaults::listens()
{
    if (!closedBy_.empty())
        return port_->stopListening();
    for (auto& [index, blockade] : blockades_)
        block(blockade);
    if (!notAccepting_.empty())
        port_->setAccepting(false);
}

void ServerWideFaults::begin(FaultIndex index, const Fault& fault, Random& random)
{
    if (port_ == nullptr)
        return;
    const std::string_view id = fault.id();
    if (id == "T1") {
        closePort(index);
        bitten_(index, "the port is closed");
        if (fault.isOn("drop_connections"))
            endAll(QStringLiteral("reset"), 0);
    } else if (id == "T12") {
        flap(index, fault, true);
    } else if (id == "T2") {
        blockade(index, means_);
    } else if (id == "T13") {
        blockade(index, ListenerBlockade::Means::Queue);
    } else if (id == "T14" || id == "P3") {
        holdAccepting(index, true);
        bitten_(index, id == "T14" ? "connections are completed by the system and not accepted"
                                   : connectionsText(port_->linkNumbers().size()) +
                                         " stand still, and none is accepted");
    } else if (id == "P1") {
        restart(index, fault);
    } else if (id == "P2") {
        beLame(index, fault);
    } else if (id == "P6") {
        changeBackends(index, fault, random);
    }
}

void ServerWideFaults::end(FaultIndex index, const Fault& fault)
{
    if (port_ == nullptr || !fault.definition().lasts)
        return;
    const std::string_view id = fault.id();
    if (id == "T12") {
        clock_.cancelTimer(std::exchange(flaps_[index], 0));
        openPort(index);
    } else if (id == "T1") {
        openPort(index);
    } else if (id == "T2" || id == "T13") {
        endBlockade(index);
    } else {
        holdAccepting(index, false);
    }
}

void ServerWideFaults::flap(FaultIndex index, const Fault& fault, bool down)
{
    if (down) {
        closePort(index);
        bitten_(index, "the port is closed");
        if (fault.isOn("drop_connections"))
            endAll(QStringLiteral("reset"), 0);
    } else {
        openPort(index);
    }
    flaps_[index] = clock_.startTimer(fault.duration(down ? "down" : "up"),
                                      [this, index, fault, down] { flap(index, fault, !down); });
}

void ServerWideFaults::blockade(FaultIndex index, ListenerBlockade::Means means)
{
    ListenerBlockade& blockade = blockades_.emplace(index, means).first->second;
    if (blockade.needsFullQueue())
        holdAccepting(index, true);
    if (port_->isListening())
        block(blockade);
    bitten_(index, blockade.means());
}

void ServerWideFaults::block(ListenerBlockade& blockade)
{
    blockade.begin(port_->listenerDescriptor(), port_->listenerEnd());
    if (blockade.needsFullQueue())
        port_->setFillers(blockade.fillers());
}

void ServerWideFaults::endBlockade(FaultIndex index)
{
    const auto found = blockades_.find(index);
    if (found == blockades_.end())
        return;
    found->second.end(port_->listenerDescriptor());
    blockades_.erase(found);
    holdAccepting(index, false);
    later(fillersPass, [this] {
        if (blockades_.empty())
            port_->setFillers({});
    });
}

void ServerWideFaults::restart(FaultIndex index, const Fault& fault)
{
    const std::vector<quint32> links = port_->linkNumbers();
    closePort(index);
    endAll(fault.text("end"), serviceRestart);
    bitten_(index, connectionsText(links.size()) + " ended, and the port is closed");
    openPortLater(index, fault.duration("down"), fault.text("port") == QLatin1String("other"));
}

void ServerWideFaults::beLame(FaultIndex index, const Fault& fault)
{
    const std::vector<quint32> links = port_->linkNumbers();
    closePort(index);
    const auto window = fault.duration("window");
    const auto code = static_cast<std::uint16_t>(fault.number("code"));
    const auto gaps = static_cast<std::int64_t>(std::max<std::size_t>(links.size(), 2) - 1);
    for (std::size_t i = 0; i < links.size(); ++i) {
        later(window * std::int64_t(i) / gaps, [this, number = links[i], code] {
            port_->endLink(number, QStringLiteral("close"), code);
        });
    }
    bitten_(index, "the port is closed, and " + connectionsText(links.size()) +
                       (links.size() == 1 ? " is" : " are") + " closed one after the other");
    openPortLater(index, window + fault.duration("down"), false);
}

void ServerWideFaults::changeBackends(FaultIndex index, const Fault& fault, Random& random)
{
    const auto links = port_->linkNumbers();
    std::size_t left = links.size();
    const auto ends = std::size_t(std::ceil(fault.probability("share") * double(left)));
    std::size_t ended = 0;
    for (const quint32 number : links) {
        // So each has the same chance, and exactly so many are drawn.
        if (random.uniform() * double(left--) >= double(ends - ended))
            continue;
        port_->endLink(number, fault.text("end"), serviceRestart);
        ++ended;
    }
    if (ended > 0)
        bitten_(index, connectionsText(ended) + " went with their server");
}

void ServerWideFaults::endAll(const QString& how, std::uint16_t code)
{
    for (const quint32 number : port_->linkNumbers())
        port_->endLink(number, how, code);
}

void ServerWideFaults::closePort(FaultIndex index)
{
    closedBy_.insert(index);
    // Blockades go with the listener that they were set up against.
    for (auto& [fault, blockade] : blockades_)
        blockade.end(-1);
    port_->stopListening();
}

void ServerWideFaults::openPort(FaultIndex index)
{
    if (closedBy_.erase(index) > 0 && closedBy_.empty())
        listen();
}

void ServerWideFaults::listen()
{
    if (port_->isListening() || port_->listen())
        return;
    // Somebody else has the port meanwhile.
    later(listenAgain, [this] {
        if (closedBy_.empty())
            listen();
    });
}

void ServerWideFaults::openPortLater(FaultIndex index, std::chrono::nanoseconds delay,
                                     bool elsewhere)
{
    later(delay, [this, index, elsewhere] {
        if (elsewhere)
            port_->moveElsewhere();
        openPort(index);
    });
}

void ServerWideFaults::holdAccepting(FaultIndex index, bool hold)
{
    if (hold)
        notAccepting_.insert(index);
    else if (notAccepting_.erase(index) == 0)
        return;
    port_->setAccepting(notAccepting_.empty());
}

void ServerWideFaults::later(std::chrono::nanoseconds delay, std::function<void()> action)
{
    const auto id = std::make_shared<TimerId>();
    *id = clock_.startTimer(delay, [this, id, action = std::move(action)] {
        timers_.erase(*id);
        if (port_ != nullptr)
            action();
    });
    timers_.insert(*id);
}

} // namespace redial
