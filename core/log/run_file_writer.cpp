// SPDX-License-Identifier: MIT
#include "core/log/run_file_writer.h"

#include "core/base/whole_file.h"
#include "core/log/event_line.h"

namespace redial {

namespace {

QString cannotWrite(const QString& path, const QString& reason)
{
    return QStringLiteral("The run file %1 cannot be written: %2. Choose a folder that exists and "
                          "that you may write to.")
        .arg(path, reason);
}

bool writeAll(QIODevice& device, std::string_view bytes)
{
    while (!bytes.empty()) {
        const qint64 written = device.write(bytes.data(), static_cast<qint64>(bytes.size()));
        // What did not fit is tried once more: only then the system says why.
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

RunFileWriter::RunFileWriter(EventLog& log, Clock& clock) : log_(log), clock_(clock) {}

RunFileWriter::~RunFileWriter()
{
    errorHandler_ = nullptr;
    (void)close();
}

Expected<void, QString> RunFileWriter::open(const QString& path, const RunInfo& info)
{
    file_.setFileName(path);
    if (!file_.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return Unexpected{cannotWrite(path, file_.errorString())};
    appendRunInfoLine(buffer_, info);
    if (!writeAll(file_, buffer_)) {
        const QString reason = file_.errorString();
        file_.close();
        return Unexpected{cannotWrite(path, reason)};
    }
    buffer_.clear();
    observer_ = log_.observe([this](EventNumber first, EventNumber last) { take(first, last); });
    if (log_.size() > 0)
        take(1, log_.size());
    return {};
}

void RunFileWriter::take(EventNumber first, EventNumber last)
{
    const MonotonicTime now = clock_.now();
    if (buffer_.empty())
        oldestBuffered_ = now;
    for (EventNumber number = first; number <= last && !error_; ++number) {
        appendEventLine(buffer_, log_, number);
        if (buffer_.size() >= mostBuffered)
            flush();
    }
    if (buffer_.empty())
        return;
    if (now - oldestBuffered_ >= longestDelay)
        flush();
    else if (flushTimer_ == 0)
        flushTimer_ = clock_.startTimer(longestDelay, [this] {
            flushTimer_ = 0;
            flush();
        });
}

void RunFileWriter::flush()
{
    if (buffer_.empty() || !file_.isOpen())
        return;
    if (!writeAll(file_, buffer_))
        return fail();
    buffer_.clear();
}

void RunFileWriter::fail()
{
    error_ = QStringLiteral("The run file %1 is incomplete: %2. Free some space or choose another "
                            "place; the run goes on without the file.")
                 .arg(file_.fileName(), file_.errorString());
    detach();
    file_.close();
    buffer_.clear();
    if (errorHandler_)
        errorHandler_(*error_);
}

void RunFileWriter::detach()
{
    log_.stopObserving(observer_);
    if (flushTimer_ != 0)
        clock_.cancelTimer(std::exchange(flushTimer_, 0));
}

Expected<void, QString> RunFileWriter::close()
{
    if (file_.isOpen()) {
        flush();
        detach();
        file_.close();
    }
    if (error_)
        return Unexpected{*error_};
    return {};
}

Expected<void, QString> saveRunFile(const QString& path, const RunInfo& info, const EventLog& log)
{
    WholeFile file(path);
    if (!file.open())
        return Unexpected{cannotWrite(path, file.errorString())};
    std::string buffer;
    appendRunInfoLine(buffer, info);
    for (EventNumber number = 1; number <= log.size(); ++number) {
        appendEventLine(buffer, log, number);
        if (buffer.size() < RunFileWriter::mostBuffered)
            continue;
        if (!file.write(buffer.data(), qint64(buffer.size())))
            return Unexpected{cannotWrite(path, file.errorString())};
        buffer.clear();
    }
    if (!file.write(buffer.data(), qint64(buffer.size())) || !file.commit())
        return Unexpected{cannotWrite(path, file.errorString())};
    return {};
}

} // namespace redial
