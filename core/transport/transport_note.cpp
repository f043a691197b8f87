// SPDX-License-Identifier: MIT
#include "core/transport/transport_note.h"

namespace redial {

std::vector<Field> fieldsOf(const TransportNote& note)
{
    std::vector<Field> fields;
    fields.reserve(note.fields.size());
    for (const auto& [key, value] : note.fields) {
        fields.push_back(std::visit([key = key](const auto& v) { return Field(key, v); }, value));
    }
    return fields;
}

} // namespace redial
