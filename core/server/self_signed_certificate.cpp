// SPDX-License-Identifier: MIT
#include "core/server/self_signed_certificate.h"

#include <QProcess>

namespace redial {

Expected<TlsContext::Shared, QString> makeServerCertificate(const QString& folder)
{
    const QString certificate = folder + QStringLiteral("/server.crt");
    const QString key = folder + QStringLiteral("/server.key");
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-days"), QStringLiteral("30"), QStringLiteral("-subj"),
                   QStringLiteral("/CN=localhost"), QStringLiteral("-addext"),
                   QStringLiteral("subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"),
                   QStringLiteral("-keyout"), key, QStringLiteral("-out"), certificate});
    constexpr int longestMilliseconds = 30'000;
    if (!openssl.waitForStarted(longestMilliseconds))
        return Unexpected{QStringLiteral(
            "the openssl command cannot be started; install openssl, or name a certificate and "
            "a key of your own.")};
    if (!openssl.waitForFinished(longestMilliseconds) || openssl.exitCode() != 0) {
        return Unexpected{
            QStringLiteral("openssl could not make a certificate in %1: %2")
                .arg(folder, QString::fromUtf8(openssl.readAllStandardError()).trimmed())};
    }
    return TlsContext::forClients(certificate, key);
}

} // namespace redial
