// SPDX-License-Identifier: MIT
#include "core/server/lingering_close.h"

#include "core/net/socket_calls.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace redial {

LingeringClose::LingeringClose(qintptr descriptor)
    : descriptor_(fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0))
{
}

LingeringClose::~LingeringClose()
{
    readable_.reset();
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

void LingeringClose::endStream()
{
    if (readable_)
        return;
    if (!endStreamNow(descriptor_)) {
        emit ended();
        return;
    }
    readable_ = std::make_unique<QSocketNotifier>(descriptor_, QSocketNotifier::Read);
    connect(readable_.get(), &QSocketNotifier::activated, this, &LingeringClose::discard);
}

void LingeringClose::resetOnEnd()
{
    resetOnClose(descriptor_);
}

void LingeringClose::discard()
{
    std::array<char, 64 * 1024> bytes;
    const auto taken = ::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    const bool later = taken < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    if (taken > 0 || later)
        return;
    readable_->setEnabled(false);
    emit ended();
}

} // namespace redial
