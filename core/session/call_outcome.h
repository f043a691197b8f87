// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <string_view>

namespace redial {

/// How a CALL of the application ended. Exactly one for each call.
struct CallOutcome
{
    enum class Kind : std::uint8_t {
        Result,           ///< payload
        Error,            ///< errorCode, errorDescription, payload: the details
        ConnectionClosed, ///< never sent, or sent and not answered before the connection closed
        TimedOut,         ///< no answer within the call time-out
        Dropped,          ///< taken out of a queue: full, too old, or out of attempts
    };

    Kind kind = Kind::ConnectionClosed;
    QJsonObject payload;
    QString errorCode;
    QString errorDescription;
};
std::string_view nameOf(CallOutcome::Kind kind);

} // namespace redial
