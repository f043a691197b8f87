// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace redial {

/// Cuts what a program writes into lines that may be kept: secrets masked, control characters and
/// bytes that are no UTF-8 written as \xNN, then cut to at most `longestLine` bytes each, all
/// together at most `mostBytes`. What comes beyond is counted and let go, so that a program that
/// writes without end costs bounded memory.
class OutputLines
{
public:
    static constexpr qsizetype longestLine = 500;
    static constexpr qsizetype mostBytes = 256 * 1024;
    /// A line is looked through for secrets as far as this.
    static constexpr qsizetype longestRead = 64 * 1024;

    /// `secrets` are texts that must not be shown.
    explicit OutputLines(QStringList secrets);

    /// The lines that are whole now.
    std::vector<QByteArray> add(const QByteArray& bytes);
    /// The last line, if it has no end.
    std::vector<QByteArray> finish();

    /// True once, when the first byte was let go.
    bool becameFull();
    qint64 bytesLetGo() const { return letGo_; }
    const QByteArray& lastLine() const { return lastLine_; }

private:
    void endLine(std::vector<QByteArray>& lines);
    QByteArray shown(QByteArray line, bool& isCut) const;

    std::vector<QByteArray> secrets_; ///< the longest first: one may be a part of another
    QByteArray line_;
    QByteArray lastLine_;
    qint64 kept_ = 0;
    qint64 letGo_ = 0;
    bool lineIsCut_ = false;
    bool toldFull_ = false;
};

} // namespace redial
