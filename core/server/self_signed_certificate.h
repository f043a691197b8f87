// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QSslConfiguration>
#include <QString>

namespace redial {

/// A server's certificate and key as Qt takes them.
Expected<QSslConfiguration, QString> loadServerCertificate(const QString& certificateFile,
                                                           const QString& keyFile);

/// Makes a certificate for 127.0.0.1, ::1 and localhost, valid for 30 days, in `folder`
/// (server.crt, server.key), by the openssl command, and loads it. A client trusts it by its file.
/// The error names the remedy.
Expected<QSslConfiguration, QString> makeServerCertificate(const QString& folder);

} // namespace redial
