// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"
#include "core/time/virtual_clock.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <memory>

namespace redial::test {

/// A Session on a VirtualClock whose server is the test: what it sends is kept, answers are given
/// by hand.
class SessionFixture
{
public:
    explicit SessionFixture(SessionPolicy policy = {}, OcppVersion version = OcppVersion::V16,
                            std::uint64_t seed = 1)
        : recorder_(log, clock, Source::Client)
    {
        SessionConfiguration configuration;
        configuration.version = version;
        configuration.policy = policy;
        session = std::make_unique<Session>(
            configuration, SessionOperations{[this](const QString& text) {
                if (!linkTakes)
                    return false;
                sent.push_back(QJsonDocument::fromJson(text.toUtf8()).array());
                if (onSend)
                    onSend();
                return true;
            }},
            clock, Random(seed), recorder_);
        QObject::connect(session.get(), &Session::ready, session.get(), [this] { ++readyCount; });
    }

    void open(quint32 epoch = 1) { session->transportOpened(epoch); }
    void close(quint32 epoch = 1) { session->transportClosed(epoch, {}); }

    void receive(const char* json) { session->textReceived(QString::fromUtf8(json)); }
    void answer(const QJsonObject& payload)
    {
        session->textReceived(writeCallResult(lastId(), payload));
    }
    void answerBoot(const char* status, int interval)
    {
        answer({{QStringLiteral("status"), QLatin1String(status)},
                {QStringLiteral("interval"), interval},
                {QStringLiteral("currentTime"), QStringLiteral("2025-01-01T00:00:00Z")}});
    }
    void answerError()
    {
        session->textReceived(
            writeCallError(lastId(), QStringLiteral("InternalError"), QStringLiteral("no")));
    }
    /// Opened, booted, online.
    void goOnline(quint32 epoch = 1, int interval = 300)
    {
        open(epoch);
        if (session->phase() == SessionPhase::BootSent)
            answerBoot("Accepted", interval);
        session->setOnline(true);
    }

    QFuture<CallOutcome> call(const char* action, const QJsonObject& payload = {})
    {
        return session->call(QLatin1String(action), payload);
    }

    /// The newest message: its id, action (of a CALL) and payload.
    QString lastId() const { return sent.empty() ? QString() : sent.back().at(1).toString(); }
    QString lastAction() const { return sent.empty() ? QString() : sent.back().at(2).toString(); }
    QJsonObject lastPayload() const
    {
        return sent.empty() ? QJsonObject() : sent.back().last().toObject();
    }
    int sentActions(const char* action) const
    {
        return static_cast<int>(std::count_if(sent.begin(), sent.end(), [&](const QJsonArray& m) {
            return m.at(0).toInt() == 2 && m.at(2).toString() == QLatin1String(action);
        }));
    }
    int events(EventKind kind) const
    {
        int count = 0;
        for (EventNumber number = 1; number <= log.size(); ++number)
            count += log.header(number).kind == kind ? 1 : 0;
        return count;
    }

    VirtualClock clock;
    EventLog log;
    std::vector<QJsonArray> sent;
    std::function<void()> onSend;
    bool linkTakes = true;
    int readyCount = 0;
    std::unique_ptr<Session> session;

private:
    EventRecorder recorder_;
};

/// The outcome's name, or "waiting".
inline QString outcomeOf(const QFuture<CallOutcome>& future)
{
    if (!future.isFinished())
        return QStringLiteral("waiting");
    const std::string_view name = nameOf(future.result().kind);
    return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

} // namespace redial::test
