// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"
#include "core/session/channel_sequence.h"
#include "core/session/stream_profile.h"
#include "core/session/stream_session_machine.h"

#include <QObject>

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace redial {

/// What a stream session may do to the link. sendText: false if nothing was sent; the session then
/// counts on the link's close or its own time-outs. keepSecret: from now on this text stands in no
/// log.
struct StreamSessionOperations
{
    std::function<bool(const QString& text)> sendText;
    std::function<void(const QString& secret)> keepSecret = {};
};

/// What a stream session has seen since it was made (B9).
struct StreamSessionFigures
{
    std::uint64_t tokensAsked = 0;
    std::uint64_t authsAccepted = 0;
    std::uint64_t subscriptionsAccepted = 0;
    std::uint64_t heartbeatsAnswered = 0;
    std::uint64_t passivePings = 0;
    std::uint64_t delivered = 0;
    std::uint64_t duplicates = 0; ///< suppressed
    std::uint64_t recovered = 0;  ///< messages behind a gap that came after all
    std::uint64_t lost = 0;       ///< messages that never came
    std::uint64_t unrouted = 0;   ///< no handler wanted them
};

/// The client's end of a feed: authenticates anew on each connection, subscribes, beats, answers
/// passive pings, and gives each message once and in order to its handler, over reconnects. The
/// shell around StreamSessionMachine: it has messages, tokens, timers and sequence numbers. Works
/// with a ReconnectController, which says when it is online. Its operations, handlers, signals and
/// the token provider may call it back at any time, and handlers and signals may destroy it.
/// Memory for what the server sends is bounded. Records lane session; no token is in the log, only
/// a hash salted for this run. Lives on its clock's thread.
class StreamSession final : public QObject
{
    Q_OBJECT
public:
    /// Channels whose sequence is followed at most, and characters that are held back at most, of
    /// all channels together; messages beyond are delivered as they come.
    static constexpr std::size_t mostChannels = 4096;
    static constexpr qsizetype longestChannelName = 256;
    static constexpr qsizetype mostHeldCharacters = 32 * 1024 * 1024;

    /// Without a provider the profile's token source is asked.
    StreamSession(StreamProfile profile, StreamSessionOperations operations, Clock& clock,
                  Random random, EventRecorder recorder, TokenProvider provider = {},
                  QObject* parent = nullptr);
    ~StreamSession() override;

    // From the layers below.
    void transportOpened(quint32 epoch);
    void transportClosed(quint32 epoch);
    void textReceived(const QString& text);
    void setOnline(bool online);

    /// Sends a message of the application. False, and nothing is sent, while not online.
    bool send(const QString& text);

    /// The profile's handlers, to be given functions; others may be added.
    StreamRouter& router() { return router_; }
    const StreamProfile& profile() const { return profile_; }
    StreamPhase phase() const { return state_.phase; }
    bool isOnline() const { return state_.phase == StreamPhase::Online; }
    const StreamSessionFigures& figures() const { return figures_; }
    int armedTimers() const;

signals:
    /// Auth and subscriptions are done: the connection may go online.
    void ready();
    void authSettled(redial::StreamOutcome outcome);
    void subscriptionSettled(const QString& name, redial::StreamOutcome outcome);
    /// The channel's missing messages came after all, or are lost.
    void recoverySettled(const QString& channel, bool recovered, quint64 count);
    /// The connection is of no use any more: it should be ended, and regained.
    void failed(redial::StreamFailure failure);

private:
    struct Channel
    {
        ChannelSequence sequence;
        TimerId patience = 0; ///< runs while messages wait behind a gap
        qsizetype countedCharacters = 0;
    };
    struct Delivery
    {
        QString channel;
        std::optional<std::uint64_t> sequence;
        QString text;
    };

    void process(const StreamSessionInput& input);
    void carryOut(const StreamSessionEffect& effect);
    void tell(const StreamSessionEffect& effect);
    void announce(std::function<void()> signal);
    void emitAnnouncements();
    void armTimer(StreamTimer timer, std::chrono::nanoseconds delay);
    void cancelTimer(StreamTimer timer);

    // stream_session_sending.cpp
    void fetchToken();
    void onToken(quint64 question, const TokenResult& token);
    void sendAuth();
    void sendSubscription(std::uint32_t index);
    void sendHeartbeat();
    void answerPing();

    // stream_session_receiving.cpp
    bool takePing(const StreamMessage& message);
    bool takePong(const StreamMessage& message);
    bool takeAuthAnswer(const StreamMessage& message);
    bool takeSubscriptionAnswer(const StreamMessage& message);
    bool takeRecoveryAnswer(const StreamMessage& message);
    void takeData(const StreamMessage& message);
    Channel* channelFor(const QString& name);
    void settle(const QString& name, Channel& channel, SequenceResult result);
    void askForMissing(const QString& name, const SequenceGap& gap);
    void watchGap(const QString& name, Channel& channel);
    void giveUpWaiting(const QString& name);
    void recordDelivery(const StreamRoute& route, const Delivery& delivery);
    void deliverAll();

    StreamProfile profile_;
    StreamSessionRules rules_;
    StreamSessionOperations operations_;
    Clock& clock_;
    Random random_;
    EventRecorder recorder_;
    TokenProvider provider_;
    QByteArray salt_;
    StreamRouter router_;
    StreamSessionState state_;
    StreamSessionFigures figures_;
    std::array<TimerId, streamTimerCount> timers_{};
    quint64 tokenQuestion_ = 0; ///< the newest; answers to older ones are ignored
    QString token_;             ///< until it was sent
    QString pingAnswer_;
    MonotonicTime authSentAt_{};
    MonotonicTime subscribedAt_{};
    MonotonicTime heartbeatSentAt_{};
    std::map<QString, Channel> channels_;
    qsizetype heldCharacters_ = 0;
    quint64 messagesSent_ = 0;
    /// What came while an input was being carried out: it waits its turn.
    std::deque<StreamSessionInput> inputs_;
    bool processing_ = false;
    std::deque<Delivery> deliveries_;
    bool delivering_ = false;
    /// Signals of the step in progress, emitted when all of its effects have been carried out.
    std::vector<std::function<void()>> announcements_;
};

} // namespace redial
