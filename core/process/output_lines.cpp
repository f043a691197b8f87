// SPDX-License-Identifier: MIT
#include "core/process/output_lines.h"

#include "core/wire/ocpp_secrets.h"

#include <QRegularExpression>

#include <utility>

namespace redial {

namespace {

QByteArray withoutControls(const QString& line)
{
    QByteArray shown;
    for (const QChar c : line) {
        const bool turnsText = c.category() == QChar::Other_Format;
        if (c.category() == QChar::Other_Control || turnsText || c == QChar::ReplacementCharacter)
            shown += "\\x" + QByteArray::number(c.unicode(), 16).rightJustified(2, '0');
        else
            shown += QString(c).toUtf8();
    }
    return shown;
}

} // namespace

std::vector<QByteArray> OutputLines::add(const QByteArray& bytes)
{
    std::vector<QByteArray> lines;
    qsizetype from = 0;
    while (from < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', from);
        const qsizetype length = (end < 0 ? bytes.size() : end) - from;
        const qsizetype room = std::min(longestLine - line_.size(), length);
        line_ += bytes.mid(from, room);
        lineIsCut_ = lineIsCut_ || room < length;
        from += length + 1;
        if (end >= 0)
            endLine(lines);
    }
    return lines;
}

std::vector<QByteArray> OutputLines::finish()
{
    std::vector<QByteArray> lines;
    if (!line_.isEmpty())
        endLine(lines);
    return lines;
}

bool OutputLines::becameFull()
{
    return letGo_ > 0 && !std::exchange(toldFull_, true);
}

void OutputLines::endLine(std::vector<QByteArray>& lines)
{
    QByteArray line = std::exchange(line_, {});
    const bool isCut = std::exchange(lineIsCut_, false);
    if (line.endsWith('\r'))
        line.chop(1);
    constexpr qsizetype costOfLine = 64; // what the log needs beside the text
    if (kept_ + line.size() + costOfLine > mostBytes) {
        letGo_ += line.size() + 1;
        return;
    }
    kept_ += line.size() + costOfLine;
    lastLine_ = shown(line) + (isCut ? QByteArrayLiteral(" (cut)") : QByteArray());
    lines.push_back(lastLine_);
}

QByteArray OutputLines::shown(QByteArray line) const
{
    for (const QString& secret : secrets_)
        line.replace(secret.toUtf8(), QByteArrayLiteral("***"));
    QString text = QString::fromUtf8(maskSecrets(line));
    // The user info of a URL, and what follows the usual names of secrets.
    static const QRegularExpression userInfo(QStringLiteral("(\\w+://)[^/\\s@]+@"));
    static const QRegularExpression named(
        QStringLiteral("\\b(password|passwd|secret|token|authorization)(\"?\\s*[=:]\\s*\"?)"
                       "((Basic|Bearer)\\s+)?[^\\s\"&,;]+"),
        QRegularExpression::CaseInsensitiveOption);
    text.replace(userInfo, QStringLiteral("\\1***@"));
    text.replace(named, QStringLiteral("\\1\\2***"));
    return withoutControls(text);
}

} // namespace redial
