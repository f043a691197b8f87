// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_controller.h"
#include "core/time/virtual_clock.h"

#include <memory>
#include <vector>

namespace redial::test {

/// A ReconnectController with nothing real around it: operations that only count, a virtual clock,
/// and what its signals said. The controller may be destroyed before the link.
struct ControlledLink
{
    explicit ControlledLink(ReconnectPolicy policy = {}, std::uint64_t seed = 1)
        : recorder(log, clock, Source::Client)
        , controller(std::make_unique<ReconnectController>(
              std::move(policy),
              TransportOperations{
                  [this](std::uint32_t epoch, const QUrl&) { opens.push_back(epoch); },
                  [this](std::uint32_t epoch) { closes.push_back(epoch); },
                  [this](std::uint32_t epoch, DropKind) { drops.push_back(epoch); }},
              clock, Random(seed), &recorder))
    {
        using Controller = ReconnectController;
        Controller* from = controller.get();
        QObject::connect(from, &Controller::connecting, [this] { told << "connecting"; });
        QObject::connect(from, &Controller::connected, [this] { told << "connected"; });
        QObject::connect(from, &Controller::closed, [this] { told << "closed"; });
        QObject::connect(from, &Controller::online, [this] { told << "online"; });
        QObject::connect(from, &Controller::offline, [this] { told << "offline"; });
        QObject::connect(from, &Controller::gaveUp, [this] { told << "gave up"; });
        QObject::connect(from, &Controller::backoffScheduled,
                         [this](std::chrono::milliseconds delay) {
                             told << "backoff";
                             backoffs.push_back(delay);
                         });
    }

    void start() { controller->start(QUrl(QStringLiteral("ws://127.0.0.1/CP-1"))); }
    void open() { controller->transportOpened(controller->epoch()); }
    void ready() { controller->sessionReady(controller->epoch()); }
    void lose(const CloseInfo& info = {.cause = CloseCause::Reset})
    {
        controller->transportClosed(controller->epoch(), info);
    }
    void goOnline()
    {
        open();
        ready();
        clock.advance(controller->policy().resumeDelay);
    }

    std::size_t count(EventKind kind) const
    {
        std::size_t found = 0;
        for (EventNumber number = 1; number <= log.size(); ++number)
            found += log.header(number).kind == kind ? 1 : 0;
        return found;
    }
    /// 0 if there is none.
    EventNumber newest(EventKind kind) const
    {
        EventNumber number = log.size();
        while (number > 0 && log.header(number).kind != kind)
            --number;
        return number;
    }

    EventLog log;
    VirtualClock clock;
    EventRecorder recorder;
    std::vector<std::uint32_t> opens;
    std::vector<std::uint32_t> closes;
    std::vector<std::uint32_t> drops;
    std::vector<std::chrono::milliseconds> backoffs;
    QByteArrayList told;
    std::unique_ptr<ReconnectController> controller;
};

} // namespace redial::test
