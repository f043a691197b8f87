// SPDX-License-Identifier: MIT
#include "core/server/server_link.h"

#include "core/wire/ocpp_secrets.h"

namespace redial {

ServerLink::ServerLink(ServerLinkFacts facts, EventRecorder recorder)
    : facts_(std::move(facts)), recorder_(recorder)
{
    recorder_.setEpoch(facts_.number);
}

void ServerLink::sendText(const QString& text)
{
    record(EventKind::MessageOut, text.toUtf8(), false);
    writeText(text);
}

void ServerLink::sendBinary(const QByteArray& data)
{
    record(EventKind::MessageOut, data, true);
    writeBinary(data);
}

void ServerLink::recordIncoming(const QByteArray& payload, bool binary)
{
    record(EventKind::MessageIn, payload, binary);
}

void ServerLink::record(EventKind kind, const QByteArray& payload, bool binary)
{
    const bool truncated = payload.size() > recordedPayload;
    const QByteArray kept = truncated ? payload.first(recordedPayload) : payload;
    const QByteArray shown = binary ? kept.toBase64() : maskSecrets(kept);
    recorder_.record(kind, {{FieldKey::Size, payload.size()},
                            {FieldKey::Binary, binary},
                            {FieldKey::Truncated, truncated},
                            {FieldKey::Payload,
                             std::string_view(shown.constData(), std::size_t(shown.size()))}});
}

} // namespace redial
