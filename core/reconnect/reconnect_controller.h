// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"
#include "core/reconnect/reconnect_futures.h"
#include "core/reconnect/reconnect_journal.h"
#include "core/reconnect/reconnect_machine.h"
#include "core/reconnect/transport_operations.h"

#include <QFuture>
#include <QObject>

#include <array>
#include <deque>
#include <optional>

namespace redial {

/// The shell around ReconnectMachine for one real link: gives it events and time, arms its timers
/// on the Clock, carries out its wishes through TransportOperations and tells the world by signals.
/// Has no I/O of its own. Records lanes controller and user. Lives on its clock's thread.
///
/// Any of its signals may start, stop, drop and destroy it, and so may a future's continuation.
/// What is called from within a signal decides at once (state() is already the new one) and is
/// carried out, and recorded, when everything that came before it has been.
class ReconnectController final : public QObject
{
    Q_OBJECT
    Q_PROPERTY(redial::ConnectionState state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool online READ isOnline NOTIFY onlineChanged)
    Q_PROPERTY(quint32 attempt READ attempt NOTIFY attemptChanged)
    Q_PROPERTY(quint32 epoch READ epoch NOTIFY connecting)
public:
    /// Preconditions: the policy is valid, all three operations are set. Clock, and the recorder's
    /// log and clock, outlive the controller.
    ReconnectController(ReconnectPolicy policy, TransportOperations operations, Clock& clock,
                        Random random, const EventRecorder* recorder = nullptr,
                        QObject* parent = nullptr);
    ~ReconnectController() override;

    /// Actuation. start() returns false, and changes nothing, while a connection is wanted already;
    /// drop() returns false when there is no connection to drop. After stop() nothing is begun any
    /// more; the state becomes Disconnected when the transport has closed, or after twice
    /// close_timeout.
    bool start(const QUrl& url);
    void stop();
    bool drop(DropKind kind);

    /// start(), with the outcome of its first attempt.
    QFuture<OpenOutcome> open(const QUrl& url);
    /// stop(), with the end of the present connection; resolved from the start if there is none.
    QFuture<CloseInfo> close();
    /// Resolves when the present connection is open or has failed, or the next one if there is
    /// none; or when it is clear that none will be made.
    QFuture<OpenOutcome> whenOpened();
    /// Resolves when the present connection is closed, or the next one if there is none.
    QFuture<CloseInfo> whenClosed();

    /// Events of the layer below and, for sessionReady(), of the layer above. Those of an older
    /// epoch are counted and ignored.
    void transportOpened(quint32 epoch);
    void transportClosed(quint32 epoch, const CloseInfo& info);
    void sessionReady(quint32 epoch);

    ConnectionState state() const { return state_.connection; }
    bool isOnline() const { return state_.online; }
    bool canSend() const { return state_.online; }
    bool isWanted() const { return state_.wanted; }
    /// Attempts since the counter was reset; 0 during the first connection and after a reset.
    quint32 attempt() const { return state_.attempt; }
    quint32 epoch() const { return state_.epoch; }
    quint32 staleInputs() const { return state_.staleInputs; }
    const QUrl& url() const { return url_; }
    const ReconnectPolicy& policy() const { return policy_; }
    /// The wait that runs now; absent if none does.
    std::optional<std::chrono::nanoseconds> currentBackoff() const { return currentBackoff_; }
    /// The newest wait; absent before the first.
    std::optional<std::chrono::nanoseconds> lastBackoff() const { return lastBackoff_; }
    std::optional<MonotonicTime> nextAttemptDue() const { return nextAttemptDue_; }
    /// The end of the newest closed connection; absent before the first.
    const std::optional<CloseInfo>& lastClose() const { return lastClose_; }
    /// Timers of this controller that run on the clock.
    int armedTimers() const;

signals:
    void stateChanged(redial::ConnectionState state);
    void onlineChanged(bool online);
    void attemptChanged(quint32 attempt);
    void connecting(quint32 epoch, quint32 attempt);
    void connected(quint32 epoch);
    void closed(const redial::CloseInfo& info);
    void online();
    void offline();
    void backoffScheduled(std::chrono::milliseconds delay);
    void gaveUp(const QString& reason);

private:
    enum class UserAction { None, Start, Stop, Drop };

    /// One step of the machine that is still to be carried out, with what was true when it was
    /// taken.
    struct Turn
    {
        UserAction action = UserAction::None;
        DropKind drop{};
        std::uint64_t number = 0;
        std::uint32_t epochBefore = 0;
        std::uint32_t attemptBefore = 0;
        std::uint32_t attemptAfter = 0;
        bool settled = false; ///< nothing is wanted and nothing is open any more
        CloseInfo close;
        ReconnectEffects effects;
    };

    void process(const ReconnectInput& input, UserAction action = UserAction::None,
                 const CloseInfo& close = {});
    bool carryOut(const Turn& turn);
    bool carryOut(const ReconnectEffect& effect, const CloseInfo& close);
    void tell(const ReconnectEffect& effect);
    void tellClosed(const ReconnectEffect& effect, const CloseInfo& close);
    void recordAction(const Turn& turn);
    void armTimer(ReconnectTimer timer, std::chrono::nanoseconds delay);
    void cancelTimer(ReconnectTimer timer);
    void onTimer(ReconnectTimer timer);
    TimerId forgetTimer(ReconnectTimer timer);

    ReconnectPolicy policy_;
    TransportOperations operations_;
    Clock& clock_;
    Random random_;
    ReconnectJournal journal_;
    ReconnectState state_;
    QUrl url_;
    std::optional<CloseInfo> lastClose_;
    std::array<TimerId, reconnectTimerCount> timers_{};
    std::optional<std::chrono::nanoseconds> currentBackoff_;
    std::optional<std::chrono::nanoseconds> lastBackoff_;
    std::optional<MonotonicTime> nextAttemptDue_;
    std::deque<Turn> turns_;
    std::uint64_t lastTurn_ = 0;
    ReconnectFutures futures_;
    bool processing_ = false;
};

} // namespace redial
