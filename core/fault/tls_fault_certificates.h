// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/fault/fault.h"
#include "core/net/tls_context.h"

#include <QTemporaryDir>

#include <set>

namespace redial {

/// Certificates for a server that misbehaves, made by the openssl command when they are first asked
/// for, in a folder that goes with this object: an authority, good certificates of it for
/// 127.0.0.1,
/// ::1 and localhost, and each wrong one of the faults S1 to S4, S13 and S14. Each costs tens of
/// milliseconds once.
class TlsFaultCertificates
{
public:
    using Result = Expected<TlsContext::Shared, QString>;

    /// What a client has to trust; empty before good().
    QString authorityFile() const;
    Result good();
    /// What a fault makes of a server: certificate, versions, ciphers, demands. Precondition: a
    /// fault of TLS level that is a context (S1 to S6, S11 to S14).
    Result forFault(const Fault& fault);

private:
    struct Leaf
    {
        QString name;   ///< of its files
        QString issuer; ///< "ca", "other-ca" or "intermediate"; empty: itself
        QString host;   ///< empty: 127.0.0.1, ::1 and localhost
        qint64 beginsInSeconds = -3600;
        qint64 endsInSeconds = 30 * 86'400;
    };

    QString file(const QString& name) const { return folder_.filePath(name); }
    Expected<void, QString> openssl(const QStringList& arguments);
    Expected<void, QString> makeAuthority(const QString& name, const QString& issuer);
    /// Gives the name of its files.
    Expected<QString, QString> make(const Leaf& leaf);
    Expected<QString, QString> makeGood();
    Expected<QString, QString> certificateOf(const Fault& fault);
    Result contextOf(const Expected<QString, QString>& name, const QString& clientAuthorities = {},
                     const TlsServerRules& rules = {}) const;

    QTemporaryDir folder_;
    std::set<QString> made_;
};

} // namespace redial
