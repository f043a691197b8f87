// SPDX-License-Identifier: MIT
#include "core/log/run_file_reader.h"

#include <QFileInfo>

namespace redial {

RunFileReader::RunFileReader(const QString& path, RunFileLimits limits)
    : path_(path)
    , limits_(limits)
    , file_(path)
    , log_(std::make_shared<EventLog>())
    , parser_(path, *log_, limits)
{
    // A directory opens on some systems and then fails to be read.
    if (QFileInfo(path).isDir() || !file_.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        const QString reason =
            QFileInfo(path).isDir() ? QStringLiteral("it is a directory") : file_.errorString();
        fail({RunFileError::Kind::CannotOpen, 0,
              QStringLiteral("%1 cannot be opened: %2. Check the name and that you may read it.")
                  .arg(path, reason)});
        return;
    }
    bytesTotal_ = file_.isSequential() ? 0 : file_.size();
    if (bytesTotal_ > limits_.fileBytes)
        fail(tooLarge());
}

RunFileReader::State RunFileReader::step(qint64 bytes)
{
    if (state_ != State::Reading)
        return state_;
    buffer_.resize(static_cast<std::size_t>(bytes));
    const qint64 read = file_.read(buffer_.data(), bytes);
    if (read < 0)
        return fail({RunFileError::Kind::CannotOpen, 0,
                     QStringLiteral("%1 cannot be read: %2. Check the disk that it is on.")
                         .arg(path_, file_.errorString())});
    if (read == 0)
        return finish();
    bytesRead_ += read;
    if (bytesRead_ > limits_.fileBytes)
        return fail(tooLarge());
    if (const auto consumed = parser_.consume({buffer_.data(), static_cast<std::size_t>(read)});
        !consumed)
        return fail(consumed.error());
    return state_;
}

RunFileReader::State RunFileReader::finish()
{
    const auto lost = parser_.finish();
    if (!lost)
        return fail(lost.error());
    lostBytes_ = *lost;
    return state_ = State::Done;
}

RunFileReader::State RunFileReader::fail(RunFileError error)
{
    error_ = std::move(error);
    return state_ = State::Failed;
}

RunFile RunFileReader::takeResult()
{
    return {parser_.info(), log_, lostBytes_};
}

RunFileError RunFileReader::tooLarge() const
{
    return {RunFileError::Kind::TooLarge, 0,
            QStringLiteral("%1 is larger than %2 bytes, the most that is opened at once. Keep its "
                           "first part with: head -c %2 FILE > PART")
                .arg(path_)
                .arg(limits_.fileBytes)};
}

Expected<RunFile, RunFileError> readRunFile(const QString& path, RunFileLimits limits,
                                            const RunFileProgress& progress)
{
    RunFileReader reader(path, limits);
    while (reader.state() == RunFileReader::State::Reading) {
        reader.step();
        if (progress && reader.state() == RunFileReader::State::Reading &&
            !progress(reader.bytesRead(), reader.bytesTotal()))
            return Unexpected{RunFileError{
                RunFileError::Kind::Cancelled, 0,
                QStringLiteral("Opening %1 was cancelled; open it again to see it whole.")
                    .arg(path)}};
    }
    if (reader.state() == RunFileReader::State::Failed)
        return Unexpected{reader.error()};
    return reader.takeResult();
}

} // namespace redial
