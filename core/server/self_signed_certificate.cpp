// SPDX-License-Identifier: MIT
#include "core/server/self_signed_certificate.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>

namespace redial {

Expected<QSslConfiguration, QString> loadServerCertificate(const QString& certificateFile,
                                                           const QString& keyFile)
{
    const QList<QSslCertificate> chain = QSslCertificate::fromPath(
        certificateFile, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
    if (chain.isEmpty())
        return Unexpected{
            QStringLiteral("%1 holds no certificate in PEM form; name a file that does.")
                .arg(certificateFile)};
    QFile file(keyFile);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{
            QStringLiteral("the key file %1 cannot be read: %2.").arg(keyFile, file.errorString())};
    const QByteArray pem = file.readAll();
    QSslKey key(pem, QSsl::Rsa);
    if (key.isNull())
        key = QSslKey(pem, QSsl::Ec);
    if (key.isNull())
        return Unexpected{
            QStringLiteral("%1 holds no RSA or EC key in PEM form without a password.")
                .arg(keyFile)};
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    return configuration;
}

Expected<QSslConfiguration, QString> makeServerCertificate(const QString& folder)
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
    return loadServerCertificate(certificate, key);
}

} // namespace redial
