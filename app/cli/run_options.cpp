// SPDX-License-Identifier: MIT
#include "app/cli/run_options.h"

#include "app/cli/password_file.h"
#include "core/base/duration_text.h"
#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"
#include "core/wire/url_without_secrets.h"

#include <QFile>
#include <QSslCertificate>

namespace redial {

namespace {

const QString stationSection = QStringLiteral("Station");

Unexpected<QString> wrong(const char* option, const QString& sentence)
{
    return Unexpected{QStringLiteral("--%1: %2").arg(QLatin1String(option), sentence)};
}

Expected<QByteArray, QString> fileContents(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{QStringLiteral("%1 cannot be read: %2.").arg(path, file.errorString())};
    return file.readAll();
}

Expected<PlannedDrop, QString> parseDrop(const QString& text)
{
    const QString time = text.section(QLatin1Char(':'), 0, 0);
    const QString kind = text.section(QLatin1Char(':'), 1);
    const auto at = parseDuration(time);
    if (!at)
        return Unexpected{at.error()};
    // As the server's closings are written: 3s:rst.
    const bool isReset = kind.isEmpty() || kind == QLatin1String("rst");
    const auto dropKind =
        isReset ? std::optional(DropKind::Reset) : dropKindFromName(kind.toStdString());
    if (!dropKind)
        return Unexpected{
            QStringLiteral("\"%1\" is no way to drop; choose close, fin or reset, as in 5s:fin.")
                .arg(kind)};
    return PlannedDrop{*at, *dropKind};
}

Expected<PlannedCall, QString> parseCall(const QString& text)
{
    const auto call = parseScriptedCall(text);
    if (!call)
        return Unexpected{call.error()};
    if (!call->connections.isAll())
        return Unexpected{QStringLiteral("\"%1\" names connections, which only a server counts; "
                                         "write the time since the start alone.")
                              .arg(text)};
    return PlannedCall{call->delay, call->action, call->payload};
}

Expected<void, QString> readCalls(const ParsedArguments& arguments,
                                  StationRunConfiguration& configuration)
{
    for (const QString& text : arguments.values(QStringLiteral("call-at"))) {
        const auto call = parseCall(text);
        if (!call)
            return wrong("call-at", call.error());
        configuration.calls.push_back(*call);
    }
    return {};
}

Expected<void, QString> readProtocol(const ParsedArguments& arguments,
                                     StationRunConfiguration& configuration)
{
    if (const auto text = arguments.value(QStringLiteral("protocol"))) {
        const auto protocol = parseProtocol(*text);
        if (!protocol)
            return wrong("protocol", protocol.error());
        configuration.protocol = *protocol;
    }
    if (const auto text = arguments.value(QStringLiteral("transport"))) {
        if (*text != QLatin1String("qt") && *text != QLatin1String("precise"))
            return wrong("transport",
                         QStringLiteral("\"%1\" is neither qt nor precise.").arg(*text));
        configuration.transport =
            *text == QLatin1String("qt") ? TransportKind::QWebSocket : TransportKind::Precise;
    }
    return {};
}

Expected<void, QString> readDrops(const ParsedArguments& arguments,
                                  StationRunConfiguration& configuration)
{
    for (const QString& text : arguments.values(QStringLiteral("drop-at"))) {
        const auto drop = parseDrop(text);
        if (!drop)
            return wrong("drop-at", drop.error());
        configuration.drops.push_back(*drop);
    }
    return {};
}

/// A file without a certificate in it would fail at every attempt.
Expected<void, QString> checkAuthorities(const ParsedArguments& arguments, const QByteArray& pem)
{
    const auto path = arguments.value(QStringLiteral("tls-ca"));
    if (!path || !QSslCertificate::fromData(pem, QSsl::Pem).isEmpty())
        return {};
    return wrong("tls-ca", QStringLiteral("%1 holds no certificate; give a PEM file "
                                          "(-----BEGIN CERTIFICATE-----).")
                               .arg(*path));
}

Expected<void, QString> readFiles(const ParsedArguments& arguments,
                                  StationRunConfiguration& configuration)
{
    const auto password = readPasswordFile(arguments);
    if (!password)
        return Unexpected{password.error()};
    configuration.password = password->value_or(QString());
    TlsOptions& tls = configuration.tls;
    const std::pair<const char*, QByteArray*> rows[] = {{"tls-ca", &tls.caCertificates},
                                                        {"tls-cert", &tls.ownCertificate},
                                                        {"tls-key", &tls.ownKey}};
    for (const auto& [option, content] : rows) {
        const auto path = arguments.value(QLatin1String(option));
        if (!path)
            continue;
        const auto read = fileContents(*path);
        if (!read)
            return wrong(option, read.error());
        *content = *read;
    }
    if (const auto checked = checkAuthorities(arguments, tls.caCertificates); !checked)
        return checked;
    if (arguments.isSet(QStringLiteral("tls-cert")) != arguments.isSet(QStringLiteral("tls-key")))
        return wrong("tls-cert", QStringLiteral("belongs together with --tls-key; give both."));
    tls.verify = !arguments.isSet(QStringLiteral("tls-insecure"));
    return {};
}

/// A list may have no entry.
bool isList(const KnobDescription& knob)
{
    return knob.type == KnobDescription::Type::DurationList ||
           knob.type == KnobDescription::Type::NumberList;
}

template <class Settings>
std::vector<OptionSpec> optionsOf(const std::vector<Knob<Settings>>& knobs)
{
    std::vector<OptionSpec> options;
    for (const Knob<Settings>& knob : knobs) {
        const QString standard = knob.write(Settings());
        options.push_back(
            {knob.optionName(), knob.valueName(),
             standard.isEmpty() ? knob.help : QStringLiteral("%1 (%2)").arg(knob.help, standard),
             knob.group, false, isList(knob)});
    }
    return options;
}

template <class Settings>
Expected<void, QString> readKnobs(const ParsedArguments& arguments,
                                  const std::vector<Knob<Settings>>& knobs, Settings& settings)
{
    for (const Knob<Settings>& knob : knobs) {
        const auto text = arguments.value(knob.optionName());
        if (!text)
            continue;
        if (const auto read = knob.read(settings, *text); !read)
            return Unexpected{KnobError{knob.name, read.error()}.optionText()};
    }
    QStringList lines;
    for (const KnobError& error : settings.validate())
        lines << error.optionText();
    if (!lines.isEmpty())
        return Unexpected{lines.join(QLatin1Char('\n'))};
    return {};
}

/// The options that set what differs from the default.
template <class Settings>
QStringList wordsOf(const std::vector<Knob<Settings>>& knobs, const Settings& settings)
{
    QStringList words;
    for (const Knob<Settings>& knob : knobs) {
        if (knob.write(settings) != knob.write(Settings()))
            words << QStringLiteral("--") + knob.optionName() << knob.write(settings);
    }
    return words;
}

} // namespace

std::vector<OptionSpec> policyOptions()
{
    return optionsOf(policyKnobs());
}

std::vector<OptionSpec> sessionOptions()
{
    return optionsOf(sessionKnobs());
}

std::vector<OptionSpec> stationOptions()
{
    return {
        {QStringLiteral("station"), QStringLiteral("ID"),
         QStringLiteral("the station's id, appended to the path (CP-1)"), stationSection},
        {QStringLiteral("protocol"), QStringLiteral("NAME"),
         QStringLiteral("ocpp1.6, ocpp2.0.1, ocpp2.1 or none (ocpp1.6)"), stationSection},
        {QStringLiteral("transport"), QStringLiteral("qt|precise"),
         QStringLiteral("QWebSocket, or the one that sees everything (precise)"), stationSection},
        {QStringLiteral("deflate"), {}, QStringLiteral("offer permessage-deflate"), stationSection},
        {QStringLiteral("echo"),
         {},
         QStringLiteral("with --protocol none: send every message back"),
         stationSection},
    };
}

std::vector<OptionSpec> accessOptions()
{
    return {
        {QStringLiteral("password-file"), QStringLiteral("FILE"),
         QStringLiteral("password for HTTP Basic, the station's id is the user"), stationSection},
        {QStringLiteral("tls-ca"), QStringLiteral("FILE"),
         QStringLiteral("trust these certificates instead of the system's"), stationSection},
        {QStringLiteral("tls-cert"), QStringLiteral("FILE"),
         QStringLiteral("the client's own certificate chain (PEM), if the server asks for one"),
         stationSection},
        {QStringLiteral("tls-key"), QStringLiteral("FILE"),
         QStringLiteral("the own certificate's key (PEM), without a password"), stationSection},
        {QStringLiteral("tls-insecure"),
         {},
         QStringLiteral("accept any certificate: for a bench only"),
         stationSection},
    };
}

Expected<void, QString> checkStation(const ParsedArguments& arguments,
                                     const StationRunConfiguration& configuration)
{
    if (configuration.echo && configuration.protocol)
        return wrong("echo", QStringLiteral("an OCPP station sends nothing back; add --protocol "
                                            "none, or leave it out."));
    if (configuration.echo && configuration.stream)
        return wrong("echo", QStringLiteral("a feed's client sends nothing back; leave it out."));
    if (configuration.deflate && configuration.transport == TransportKind::QWebSocket)
        return wrong("deflate", QStringLiteral("QWebSocket cannot compress; use --transport "
                                               "precise, or leave it out."));
    if (arguments.isSet(QStringLiteral("table")) &&
        configuration.policy.strategy != BackoffStrategy::Table)
        return wrong("table", QStringLiteral("is for --strategy table; add that, or leave it "
                                             "out."));
    if (configuration.virtualTime && arguments.isSet(QStringLiteral("transport")))
        return wrong("transport", QStringLiteral("virtual time has no sockets; leave it out."));
    if (configuration.url.scheme() == QLatin1String("wss"))
        return {};
    for (const char* const option : {"tls-ca", "tls-cert", "tls-key", "tls-insecure"}) {
        if (arguments.isSet(QLatin1String(option)))
            return wrong(option, QStringLiteral("is about TLS, and the URL is of plain ws://; "
                                                "write wss://, or leave it out."));
    }
    return {};
}

Expected<void, QString> readStation(const ParsedArguments& arguments,
                                    StationRunConfiguration& configuration)
{
    configuration.station =
        arguments.value(QStringLiteral("station")).value_or(configuration.station);
    configuration.deflate = arguments.isSet(QStringLiteral("deflate"));
    configuration.echo = arguments.isSet(QStringLiteral("echo"));
    for (const auto read : {readProtocol, readDrops, readCalls, readFiles}) {
        if (const auto result = read(arguments, configuration); !result)
            return result;
    }
    if (const auto read = readKnobs(arguments, sessionKnobs(), configuration.session); !read)
        return read;
    return readKnobs(arguments, policyKnobs(), configuration.policy);
}

QStringList commandLineOf(const StationRunConfiguration& configuration)
{
    QStringList words{QStringLiteral("redial")};
    words << (configuration.hasEmbeddedServer()
                  ? QStringList{QStringLiteral("demo")}
                  : QStringList{QStringLiteral("connect"), urlWithoutSecrets(configuration.url)});
    words << QStringLiteral("--station") << configuration.station << QStringLiteral("--protocol")
          << protocolText(configuration.protocol);
    if (configuration.transport == TransportKind::QWebSocket)
        words << QStringLiteral("--transport") << QStringLiteral("qt");
    words << wordsOf(sessionKnobs(), configuration.session)
          << wordsOf(policyKnobs(), configuration.policy);
    return words;
}

} // namespace redial
