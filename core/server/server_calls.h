// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/server_link.h"
#include "core/wire/ocpp_message.h"

#include <chrono>
#include <deque>
#include <optional>

namespace redial {

/// The CALLs that a central system makes on one connection: one in flight, others wait in order
/// (OCPP-J 4.1.1), ids never used twice by one server. What becomes of each is recorded as
/// call_resolved: its result, an error, timed_out or connection_closed. Link and clock outlive it.
class ServerCalls
{
public:
    /// 2.x part 2, 3.2: 30 s to start with.
    static constexpr std::chrono::seconds callTimeout{30};

    ServerCalls(ServerLink& link, Clock& clock);
    ~ServerCalls();
    ServerCalls(const ServerCalls&) = delete;
    ServerCalls& operator=(const ServerCalls&) = delete;

    void call(const QString& action, const QJsonObject& payload);
    /// An answer of the station; false if it answers no open CALL.
    bool answered(const OcppMessage& answer);
    /// The same for an answer that cannot be read.
    bool answeredBadly(const QString& id);
    /// Resolves what is open and what waits.
    void connectionClosed();

private:
    struct Call
    {
        QString id;
        QString action;
        QJsonObject payload;
        MonotonicTime since{};
    };

    void sendNext();
    void resolveOpen(const char* outcome, const QString& errorCode, const QJsonObject& payload);
    void record(const Call& call, const char* outcome, const QString& errorCode,
                const QJsonObject& payload) const;

    ServerLink& link_;
    Clock& clock_;
    std::deque<Call> waiting_;
    std::optional<Call> open_;
    TimerId timer_ = 0;
    quint64 last_ = 0;
};

} // namespace redial
