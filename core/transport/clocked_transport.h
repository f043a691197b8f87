// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/transport.h"

#include <functional>
#include <initializer_list>
#include <utility>

namespace redial {

/// What every transport that lives on its owner's thread has in common: the state of the one epoch,
/// its deadline, and the promise of exactly one closed(). Does not own the clock, which must
/// outlive it.
class ClockedTransport : public Transport
{
    Q_OBJECT
public:
    explicit ClockedTransport(Clock& clock, QObject* parent = nullptr);
    ~ClockedTransport() override;

    State state() const final { return state_; }
    quint32 epoch() const final { return epoch_; }
    quint64 staleSignals() const final { return staleSignals_; }

protected:
    using NoteFields = std::initializer_list<std::pair<FieldKey, TransportNote::Value>>;

    Clock& clock() const { return clock_; }
    const TransportRequest& request() const { return request_; }

    /// Enters Opening; false unless Closed. The connect timeout runs from here and ends the epoch.
    bool beginEpoch(quint32 epoch, const TransportRequest& request);
    /// Enters Open and emits opened(). Not inside a call of the owner.
    void enterOpen(const OpenInfo& info);
    /// Enters Closing; after the close timeout the epoch ends with `timedOut`.
    void enterClosing(CloseInfo timedOut);

    /// Ends the epoch: releases the connection now and emits closed() from the clock. The first
    /// report of an epoch stands; later ones are ignored.
    void finish(CloseInfo info);
    bool isFinishing() const { return finishTimer_ != 0; }

    void note(EventKind kind, NoteFields fields = {});
    void noteStale(quint32 epoch, const char* signal);

    /// Lets go of whatever the epoch used; nothing of it may reach this object any more.
    virtual void releaseConnection() = 0;
    /// What the connection was waiting for, as a clause: "TCP did not connect".
    virtual std::string waitingFor() const = 0;

private:
    void setDeadline(std::chrono::nanoseconds delay, std::function<void()> callback);
    void cancelDeadline();

    Clock& clock_;
    TransportRequest request_;
    CloseInfo end_;
    State state_ = State::Closed;
    quint32 epoch_ = 0;
    quint64 staleSignals_ = 0;
    TimerId deadline_ = 0;
    TimerId finishTimer_ = 0;
};

} // namespace redial
