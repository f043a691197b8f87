// SPDX-License-Identifier: MIT
// A run's configuration as JSON, written and read: what one half writes the other must take.
#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/fault/fault_plan_reader.h"
#include "core/reconnect/policy_knobs.h"
#include "core/scenario/json_members.h"
#include "core/scenario/stream_members.h"
#include "core/session/session_knobs.h"
#include "core/wire/url_without_secrets.h"

#include <QJsonArray>

namespace redial {

namespace {

Expected<TransportKind, QString> transportFromText(const QString& text)
{
    if (text == QLatin1String("precise"))
        return TransportKind::Precise;
    if (text == QLatin1String("qt"))
        return TransportKind::QWebSocket;
    return Unexpected{QStringLiteral("\"%1\" is neither qt nor precise.").arg(text)};
}

Expected<DropKind, QString> dropFromText(const QString& text)
{
    if (const auto kind = dropKindFromName(text.toStdString()))
        return *kind;
    return Unexpected{QStringLiteral("\"%1\" is none of close, fin, reset.").arg(text)};
}

Expected<std::uint64_t, QString> seedFromText(const QString& text)
{
    bool ok = false;
    const std::uint64_t seed = text.toULongLong(&ok);
    if (!ok)
        return Unexpected{QStringLiteral("\"%1\" is no whole number.").arg(text)};
    return seed;
}

QJsonObject closingJson(const ScriptedClosing& closing)
{
    QJsonObject object{{QStringLiteral("how"), closingKindText(closing.how)}};
    if (!closing.connections.isAll())
        object.insert(QStringLiteral("connections"), connectionRangeText(closing.connections));
    if (closing.when == ScriptedClosing::When::OnMessage)
        object.insert(QStringLiteral("on_message"), qint64(closing.message));
    if (closing.when == ScriptedClosing::When::AfterDelay)
        object.insert(QStringLiteral("after"), exactDuration(closing.delay));
    return object;
}

ConnectionRange readConnections(JsonMembers& members)
{
    return members.parsed(QStringLiteral("connections"), &parseConnectionRange)
        .value_or(ConnectionRange());
}

QJsonObject scriptedCallJson(const ScriptedCall& call)
{
    QJsonObject object{{QStringLiteral("after"), exactDuration(call.delay)},
                       {QStringLiteral("action"), call.action},
                       {QStringLiteral("payload"), call.payload}};
    if (!call.connections.isAll())
        object.insert(QStringLiteral("connections"), connectionRangeText(call.connections));
    return object;
}

/// Without `on_message` and `after` it comes right after the handshake.
void readClosing(JsonMembers& members, std::vector<ScriptedClosing>& closings)
{
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    ScriptedClosing closing;
    closing.message = 0;
    if (const auto how = members.parsed(QStringLiteral("how"), &parseClosingKind))
        closing.how = *how;
    closing.connections = readConnections(members);
    const auto message = members.number(QStringLiteral("on_message"), 1, most);
    const auto after = members.duration(QStringLiteral("after"));
    if (message && after)
        members.fail(QStringLiteral("has both on_message and after; leave one out."));
    if (message) {
        closing.when = ScriptedClosing::When::OnMessage;
        closing.message = std::uint32_t(*message);
    } else if (after) {
        closing.when = ScriptedClosing::When::AfterDelay;
        closing.delay = *after;
    }
    closings.push_back(closing);
}

QJsonObject serverJson(const StationRunConfiguration& configuration)
{
    QJsonArray closings;
    for (const ScriptedClosing& closing : configuration.script.closings)
        closings.append(closingJson(closing));
    QJsonArray calls;
    for (const ScriptedCall& call : configuration.script.calls)
        calls.append(scriptedCallJson(call));
    QJsonArray outages;
    for (const PlannedOutage& outage : configuration.outages) {
        outages.append(QJsonObject{{QStringLiteral("at"), exactDuration(outage.at)},
                                   {QStringLiteral("duration"), exactDuration(outage.duration)}});
    }
    QJsonObject object{{QStringLiteral("port"), configuration.serverPort},
                       {QStringLiteral("boot"), bootAnswerText(configuration.boot)},
                       {QStringLiteral("closings"), closings},
                       {QStringLiteral("calls"), calls},
                       {QStringLiteral("outages"), outages}};
    if (configuration.feed)
        object.insert(QStringLiteral("feed"), feedJson(*configuration.feed));
    if (!configuration.faults.isEmpty())
        object.insert(QStringLiteral("faults"), configuration.faults.toJson());
    return object;
}

void readFaults(JsonMembers& members, std::vector<ConfigurationError>& errors, FaultPlan& faults)
{
    const QString name = QStringLiteral("faults");
    const auto object = members.object(name);
    if (!object)
        return;
    auto plan = faultPlanFromJson(*object);
    if (plan) {
        faults = std::move(*plan);
        return;
    }
    for (const FaultPlanError& error : plan.error())
        errors.push_back({members.pathOf(name) + error.path, error.sentence});
}

void readServer(JsonMembers& members, std::vector<ConfigurationError>& errors,
                StationRunConfiguration& configuration)
{
    readFaults(members, errors, configuration.faults);
    configuration.serverPort =
        quint16(members.number(QStringLiteral("port"), 0, 65535).value_or(0));
    if (const auto boot = members.parsed(QStringLiteral("boot"), &parseBootAnswer))
        configuration.boot = *boot;
    members.within(QStringLiteral("feed"),
                   [&](JsonMembers& feed) { configuration.feed = readFeed(feed); });
    members.each(QStringLiteral("closings"),
                 [&](JsonMembers& entry) { readClosing(entry, configuration.script.closings); });
    members.each(QStringLiteral("calls"), [&](JsonMembers& entry) {
        configuration.script.calls.push_back(
            {entry.duration(QStringLiteral("after")).value_or(std::chrono::nanoseconds::zero()),
             entry.text(QStringLiteral("action")).value_or(QString()),
             entry.object(QStringLiteral("payload")).value_or(QJsonObject()),
             readConnections(entry)});
    });
    members.each(QStringLiteral("outages"), [&](JsonMembers& entry) {
        configuration.outages.push_back(
            {entry.duration(QStringLiteral("at")).value_or(std::chrono::nanoseconds::zero()),
             entry.duration(QStringLiteral("duration"))
                 .value_or(std::chrono::nanoseconds::zero())});
    });
}

QJsonObject tlsJson(const TlsOptions& tls)
{
    QJsonObject object{{QStringLiteral("verify"), tls.verify}};
    if (!tls.verifyName.isEmpty())
        object.insert(QStringLiteral("verify_name"), tls.verifyName);
    if (!tls.caCertificates.isEmpty())
        object.insert(QStringLiteral("ca_certificates"), QString::fromLatin1(tls.caCertificates));
    return object;
}

void readTls(JsonMembers& members, TlsOptions& tls)
{
    tls.verify = members.flag(QStringLiteral("verify")).value_or(true);
    tls.verifyName = members.text(QStringLiteral("verify_name")).value_or(QString());
    tls.caCertificates =
        members.text(QStringLiteral("ca_certificates")).value_or(QString()).toLatin1();
}

QJsonArray dropsJson(const std::vector<PlannedDrop>& drops)
{
    QJsonArray array;
    for (const PlannedDrop& drop : drops)
        array.append(QJsonObject{{QStringLiteral("at"), exactDuration(drop.at)},
                                 {QStringLiteral("kind"), toQString(nameOf(drop.kind))}});
    return array;
}

QJsonArray callsJson(const std::vector<PlannedCall>& calls)
{
    QJsonArray array;
    for (const PlannedCall& call : calls)
        array.append(QJsonObject{{QStringLiteral("at"), exactDuration(call.at)},
                                 {QStringLiteral("action"), call.action},
                                 {QStringLiteral("payload"), call.payload}});
    return array;
}

void readPlan(JsonMembers& members, StationRunConfiguration& configuration)
{
    const auto at = [](JsonMembers& entry) {
        return entry.duration(QStringLiteral("at")).value_or(std::chrono::nanoseconds::zero());
    };
    members.each(QStringLiteral("drops"), [&](JsonMembers& entry) {
        configuration.drops.push_back(
            {at(entry),
             entry.parsed(QStringLiteral("kind"), &dropFromText).value_or(DropKind::Reset)});
    });
    members.each(QStringLiteral("calls"), [&](JsonMembers& entry) {
        configuration.calls.push_back(
            {at(entry), entry.text(QStringLiteral("action")).value_or(QString()),
             entry.object(QStringLiteral("payload")).value_or(QJsonObject())});
    });
    if (const auto duration = members.duration(QStringLiteral("duration")))
        configuration.duration = *duration;
}

template <class Settings>
void readSettings(JsonMembers& members, const QString& name,
                  Expected<Settings, std::vector<KnobError>> (*fromJson)(const QJsonObject&),
                  std::vector<ConfigurationError>& errors, Settings& settings)
{
    const auto object = members.object(name);
    if (!object)
        return;
    const auto read = fromJson(*object);
    if (read) {
        settings = *read;
        return;
    }
    for (const KnobError& error : read.error())
        errors.push_back({members.pathOf(name) + QLatin1Char('/') + error.knob, error.sentence});
}

/// As it may be recorded: a scenario is written by hand, so nobody runs what is written here.
void insertCommand(const ForeignCommand& command, QJsonObject& object)
{
    QJsonObject environment;
    const QMap<QString, QString> shown = command.shownEnvironment();
    for (auto variable = shown.begin(); variable != shown.end(); ++variable)
        environment.insert(variable.key(), variable.value());
    object.insert(QStringLiteral("command"), QJsonArray::fromStringList(command.shownWords()));
    object.insert(QStringLiteral("environment"), environment);
}

/// Settings that only Redial's own client has.
const QStringList& ownSettings()
{
    static const QStringList names{QStringLiteral("policy"),    QStringLiteral("session"),
                                   QStringLiteral("transport"), QStringLiteral("deflate"),
                                   QStringLiteral("echo"),      QStringLiteral("profile"),
                                   QStringLiteral("stream")};
    return names;
}

void readForeign(JsonMembers& members, StationRunConfiguration& configuration)
{
    const QString command = QStringLiteral("command");
    const QString environment = QStringLiteral("environment");
    configuration.nobody = members.flag(QStringLiteral("nobody")).value_or(false);
    const auto words = members.texts(command);
    if (members.has(environment) && !members.has(command))
        members.fail(environment,
                     QStringLiteral("belongs to a command; name one, or leave it out."));
    if (words)
        configuration.command = ForeignCommand{*words, {}};
    const QJsonObject variables = members.object(environment).value_or(QJsonObject());
    for (auto variable = variables.constBegin(); variable != variables.constEnd(); ++variable) {
        if (!variable->isString())
            members.failBelow(environment, variable.key(), QStringLiteral("must be text."));
        else if (configuration.command)
            configuration.command->environment.insert(variable.key(), variable->toString());
    }
    if (configuration.hasOwnClient())
        return;
    for (const QString& name : ownSettings())
        if (members.has(name))
            members.fail(name, QStringLiteral("belongs to Redial's own client; leave it out beside "
                                              "a client of somebody else's."));
}

void readClient(JsonMembers& members, std::vector<ConfigurationError>& errors,
                StationRunConfiguration& configuration)
{
    readForeign(members, configuration);
    configuration.station = members.text(QStringLiteral("station")).value_or(configuration.station);
    readProfile(members, errors, configuration);
    if (const auto protocol = members.parsed(QStringLiteral("protocol"), &parseProtocol))
        configuration.protocol = *protocol;
    if (const auto transport = members.parsed(QStringLiteral("transport"), &transportFromText))
        configuration.transport = *transport;
    if (const auto seed = members.parsed(QStringLiteral("seed"), &seedFromText))
        configuration.seed = *seed;
    configuration.deflate = members.flag(QStringLiteral("deflate")).value_or(false);
    configuration.echo = members.flag(QStringLiteral("echo")).value_or(false);
    configuration.virtualTime = members.flag(QStringLiteral("virtual_time")).value_or(false);
    members.within(QStringLiteral("tls"),
                   [&](JsonMembers& tls) { readTls(tls, configuration.tls); });
}

} // namespace

QJsonObject StationRunConfiguration::toJson() const
{
    QJsonObject object{{QStringLiteral("station"), station},
                       {QStringLiteral("protocol"), protocolText(protocol)},
                       {QStringLiteral("transport"), transport == TransportKind::Precise
                                                         ? QStringLiteral("precise")
                                                         : QStringLiteral("qt")},
                       {QStringLiteral("policy"), policyToJson(policy)},
                       {QStringLiteral("session"), sessionPolicyToJson(session)},
                       {QStringLiteral("deflate"), deflate},
                       {QStringLiteral("echo"), echo},
                       {QStringLiteral("tls"), tlsJson(tls)},
                       {QStringLiteral("drops"), dropsJson(drops)},
                       {QStringLiteral("calls"), callsJson(calls)},
                       {QStringLiteral("seed"), QString::number(seed)},
                       {QStringLiteral("virtual_time"), virtualTime}};
    if (stream) {
        object.insert(QStringLiteral("profile"), QStringLiteral("stream"));
        object.insert(QStringLiteral("stream"), stream->toJson());
    }
    if (!hasOwnClient())
        for (const QString& name : ownSettings())
            object.remove(name);
    if (command)
        insertCommand(*command, object);
    if (nobody)
        object.insert(QStringLiteral("nobody"), true);
    if (duration)
        object.insert(QStringLiteral("duration"), exactDuration(*duration));
    if (hasEmbeddedServer())
        object.insert(QStringLiteral("server"), serverJson(*this));
    else
        object.insert(QStringLiteral("url"), urlWithoutSecrets(url));
    return object;
}

Expected<StationRunConfiguration, std::vector<ConfigurationError>>
StationRunConfiguration::fromJson(const QJsonObject& object)
{
    StationRunConfiguration configuration;
    std::vector<ConfigurationError> errors;
    JsonMembers members(object, {}, errors);
    readClient(members, errors, configuration);
    readSettings(members, QStringLiteral("policy"), &policyFromJson, errors, configuration.policy);
    readSettings(members, QStringLiteral("session"), &sessionPolicyFromJson, errors,
                 configuration.session);
    readPlan(members, configuration);
    if (const auto url = members.parsed(QStringLiteral("url"), &parseServerUrl))
        configuration.url = *url;
    members.within(QStringLiteral("server"),
                   [&](JsonMembers& server) { readServer(server, errors, configuration); });
    if (members.has(QStringLiteral("url")) && members.has(QStringLiteral("server")))
        members.fail(QStringLiteral("url"),
                     QStringLiteral("stands beside server; leave one of them out."));
    members.finish();
    if (!errors.empty())
        return Unexpected{std::move(errors)};
    return configuration;
}

} // namespace redial
