// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"
#include "core/reconnect/reconnect_machine.h"
#include "core/reconnect/transport_operations.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <array>
#include <deque>
#include <optional>

namespace redial {

/// How an attempt to connect ended: open, or closed before it was.
struct OpenOutcome
{
    bool opened = false;
    std::uint32_t epoch = 0;
    CloseInfo failure;
};

/// The shell around ReconnectMachine for one real link: gives it events and time, arms its timers
/// on the Clock, carries out its wishes through TransportOperations and tells the world by signals.
/// Has no I/O of its own. Records lanes controller and user. Its signals may start, stop, drop and
/// destroy it. Lives on its clock's thread.
class ReconnectController final : public QObject
{
    Q_OBJECT
    Q_PROPERTY(bool online READ isOnline NOTIFY onlineChanged)
    Q_PROPERTY(quint32 attempt READ attempt NOTIFY stateChanged)
public:
    ReconnectController(ReconnectPolicy policy, TransportOperations operations, Clock& clock,
                        Random random, EventRecorder* recorder = nullptr,
                        QObject* parent = nullptr);
    ~ReconnectController() override;

    /// Actuation. start() returns false, and changes nothing, while a connection is wanted already;
    /// drop() returns false when there is no connection to drop.
    bool start(const QUrl& url);
    void stop();
    bool drop(DropKind kind);

    /// Events of the layer below and, for sessionReady(), of the layer above. Those of an older
    /// epoch are ignored.
    void transportOpened(quint32 epoch);
    void transportClosed(quint32 epoch, const CloseInfo& info);
    void sessionReady(quint32 epoch);

    ConnectionState state() const { return state_.connection; }
    bool isOnline() const { return state_.online; }
    bool canSend() const { return state_.online; }
    bool isWanted() const { return state_.wanted; }
    quint32 attempt() const { return state_.attempt; }
    quint32 epoch() const { return state_.epoch; }
    const QUrl& url() const { return url_; }
    const ReconnectPolicy& policy() const { return policy_; }
    /// The wait that runs now; absent if none does.
    std::optional<std::chrono::nanoseconds> currentBackoff() const { return currentBackoff_; }
    std::optional<MonotonicTime> nextAttemptDue() const { return nextAttemptDue_; }
    /// Timers of this controller that run on the clock.
    int armedTimers() const;

    /// Resolves when the connection that is being made, or the next one, is open or has failed.
    QFuture<OpenOutcome> whenOpened();
    /// Resolves when the present connection, or the next one, is closed.
    QFuture<CloseInfo> whenClosed();

signals:
    void stateChanged(redial::ConnectionState state);
    void onlineChanged(bool online);
    void connecting(quint32 epoch, quint32 attempt);
    void connected(quint32 epoch);
    void closed(const redial::CloseInfo& info);
    void online();
    void offline();
    void backoffScheduled(std::chrono::milliseconds delay);
    void gaveUp(const QString& reason);

private:
    void process(const ReconnectInput& input);
    bool carryOut(const ReconnectEffect& effect);
    void tell(const ReconnectEffect& effect);
    void record(const ReconnectEffect& effect);
    void recordTimer(EventKind kind, ReconnectTimer timer);
    void armTimer(ReconnectTimer timer, std::chrono::nanoseconds delay);
    void cancelTimer(ReconnectTimer timer);
    void onTimer(ReconnectTimer timer);
    void resolveOpened(const OpenOutcome& outcome);
    void resolveClosed();

    ReconnectPolicy policy_;
    TransportOperations operations_;
    Clock& clock_;
    Random random_;
    std::optional<EventRecorder> recorder_;
    ReconnectState state_;
    QUrl url_;
    CloseInfo lastClose_;
    std::array<TimerId, reconnectTimerCount> timers_{};
    std::optional<std::chrono::nanoseconds> currentBackoff_;
    std::optional<MonotonicTime> nextAttemptDue_;
    std::deque<ReconnectInput> inputs_;
    std::vector<QPromise<OpenOutcome>> openPromises_;
    std::vector<QPromise<CloseInfo>> closePromises_;
    bool processing_ = false;
};

} // namespace redial
