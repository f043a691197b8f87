// SPDX-License-Identifier: MIT
#include "core/process/output_lines.h"

#include "core/process/secret_text.h"

#include <algorithm>
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

/// At most so many bytes, and no half of a character.
QByteArray cutTo(const QByteArray& text, qsizetype most)
{
    const auto continues = [&](qsizetype at) { return (uchar(text[at]) & 0xC0U) == 0x80U; };
    while (most > 0 && continues(most))
        --most;
    return text.left(most);
}

} // namespace

OutputLines::OutputLines(QStringList secrets)
{
    for (const QString& secret : secrets)
        if (!secret.isEmpty())
            secrets_.push_back(secret.toUtf8());
    std::sort(secrets_.begin(), secrets_.end(), [](const QByteArray& one, const QByteArray& other) {
        return one.size() > other.size();
    });
}

std::vector<QByteArray> OutputLines::add(const QByteArray& bytes)
{
    std::vector<QByteArray> lines;
    qsizetype from = 0;
    while (from < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', from);
        const qsizetype length = (end < 0 ? bytes.size() : end) - from;
        const qsizetype room = std::min(longestRead - line_.size(), length);
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
    bool isCut = std::exchange(lineIsCut_, false);
    if (line.endsWith('\r'))
        line.chop(1);
    constexpr qsizetype costOfLine = 64; // what the log needs beside the text
    if (kept_ + longestLine + costOfLine > mostBytes) {
        letGo_ += line.size() + 1;
        return;
    }
    lastLine_ = shown(line, isCut);
    kept_ += lastLine_.size() + costOfLine;
    if (isCut)
        lastLine_ += " (cut)";
    lines.push_back(lastLine_);
}

QByteArray OutputLines::shown(QByteArray line, bool& isCut) const
{
    for (const QByteArray& secret : secrets_)
        line.replace(secret, QByteArrayLiteral("***"));
    // The beginning of a secret may be what is left at its end.
    if (isCut && !secrets_.empty())
        line.chop(secrets_.front().size());
    const QByteArray text = withoutControls(textWithoutSecrets(QString::fromUtf8(line)));
    if (text.size() <= longestLine)
        return text;
    isCut = true;
    return cutTo(text, longestLine);
}

} // namespace redial
