// SPDX-License-Identifier: MIT
#include "core/verdict/stream_events.h"

#include "core/base/to_qstring.h"

namespace redial {

std::optional<std::uint64_t> sequenceOf(const RunView& run, EventNumber number)
{
    const auto sequence = run.log().integer(number, FieldKey::Sequence);
    return sequence ? std::optional(std::uint64_t(*sequence)) : std::nullopt;
}

std::optional<StreamMessage> messageOf(const RunView& run, EventNumber number)
{
    const auto flag = [&](FieldKey key) {
        const auto value = run.log().field(number, key);
        const bool* isSet = value ? std::get_if<bool>(&*value) : nullptr;
        return isSet && *isSet;
    };
    if (flag(FieldKey::Binary) || flag(FieldKey::Truncated))
        return std::nullopt;
    return StreamMessage(toQString(run.text(number, FieldKey::Payload)));
}

} // namespace redial
