// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"
#include "core/session/ocpp_session_machine.h"

#include <deque>
#include <string>

namespace redial {

/// Gives the messages of a path, which its model only counts, ids and actions, and writes what
/// becomes of them as Session would.
class MessageRecorder
{
public:
    MessageRecorder(EventRecorder recorder, const SessionPolicy& policy)
        : recorder_(recorder), policy_(policy)
    {
    }

    void setPlace(std::uint32_t epoch, std::uint32_t attempt);
    /// Before the machine's effects; `online`: as the machine is after its step.
    void input(const SessionInput& input, bool online);
    void effect(const SessionEffect& effect);

private:
    struct Message
    {
        std::string id;
        std::string action;
        MonotonicTime sentAt{};
    };

    Message make(const std::string& action);
    void want(std::deque<Message>& queue, const std::string& action, bool mayQueue);
    void send(Message message, EventKind kind);
    void sendFront(std::deque<Message>& queue, bool stays);
    void bootAnswered(const SessionInput& input);
    void resolve(const Message& message, std::string_view outcome);
    void resolveOpen(std::string_view outcome);
    void failWaiting();

    EventRecorder recorder_;
    const SessionPolicy& policy_;
    std::deque<Message> calls_;
    std::deque<Message> transactions_;
    Message open_;
    std::uint64_t lastId_ = 0;
    bool isWanting_ = false; ///< the present step is about a call that is wanted
};

} // namespace redial
