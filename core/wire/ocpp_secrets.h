// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace redial {

/// The message with the values of passwords, keys and tokens replaced by "***", for log, export and
/// screen: the members named so, and the value beside a key or variable named so (AuthorizationKey
/// of 1.6, BasicAuthPassword of 2.x). What is no JSON, or holds none of them, comes back unchanged.
QByteArray maskSecrets(const QByteArray& message);

} // namespace redial
