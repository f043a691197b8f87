// SPDX-License-Identifier: MIT
#include "core/transport/transport_futures.h"

#include "core/transport/close_reports.h"

#include <QPromise>

#include <memory>

namespace redial {

namespace {

/// A promise that lives as long as the connections that may keep it: until it is kept or the
/// transport is gone. An unkept QPromise cancels its future when it is destroyed.
template <class T>
class PendingAnswer : public QObject
{
public:
    explicit PendingAnswer(Transport& transport) : QObject(&transport) { promise_.start(); }

    QFuture<T> future() const { return promise_.future(); }
    void keep(T value)
    {
        promise_.addResult(std::move(value));
        promise_.finish();
        disconnect(parent(), nullptr, this, nullptr);
        deleteLater();
    }
    void forget() { delete this; }

private:
    QPromise<T> promise_;
};

} // namespace

QFuture<Expected<OpenInfo, CloseInfo>> openAsync(Transport& transport, quint32 epoch,
                                                 const TransportRequest& request)
{
    using Outcome = Expected<OpenInfo, CloseInfo>;
    auto* const answer = new PendingAnswer<Outcome>(transport);
    const auto future = answer->future();
    if (!transport.open(epoch, request)) {
        answer->keep(
            Unexpected{endedByUs(CloseCause::LocalAbort, "Another connect is in flight.")});
        return future;
    }
    QObject::connect(&transport, &Transport::opened, answer,
                     [=](quint32, const OpenInfo& info) { answer->keep(info); });
    QObject::connect(&transport, &Transport::closed, answer,
                     [=](quint32, const CloseInfo& info) { answer->keep(Unexpected{info}); });
    return future;
}

QFuture<CloseInfo> closeAsync(Transport& transport, std::uint16_t code, const QString& reason)
{
    auto* const answer = new PendingAnswer<CloseInfo>(transport);
    const auto future = answer->future();
    if (transport.state() == Transport::State::Closed) {
        answer->forget();
        return future;
    }
    QObject::connect(&transport, &Transport::closed, answer,
                     [=](quint32, const CloseInfo& info) { answer->keep(info); });
    transport.close(code, reason);
    return future;
}

} // namespace redial
