// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/control/control_command.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

namespace redial {

/// The language of the local socket and of the HTTP body: one JSON object a line, told in
/// docs/control.md.
///
///     {"redial":1,"id":7,"action":"disconnect","kind":"reset"}
///     {"redial":1,"id":7,"ok":true,"result":{…}}
///     {"redial":1,"id":7,"ok":false,"error":"a sentence"}
inline constexpr int controlVersion = 1;

/// The longest line, its line feed not counted.
inline constexpr qsizetype longestControlLine = 64 * 1024;

struct ControlRequest
{
    /// A number or a text of the asker's own, or null; the answer carries it.
    QJsonValue id;
    ControlCommand command;
};

struct ControlFailure
{
    /// The request's, as far as it could be read.
    QJsonValue id;
    QString sentence;
};

struct ControlAnswer
{
    QJsonValue id;
    /// What was asked for, or why it was not done.
    Expected<QJsonObject, QString> outcome;
};

/// Strict: an unknown member, a wrong type or another version is a sentence that names it.
Expected<ControlRequest, ControlFailure> readControlRequest(const QByteArray& line);
/// The error says what is wrong with the line.
Expected<ControlAnswer, QString> readControlAnswer(const QByteArray& line);

/// One line with its line feed.
QByteArray writeControlRequest(const ControlRequest& request);
QByteArray writeControlAnswer(const ControlAnswer& answer);

} // namespace redial
