// SPDX-License-Identifier: MIT
#include "core/net/poll_backend.h"
#include "core/net/poll_event.h"

#ifdef REDIAL_HAS_EPOLL
#include "core/net/epoll_backend.h"
#endif

#include <QSocketNotifier>

#include <unordered_map>

namespace redial {

namespace {

/// A notifier may be the one whose signal is being delivered: it goes once the event loop is back.
struct DeleteLater
{
    void operator()(QSocketNotifier* notifier) const
    {
        notifier->setEnabled(false);
        notifier->disconnect();
        notifier->deleteLater();
    }
};

class NotifierBackend final : public PollBackend
{
public:
    bool add(int descriptor, std::uint32_t events, PollHandler* handler) override
    {
        if (descriptor < 0 || entries_.contains(descriptor))
            return false;
        Entry& entry = entries_[descriptor];
        entry.handler = handler;
        entry.reading = notifier(descriptor, QSocketNotifier::Read, poll_event::readable);
        entry.writing = notifier(descriptor, QSocketNotifier::Write, poll_event::writable);
        return change(descriptor, events, handler);
    }

    bool change(int descriptor, std::uint32_t events, PollHandler* handler) override
    {
        const auto found = entries_.find(descriptor);
        if (found == entries_.end())
            return false;
        Entry& entry = found->second;
        entry.handler = handler;
        entry.reading->setEnabled((events & (poll_event::readable | poll_event::peerFinished)) !=
                                  0);
        entry.writing->setEnabled((events & poll_event::writable) != 0);
        return true;
    }

    void remove(int descriptor, PollHandler* /*handler*/) override { entries_.erase(descriptor); }

private:
    using Notifier = std::unique_ptr<QSocketNotifier, DeleteLater>;
    struct Entry
    {
        PollHandler* handler = nullptr;
        Notifier reading;
        Notifier writing;
    };

    Notifier notifier(int descriptor, QSocketNotifier::Type way, std::uint32_t event)
    {
        Notifier made(new QSocketNotifier(descriptor, way));
        QObject::connect(made.get(), &QSocketNotifier::activated, made.get(),
                         [this, descriptor, event] {
                             const auto found = entries_.find(descriptor);
                             if (found != entries_.end())
                                 found->second.handler->onReady(event);
                         });
        return made;
    }

    std::unordered_map<int, Entry> entries_;
};

} // namespace

std::unique_ptr<PollBackend> notifierPollBackend()
{
    return std::make_unique<NotifierBackend>();
}

std::unique_ptr<PollBackend> usualPollBackend()
{
#ifdef REDIAL_HAS_EPOLL
    return std::make_unique<EpollBackend>();
#else
    return notifierPollBackend();
#endif
}

} // namespace redial
