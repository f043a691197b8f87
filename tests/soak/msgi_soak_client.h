// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/msgi_client.h"
#include "tests/soak/message_account.h"

#include <deque>

namespace redial::soak {

/// What a client does wrong on purpose.
enum class SoakMistake {
    None,
    SendsAgain,      ///< what was answered last, whenever its link is regained
    SendsOutOfOrder, ///< the second message of each pair first
    StaysAway,       ///< once its first link is lost
};

/// An MSGI client that sends numbered messages, a few at a time, until enough of them have been
/// answered; none of them twice: what is not answered when the link is lost is given up, and a link
/// on which no answer comes is ended. The text of a message is the client's number and its own.
class MsgiSoakClient
{
public:
    MsgiSoakClient(std::size_t number, SoakMistake mistake, Clock& clock, Random random,
                   EventRecorder recorder, MessageAccount& account);
    ~MsgiSoakClient() { clock_.cancelTimer(patience_); }

    void start(const QUrl& url) { client_.start(url); }
    void stop() { client_.stop(); }
    /// Sends until so many more have been answered.
    void wantMore(std::size_t answers);
    /// Is satisfied again only after its link has been regained.
    void wantAnotherLink() { wantedLinks_ = links_ + 1; }
    /// Is online, by one link at least, and enough has been answered.
    bool isSatisfied() const
    {
        return client_.isOnline() && links_ >= wantedLinks_ && answered_ >= wanted_;
    }
    /// How often the link was won or regained.
    std::size_t links() const { return links_; }
    /// Wants a connection; without one it tries again.
    bool isAlive() const { return client_.connection().controller().isWanted(); }
    bool isAtRest() const;

    struct Message
    {
        std::size_t client = 0;
        std::size_t number = 0;
    };
    static Message read(std::string_view text);

private:
    void onOnline();
    void onClosed();
    void onAnswer(const QByteArray& message);
    void sendMore();
    void waitForAnswer();
    /// False: the link cannot take it.
    bool send(std::size_t number);

    std::size_t number_;
    SoakMistake mistake_;
    Clock& clock_;
    MessageAccount& account_;
    MsgiClient client_;
    std::size_t wanted_ = 0;
    std::size_t answered_ = 0;
    std::size_t lastSent_ = 0;
    std::size_t lastAnswered_ = 0;
    std::size_t links_ = 0;
    std::size_t wantedLinks_ = 1;
    std::deque<std::size_t> awaited_;
    TimerId patience_ = 0; ///< while an answer is awaited
};

} // namespace redial::soak
