// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/net/tls_server_rules.h"

#include <QString>

#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace redial {

/// One side's TLS, version 1.2 or later unless its rules say otherwise: certificate and key, or
/// whom to trust.
/// Immutable and shared by all connections. Errors are sentences that name the file and the remedy.
class TlsContext
{
public:
    struct FreeConnection
    {
        void operator()(ssl_st* connection) const;
    };
    using Connection = std::unique_ptr<ssl_st, FreeConnection>;
    using Shared = std::shared_ptr<const TlsContext>;

    /// Towards the clients: a chain in PEM form, the leaf first, and its key without a password.
    /// With a file of authorities a client needs a certificate that one of them has issued.
    /// Precondition: OpenSSL knows the rules' ciphers.
    static Expected<Shared, QString> forClients(const QString& certificateFile,
                                                const QString& keyFile,
                                                const QString& clientAuthoritiesFile = {},
                                                const TlsServerRules& rules = {});
    /// Towards the upstream: trusts the authorities of the file, or the system's if it is empty.
    /// Without `verify` it trusts everybody.
    static Expected<Shared, QString> forUpstream(const QString& authoritiesFile, bool verify);

    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// `host`, a name or an address, is what the upstream's certificate has to be for.
    Connection connection(const QString& host) const;

private:
    explicit TlsContext(bool isServer);

    Expected<void, QString> trust(const QString& authoritiesFile);
    Expected<void, QString> demandCertificates(const QString& authoritiesFile);
    void keep(const TlsServerRules& rules);

    struct FreeContext
    {
        void operator()(ssl_ctx_st* context) const;
    };
    std::unique_ptr<ssl_ctx_st, FreeContext> context_;
    bool isServer_;
};

} // namespace redial
