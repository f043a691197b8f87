// SPDX-License-Identifier: MIT
#include "core/transport/request_rules.h"

#include "core/wire/websocket_close.h"

#include <QSslCertificate>
#include <QSslKey>

#include <algorithm>

namespace redial {

namespace {

bool isTokenCharacter(char c)
{
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return alphanumeric || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(const QByteArray& text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isFieldValue(const QByteArray& text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

Expected<void, std::string> useOwnCertificate(const TlsOptions& options,
                                              QSslConfiguration& configuration)
{
    const auto chain = QSslCertificate::fromData(options.ownCertificate, QSsl::Pem);
    if (chain.isEmpty())
        return Unexpected{std::string("The client's certificate is none; give it as PEM "
                                      "(-----BEGIN CERTIFICATE-----).")};
    QSslKey key(options.ownKey, QSsl::Rsa);
    if (key.isNull())
        key = QSslKey(options.ownKey, QSsl::Ec);
    if (key.isNull())
        return Unexpected{std::string("The key of the client's certificate is none; give an RSA or "
                                      "EC key as PEM, without a password.")};
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    return {};
}

} // namespace

std::optional<std::string> problemOf(const TransportRequest& request)
{
    const QUrl& url = request.url;
    if (!url.isValid() || url.host().isEmpty())
        return "This is no URL with a host; write it as ws://host:port/path or wss://host/path.";
    if (url.scheme() != QLatin1String("ws") && url.scheme() != QLatin1String("wss"))
        return "The scheme \"" + url.scheme().toStdString() + "\" is not ws or wss.";
    for (const QString& subprotocol : request.subprotocols) {
        if (!isToken(subprotocol.toUtf8()))
            return "The subprotocol \"" + subprotocol.toStdString() +
                   "\" has characters that a token may not have.";
    }
    for (const auto& [name, value] : request.headers) {
        if (!isToken(name) || !isFieldValue(value))
            return "The header \"" + name.toPercentEncoding(" ").toStdString() +
                   "\" has characters that HTTP does not allow.";
    }
    return std::nullopt;
}

std::optional<std::string> problemOfMsgi(const QUrl& url)
{
    const std::string remedy = "write it as msgi://host:port, or msgis://host:port for TLS.";
    if (!url.isValid() || url.host().isEmpty())
        return "This is no URL with a host; " + remedy;
    if (url.scheme() != QLatin1String("msgi") && url.scheme() != QLatin1String("msgis"))
        return "The scheme \"" + url.scheme().toStdString() + "\" is not msgi or msgis; " + remedy;
    if (url.port(0) <= 0)
        return "The URL has no port, and MSGI has no usual one; " + remedy;
    const bool isBare = url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment() &&
                        (url.path().isEmpty() || url.path() == QLatin1String("/"));
    if (!isBare)
        return "An MSGI URL has a host and a port alone; " + remedy;
    return std::nullopt;
}

std::optional<BasicCredentials> credentialsOf(const QUrl& url)
{
    if (url.userInfo().isEmpty())
        return std::nullopt;
    return BasicCredentials{url.userName(QUrl::FullyDecoded).toStdString(),
                            url.password(QUrl::FullyDecoded).toStdString()};
}

std::uint16_t sendableCloseCode(std::uint16_t code)
{
    return mayBeSent(code) ? code : close_code::normal;
}

quint16 portOf(const QUrl& url)
{
    return static_cast<quint16>(url.port(url.scheme() == QLatin1String("wss") ? 443 : 80));
}

QString sentReason(std::uint16_t code, const QString& reason)
{
    return QString::fromStdString(closePayload(code, reason.toStdString()).substr(2));
}

Expected<QSslConfiguration, std::string> tlsConfiguration(const TlsOptions& options)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(options.verify ? QSslSocket::VerifyPeer
                                                   : QSslSocket::VerifyNone);
    if (!options.caCertificates.isEmpty()) {
        const auto certificates = QSslCertificate::fromData(options.caCertificates, QSsl::Pem);
        if (certificates.isEmpty())
            return Unexpected{std::string(
                "The CA text holds no certificate; give it as PEM (-----BEGIN CERTIFICATE-----).")};
        configuration.setCaCertificates(certificates);
    }
    if (!options.ownCertificate.isEmpty()) {
        if (const auto used = useOwnCertificate(options, configuration); !used)
            return Unexpected{used.error()};
    }
    return configuration;
}

} // namespace redial
