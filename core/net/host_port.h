// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>

namespace redial {

/// A host, by name or address, and a port, as they are written on a command line.
struct HostPort
{
    QString host;
    quint16 port = 0;

    /// "host:port", an IPv6 address in brackets.
    QString text() const;
    friend bool operator==(const HostPort&, const HostPort&) = default;
};

/// Reads "host:port", "[::1]:port", ":port" or "port"; where no host stands it is `defaultHost`.
/// The error is one sentence that names the text and the remedy.
Expected<HostPort, QString> parseHostPort(const QString& text, const QString& defaultHost);

} // namespace redial
