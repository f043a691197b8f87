// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QSslConfiguration>
#include <QTemporaryDir>

namespace redial::test {

/// A certificate authority of its own and server certificates signed by it, made by the openssl
/// program when the test runs: none can expire in the repository.
class TestCertificates
{
public:
    /// False if openssl is missing or failed; `error` says why.
    bool make();
    QString error() const { return error_; }

    QByteArray authority() const { return read(QStringLiteral("ca.pem")); }
    QByteArray otherAuthority() const { return read(QStringLiteral("other-ca.pem")); }
    /// For 127.0.0.1 and localhost.
    QSslConfiguration goodServer() const { return server(QStringLiteral("good")); }
    /// For another.example only.
    QSslConfiguration otherHostsServer() const { return server(QStringLiteral("other-host")); }

private:
    bool openssl(const QStringList& arguments);
    bool makeAuthority(const QString& name);
    bool makeServer(const QString& name, const QString& alternativeNames);
    QByteArray read(const QString& file) const;
    QSslConfiguration server(const QString& name) const;

    QTemporaryDir directory_;
    QString error_;
};

} // namespace redial::test
