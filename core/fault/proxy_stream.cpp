// SPDX-License-Identifier: MIT
#include "core/fault/proxy_stream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>

namespace redial {

namespace {

using Io = ProxyEndpoint::Io;

/// Messages are smaller and go by one copy; what fills it is bulk, which splice(2) moves uncopied.
constexpr std::size_t copyBytes = 16 * 1024;
constexpr std::size_t spliceBytes = 256 * 1024;
/// After so many bytes it is the other connections' turn.
constexpr std::size_t turnBytes = 1024 * 1024;

} // namespace

ProxyStream::ProxyStream(const ProxyStreamContext& context, Random random)
    : context_(context), chain_(random, *this)
{
}

void ProxyStream::attach(ProxyEndpoint* source, ProxyEndpoint* sink)
{
    source_ = source;
    sink_ = sink;
}

void ProxyStream::setInspector(ProxyInspector* inspector, StreamDirection direction)
{
    inspector_ = inspector;
    direction_ = direction;
}

void ProxyStream::forward(std::string_view bytes, MonotonicTime now)
{
    if (!cut_)
        chain_.bytes(bytes, now);
}

void ProxyStream::forwardEnd(StreamEnd end, MonotonicTime now)
{
    if (!cut_)
        chain_.end(end, now);
}

void ProxyStream::cut(StreamEnd end)
{
    cut_ = true;
    chain_.end(end, context_.clock.now());
}

ProxyStream::Progress ProxyStream::pump()
{
    budget_ = turnBytes;
    chain_.advance(context_.clock.now());
    while (true) {
        const Step flushed = flush();
        if (const auto progress = finished())
            return *progress;
        if (flushed != Step::Again || !mayRead())
            return Progress::Waiting;
        if (budget_ == 0)
            return Progress::Busy;
        const Step read = maySplice() ? spliceIn() : receive();
        if (read == Step::Blocked)
            return finished().value_or(Progress::Waiting);
    }
}

std::optional<ProxyStream::Progress> ProxyStream::finished()
{
    // A reset does not wait for bytes that the sink would not take, as it would not without us.
    if (source_->isReset() && chain_.isEmpty() && (inPipe_ > 0 || !waiting_.empty()))
        sourceEnded(StreamEnd::Reset);
    if (!end_)
        return std::nullopt;
    if (*end_ == StreamEnd::Reset)
        return Progress::Reset;
    if (!sinkGone_ && (inPipe_ > 0 || !waiting_.empty()))
        return std::nullopt;
    if (*end_ == StreamEnd::Close)
        return Progress::Close;
    if (!passedEnd_) {
        passedEnd_ = true;
        sink_->shutdownWrite();
    }
    // Read on, so that it is not held up and its end is seen.
    if (cut_ && !sourceEnd_ && !source_->isReset())
        return std::nullopt;
    // A source that sent FIN and then RST takes nothing any more either.
    return source_->isReset() ? Progress::Reset : Progress::Finished;
}

bool ProxyStream::isSpent() const
{
    return sourceEnd_ && !chain_.due() && inPipe_ == 0 && waiting_.empty();
}

bool ProxyStream::mayRead() const
{
    const std::size_t held = chain_.held() + (inspector_ ? inspector_->held(direction_) : 0);
    return !sourceEnd_ && source_->isReadable() && held < context_.mostHeld;
}

bool ProxyStream::maySplice() const
{
    return bulk_ && !sinkGone_ && !cut_ && chain_.isEmpty() &&
           !(inspector_ && inspector_->looks(direction_)) && source_->descriptor() >= 0 &&
           sink_->descriptor() >= 0;
}

void ProxyStream::sourceEnded(StreamEnd end)
{
    if (sourceEnd_)
        return;
    sourceEnd_ = end;
    if (cut_)
        return;
    if (inspector_)
        inspector_->takeEnd(direction_, end, context_.clock.now());
    else
        chain_.end(end, context_.clock.now());
}

void ProxyStream::bytes(std::string_view bytes, MonotonicTime /*now*/)
{
    if (sinkGone_)
        return;
    writeNow(bytes);
}

void ProxyStream::end(StreamEnd end, MonotonicTime /*now*/)
{
    end_ = end;
}

void ProxyStream::writeNow(std::string_view bytes)
{
    if (waiting_.empty() && inPipe_ == 0 && sink_->isWritable()) {
        const auto result = sink_->write(bytes);
        if (result.io == Io::Done) {
            sent_ += result.count;
            bytes.remove_prefix(result.count);
        } else if (result.io == Io::Reset) {
            sinkGone_ = true;
            return;
        }
    }
    waiting_.append(bytes);
}

ProxyStream::Step ProxyStream::flush()
{
    const Step piped = inPipe_ > 0 ? flushPipe() : Step::Again;
    if (piped != Step::Again || waiting_.empty())
        return piped;
    while (waitingFrom_ < waiting_.size() && !sinkGone_ && sink_->isWritable()) {
        const auto result = sink_->write(std::string_view(waiting_).substr(waitingFrom_));
        if (result.io == Io::Reset)
            sinkGone_ = true;
        waitingFrom_ += result.count;
        sent_ += result.count;
    }
    if (!sinkGone_ && waitingFrom_ < waiting_.size())
        return Step::Blocked;
    waitingFrom_ = 0;
    // An idle connection keeps no memory.
    std::string().swap(waiting_);
    return Step::Again;
}

ProxyStream::Step ProxyStream::flushPipe()
{
    while (inPipe_ > 0) {
        if (!sink_->isWritable())
            return Step::Blocked;
        const ssize_t count = ::splice(pipe_->readEnd.get(), nullptr, sink_->descriptor(), nullptr,
                                       inPipe_, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (count > 0) {
            inPipe_ -= static_cast<std::size_t>(count);
            sent_ += static_cast<std::uint64_t>(count);
        } else if (errno == EAGAIN) {
            sink_->noteBlocked(false);
            return Step::Blocked;
        } else if (errno != EINTR) {
            // The rest has nowhere to go.
            sink_->noteReset();
            sinkGone_ = true;
            inPipe_ = 0;
            pipe_.reset();
            return Step::Again;
        }
    }
    context_.pipes.giveBack(std::move(pipe_));
    return Step::Again;
}

void ProxyStream::take(std::string_view bytes)
{
    const MonotonicTime now = context_.clock.now();
    if (cut_)
        return;
    if (inspector_ && inspector_->looks(direction_))
        inspector_->takeBytes(direction_, bytes, now);
    else
        chain_.bytes(bytes, now);
}

ProxyStream::Step ProxyStream::receive()
{
    std::array<char, copyBytes> scratch;
    const auto result = source_->read(scratch);
    switch (result.io) {
    case Io::Done:
        received_ += result.count;
        budget_ -= std::min(budget_, result.count);
        bulk_ = result.count == scratch.size();
        take({scratch.data(), result.count});
        return Step::Again;
    case Io::Blocked:
        return Step::Blocked;
    case Io::Ended:
        sourceEnded(StreamEnd::HalfClose);
        return Step::Again;
    case Io::Reset:
        sourceEnded(StreamEnd::Reset);
        return Step::Again;
    }
    return Step::Blocked;
}

ProxyStream::Step ProxyStream::spliceIn()
{
    if (!pipe_)
        pipe_ = context_.pipes.take();
    if (!pipe_)
        return receive();
    const ssize_t count = ::splice(source_->descriptor(), nullptr, pipe_->writeEnd.get(), nullptr,
                                   spliceBytes, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (count > 0) {
        inPipe_ = static_cast<std::size_t>(count);
        received_ += inPipe_;
        budget_ -= std::min(budget_, inPipe_);
        bulk_ = inPipe_ >= copyBytes / 4;
        return Step::Again;
    }
    context_.pipes.giveBack(std::move(pipe_));
    bulk_ = false;
    if (count < 0 && errno == EAGAIN) {
        source_->noteBlocked(true);
        return Step::Blocked;
    }
    // FIN, RST or another error: the plain call tells which.
    return Step::Again;
}

} // namespace redial
