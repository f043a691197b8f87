// SPDX-License-Identifier: MIT
#include "ui/models/run_settings.h"

#include "core/wire/url_without_secrets.h"

#include <QFile>

namespace redial {

namespace {

Expected<QByteArray, QString> certificatesIn(const QString& path)
{
    if (path.isEmpty())
        return QByteArray();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{
            QStringLiteral("the CA file \"%1\" cannot be read: %2. Choose another, or "
                           "none to trust the system's certificates.")
                .arg(path, file.errorString())};
    constexpr qint64 mostBytes = 4 * 1024 * 1024;
    const QByteArray content = file.read(mostBytes);
    if (!content.contains("-----BEGIN CERTIFICATE-----"))
        return Unexpected{
            QStringLiteral("the CA file \"%1\" holds no certificate; choose a PEM file.")
                .arg(path)};
    return content;
}

Expected<TlsOptions, QString> tlsOf(const RunSettings& settings)
{
    const auto authorities = certificatesIn(settings.caFile);
    if (!authorities)
        return Unexpected{authorities.error()};
    TlsOptions tls;
    tls.verify = !settings.anyCertificate;
    tls.caCertificates = *authorities;
    return tls;
}

Expected<void, QString> setProtocol(StationRunConfiguration& run, const RunSettings& settings)
{
    if (settings.isStream()) {
        run.protocol.reset();
        const auto profile = settings.stream.profile();
        if (!profile)
            return Unexpected{QStringLiteral("the stream session's settings are wrong: %1")
                                  .arg(profile.error().front().text())};
        run.stream = *profile;
        return {};
    }
    const auto protocol = parseProtocol(settings.protocol);
    if (!protocol)
        return Unexpected{protocol.error()};
    run.protocol = *protocol;
    return {};
}

} // namespace

Expected<StationRunConfiguration, QString> configurationOf(const RunSettings& settings,
                                                           const ReconnectPolicy& policy)
{
    StationRunConfiguration run;
    run.policy = policy;
    run.session = settings.session;
    run.station = settings.station;
    run.transport = settings.transport == QLatin1String("qt") ? TransportKind::QWebSocket
                                                              : TransportKind::Precise;
    if (const auto protocol = setProtocol(run, settings); !protocol)
        return Unexpected{protocol.error()};
    if (settings.embedded) {
        const auto boot = parseBootAnswer(settings.boot);
        if (!boot)
            return Unexpected{boot.error()};
        run.boot = *boot;
        if (!settings.closing.isEmpty()) {
            const auto closing = parseCloseAfter(settings.closing);
            if (!closing)
                return Unexpected{closing.error()};
            run.script.closings = {*closing};
        }
    } else {
        if (isMsgiUrl(settings.url))
            return Unexpected{
                QStringLiteral("\"%1\" is an MSGI server: choose MSGI under Protocol, "
                               "or write ws://host:port/path.")
                    .arg(urlTextWithoutSecrets(settings.url))};
        const auto url = parseServerUrl(settings.url);
        if (!url)
            return Unexpected{url.error()};
        run.url = *url;
        run.password = settings.password;
        const auto tls = tlsOf(settings);
        if (!tls)
            return Unexpected{tls.error()};
        run.tls = *tls;
    }
    if (const auto valid = run.validate(); !valid)
        return Unexpected{valid.error()};
    return run;
}

Expected<MsgiRunConfiguration, QString> msgiRunOf(const RunSettings& settings,
                                                  const ReconnectPolicy& policy)
{
    MsgiRunConfiguration run;
    for (const QString& url : settings.msgiUrls()) {
        if (!isMsgiUrl(url))
            return Unexpected{QStringLiteral("\"%1\" is no MSGI server: write msgi://host:port, or "
                                             "choose another protocol.")
                                  .arg(urlTextWithoutSecrets(url))};
        const auto server = parseMsgiServer(url);
        if (!server)
            return Unexpected{server.error()};
        run.servers.push_back(*server);
    }
    const MsgiSettings& msgi = settings.msgi;
    run.strategy = msgi.balance;
    run.probeInterval = msgi.probeInterval;
    run.client.clientId = msgi.clientId.toStdString();
    run.client.heartbeatInterval = msgi.heartbeat;
    const auto pipeline = msgi.pipeline();
    if (!pipeline)
        return Unexpected{pipeline.error()};
    run.client.pipeline = *pipeline;
    run.client.connection.policy = policy;
    const auto tls = tlsOf(settings);
    if (!tls)
        return Unexpected{tls.error()};
    run.client.connection.request.tls = *tls;
    if (!settings.message.isEmpty())
        run.messages.append(settings.message);
    if (const auto valid = run.validate(); !valid)
        return Unexpected{valid.error()};
    return run;
}

Expected<ProxySettings, QString> proxySettingsOf(const RunSettings& settings)
{
    const QString thisMachine = QStringLiteral("127.0.0.1");
    ProxySettings proxy;
    const auto listen = parseHostPort(settings.listen, thisMachine);
    if (!listen)
        return Unexpected{QStringLiteral("Listen on: %1").arg(listen.error())};
    const auto upstream = parseHostPort(settings.upstream, thisMachine);
    if (!upstream)
        return Unexpected{QStringLiteral("Relay to: %1").arg(upstream.error())};
    if (upstream->port == 0)
        return Unexpected{QStringLiteral(
            "Relay to: port 0 is nobody's; write the port of the server, as in 127.0.0.1:9000.")};
    proxy.listen = *listen;
    proxy.upstream = *upstream;
    return proxy;
}

} // namespace redial
