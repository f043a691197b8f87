// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/log/event_recorder.h"
#include "core/session/call_outcome.h"
#include "core/session/connector_statuses.h"
#include "core/session/ocpp_session_machine.h"
#include "core/wire/close_info.h"
#include "core/wire/ocpp_profile.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace redial {

/// Who the station says it is, and how its session behaves.
struct SessionConfiguration
{
    OcppVersion version = OcppVersion::V16;
    QString vendor = QStringLiteral("Redial");
    QString model = QStringLiteral("Bench");
    SessionPolicy policy;
};

/// What a session may do to the link. False: nothing was sent, and the session counts on the
/// link's close or its own time-outs to go on.
struct SessionOperations
{
    std::function<bool(const QString& text)> sendText;
};

/// A charging station's end of OCPP-J: boots, beats, sends the application's CALLs one at a time
/// and answers the server's. The shell around OcppSessionMachine: it has the messages, ids, timers
/// and promises. Its operations, signals and promises may call it back at any time: it finishes
/// what it is doing first. Works with a ReconnectController (which says when it is online) and
/// without one (SessionPolicy::ownsResumeDelay). Every promise is resolved, at the latest by the
/// destructor. Records lane session, with secrets masked. Lives on its clock's thread.
class Session final : public QObject
{
    Q_OBJECT
public:
    Session(SessionConfiguration configuration, SessionOperations operations, Clock& clock,
            Random random, EventRecorder recorder, QObject* parent = nullptr);
    ~Session() override;

    // From the layers below.
    void transportOpened(quint32 epoch);
    void transportClosed(quint32 epoch, const CloseInfo& info);
    void textReceived(const QString& text);
    void setOnline(bool online);

    /// Sends a CALL as soon as none is open. While the session is not online the policy's
    /// offline_send decides; transaction messages are kept if the policy says so.
    QFuture<CallOutcome> call(const QString& action, const QJsonObject& payload);

    /// The next connection begins with a Boot whatever the policy says; `reason` is 2.x's
    /// (ScheduledReset, RemoteReset …).
    void requireBoot(const QString& reason);

    /// What the next Boot says of the station. With BootPolicy::OnChange a change makes the next
    /// connection boot (OCPP-J 1.6 5.4).
    void describeStation(const QString& vendor, const QString& model);

    /// What a connector is now ("Available", "Occupied", "Charging" …). Online a change is reported
    /// at once, otherwise when the station is online again, unless report_status is never. An own
    /// StatusNotification by call() tells the session the same.
    void setConnectorStatus(int connector, const QString& status);

    const SessionPolicy& policy() const { return configuration_.policy; }
    SessionPhase phase() const { return state_.phase; }
    bool isOnline() const { return state_.phase == SessionPhase::Online; }
    std::size_t waitingCalls() const { return calls_.size(); }
    std::size_t waitingTransactions() const { return transactions_.size(); }
    int armedTimers() const;

signals:
    /// Boot accepted, or none was needed: the connection may go online.
    void ready();
    void online();
    void bootAnswered(redial::RegistrationStatus status, std::chrono::seconds interval);
    void heartbeatAnswered();
    /// The server has sent a CALL; it has been answered.
    void callReceived(const QString& action, const QJsonObject& payload);
    /// The server wants the station to reset and has been answered Accepted.
    void resetRequested(const QString& type);
    /// A CALL was not answered in time: 2.x part 2, 3.2 advises to reconnect.
    void reconnectAdvised(const QString& reason);

private:
    struct Call
    {
        QString id;
        QString action;
        QJsonObject payload;
        std::shared_ptr<QPromise<CallOutcome>> promise;
        MonotonicTime wantedAt{};
        bool sentBefore = false;
    };

    void process(const SessionInput& input);
    void settle();
    void announce(std::function<void()> signal);
    void emitAnnouncements();
    void carryOut(const SessionEffect& effect);
    void armTimer(SessionTimer timer, std::chrono::nanoseconds delay);
    void cancelTimer(SessionTimer timer);
    void send(Call call, EventKind kind);
    void onNotSent();
    void sendBoot();
    void sendHeartbeat();
    void sendTransaction();
    void failWaitingCalls();
    void resolve(Call& call, const CallOutcome& outcome);
    void resolveOpen(const CallOutcome& outcome);
    void dropTransaction(std::size_t index, const char* reason);
    void popTransaction();

    QFuture<CallOutcome> keepTransaction(Call call);
    bool makeRoomForTransaction();
    QFuture<CallOutcome> queueOffline(Call call);
    QFuture<CallOutcome> refuse(Call call, CallOutcome::Kind kind);
    void expireOldCalls();
    void watchAge();

    // session_status.cpp
    void reportConnector(int connector);
    void reportConnectors(bool all);
    void noteStatus(const QString& action, const QJsonObject& payload, bool answered);

    void onMalformed(const OcppMessageError& error);
    void onCall(const OcppMessage& message);
    void onAnswer(const OcppMessage& message);
    void onResultRefused(const OcppMessage& message);
    void onBootResult(const QJsonObject& payload);
    void answer(const OcppMessage& call, const QJsonObject& payload);
    void answerError(const OcppMessage& call, const QString& code, const QString& description);
    void onTriggerMessage(const OcppMessage& call);
    bool isWaiting(const QString& action) const;
    QString nextId();
    QString timestamp() const;

    SessionConfiguration configuration_;
    SessionOperations operations_;
    Clock& clock_;
    EventRecorder recorder_;
    const OcppProfile& profile_;
    OcppSessionState state_;
    QString idPrefix_;
    quint64 lastId_ = 0;
    QString bootReason_ = QStringLiteral("PowerUp");
    std::array<TimerId, sessionTimerCount> timers_{};
    std::optional<Call> open_;
    MonotonicTime openSince_{};
    std::deque<Call> calls_;
    std::deque<Call> transactions_;
    ConnectorStatuses connectors_;
    /// Where the next message is looked for that a full queue can spare.
    std::size_t thinFrom_ = 0;
    /// When the oldest waiting call has waited long enough.
    TimerId ageTimer_ = 0;
    /// What came while an input was being carried out: it waits its turn.
    std::deque<SessionInput> inputs_;
    bool processing_ = false;
    /// Signals of the step in progress, emitted when all of its effects have been carried out.
    std::vector<std::function<void()>> announcements_;
    /// Promises that are resolved once the session is at rest, since a continuation may call it.
    std::vector<std::pair<std::shared_ptr<QPromise<CallOutcome>>, CallOutcome>> settled_;
};

} // namespace redial
