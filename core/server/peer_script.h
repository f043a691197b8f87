// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/server/connection_range.h"

#include <QJsonObject>
#include <QString>

#include <chrono>
#include <cstdint>
#include <vector>

namespace redial {

/// How a scripted server ends a connection.
struct ClosingKind
{
    enum class Way : std::uint8_t { CloseFrame, EndOfStream, Reset };
    Way way = Way::Reset;
    std::uint16_t code = 1000; ///< of a Close frame

    friend bool operator==(const ClosingKind&, const ClosingKind&) = default;
};

/// One closing that a scripted server performs (row A15).
struct ScriptedClosing
{
    enum class When : std::uint8_t { AfterHandshake, OnMessage, AfterDelay };
    When when = When::AfterHandshake;
    std::uint32_t message = 1;        ///< OnMessage: the n-th one, from 1
    std::chrono::nanoseconds delay{}; ///< AfterDelay: from the handshake
    ClosingKind how;
    ConnectionRange connections;

    friend bool operator==(const ScriptedClosing&, const ScriptedClosing&) = default;
};

/// One CALL that a scripted central system makes.
struct ScriptedCall
{
    std::chrono::nanoseconds delay{}; ///< from the handshake
    QString action;
    QJsonObject payload;
    ConnectionRange connections;

    friend bool operator==(const ScriptedCall&, const ScriptedCall&) = default;
};

/// What a server does by itself: the CALLs that it makes, and when and how it closes its
/// connections. The first closing that comes due ends the connection.
struct PeerScript
{
    std::vector<ScriptedClosing> closings;
    std::vector<ScriptedCall> calls = {};
};

/// "rst", "fin", or a close code that may be sent, such as 1001. The error is a sentence with the
/// remedy.
Expected<ClosingKind, QString> parseClosingKind(const QString& text);
QString closingKindText(const ClosingKind& kind);

/// "3s:rst", "2s:fin", "500ms:1001"; without a way, rst. Before each of these forms may stand the
/// connections that it concerns: "2@3s:rst", "1-3@3s:rst" (ConnectionRange).
Expected<ScriptedClosing, QString> parseCloseAfter(const QString& text);
/// "3" or "3:1001": on the third message.
Expected<ScriptedClosing, QString> parseCloseOnMessage(const QString& text);
/// Right after the handshake: "rst", "fin", "1001"; empty is rst.
Expected<ScriptedClosing, QString> parseCloseAfterHandshake(const QString& text);

/// "3s:Reset:{\"type\":\"Soft\"}"; the payload, a JSON object, may be left out.
Expected<ScriptedCall, QString> parseScriptedCall(const QString& text);

} // namespace redial
