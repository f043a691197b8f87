// SPDX-License-Identifier: MIT
#include "test_certificates.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>

namespace redial::test {

bool TestCertificates::make()
{
    return makeAuthority(QStringLiteral("ca")) && makeAuthority(QStringLiteral("other-ca")) &&
           makeServer(QStringLiteral("good"), QStringLiteral("IP:127.0.0.1,DNS:localhost")) &&
           makeServer(QStringLiteral("other-host"), QStringLiteral("DNS:another.example"));
}

bool TestCertificates::openssl(const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(directory_.path());
    process.start(QStringLiteral("openssl"), arguments);
    if (process.waitForFinished(60'000) && process.exitCode() == 0)
        return true;
    error_ = process.errorString() + QString::fromLocal8Bit(process.readAllStandardError());
    return false;
}

bool TestCertificates::makeAuthority(const QString& name)
{
    return openssl({QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                    QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                    QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                    QStringLiteral("-keyout"), name + QStringLiteral(".key"),
                    QStringLiteral("-out"), name + QStringLiteral(".pem"), QStringLiteral("-days"),
                    QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=") + name});
}

bool TestCertificates::makeServer(const QString& name, const QString& alternativeNames)
{
    return openssl({QStringLiteral("req"),
                    QStringLiteral("-x509"),
                    QStringLiteral("-newkey"),
                    QStringLiteral("ec"),
                    QStringLiteral("-pkeyopt"),
                    QStringLiteral("ec_paramgen_curve:prime256v1"),
                    QStringLiteral("-nodes"),
                    QStringLiteral("-keyout"),
                    name + QStringLiteral(".key"),
                    QStringLiteral("-out"),
                    name + QStringLiteral(".pem"),
                    QStringLiteral("-days"),
                    QStringLiteral("2"),
                    QStringLiteral("-CA"),
                    QStringLiteral("ca.pem"),
                    QStringLiteral("-CAkey"),
                    QStringLiteral("ca.key"),
                    QStringLiteral("-subj"),
                    QStringLiteral("/CN=server"),
                    QStringLiteral("-addext"),
                    QStringLiteral("basicConstraints=critical,CA:FALSE"),
                    QStringLiteral("-addext"),
                    QStringLiteral("subjectAltName=") + alternativeNames});
}

QByteArray TestCertificates::read(const QString& file) const
{
    QFile content(directory_.filePath(file));
    return content.open(QIODevice::ReadOnly) ? content.readAll() : QByteArray();
}

QSslConfiguration TestCertificates::server(const QString& name) const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(
        QSslCertificate(read(name + QStringLiteral(".pem")), QSsl::Pem));
    configuration.setPrivateKey(
        QSslKey(read(name + QStringLiteral(".key")), QSsl::Ec, QSsl::Pem, QSsl::PrivateKey));
    return configuration;
}

} // namespace redial::test
