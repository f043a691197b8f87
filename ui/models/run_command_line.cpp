// SPDX-License-Identifier: MIT
#include "ui/models/run_command_line.h"

#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"
#include "core/wire/url_without_secrets.h"

#include <QStringList>

#include <algorithm>

namespace redial {

namespace {

// The port that the commands agree on; the window itself takes a free one.
constexpr int commandPort = 9000;
constexpr int msgiCommandPort = 9200;

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

/// The options that set the messages of a feed's client: `--feed` where it speaks as Redial's own.
void appendMessages(QStringList& words, const FeedClientSettings& stream)
{
    const FeedClientSettings usual;
    const auto profile = stream.profile();
    if (!profile)
        return;
    QStringList names;
    for (const StreamSubscription& each : profile->subscriptions)
        names << each.name;
    // These may differ from Redial's feed all the same, and have options of another form.
    const QStringList others{QStringLiteral("subscriptions"), QStringLiteral("token"),
                             QStringLiteral("passive_pings"), QStringLiteral("handlers")};
    const bool isFeed = std::all_of(usual.texts.begin(), usual.texts.end(), [&](const auto& row) {
        return row.first == others[0] || row.first == others[1] ||
               stream.text(row.first) == row.second;
    });
    if (isFeed)
        words << QStringLiteral("--feed") << quoted(names.join(QLatin1Char(',')));
    for (const auto& [name, text] : stream.texts) {
        const bool isPointer =
            name == QLatin1String("channel") || name == QLatin1String("sequence");
        if (!isFeed && !others.contains(name) && (isPointer || !text.isEmpty()))
            words << QStringLiteral("--") + QString(name).replace(QChar(u'_'), QChar(u'-'))
                  << quoted(text);
    }
    for (const QString& name : isFeed ? QStringList() : names)
        words << QStringLiteral("--subscribe") << quoted(name);
    for (const PassivePing& each : isFeed ? std::vector<PassivePing>() : profile->passivePings)
        words << QStringLiteral("--passive-ping")
              << quoted(each.ping.text() + QStringLiteral("=>") + each.answer);
    for (const StreamRoute& each : profile->routes)
        words << QStringLiteral("--handler") << quoted(each.handler + QChar(u'=') + each.channel);
    if (profile->token.kind != TokenSource::Kind::Generated)
        words << (profile->token.kind == TokenSource::Kind::File ? QStringLiteral("--token-file")
                                                                 : QStringLiteral("--token-env"))
              << quoted(profile->token.place);
    appendKnobs(words, streamSessionKnobs(), stream.policy);
}

void appendTls(QStringList& words, const RunSettings& settings)
{
    if (settings.embedded)
        return;
    if (settings.anyCertificate)
        words << QStringLiteral("--tls-insecure");
    if (!settings.caFile.isEmpty())
        words << QStringLiteral("--tls-ca") << quoted(settings.caFile);
}

QString serveCommand(const RunSettings& settings)
{
    QStringList words{QStringLiteral("redial serve --port %1").arg(commandPort)};
    if (settings.isStream()) {
        words << QStringLiteral("--profile stream");
        const auto profile = settings.stream.profile();
        QStringList channels;
        for (const StreamSubscription& each :
             profile ? profile->subscriptions : std::vector<StreamSubscription>())
            channels << each.name;
        if (!channels.isEmpty())
            words << QStringLiteral("--channels") << quoted(channels.join(QLatin1Char(',')));
    } else {
        words << QStringLiteral("--boot") << quoted(settings.boot);
    }
    if (!settings.closing.isEmpty())
        words << QStringLiteral("--close-after") << quoted(settings.closing);
    words << QStringLiteral("& ");
    return words.join(QChar(u' '));
}

/// The options that both ends must have.
QStringList pipelineWords(const MsgiSettings& msgi)
{
    QStringList words;
    for (const auto& knob : msgiSettingsKnobs()) {
        const bool isOfPayloads =
            knob.name == QLatin1String("compress") || knob.name.endsWith(QLatin1String("key_file"));
        if (isOfPayloads && knob.write(msgi) != knob.write({}))
            words << QStringLiteral("--") + knob.optionName() << quoted(knob.write(msgi));
    }
    return words;
}

QString msgiCommandLine(const RunSettings& settings, const ReconnectPolicy& policy)
{
    QStringList words;
    if (settings.embedded)
        words << QStringLiteral("redial serve --profile msgi --port %1").arg(msgiCommandPort)
              << pipelineWords(settings.msgi) << QStringLiteral("&");
    words << QStringLiteral("redial connect");
    if (settings.embedded)
        words << QStringLiteral("msgi://127.0.0.1:%1").arg(msgiCommandPort);
    else
        for (const QString& url : settings.msgiUrls())
            words << quoted(urlTextWithoutSecrets(url));
    if (!settings.message.isEmpty())
        words << QStringLiteral("--send") << quoted(settings.message);
    appendTls(words, settings);
    MsgiSettings msgi = settings.msgi;
    if (settings.embedded || settings.msgiUrls().size() < 2) {
        // Of several servers, and refused with one.
        msgi.balance = MsgiSettings().balance;
        msgi.probeInterval = MsgiSettings().probeInterval;
    }
    appendKnobs(words, msgiSettingsKnobs(), msgi);
    appendKnobs(words, policyKnobs(), policy);
    return words.join(QChar(u' '));
}

} // namespace

QString commandLineOf(const RunSettings& settings, const ReconnectPolicy& policy)
{
    if (settings.proxy)
        return QStringLiteral("redial proxy --listen %1 --upstream %2")
            .arg(quoted(settings.listen), quoted(settings.upstream));
    if (settings.isMsgi())
        return msgiCommandLine(settings, policy);
    QStringList words;
    words << QStringLiteral("redial connect")
          << (settings.embedded ? QStringLiteral("ws://127.0.0.1:%1/").arg(commandPort)
                                : quoted(urlTextWithoutSecrets(settings.url)));
    if (settings.isStream())
        words << QStringLiteral("--profile stream");
    else
        words << QStringLiteral("--station") << quoted(settings.station)
              << QStringLiteral("--protocol") << quoted(settings.protocol);
    words << QStringLiteral("--transport") << quoted(settings.transport);
    appendTls(words, settings);
    // The password itself stands in no command.
    if (!settings.embedded && !settings.password.isEmpty())
        words << QStringLiteral("--password-file password.txt");
    if (settings.isStream())
        appendMessages(words, settings.stream);
    else
        appendKnobs(words, sessionKnobs(), settings.session);
    appendKnobs(words, policyKnobs(), policy);
    return (settings.embedded ? serveCommand(settings) : QString()) + words.join(QChar(u' '));
}

} // namespace redial
