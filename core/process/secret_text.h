// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace redial {

/// Whether the values of an option, a variable or a header of this name must not be shown.
bool namesSecret(const QString& name);

/// The text with "***" for the user info of its URLs, for what follows the usual names of secrets,
/// and for the secrets of an OCPP message. What was masked is appended to `found`, if there is one.
QString textWithoutSecrets(const QString& text, QStringList* found = nullptr);

} // namespace redial
