// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_controller.h"
#include "core/time/virtual_clock.h"

#include <vector>

namespace redial::test {

/// A ReconnectController with nothing real around it: operations that only count, a virtual clock,
/// and what its signals said.
struct ControlledLink
{
    explicit ControlledLink(ReconnectPolicy policy = {}, std::uint64_t seed = 1)
        : recorder(log, clock, Source::Client)
        , controller(std::move(policy),
                     {[this](std::uint32_t epoch, const QUrl&) { opens.push_back(epoch); },
                      [this](std::uint32_t epoch) { closes.push_back(epoch); },
                      [this](std::uint32_t epoch, DropKind) { drops.push_back(epoch); }},
                     clock, Random(seed), &recorder)
    {
        using Controller = ReconnectController;
        QObject::connect(&controller, &Controller::connecting,
                         [this] { signals_ << "connecting"; });
        QObject::connect(&controller, &Controller::connected, [this] { signals_ << "connected"; });
        QObject::connect(&controller, &Controller::closed, [this] { signals_ << "closed"; });
        QObject::connect(&controller, &Controller::online, [this] { signals_ << "online"; });
        QObject::connect(&controller, &Controller::offline, [this] { signals_ << "offline"; });
        QObject::connect(&controller, &Controller::gaveUp, [this] { signals_ << "gave up"; });
        QObject::connect(&controller, &Controller::backoffScheduled,
                         [this](std::chrono::milliseconds delay) {
                             signals_ << "backoff";
                             backoffs.push_back(delay);
                         });
    }

    void start() { controller.start(QUrl(QStringLiteral("ws://127.0.0.1/CP-1"))); }
    void open() { controller.transportOpened(controller.epoch()); }
    void ready() { controller.sessionReady(controller.epoch()); }
    void lose(CloseInfo info = {.cause = CloseCause::Reset})
    {
        controller.transportClosed(controller.epoch(), info);
    }
    void goOnline()
    {
        open();
        ready();
        clock.advance(controller.policy().resumeDelay);
    }

    EventLog log;
    VirtualClock clock;
    EventRecorder recorder;
    std::vector<std::uint32_t> opens;
    std::vector<std::uint32_t> closes;
    std::vector<std::uint32_t> drops;
    std::vector<std::chrono::milliseconds> backoffs;
    QByteArrayList signals_;
    ReconnectController controller;
};

} // namespace redial::test
