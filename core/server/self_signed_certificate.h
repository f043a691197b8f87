// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/tls_context.h"

#include <QString>

namespace redial {

/// Makes a certificate for 127.0.0.1, ::1 and localhost, valid for 30 days, in `folder`
/// (server.crt, server.key), by the openssl command, and loads it for a server. A client trusts it
/// by its file. The error names the remedy.
Expected<TlsContext::Shared, QString> makeServerCertificate(const QString& folder);

} // namespace redial
