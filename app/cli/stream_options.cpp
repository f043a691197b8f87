// SPDX-License-Identifier: MIT
#include "app/cli/stream_options.h"

#include "app/cli/run_options.h"
#include "core/session/stream_dialect.h"

#include <QJsonArray>

#include <algorithm>

namespace redial {

namespace {

using namespace std::chrono_literals;

const QString profileOption = QStringLiteral("profile");
const QString section = QStringLiteral("Stream session");

/// Where the options stand in a profile's JSON.
const std::vector<std::pair<QString, QString>>& places()
{
    static const std::vector<std::pair<QString, QString>> rows{
        {QStringLiteral("auth"), QStringLiteral("auth/message")},
        {QStringLiteral("auth-ok"), QStringLiteral("auth/ok")},
        {QStringLiteral("auth-refused"), QStringLiteral("auth/refused")},
        {QStringLiteral("subscribe-message"), QStringLiteral("subscribe/message")},
        {QStringLiteral("subscribe-ok"), QStringLiteral("subscribe/ok")},
        {QStringLiteral("subscribe-refused"), QStringLiteral("subscribe/refused")},
        {QStringLiteral("heartbeat"), QStringLiteral("heartbeat/message")},
        {QStringLiteral("pong"), QStringLiteral("heartbeat/pong")},
        {QStringLiteral("recover"), QStringLiteral("recovery/message")},
        {QStringLiteral("recovered"), QStringLiteral("recovery/ok")},
        {QStringLiteral("lost"), QStringLiteral("recovery/refused")},
        {QStringLiteral("channel"), QStringLiteral("channel")},
        {QStringLiteral("sequence"), QStringLiteral("sequence")},
    };
    return rows;
}

/// The option that a place of the profile's JSON came from.
QString optionOf(const QString& path)
{
    for (const auto& [option, place] : places()) {
        if (path == place)
            return option;
    }
    const QString first = path.section(QLatin1Char('/'), 0, 0);
    if (first == QLatin1String("policy"))
        return path.section(QLatin1Char('/'), 1).replace(QLatin1Char('_'), QLatin1Char('-'));
    if (first == QLatin1String("subscriptions"))
        return QStringLiteral("subscribe");
    if (first == QLatin1String("passive_pings"))
        return QStringLiteral("passive-ping");
    if (first == QLatin1String("handlers"))
        return QStringLiteral("handler");
    return path == QLatin1String("auth/token") ? QStringLiteral("token-file") : first;
}

void insertAt(QJsonObject& profile, const QString& place, const QString& value)
{
    const QString part = place.section(QLatin1Char('/'), 0, 0);
    const QString member = place.section(QLatin1Char('/'), 1);
    if (member.isEmpty()) {
        profile.insert(part, value);
        return;
    }
    QJsonObject object = profile.value(part).toObject();
    object.insert(member, value);
    profile.insert(part, object);
}

/// "NAME=REST" in its two members; without "=" only the first.
QJsonObject pairOf(const QString& text, const char* mark, const char* first, const char* second)
{
    const qsizetype at = text.indexOf(QLatin1String(mark));
    if (at < 0)
        return {{QLatin1String(first), text}};
    return {{QLatin1String(first), text.left(at)},
            {QLatin1String(second), text.mid(at + qsizetype(qstrlen(mark)))}};
}

QJsonArray pairsOf(const QStringList& values, const char* mark, const char* first,
                   const char* second)
{
    QJsonArray array;
    for (const QString& text : values)
        array.append(pairOf(text, mark, first, second));
    return array;
}

Expected<void, QString> insertToken(const ParsedArguments& arguments, QJsonObject& profile)
{
    const auto file = arguments.value(QStringLiteral("token-file"));
    const auto variable = arguments.value(QStringLiteral("token-env"));
    if (file && variable)
        return Unexpected{QStringLiteral("--token-file and --token-env: give one of them.")};
    if (!file && !variable)
        return {};
    if (!profile.contains(QLatin1String("auth")))
        return Unexpected{
            QStringLiteral("--%1 is of no use without --auth or --feed.")
                .arg(file ? QStringLiteral("token-file") : QStringLiteral("token-env"))};
    insertAt(profile, QStringLiteral("auth/token"),
             file ? QStringLiteral("file:") + *file : QStringLiteral("environment:") + *variable);
    return {};
}

Expected<QJsonObject, QString> profileJson(const ParsedArguments& arguments)
{
    QJsonObject profile;
    if (const auto feed = arguments.value(QStringLiteral("feed")))
        profile = feedDialect(feed->split(QLatin1Char(','), Qt::SkipEmptyParts)).toJson();
    for (const auto& [option, place] : places()) {
        if (const auto text = arguments.value(option))
            insertAt(profile, place, *text);
    }
    const auto add = [&](const char* option, const char* member, QJsonArray more) {
        if (!arguments.isSet(QLatin1String(option)))
            return;
        QJsonArray all = profile.value(QLatin1String(member)).toArray();
        for (const QJsonValue& entry : more)
            all.append(entry);
        profile.insert(QLatin1String(member), all);
    };
    add("subscribe", "subscriptions",
        pairsOf(arguments.values(QStringLiteral("subscribe")), "=", "name", "message"));
    add("passive-ping", "passive_pings",
        pairsOf(arguments.values(QStringLiteral("passive-ping")), "=>", "ping", "answer"));
    add("handler", "handlers",
        pairsOf(arguments.values(QStringLiteral("handler")), "=", "name", "channel"));
    QJsonObject policy = profile.value(QLatin1String("policy")).toObject();
    for (const auto& knob : streamSessionKnobs()) {
        if (const auto text = arguments.value(knob.optionName()))
            policy.insert(knob.name, *text);
    }
    profile.insert(QStringLiteral("policy"), policy);
    if (const auto token = insertToken(arguments, profile); !token)
        return Unexpected{token.error()};
    return profile;
}

/// The first of the options that was given; absent if none was.
std::optional<QString> firstGiven(const ParsedArguments& arguments,
                                  const std::vector<OptionSpec>& options)
{
    const auto found = std::find_if(options.begin(), options.end(), [&](const OptionSpec& option) {
        return option.name != profileOption && arguments.isSet(option.name);
    });
    return found == options.end() ? std::nullopt : std::optional(found->name);
}

/// `others` are the profiles beside the stream; the first is what is meant without the option.
Expected<bool, QString> isStream(const ParsedArguments& arguments, const QStringList& others,
                                 const std::vector<OptionSpec>& options)
{
    const QString profile = arguments.value(profileOption).value_or(others.first());
    if (profile == QLatin1String("stream"))
        return true;
    if (!others.contains(profile))
        return Unexpected{
            QStringLiteral("--profile: \"%1\" is none that is known here; choose %2 or stream.")
                .arg(profile, others.join(QStringLiteral(", ")))};
    if (const auto given = firstGiven(arguments, options))
        return Unexpected{
            QStringLiteral("--%1 belongs to a feed; add --profile stream.").arg(*given)};
    return false;
}

OptionSpec option(const char* name, const char* value, const char* help)
{
    return {QString::fromLatin1(name), QString::fromUtf8(value), QString::fromUtf8(help), section};
}

} // namespace

std::vector<OptionSpec> streamOptions()
{
    std::vector<OptionSpec> options{
        option("profile", "NAME", "station, or stream for the client of a feed (station)"),
        option("feed", "CHANNEL,…", "speak as redial serve --profile stream wants it"),
        option("auth", "MESSAGE", "sent first on each connection, with {token} and {nonce} in it"),
        option("auth-ok", "RULE", "its answer, as in /type=auth_ok; nothing else is sent before"),
        option("auth-refused", "RULE",
               "a refusal (what has the place of --auth-ok, but not its "
               "value)"),
        option("token-file", "FILE", "read a token from here for each connection (made up)"),
        option("token-env", "NAME", "take the token from this variable of the environment"),
        option("subscribe", "NAME[=MESSAGE]", "after auth, once a connection; may be repeated"),
        option("subscribe-message", "MESSAGE",
               "what --subscribe NAME sends, with {name} and "
               "{from} in it"),
        option("subscribe-ok", "RULE", "the answer, as in /type=subscribed&/channel={name}"),
        option("subscribe-refused", "RULE", "a refusal"),
        option("heartbeat", "MESSAGE", "sent regularly while online"),
        option("pong", "RULE", "its answer: without it in time the link counts as dead"),
        option("passive-ping", "RULE=>ANSWER",
               "the server's own ping, as in ping=>pong; may be "
               "repeated"),
        option("channel", "POINTER", "where messages name their channel (/channel)"),
        {QStringLiteral("sequence"), QStringLiteral("POINTER"),
         QStringLiteral("where they have their number, empty for nowhere (/seq)"), section, false,
         true},
        option("recover", "MESSAGE", "asks for what is missing: {channel}, {from}, {to}"),
        option("recovered", "RULE", "all of it was sent"),
        option("lost", "RULE", "it is gone"),
        option("handler", "NAME[=CHANNEL]",
               "who gets a channel, as in books=book.*; may be "
               "repeated"),
    };
    for (const auto& knob : streamSessionKnobs())
        options.push_back(
            {knob.optionName(), knob.valueName(),
             QStringLiteral("%1 (%2)").arg(knob.help, knob.write(StreamSessionPolicy())), section});
    return options;
}

Expected<void, QString> readStream(const ParsedArguments& arguments,
                                   StationRunConfiguration& configuration)
{
    const auto wanted = isStream(arguments, {QStringLiteral("station")}, streamOptions());
    if (!wanted)
        return Unexpected{wanted.error()};
    if (!*wanted)
        return {};
    std::vector<OptionSpec> ofStations = sessionOptions();
    ofStations.push_back({QStringLiteral("station"), {}, {}, {}});
    if (const auto other = firstGiven(arguments, ofStations))
        return Unexpected{QStringLiteral("--%1: a feed's client is no station and has no OCPP "
                                         "session; leave it out.")
                              .arg(*other)};
    if (!arguments.isSet(QStringLiteral("protocol")))
        configuration.protocol.reset();
    const auto json = profileJson(arguments);
    if (!json)
        return Unexpected{json.error()};
    const auto profile = StreamProfile::fromJson(*json);
    if (!profile) {
        const KnobError& error = profile.error().front();
        return Unexpected{QStringLiteral("--%1: %2").arg(optionOf(error.knob), error.sentence)};
    }
    configuration.stream = *profile;
    return {};
}

std::vector<OptionSpec> feedOptions()
{
    const QString feed = QStringLiteral("Feed");
    return {
        {QStringLiteral("channels"), QStringLiteral("NAME,…"),
         QStringLiteral("the feed's channels (trades,orders)"), feed},
        {QStringLiteral("rate"), QStringLiteral("NUMBER"),
         QStringLiteral("messages a second on each channel (10)"), feed},
        {QStringLiteral("history"), QStringLiteral("NUMBER"),
         QStringLiteral("newest messages of each that can be sent again (1000)"), feed},
        {QStringLiteral("no-auth"), {}, QStringLiteral("demand no auth message"), feed},
        {QStringLiteral("fresh-tokens"),
         {},
         QStringLiteral("refuse a token that was used before"),
         feed},
        {QStringLiteral("feed-ping"), QStringLiteral("DURATION"),
         QStringLiteral("send own pings as messages, 0 for none (0)"), feed},
    };
}

Expected<std::optional<FeedSettings>, QString> readFeedOptions(const ParsedArguments& arguments)
{
    const auto wanted =
        isStream(arguments, {QStringLiteral("stations"), QStringLiteral("msgi")}, feedOptions());
    if (!wanted)
        return Unexpected{wanted.error()};
    if (!*wanted)
        return std::optional<FeedSettings>();
    for (const char* ofStations : {"protocol", "boot", "send-call", "stations"}) {
        if (arguments.isSet(QLatin1String(ofStations)))
            return Unexpected{QStringLiteral("--%1: a feed speaks no OCPP; leave it out.")
                                  .arg(QLatin1String(ofStations))};
    }
    FeedSettings feed;
    if (const auto names = arguments.value(QStringLiteral("channels")))
        feed.channels = names->split(QLatin1Char(','), Qt::SkipEmptyParts);
    const auto rate = arguments.number(QStringLiteral("rate"), feed.rate, FeedSettings::mostRate);
    const auto history =
        arguments.number(QStringLiteral("history"), feed.history, FeedSettings::mostHistory);
    const auto ping = arguments.duration(QStringLiteral("feed-ping"), 0ns);
    if (!rate)
        return Unexpected{rate.error()};
    if (!history)
        return Unexpected{history.error()};
    if (!ping)
        return Unexpected{ping.error()};
    feed.rate = std::uint32_t(*rate);
    feed.history = std::uint32_t(*history);
    feed.pingInterval = *ping;
    feed.auth = !arguments.isSet(QStringLiteral("no-auth"));
    feed.freshTokens = arguments.isSet(QStringLiteral("fresh-tokens"));
    if (const QString problem = feed.problem(); !problem.isEmpty())
        return Unexpected{problem};
    return std::optional(feed);
}

} // namespace redial
