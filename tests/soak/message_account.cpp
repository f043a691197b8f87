// SPDX-License-Identifier: MIT
#include "tests/soak/message_account.h"

#include <utility>

namespace redial::soak {

MessageAccount::MessageAccount(std::size_t clients) : clients_(clients) {}

void MessageAccount::seen(MsgiSessionId session, std::size_t client, std::size_t number)
{
    const std::lock_guard lock(mutex_);
    std::vector<int>& times = clients_.at(client).timesSeen;
    if (times.size() < number)
        times.resize(number);
    if (++times[number - 1] > 1)
        complaints_ << QStringLiteral("message %1 of client %2 came twice").arg(number).arg(client);
    const std::size_t before = std::exchange(lastSeen_[session], number);
    if (before > number)
        complaints_ << QStringLiteral("message %1 of client %2 came behind %3")
                           .arg(number)
                           .arg(client)
                           .arg(before);
}

void MessageAccount::acknowledged(std::size_t client, std::size_t number, bool isAwaited)
{
    const std::lock_guard lock(mutex_);
    Client& of = clients_.at(client);
    const auto complain = [&](const QString& what) {
        complaints_
            << QStringLiteral("the answer to %1 of client %2 %3").arg(number).arg(client).arg(what);
    };
    if (!isAwaited)
        complain(QStringLiteral("was awaited by nobody"));
    if (number <= of.lastAcknowledged)
        complain(QStringLiteral("came behind that to %1").arg(of.lastAcknowledged));
    if (number > of.timesSeen.size() || of.timesSeen[number - 1] == 0)
        complain(QStringLiteral("is to a message that never came"));
    of.lastAcknowledged = number;
}

QStringList MessageAccount::complaints() const
{
    const std::lock_guard lock(mutex_);
    return complaints_;
}

} // namespace redial::soak
