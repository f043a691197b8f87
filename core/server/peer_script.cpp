// SPDX-License-Identifier: MIT
#include "core/server/peer_script.h"

#include "core/base/duration_text.h"
#include "core/wire/websocket_close.h"

namespace redial {

namespace {

/// Splits "left:right"; right is empty without a colon.
std::pair<QString, QString> atColon(const QString& text)
{
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    return colon < 0 ? std::pair(text, QString())
                     : std::pair(text.left(colon), text.mid(colon + 1));
}

/// Takes "n@" off the front.
Expected<std::optional<std::uint32_t>, QString> takeConnection(QString& text)
{
    const qsizetype at = text.indexOf(QLatin1Char('@'));
    if (at < 0)
        return std::optional<std::uint32_t>();
    bool ok = false;
    const std::uint32_t number = text.left(at).toUInt(&ok);
    if (!ok || number == 0)
        return Unexpected{
            QStringLiteral("\"%1\" is not the number of a connection; write for example 2@3s:rst.")
                .arg(text.left(at))};
    text.remove(0, at + 1);
    return std::optional(number);
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
    const auto connection = takeConnection(rest);
    if (!connection)
        return Unexpected{connection.error()};
    const auto [delayText, wayText] = atColon(rest);
    const auto delay = parseDuration(delayText);
    if (!delay)
        return Unexpected{delay.error()};
    const auto how = parseClosingKind(wayText);
    if (!how)
        return Unexpected{how.error()};
    return ScriptedClosing{ScriptedClosing::When::AfterDelay, 0, *delay, *how, *connection};
}

Expected<ScriptedClosing, QString> parseCloseOnMessage(const QString& text)
{
    QString rest = text;
    const auto connection = takeConnection(rest);
    if (!connection)
        return Unexpected{connection.error()};
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
    return ScriptedClosing{ScriptedClosing::When::OnMessage, count, {}, *how, *connection};
}

Expected<ScriptedClosing, QString> parseCloseAfterHandshake(const QString& text)
{
    QString rest = text;
    const auto connection = takeConnection(rest);
    if (!connection)
        return Unexpected{connection.error()};
    const auto how = parseClosingKind(rest);
    if (!how)
        return Unexpected{how.error()};
    return ScriptedClosing{ScriptedClosing::When::AfterHandshake, 0, {}, *how, *connection};
}

} // namespace redial
