// SPDX-License-Identifier: MIT
#include "core/fault/tls_fault_certificates.h"

#include <QDateTime>
#include <QFile>
#include <QProcess>

namespace redial {

namespace {

/// Only what `openssl ca` asks for; validity and names come with each call.
constexpr const char* authorityConfiguration = "[ca]\ndefault_ca=d\n[d]\ndatabase=%1/index.txt\n"
                                               "new_certs_dir=%1\ndefault_md=sha256\npolicy=p\n"
                                               "unique_subject=no\nrand_serial=yes\n"
                                               "[p]\ncommonName=supplied\n";

QString moment(qint64 inSeconds)
{
    return QDateTime::currentDateTimeUtc().addSecs(inSeconds).toString(
        QStringLiteral("yyyyMMddHHmmss'Z'"));
}

bool writeFile(const QString& path, const QByteArray& content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

TlsVersion versionOf(const QString& version)
{
    if (version == QLatin1String("1.0"))
        return TlsVersion::Tls10;
    if (version == QLatin1String("1.1"))
        return TlsVersion::Tls11;
    return version == QLatin1String("1.2") ? TlsVersion::Tls12 : TlsVersion::Tls13;
}

/// What a fault changes beside the certificate.
TlsServerRules rulesOf(const Fault& fault)
{
    TlsServerRules rules;
    const std::string_view id = fault.id();
    if (id == "S5")
        rules.onlyVersion = versionOf(fault.text("version"));
    if (id == "S6") {
        // Our keys are of an elliptic curve: with them no cipher that signs by RSA can be agreed
        // on.
        rules.onlyVersion = TlsVersion::Tls12;
        rules.ciphers = "ECDHE-RSA-AES128-GCM-SHA256";
    }
    rules.resumesSessions = id != "S12";
    return rules;
}

} // namespace

QString TlsFaultCertificates::authorityFile() const
{
    return made_.empty() ? QString() : file(QStringLiteral("ca.crt"));
}

Expected<void, QString> TlsFaultCertificates::openssl(const QStringList& arguments)
{
    constexpr int longestMilliseconds = 30'000;
    QProcess process;
    process.start(QStringLiteral("openssl"), arguments);
    if (process.waitForFinished(longestMilliseconds) &&
        process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return {};
    return Unexpected{QStringLiteral("openssl could not make a certificate for the TLS faults: %1; "
                                     "is the package openssl installed?")
                          .arg(QString::fromUtf8(process.readAllStandardError()).trimmed())};
}

Expected<void, QString> TlsFaultCertificates::makeAuthority(const QString& name,
                                                            const QString& issuer)
{
    if (QFile::exists(file(name + QStringLiteral(".crt"))))
        return {};
    if (!writeFile(file(QStringLiteral("ca.cnf")),
                   QString::fromLatin1(authorityConfiguration).arg(folder_.path()).toUtf8()) ||
        !writeFile(file(QStringLiteral("index.txt")), {}))
        return Unexpected{
            QStringLiteral("no file can be written in %1; is the disk full?").arg(folder_.path())};
    QStringList arguments{QStringLiteral("req"),
                          QStringLiteral("-x509"),
                          QStringLiteral("-newkey"),
                          QStringLiteral("ec"),
                          QStringLiteral("-pkeyopt"),
                          QStringLiteral("ec_paramgen_curve:prime256v1"),
                          QStringLiteral("-nodes"),
                          QStringLiteral("-days"),
                          QStringLiteral("365"),
                          QStringLiteral("-subj"),
                          QStringLiteral("/CN=Redial %1").arg(name),
                          QStringLiteral("-addext"),
                          QStringLiteral("keyUsage=critical,keyCertSign"),
                          QStringLiteral("-keyout"),
                          file(name + QStringLiteral(".key")),
                          QStringLiteral("-out"),
                          file(name + QStringLiteral(".crt"))};
    if (!issuer.isEmpty())
        arguments << QStringLiteral("-CA") << file(issuer + QStringLiteral(".crt"))
                  << QStringLiteral("-CAkey") << file(issuer + QStringLiteral(".key"));
    return openssl(arguments);
}

Expected<QString, QString> TlsFaultCertificates::make(const Leaf& leaf)
{
    if (made_.contains(leaf.name))
        return leaf.name;
    const QString key = file(leaf.name + QStringLiteral(".key"));
    const QString request = file(leaf.name + QStringLiteral(".csr"));
    const QString certificate = file(leaf.name + QStringLiteral(".crt"));
    const QString extensions = file(leaf.name + QStringLiteral(".ext"));
    const QString names = leaf.host.isEmpty() ? QStringLiteral("DNS:localhost,IP:127.0.0.1,IP:::1")
                                              : QStringLiteral("DNS:") + leaf.host;
    if (!writeFile(extensions, QStringLiteral("[e]\nsubjectAltName=%1\n").arg(names).toUtf8()))
        return Unexpected{QStringLiteral("%1 cannot be written.").arg(extensions)};
    const auto asked = openssl(
        {QStringLiteral("req"), QStringLiteral("-new"), QStringLiteral("-newkey"),
         QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
         QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
         QStringLiteral("-subj"),
         QStringLiteral("/CN=") + (leaf.host.isEmpty() ? QStringLiteral("localhost") : leaf.host),
         QStringLiteral("-keyout"), key, QStringLiteral("-out"), request});
    if (!asked)
        return Unexpected{asked.error()};
    QStringList sign{QStringLiteral("ca"),
                     QStringLiteral("-batch"),
                     QStringLiteral("-notext"),
                     QStringLiteral("-config"),
                     file(QStringLiteral("ca.cnf")),
                     QStringLiteral("-in"),
                     request,
                     QStringLiteral("-out"),
                     certificate,
                     QStringLiteral("-extensions"),
                     QStringLiteral("e"),
                     QStringLiteral("-extfile"),
                     extensions,
                     QStringLiteral("-startdate"),
                     moment(leaf.beginsInSeconds),
                     QStringLiteral("-enddate"),
                     moment(leaf.endsInSeconds)};
    if (leaf.issuer.isEmpty())
        sign << QStringLiteral("-selfsign") << QStringLiteral("-keyfile") << key;
    else
        sign << QStringLiteral("-cert") << file(leaf.issuer + QStringLiteral(".crt"))
             << QStringLiteral("-keyfile") << file(leaf.issuer + QStringLiteral(".key"));
    if (const auto is = openssl(sign); !is)
        return Unexpected{is.error()};
    made_.insert(leaf.name);
    return leaf.name;
}

Expected<QString, QString> TlsFaultCertificates::makeGood()
{
    if (const auto made = makeAuthority(QStringLiteral("ca"), {}); !made)
        return Unexpected{made.error()};
    return make({QStringLiteral("good"), QStringLiteral("ca"), {}});
}

auto TlsFaultCertificates::contextOf(const Expected<QString, QString>& name,
                                     const QString& clientAuthorities,
                                     const TlsServerRules& rules) const -> Result
{
    if (!name)
        return Unexpected{name.error()};
    return TlsContext::forClients(file(*name + QStringLiteral(".crt")),
                                  file(*name + QStringLiteral(".key")), clientAuthorities, rules);
}

auto TlsFaultCertificates::good() -> Result
{
    return contextOf(makeGood());
}

Expected<QString, QString> TlsFaultCertificates::certificateOf(const Fault& fault)
{
    const std::string_view id = fault.id();
    const QString ca = QStringLiteral("ca");
    const auto seconds = [&](const char* parameter) {
        return std::chrono::ceil<std::chrono::seconds>(fault.duration(parameter)).count();
    };
    if (id == "S1")
        return make({QStringLiteral("expired"), ca, {}, -seconds("ago") - 86'400, -seconds("ago")});
    if (id == "S2")
        return make(
            {QStringLiteral("future"), ca, {}, seconds("ahead"), seconds("ahead") + 86'400});
    if (id == "S3")
        return make({QStringLiteral("host"), ca, fault.text("host")});
    if (id == "S4" && fault.text("issuer") == QLatin1String("self_signed"))
        return make({QStringLiteral("self-signed"), {}, {}});
    if (id == "S4") {
        const QString other = QStringLiteral("other-ca");
        if (const auto made = makeAuthority(other, {}); !made)
            return Unexpected{made.error()};
        return make({QStringLiteral("unknown"), other, {}});
    }
    if (id == "S13")
        return make({QStringLiteral("changed"), ca, {}});
    if (id == "S14") {
        const QString intermediate = QStringLiteral("intermediate");
        if (const auto made = makeAuthority(intermediate, ca); !made)
            return Unexpected{made.error()};
        return make({QStringLiteral("orphan"), intermediate, {}});
    }
    return makeGood();
}

auto TlsFaultCertificates::forFault(const Fault& fault) -> Result
{
    if (const auto base = makeGood(); !base)
        return Unexpected{base.error()};
    const QString authorities = fault.id() == "S11" ? authorityFile() : QString();
    return contextOf(certificateOf(fault), authorities, rulesOf(fault));
}

} // namespace redial
