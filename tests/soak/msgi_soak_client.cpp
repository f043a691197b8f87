// SPDX-License-Identifier: MIT
#include "tests/soak/msgi_soak_client.h"

#include "tests/soak/hurried_policy.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace redial::soak {

namespace {

/// How many messages of a client are on their way at once.
constexpr std::size_t window = 4;
/// A fault may swallow bytes on a link that goes on.
constexpr std::chrono::seconds answerTime{2};

MsgiClientConfiguration hurriedClient()
{
    MsgiClientConfiguration configuration;
    configuration.connection.policy = hurriedPolicy();
    configuration.connection.recordsMessages = false;
    return configuration;
}

} // namespace

MsgiSoakClient::MsgiSoakClient(std::size_t number, SoakMistake mistake, Clock& clock, Random random,
                               EventRecorder recorder, MessageAccount& account)
    : number_(number)
    , mistake_(mistake)
    , clock_(clock)
    , account_(account)
    , client_(hurriedClient(), clock, random, recorder)
{
    QObject::connect(&client_.connection(), &Connection::online, &client_, [this] { onOnline(); });
    QObject::connect(&client_.connection(), &Connection::closed, &client_, [this] { onClosed(); });
    client_.setMessageHandler([this](const QByteArray& message) { onAnswer(message); });
}

void MsgiSoakClient::wantMore(std::size_t answers)
{
    wanted_ += answers;
    sendMore();
}

bool MsgiSoakClient::isAtRest() const
{
    return !isAlive() && client_.connection().controller().state() == ConnectionState::Disconnected;
}

MsgiSoakClient::Message MsgiSoakClient::read(std::string_view text)
{
    Message message;
    const char* const end = text.data() + text.size();
    const char* const colon = std::from_chars(text.data(), end, message.client).ptr;
    if (colon != end)
        std::from_chars(colon + 1, end, message.number);
    return message;
}

void MsgiSoakClient::onOnline()
{
    ++links_;
    if (mistake_ == SoakMistake::SendsAgain && lastAnswered_ > 0)
        send(lastAnswered_);
    sendMore();
}

void MsgiSoakClient::onClosed()
{
    awaited_.clear();
    clock_.cancelTimer(std::exchange(patience_, 0));
    if (mistake_ == SoakMistake::StaysAway && links_ > 0)
        client_.stop();
}

void MsgiSoakClient::onAnswer(const QByteArray& text)
{
    lastAnswered_ = read({text.constData(), std::size_t(text.size())}).number;
    const auto found = std::ranges::find(awaited_, lastAnswered_);
    account_.acknowledged(number_, lastAnswered_, found != awaited_.end());
    // What came before it was swallowed.
    if (found != awaited_.end())
        awaited_.erase(awaited_.begin(), found + 1);
    ++answered_;
    sendMore();
    waitForAnswer();
}

void MsgiSoakClient::waitForAnswer()
{
    clock_.cancelTimer(std::exchange(patience_, 0));
    if (awaited_.empty())
        return;
    patience_ = clock_.startTimer(answerTime, [this] {
        patience_ = 0;
        client_.connection().abandon(CloseCause::CallTimeout, "no answer");
    });
}

void MsgiSoakClient::sendMore()
{
    while (awaited_.size() < window && answered_ + awaited_.size() < wanted_) {
        const std::size_t next = ++lastSent_;
        if (mistake_ == SoakMistake::SendsOutOfOrder)
            send(++lastSent_);
        // The next connection asks again.
        if (!send(next))
            return;
    }
}

bool MsgiSoakClient::send(std::size_t number)
{
    if (!client_.isOnline() || !client_.sendRaw(QByteArray::number(qulonglong(number_)) + ':' +
                                                QByteArray::number(qulonglong(number))))
        return false;
    awaited_.push_back(number);
    if (patience_ == 0)
        waitForAnswer();
    return true;
}

} // namespace redial::soak
