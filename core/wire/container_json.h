// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/wire/value_container.h"

#include <QJsonObject>
#include <QString>

namespace redial {

/// A container as JSON, with every type kept:
///
///     {"source": "a", "source_sub": "", "target": "b", "target_sub": "", "type": "data_container",
///      "version": "1.0.0.0", "values": [{"name": "n", "type": "int64", "value": "5"}, …]}
///
/// int64 and uint64 are strings of digits, since JSON numbers are doubles to many readers; bytes
/// are Base64; infinite numbers and NaN are "inf", "-inf", "nan" (which one is lost); an array is a
/// list of {type, value}; a container an object like the outer one; null has no value.
QJsonObject containerToJson(const ValueContainer& container);

/// The error is a sentence with the path of the wrong place, such as "values[2].value". Empty
/// header fields may be absent.
Expected<ValueContainer, QString> containerFromJson(const QJsonObject& json,
                                                    const ContainerLimits& limits = {});

} // namespace redial
