// SPDX-License-Identifier: MIT
#include "app/cli/interrupt.h"

#include <QSocketNotifier>

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace redial {

namespace {

sigset_t watchedSignals()
{
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGTERM);
    return watched;
}

} // namespace

Interrupt::Interrupt(QObject* parent) : QObject(parent)
{
    const sigset_t watched = watchedSignals();
    if (pthread_sigmask(SIG_BLOCK, &watched, nullptr) != 0)
        return;
    descriptor_ = signalfd(-1, &watched, SFD_NONBLOCK | SFD_CLOEXEC);
    if (descriptor_ < 0)
        return;
    notifier_ = new QSocketNotifier(descriptor_, QSocketNotifier::Read, this);
    connect(notifier_, &QSocketNotifier::activated, this, [this] {
        signalfd_siginfo info{};
        while (::read(descriptor_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        }
        // From here on the default action holds again: a second Ctrl+C does not wait for anything.
        const sigset_t unblocked = watchedSignals();
        pthread_sigmask(SIG_UNBLOCK, &unblocked, nullptr);
        emit requested();
    });
}

Interrupt::~Interrupt()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

} // namespace redial
