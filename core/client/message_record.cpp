// SPDX-License-Identifier: MIT
#include "core/client/message_record.h"

#include "core/wire/ocpp_secrets.h"

#include <algorithm>

namespace redial {

void recordMessage(const EventRecorder& recorder, EventKind kind, const QByteArray& payload,
                   bool binary, const std::optional<Field>& more, std::optional<qsizetype> size)
{
    const bool truncated = payload.size() > recordedPayload;
    // Masked before it is cut: half a message is no JSON, and a secret in it would not be found.
    const QByteArray masked = binary ? payload : maskSecrets(payload);
    const QByteArray kept =
        truncated ? masked.first(std::min(masked.size(), recordedPayload)) : masked;
    const QByteArray shown = binary ? kept.toBase64() : kept;
    std::vector<Field> fields{
        {FieldKey::Size, size.value_or(payload.size())},
        {FieldKey::Binary, binary},
        {FieldKey::Truncated, truncated},
        {FieldKey::Payload, std::string_view(shown.constData(), std::size_t(shown.size()))}};
    if (more)
        fields.push_back(*more);
    recorder.record(kind, fields);
}

} // namespace redial
