// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <optional>

namespace redial {

enum class OcppVersion : std::uint8_t { V16, V201, V21 };

/// OCPP-J 1.6 4.1.3; OCPP 2.0.1 part 4, 4.2; the last two since 2.1.
enum class OcppMessageType : std::uint8_t {
    Call = 2,
    CallResult = 3,
    CallError = 4,
    CallResultError = 5,
    Send = 6
};

/// One OCPP-J message. Only the members that its type has are set.
struct OcppMessage
{
    OcppMessageType type = OcppMessageType::Call;
    QString id;
    QString action;           ///< CALL, SEND
    QJsonObject payload;      ///< CALL, CALLRESULT, SEND; of an error: its details
    QString errorCode;        ///< CALLERROR, CALLRESULTERROR
    QString errorDescription; ///< CALLERROR, CALLRESULTERROR
};

/// Why a text is no OCPP-J message, and how the specification wants it answered.
struct OcppMessageError
{
    /// In the version's own spelling. 1.6: FormationViolation. 2.x: RpcFrameworkError for what is
    /// no message of its type, FormatViolation for a payload that is no object,
    /// MessageTypeNotSupported.
    QString errorCode;
    QString sentence;
    /// The message's id if it could be read; "-1" in 2.x if not (part 4, 4.2.3); empty in 1.6.
    QString messageId;
    /// What to answer with: CALLERROR, in 2.1 CALLRESULTERROR for a broken CALLRESULT. Absent for
    /// what must not be answered: any other broken answer, a SEND, and in 1.6 a message without a
    /// readable id or of an unknown type (4.1.3: ignored).
    std::optional<OcppMessageType> reply;
    /// True for a broken answer to the CALL with messageId, if that is ours.
    bool isAnswer = false;
};

/// Bounds on what a peer may make us parse.
struct OcppLimits
{
    qsizetype bytes = 1024 * 1024;
};

/// Reads one WebSocket text message.
Expected<OcppMessage, OcppMessageError> parseOcppMessage(const QString& text, OcppVersion version,
                                                         OcppLimits limits = {});

QString writeCall(const QString& id, const QString& action, const QJsonObject& payload);
QString writeCallResult(const QString& id, const QJsonObject& payload);
QString writeCallError(const QString& id, const QString& code, const QString& description,
                       const QJsonObject& details = {});
/// 2.1: a CALLRESULT that was not understood.
QString writeCallResultError(const QString& id, const QString& code, const QString& description,
                             const QJsonObject& details = {});
/// What a broken message is answered with. Precondition: error.reply.
QString writeReply(const OcppMessageError& error);
/// 2.1: an unconfirmed message, allowed while a CALL is open.
QString writeSend(const QString& id, const QString& action, const QJsonObject& payload);

/// The longest message id (part 4, 4.1.4).
inline constexpr qsizetype longestMessageId = 36;

} // namespace redial
