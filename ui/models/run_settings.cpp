// SPDX-License-Identifier: MIT
#include "ui/models/run_settings.h"

#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"
#include "core/wire/url_without_secrets.h"

#include <QFile>
#include <QStringList>

namespace redial {

namespace {

// The port that the commands agree on; the window itself takes a free one.
constexpr int commandPort = 9000;

QString quoted(const QString& word)
{
    static const QString plain = QStringLiteral("-_./:=@%+,*");
    for (const QChar letter : word) {
        const bool safe =
            (letter.unicode() < 128 && letter.isLetterOrNumber()) || plain.contains(letter);
        if (!safe)
            return QChar(u'\'') +
                   QString(word).replace(QStringLiteral("'"), QStringLiteral("'\\''")) +
                   QChar(u'\'');
    }
    return word.isEmpty() ? QStringLiteral("''") : word;
}

/// The options that set what differs from the default.
template <class Settings>
void appendKnobs(QStringList& words, const std::vector<Knob<Settings>>& knobs,
                 const Settings& settings)
{
    const Settings usual;
    for (const Knob<Settings>& knob : knobs) {
        if (knob.write(settings) != knob.write(usual))
            words << QStringLiteral("--") + knob.optionName() << quoted(knob.write(settings));
    }
}

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
    const auto protocol = parseProtocol(settings.protocol);
    if (!protocol)
        return Unexpected{protocol.error()};
    run.protocol = *protocol;
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
        const auto url = parseServerUrl(settings.url);
        if (!url)
            return Unexpected{url.error()};
        run.url = *url;
        run.tls.verify = !settings.anyCertificate;
        run.password = settings.password;
        const auto authorities = certificatesIn(settings.caFile);
        if (!authorities)
            return Unexpected{authorities.error()};
        run.tls.caCertificates = *authorities;
    }
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

QString commandLineOf(const RunSettings& settings, const ReconnectPolicy& policy)
{
    if (settings.proxy)
        return QStringLiteral("redial proxy --listen %1 --upstream %2")
            .arg(quoted(settings.listen), quoted(settings.upstream));
    QStringList words;
    if (settings.embedded) {
        words << QStringLiteral("redial serve --port %1 --boot").arg(commandPort)
              << quoted(settings.boot);
        if (!settings.closing.isEmpty())
            words << QStringLiteral("--close-after") << quoted(settings.closing);
        words << QStringLiteral("&");
    }
    words << QStringLiteral("redial connect")
          << (settings.embedded ? QStringLiteral("ws://127.0.0.1:%1/").arg(commandPort)
                                : quoted(urlTextWithoutSecrets(settings.url)))
          << QStringLiteral("--station") << quoted(settings.station) << QStringLiteral("--protocol")
          << quoted(settings.protocol) << QStringLiteral("--transport")
          << quoted(settings.transport);
    if (settings.anyCertificate && !settings.embedded)
        words << QStringLiteral("--tls-insecure");
    if (!settings.embedded && !settings.caFile.isEmpty())
        words << QStringLiteral("--tls-ca") << quoted(settings.caFile);
    // The password itself stands in no command.
    if (!settings.embedded && !settings.password.isEmpty())
        words << QStringLiteral("--password-file password.txt");
    appendKnobs(words, sessionKnobs(), settings.session);
    appendKnobs(words, policyKnobs(), policy);
    return words.join(QChar(u' '));
}

} // namespace redial
