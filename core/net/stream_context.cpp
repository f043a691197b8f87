// SPDX-License-Identifier: MIT
#include "core/net/stream_context.h"

#include <utility>

namespace redial {

namespace {

/// A buffer that one slow reader made large is not kept for the next connection.
constexpr std::size_t mostKeptCapacity = 256 * 1024;

} // namespace

StreamContext::StreamContext(Poller& poller, StreamSettings settings)
    : poller_(poller), settings_(settings)
{
}

std::vector<char> StreamContext::takeReadBuffer()
{
    std::vector<char> taken = std::exchange(readBuffer_, {});
    if (taken.empty())
        taken.resize(settings_.readSize);
    return taken;
}

std::unique_ptr<StreamBuffer> StreamContext::takeBuffer()
{
    if (pool_.empty())
        return std::make_unique<StreamBuffer>();
    std::unique_ptr<StreamBuffer> taken = std::move(pool_.back());
    pool_.pop_back();
    return taken;
}

void StreamContext::giveBuffer(std::unique_ptr<StreamBuffer> buffer)
{
    if (pool_.size() >= mostPooled || buffer->capacity() > mostKeptCapacity)
        return;
    buffer->clear();
    pool_.push_back(std::move(buffer));
}

} // namespace redial
