// SPDX-License-Identifier: MIT
#include "core/server/server_link.h"

#include "core/client/message_record.h"

namespace redial {

ServerLink::ServerLink(ServerLinkFacts facts, EventRecorder recorder)
    : facts_(std::move(facts)), recorder_(recorder)
{
    recorder_.setEpoch(facts_.number);
}

void ServerLink::sendText(const QString& text)
{
    if (!isTaken(text))
        sendTextDirectly(text);
}

void ServerLink::sendTextDirectly(const QString& text)
{
    recordMessage(recorder_, EventKind::MessageOut, text.toUtf8(), false);
    writeText(text);
}

void ServerLink::sendBinary(const QByteArray& data)
{
    recordMessage(recorder_, EventKind::MessageOut, data, true);
    writeBinary(data);
}

void ServerLink::recordIncoming(const QByteArray& payload, bool binary)
{
    recordMessage(recorder_, EventKind::MessageIn, payload, binary);
}

} // namespace redial
