// SPDX-License-Identifier: MIT
#include "ui/models/feed_client_settings.h"

#include "core/base/knob_json.h"
#include "core/session/stream_dialect.h"

#include <QJsonDocument>

namespace redial {

namespace {

/// A message or a rule of the form, and where it stands in a profile's JSON.
struct TextRow
{
    const char* name;
    const char* place;
    const char* group;
    const char* help;
};

constexpr const char* subscribing = "Subscriptions";
constexpr const char* authentication = "Authentication";
constexpr const char* alive = "Heartbeats";
constexpr const char* messages = "Messages";

constexpr TextRow rows[] = {
    {"subscriptions", "subscriptions", subscribing,
     "names with commas between them, or a JSON array as in scenario files; each once a "
     "connection"},
    {"subscribe_message", "subscribe/message", subscribing,
     "what each sends, with {name} and {from} in it"},
    {"subscribe_ok", "subscribe/ok", subscribing,
     "the answer: a value at a JSON pointer, as in /type=subscribed&/channel={name}, or the text"},
    {"subscribe_refused", "subscribe/refused", subscribing, "a refusal, in the same form"},
    {"auth", "auth/message", authentication,
     "sent first on each connection, with {token} and {nonce} in it; empty: nothing is"},
    {"auth_ok", "auth/ok", authentication,
     "its answer, as in /type=auth_ok; nothing else is sent before"},
    {"auth_refused", "auth/refused", authentication, "a refusal"},
    {"token", "auth/token", authentication,
     "generated, file:PATH or environment:NAME; asked anew for each connection"},
    {"heartbeat", "heartbeat/message", alive, "sent regularly while online; empty: none"},
    {"pong", "heartbeat/pong", alive,
     "its answer; without it in time the link counts as dead; empty: none is waited for"},
    {"passive_pings", "passive_pings", alive,
     "the server's own ping and our answer, as in ping=>pong, or a JSON array of several"},
    {"channel", "channel", messages, "JSON pointer to a message's channel; empty: it has none"},
    {"sequence", "sequence", messages, "JSON pointer to its number; empty: it has none"},
    {"recover", "recovery/message", messages,
     "asks for what is missing, with {channel}, {from} and {to} in it; empty: nothing does"},
    {"recovered", "recovery/ok", messages, "the answer when all of it was sent"},
    {"lost", "recovery/refused", messages, "the answer when it is gone"},
    {"handlers", "handlers", messages,
     "who gets a channel, as in books=book.*, with commas between several; empty: one for all"},
};

QString named(const TextRow& row)
{
    return QLatin1String(row.name);
}

/// The part of the profile that is left out while its message is empty.
QString messageOf(const TextRow& row)
{
    const QString part = QString::fromLatin1(row.place).section(QLatin1Char('/'), 0, 0);
    for (const TextRow& other : rows) {
        if (QLatin1String(other.place) == part + QStringLiteral("/message"))
            return named(other);
    }
    return {};
}

/// Entries of "name=value, name" under the names of a profile's JSON, or the JSON itself.
QJsonArray entriesOf(const QString& text, const QString& separator, const QString& mark,
                     const char* first, const char* second)
{
    if (text.startsWith(QLatin1Char('[')))
        return QJsonDocument::fromJson(text.toUtf8()).array();
    const QStringList parts =
        separator.isEmpty() ? QStringList(text) : text.split(separator, Qt::SkipEmptyParts);
    QJsonArray array;
    for (const QString& part : parts) {
        const qsizetype at = part.indexOf(mark);
        if (part.trimmed().isEmpty())
            continue;
        QJsonObject entry{{QLatin1String(first), part.left(at).trimmed()}};
        if (at >= 0)
            entry.insert(QLatin1String(second), part.mid(at + mark.size()).trimmed());
        array.append(entry);
    }
    return array;
}

QJsonValue listOf(const QString& name, const QString& text)
{
    if (name == QLatin1String("passive_pings"))
        return entriesOf(text, {}, QStringLiteral("=>"), "ping", "answer");
    const QString comma = QStringLiteral(",");
    if (name == QLatin1String("handlers"))
        return entriesOf(text, comma, QStringLiteral("="), "name", "channel");
    if (text.startsWith(QLatin1Char('[')))
        return QJsonDocument::fromJson(text.toUtf8()).array();
    QJsonArray names;
    for (const QString& each : text.split(comma, Qt::SkipEmptyParts)) {
        if (!each.trimmed().isEmpty())
            names.append(each.trimmed());
    }
    return names;
}

bool isList(const TextRow& row)
{
    return row.place == std::string_view("subscriptions") ||
           row.place == std::string_view("passive_pings") ||
           row.place == std::string_view("handlers");
}

void insertAt(QJsonObject& profile, const QString& place, const QString& value)
{
    const QString part = place.section(QLatin1Char('/'), 0, 0);
    const QString member = place.section(QLatin1Char('/'), 1);
    QJsonObject object = profile.value(part).toObject();
    object.insert(member, value);
    profile.insert(part, member.isEmpty() ? QJsonValue(value) : QJsonValue(object));
}

QJsonObject profileJson(const FeedClientSettings& settings)
{
    QJsonObject profile{
        {QStringLiteral("policy"), knobsToJson(streamSessionKnobs(), settings.policy)}};
    for (const TextRow& row : rows) {
        const QString text = settings.text(named(row));
        const QString message = messageOf(row);
        const bool isPointer = !QString::fromLatin1(row.place).contains(QLatin1Char('/'));
        if (isList(row))
            profile.insert(named(row), listOf(named(row), text));
        else if (isPointer ||
                 (!text.isEmpty() && (message.isEmpty() || !settings.text(message).isEmpty())))
            insertAt(profile, QLatin1String(row.place), text);
    }
    return profile;
}

/// The knob that a place of the profile's JSON came from.
QString knobOf(const QString& path)
{
    if (path.startsWith(QLatin1String("policy/")))
        return path.section(QLatin1Char('/'), 1);
    for (const TextRow& row : rows) {
        if (path == QLatin1String(row.place))
            return named(row);
    }
    // Those of "subscriptions/1/message" and the like are of the common form, unless they are
    // named.
    const QString first = path.section(QLatin1Char('/'), 0, 0);
    const QString last = path.section(QLatin1Char('/'), 2);
    if (first == QLatin1String("subscriptions") &&
        (last == QLatin1String("ok") || last == QLatin1String("refused")))
        return QStringLiteral("subscribe_") + last;
    return first;
}

/// A field that begins a JSON array and does not end it.
std::vector<KnobError> brokenLists(const FeedClientSettings& settings)
{
    std::vector<KnobError> errors;
    for (const TextRow& row : rows) {
        const QString text = settings.text(named(row));
        QJsonParseError error;
        if (!isList(row) || !text.startsWith(QLatin1Char('[')) ||
            !QJsonDocument::fromJson(text.toUtf8(), &error).isNull())
            continue;
        errors.push_back({named(row), QStringLiteral("is no JSON array: %1 at character %2.")
                                          .arg(error.errorString())
                                          .arg(error.offset + 1)});
    }
    return errors;
}

Knob<FeedClientSettings> textKnob(const TextRow& row)
{
    const QString name = named(row);
    Knob<FeedClientSettings> knob;
    knob.name = name;
    knob.type = KnobDescription::Type::Number; // a plain line
    knob.group = QLatin1String(row.group);
    knob.help = QLatin1String(row.help);
    knob.write = [name](const FeedClientSettings& settings) { return settings.text(name); };
    knob.read = [name](FeedClientSettings& settings,
                       const QString& text) -> Expected<void, QString> {
        settings.texts[name] = text;
        return {};
    };
    if (const QString message = messageOf(row); !message.isEmpty() && message != name)
        knob.applies = [message](const FeedClientSettings& settings) {
            return !settings.text(message).isEmpty();
        };
    return knob;
}

Knob<FeedClientSettings> policyKnob(const Knob<StreamSessionPolicy>& inner)
{
    Knob<FeedClientSettings> knob;
    static_cast<KnobDescription&>(knob) = inner;
    knob.write = [&inner](const FeedClientSettings& settings) {
        return inner.write(settings.policy);
    };
    knob.read = [&inner](FeedClientSettings& settings, const QString& text) {
        return inner.read(settings.policy, text);
    };
    return knob;
}

} // namespace

FeedClientSettings::FeedClientSettings()
{
    const StreamProfile feed = feedDialect({QStringLiteral("{name}")});
    const auto question = [this](const char* message, const char* ok, const char* refused,
                                 const StreamQuestion& asked) {
        texts[QLatin1String(message)] = asked.message;
        texts[QLatin1String(ok)] = asked.accepted ? asked.accepted->text() : QString();
        texts[QLatin1String(refused)] = asked.refused ? asked.refused->text() : QString();
    };
    question("auth", "auth_ok", "auth_refused", *feed.auth);
    question("subscribe_message", "subscribe_ok", "subscribe_refused",
             feed.subscriptions.front().question);
    question("recover", "recovered", "lost", *feed.recovery);
    texts[QStringLiteral("subscriptions")] = QStringLiteral("trades, orders");
    texts[QStringLiteral("token")] = feed.token.text();
    texts[QStringLiteral("heartbeat")] = feed.heartbeat->message;
    texts[QStringLiteral("pong")] = feed.heartbeat->pong->text();
    texts[QStringLiteral("passive_pings")] = feed.passivePings.front().ping.text() +
                                             QStringLiteral("=>") +
                                             feed.passivePings.front().answer;
    texts[QStringLiteral("channel")] = feed.channelPointer;
    texts[QStringLiteral("sequence")] = feed.sequencePointer;
}

QString FeedClientSettings::text(const QString& knob) const
{
    const auto found = texts.find(knob);
    return found == texts.end() ? QString() : found->second;
}

Expected<StreamProfile, std::vector<KnobError>> FeedClientSettings::profile() const
{
    auto errors = brokenLists(*this);
    if (errors.empty()) {
        auto profile = StreamProfile::fromJson(profileJson(*this));
        if (profile)
            return profile;
        errors = profile.error();
    }
    for (KnobError& error : errors)
        error.knob = knobOf(error.knob);
    return Unexpected{std::move(errors)};
}

std::vector<KnobError> FeedClientSettings::validate() const
{
    const auto read = profile();
    return read ? std::vector<KnobError>() : read.error();
}

QJsonObject FeedClientSettings::toJson() const
{
    QJsonObject object;
    for (const auto& [name, text] : texts)
        object.insert(name, text);
    const QString auth = QStringLiteral("auth");
    if (!text(auth).isEmpty() && !text(auth).contains(QLatin1String("{token}")))
        object.remove(auth);
    object.insert(QStringLiteral("policy"), knobsToJson(streamSessionKnobs(), policy));
    return object;
}

FeedClientSettings FeedClientSettings::fromJson(const QJsonObject& object)
{
    FeedClientSettings settings;
    for (const TextRow& row : rows) {
        if (const QJsonValue text = object.value(named(row)); text.isString())
            settings.texts[named(row)] = text.toString();
    }
    const auto policy =
        knobsFromJson(streamSessionKnobs(), object.value(QLatin1String("policy")).toObject());
    if (policy)
        settings.policy = *policy;
    return settings;
}

const std::vector<Knob<FeedClientSettings>>& feedClientKnobs()
{
    static const std::vector<Knob<FeedClientSettings>> knobs = [] {
        std::vector<Knob<FeedClientSettings>> all;
        for (const TextRow& row : rows)
            all.push_back(textKnob(row));
        for (const auto& inner : streamSessionKnobs())
            all.push_back(policyKnob(inner));
        return all;
    }();
    return knobs;
}

} // namespace redial
