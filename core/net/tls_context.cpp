// SPDX-License-Identifier: MIT
#include "core/net/tls_context.h"

#include "core/net/ignore_sigpipe.h"

#include <QFile>
#include <QHostAddress>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace redial {

namespace {

/// A key with a password is refused instead of asking for it on the terminal.
int noPassword(char*, int, int, void*)
{
    return 0;
}

int numberOf(TlsVersion version)
{
    switch (version) {
    case TlsVersion::Tls10:
        return TLS1_VERSION;
    case TlsVersion::Tls11:
        return TLS1_1_VERSION;
    case TlsVersion::Tls12:
        return TLS1_2_VERSION;
    case TlsVersion::Tls13:
        break;
    }
    return TLS1_3_VERSION;
}

QString lastReason()
{
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return QString::fromUtf8(reason ? reason : "not in PEM form");
}

Expected<QByteArray, QString> readable(const char* what, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{QStringLiteral("the %1 file %2 cannot be read: %3.")
                              .arg(QLatin1String(what), path, file.errorString())};
    return QFile::encodeName(path);
}

} // namespace

void TlsContext::FreeContext::operator()(ssl_ctx_st* context) const
{
    SSL_CTX_free(context);
}

void TlsContext::FreeConnection::operator()(ssl_st* connection) const
{
    SSL_free(connection);
}

TlsContext::TlsContext(bool isServer)
    : context_(SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()))
    , isServer_(isServer)
{
    ignoreSigpipe();
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    // FIN without close_notify is passed on as FIN.
    SSL_CTX_set_options(context_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                         SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                         SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_default_passwd_cb(context_.get(), noPassword);
}

TlsContext::~TlsContext() = default;

Expected<TlsContext::Shared, QString> TlsContext::forClients(const QString& certificateFile,
                                                             const QString& keyFile,
                                                             const QString& clientAuthoritiesFile,
                                                             const TlsServerRules& rules)
{
    const auto certificate = readable("certificate", certificateFile);
    const auto key = readable("key", keyFile);
    for (const auto* each : {&certificate, &key}) {
        if (!*each)
            return Unexpected{each->error()};
    }
    std::shared_ptr<TlsContext> made(new TlsContext(true));
    made->keep(rules);
    SSL_CTX* context = made->context_.get();
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(context, certificate->constData()) != 1)
        return Unexpected{QStringLiteral("%1 holds no certificate that can be used (%2); name a "
                                         "file with a chain in PEM form.")
                              .arg(certificateFile, lastReason())};
    if (SSL_CTX_use_PrivateKey_file(context, key->constData(), SSL_FILETYPE_PEM) != 1) {
        const bool isOther = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
        const QString reason = lastReason();
        return Unexpected{
            isOther
                ? QStringLiteral("the key in %1 does not belong to the certificate in %2; name "
                                 "the key that it was made with.")
                      .arg(keyFile, certificateFile)
                : QStringLiteral("%1 holds no key that can be used (%2); name a file with one in "
                                 "PEM form, without a password.")
                      .arg(keyFile, reason)};
    }
    if (!clientAuthoritiesFile.isEmpty()) {
        if (const auto demanded = made->demandCertificates(clientAuthoritiesFile); !demanded)
            return Unexpected{demanded.error()};
    }
    return Shared(std::move(made));
}

void TlsContext::keep(const TlsServerRules& rules)
{
    SSL_CTX* context = context_.get();
    if (rules.onlyVersion) {
        const int version = numberOf(*rules.onlyVersion);
        // OpenSSL speaks the old ones at its lowest level only.
        if (version < TLS1_2_VERSION)
            SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_min_proto_version(context, version);
        SSL_CTX_set_max_proto_version(context, version);
    }
    if (!rules.ciphers.empty())
        SSL_CTX_set_cipher_list(context, rules.ciphers.c_str());
    if (!rules.resumesSessions) {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(context, 0);
    }
}

Expected<void, QString> TlsContext::demandCertificates(const QString& authoritiesFile)
{
    if (const auto trusted = trust(authoritiesFile); !trusted)
        return trusted;
    SSL_CTX* context = context_.get();
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    // The names of whom it trusts help a client with several certificates to choose.
    SSL_CTX_set_client_CA_list(
        context, SSL_load_client_CA_file(QFile::encodeName(authoritiesFile).constData()));
    // Nobody comes in by a session of another server; OpenSSL asks for this where it verifies.
    constexpr unsigned char sessionContext[] = "redial";
    SSL_CTX_set_session_id_context(context, sessionContext, sizeof sessionContext - 1);
    return {};
}

Expected<void, QString> TlsContext::trust(const QString& authoritiesFile)
{
    const auto path = readable("authorities'", authoritiesFile);
    if (!path)
        return Unexpected{path.error()};
    ERR_clear_error();
    if (SSL_CTX_load_verify_file(context_.get(), path->constData()) != 1)
        return Unexpected{QStringLiteral("%1 holds no certificate that can be used (%2); name a "
                                         "file with the authority's in PEM form.")
                              .arg(authoritiesFile, lastReason())};
    return {};
}

Expected<TlsContext::Shared, QString> TlsContext::forUpstream(const QString& authoritiesFile,
                                                              bool verify)
{
    std::shared_ptr<TlsContext> made(new TlsContext(false));
    SSL_CTX* context = made->context_.get();
    SSL_CTX_set_verify(context, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (authoritiesFile.isEmpty()) {
        SSL_CTX_set_default_verify_paths(context);
        return Shared(std::move(made));
    }
    if (const auto trusted = made->trust(authoritiesFile); !trusted)
        return Unexpected{trusted.error()};
    return Shared(std::move(made));
}

TlsContext::Connection TlsContext::connection(const QString& host) const
{
    Connection made(SSL_new(context_.get()));
    if (isServer_) {
        SSL_set_accept_state(made.get());
        return made;
    }
    SSL_set_connect_state(made.get());
    const QByteArray name = host.toUtf8();
    if (QHostAddress(host).isNull()) {
        SSL_set_tlsext_host_name(made.get(), name.constData());
        SSL_set1_host(made.get(), name.constData());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(made.get()), name.constData());
    }
    return made;
}

} // namespace redial
