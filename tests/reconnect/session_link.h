// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"
#include "tests/reconnect/controlled_link.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <vector>

namespace redial::test {

/// A Session above a ControlledLink, as a client joins them, and a server that has seen every text
/// that the session wrote.
struct SessionLink
{
    SessionLink()
        : session({}, {[this](const QString& text) { return write(text); }}, controlled.clock,
                  Random(2), controlled.recorder)
    {
        ReconnectController* controller = controlled.controller.get();
        QObject::connect(&session, &Session::ready, [this] { controlled.ready(); });
        QObject::connect(controller, &ReconnectController::online,
                         [this] { session.setOnline(true); });
        QObject::connect(controller, &ReconnectController::offline,
                         [this] { session.setOnline(false); });
        QObject::connect(controller, &ReconnectController::closed,
                         [this, controller](const CloseInfo& info) {
                             session.transportClosed(controller->epoch(), info);
                         });
        controlled.start();
    }

    /// Opens the link, accepts the Boot and waits until the session is online.
    void connectAndBoot()
    {
        controlled.open();
        session.transportOpened(controlled.controller->epoch());
        answer(QStringLiteral(
            R"({"status":"Accepted","currentTime":"2025-01-01T00:00:00Z","interval":3600})"));
        controlled.clock.advance(controlled.controller->policy().resumeDelay);
    }
    void lose() { controlled.lose(); }

    QFuture<CallOutcome> send(int sequence)
    {
        return session.call(QStringLiteral("DataTransfer"),
                            {{QStringLiteral("vendorId"), QStringLiteral("redial")},
                             {QStringLiteral("data"), QString::number(sequence)}});
    }
    void answerNewest() { answer(QStringLiteral(R"({"status":"Accepted"})")); }

    std::vector<int> sequencesSeen() const
    {
        std::vector<int> sequences;
        for (const QJsonArray& call : seen) {
            if (call.at(2).toString() == QLatin1String("DataTransfer"))
                sequences.push_back(
                    call.at(3).toObject().value(QLatin1String("data")).toString().toInt());
        }
        return sequences;
    }
    QStringList idsSeen() const
    {
        QStringList ids;
        for (const QJsonArray& call : seen)
            ids << call.at(1).toString();
        return ids;
    }

    ControlledLink controlled;
    std::vector<QJsonArray> seen;
    Session session;

private:
    bool write(const QString& text)
    {
        seen.push_back(QJsonDocument::fromJson(text.toUtf8()).array());
        return true;
    }
    void answer(const QString& payload)
    {
        session.textReceived(
            QStringLiteral("[3,\"%1\",%2]").arg(seen.back().at(1).toString(), payload));
    }
};

} // namespace redial::test
