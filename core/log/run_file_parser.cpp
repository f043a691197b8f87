// SPDX-License-Identifier: MIT
#include "core/log/run_file_parser.h"

namespace redial {

namespace {

using Kind = RunFileError::Kind;

QString remedyFor(Kind kind)
{
    switch (kind) {
    case Kind::NewerVersion:
        return QStringLiteral("Open it with the version of Redial that wrote it, or a newer one.");
    case Kind::Damaged:
        return QStringLiteral("Restore the file, or keep what stands before that line.");
    default:
        return QStringLiteral("Choose a file that was written by redial --log or saved from the "
                              "window.");
    }
}

} // namespace

RunFileParser::RunFileParser(QString name, EventLog& log, RunFileLimits limits)
    : name_(std::move(name)), limits_(limits), events_(log)
{
}

Expected<void, RunFileError> RunFileParser::consume(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view part = bytes.substr(0, end);
        if (pending_.size() + part.size() > limits_.lineBytes)
            return Unexpected{tooLong()};
        if (end == std::string_view::npos) {
            pending_ += part;
            return {};
        }
        bytes.remove_prefix(end + 1);
        if (pending_.empty()) {
            if (const auto taken = takeLine(part); !taken)
                return taken;
            continue;
        }
        pending_ += part;
        if (const auto taken = takeLine(pending_); !taken)
            return taken;
        pending_.clear();
    }
    return {};
}

Expected<qint64, RunFileError> RunFileParser::finish()
{
    if (pending_.empty()) {
        if (linesTaken_ == 0)
            return Unexpected{RunFileError{Kind::Empty, 0,
                                           QStringLiteral("%1 is empty: it holds no run. %2")
                                               .arg(name_, remedyFor(Kind::Empty))}};
        return qint64{0};
    }
    const auto taken = takeLine(pending_);
    if (!taken && linesTaken_ == 0)
        return Unexpected{taken.error()};
    return taken ? qint64{0} : static_cast<qint64>(pending_.size());
}

Expected<void, RunFileError> RunFileParser::takeLine(std::string_view line)
{
    if (linesTaken_ == 0)
        return takeFirstLine(line);
    const auto read = events_.read(line);
    if (!read) {
        const qint64 number = linesTaken_ + 1;
        return Unexpected{
            RunFileError{Kind::Damaged, number,
                         QStringLiteral("%1 is damaged in line %2, %3. %4")
                             .arg(name_, QString::number(number),
                                  QString::fromStdString(read.error()), remedyFor(Kind::Damaged))}};
    }
    ++linesTaken_;
    return {};
}

Expected<void, RunFileError> RunFileParser::takeFirstLine(std::string_view line)
{
    auto info = runInfoFromLine(line);
    if (info) {
        info_ = std::move(info.value());
        linesTaken_ = 1;
        return {};
    }
    const QString& reason = info.error().reason;
    switch (info.error().kind) {
    case RunInfoError::Kind::NotARunFile:
        return Unexpected{RunFileError{Kind::NotARunFile, 1,
                                       QStringLiteral("%1 is not a run file: %2. %3")
                                           .arg(name_, reason, remedyFor(Kind::NotARunFile))}};
    case RunInfoError::Kind::NewerVersion:
        return Unexpected{RunFileError{Kind::NewerVersion, 1,
                                       QStringLiteral("%1 is too new: %2. %3")
                                           .arg(name_, reason, remedyFor(Kind::NewerVersion))}};
    case RunInfoError::Kind::Damaged:
        break;
    }
    return Unexpected{RunFileError{
        Kind::Damaged, 1,
        QStringLiteral("%1 is damaged in line 1: %2. Restore the file from where it came.")
            .arg(name_, reason)}};
}

RunFileError RunFileParser::tooLong() const
{
    const bool first = linesTaken_ == 0;
    const Kind kind = first ? Kind::NotARunFile : Kind::Damaged;
    return {kind, linesTaken_ + 1,
            QStringLiteral("%1 %2 line %3 is longer than %4 bytes. %5")
                .arg(name_,
                     first ? QStringLiteral("is not a run file:") : QStringLiteral("is damaged:"))
                .arg(linesTaken_ + 1)
                .arg(limits_.lineBytes)
                .arg(remedyFor(kind))};
}

} // namespace redial
