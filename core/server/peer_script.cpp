// SPDX-License-Identifier: MIT
#include "core/server/peer_script.h"

#include "core/base/duration_text.h"
#include "core/wire/websocket_close.h"

#include <QJsonDocument>

namespace redial {

namespace {

/// Splits "left:right"; right is empty without a colon.
std::pair<QString, QString> atColon(const QString& text)
{
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    return colon < 0 ? std::pair(text, QString())
                     : std::pair(text.left(colon), text.mid(colon + 1));
}

/// Takes "1-3@" off the text. A payload may hold an @ too, but only behind a colon.
Expected<ConnectionRange, QString> takeConnections(QString& text)
{
    const qsizetype at = text.indexOf(QLatin1Char('@'));
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    if (at < 0 || (colon >= 0 && colon < at))
        return ConnectionRange();
    const auto range = parseConnectionRange(text.left(at));
    text.remove(0, at + 1);
    return range;
}

} // namespace

Expected<ClosingKind, QString> parseClosingKind(const QString& text)
{
    if (text.isEmpty() || text == QLatin1String("rst") || text == QLatin1String("reset"))
        return ClosingKind{ClosingKind::Way::Reset, 0};
    if (text == QLatin1String("fin"))
        return ClosingKind{ClosingKind::Way::EndOfStream, 0};
    bool ok = false;
    const std::uint16_t code = text.toUShort(&ok);
    if (!ok || !mayBeSent(code)) {
        return Unexpected{
            QStringLiteral(
                "\"%1\" is no way to close: write rst, fin, or a close code that may be sent, "
                "such as 1000, 1001 or 4000.")
                .arg(text)};
    }
    return ClosingKind{ClosingKind::Way::CloseFrame, code};
}

QString closingKindText(const ClosingKind& kind)
{
    switch (kind.way) {
    case ClosingKind::Way::Reset:
        return QStringLiteral("rst");
    case ClosingKind::Way::EndOfStream:
        return QStringLiteral("fin");
    case ClosingKind::Way::CloseFrame:
        break;
    }
    return QString::number(kind.code);
}

Expected<ScriptedClosing, QString> parseCloseAfter(const QString& text)
{
    QString rest = text;
    const auto connections = takeConnections(rest);
    if (!connections)
        return Unexpected{connections.error()};
    const auto [delayText, wayText] = atColon(rest);
    const auto delay = parseDuration(delayText);
    if (!delay)
        return Unexpected{delay.error()};
    const auto how = parseClosingKind(wayText);
    if (!how)
        return Unexpected{how.error()};
    return ScriptedClosing{ScriptedClosing::When::AfterDelay, 0, *delay, *how, *connections};
}

Expected<ScriptedClosing, QString> parseCloseOnMessage(const QString& text)
{
    QString rest = text;
    const auto connections = takeConnections(rest);
    if (!connections)
        return Unexpected{connections.error()};
    const auto [countText, wayText] = atColon(rest);
    bool ok = false;
    const std::uint32_t count = countText.toUInt(&ok);
    if (!ok || count == 0)
        return Unexpected{
            QStringLiteral("\"%1\" is not the number of a message; write for example 3 or 3:1001.")
                .arg(countText)};
    const auto how = parseClosingKind(wayText);
    if (!how)
        return Unexpected{how.error()};
    return ScriptedClosing{ScriptedClosing::When::OnMessage, count, {}, *how, *connections};
}

Expected<ScriptedClosing, QString> parseCloseAfterHandshake(const QString& text)
{
    QString rest = text;
    const auto connections = takeConnections(rest);
    if (!connections)
        return Unexpected{connections.error()};
    const auto how = parseClosingKind(rest);
    if (!how)
        return Unexpected{how.error()};
    return ScriptedClosing{ScriptedClosing::When::AfterHandshake, 0, {}, *how, *connections};
}

Expected<ScriptedCall, QString> parseScriptedCall(const QString& text)
{
    QString rest = text;
    const auto connections = takeConnections(rest);
    if (!connections)
        return Unexpected{connections.error()};
    const auto [delayText, callText] = atColon(rest);
    const auto [action, payloadText] = atColon(callText);
    const auto delay = parseDuration(delayText);
    if (!delay)
        return Unexpected{delay.error()};
    const QJsonDocument payload = QJsonDocument::fromJson(payloadText.toUtf8());
    if (action.isEmpty() || (!payloadText.isEmpty() && !payload.isObject())) {
        return Unexpected{
            QStringLiteral("\"%1\" is no call; write a time, an action and, if it has one, its "
                           "payload as a JSON object, as in 12s:DataTransfer:{\"vendorId\":\"x\"}.")
                .arg(text)};
    }
    return ScriptedCall{*delay, action, payload.object(), *connections};
}

} // namespace redial
