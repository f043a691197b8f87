// SPDX-License-Identifier: MIT
// A stream profile as JSON: what scenario files and run files say.
#include "core/base/knob_json.h"
#include "core/base/nearest_name.h"
#include "core/session/stream_profile.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <functional>

namespace redial {

namespace {

using Errors = std::vector<KnobError>;

/// One object of the profile: every member is asked for once, what was not is unknown.
class Part
{
public:
    Part(QJsonObject object, QString path, Errors& errors)
        : object_(std::move(object)), path_(std::move(path)), errors_(errors)
    {
    }

    void fail(const QString& member, const QString& sentence)
    {
        errors_.push_back({path_ + member, sentence});
    }
    /// Undefined where there is none.
    QJsonValue take(const char* member)
    {
        known_ << QString::fromLatin1(member);
        return object_.value(known_.last());
    }
    bool has(const char* member) const { return object_.contains(QLatin1String(member)); }

    std::optional<QString> text(const char* member)
    {
        const QJsonValue value = take(member);
        if (value.isUndefined())
            return std::nullopt;
        if (!value.isString()) {
            fail(known_.last(), QStringLiteral("must be text."));
            return std::nullopt;
        }
        return value.toString();
    }
    /// A message: text, or an object that is sent as compact JSON.
    std::optional<QString> message(const char* member)
    {
        const QJsonValue value = take(member);
        if (value.isUndefined() || value.isString())
            return value.isString() ? std::optional(value.toString()) : std::nullopt;
        if (value.isObject())
            return QString::fromUtf8(
                QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
        fail(known_.last(), QStringLiteral("must be text, or the JSON object that is sent."));
        return std::nullopt;
    }
    std::optional<MessageRule> rule(const char* member)
    {
        const auto written = text(member);
        if (!written)
            return std::nullopt;
        auto rule = MessageRule::parse(*written);
        if (rule)
            return *rule;
        fail(QString::fromLatin1(member), rule.error());
        return std::nullopt;
    }
    void within(const char* member, const std::function<void(Part&)>& read)
    {
        const QJsonValue value = take(member);
        if (value.isUndefined())
            return;
        if (!value.isObject())
            return fail(known_.last(), QStringLiteral("must be an object."));
        Part inner(value.toObject(), path_ + known_.last() + QLatin1Char('/'), errors_);
        read(inner);
        inner.finish();
    }
    /// `read` gets each entry's value and path.
    void each(const char* member,
              const std::function<void(const QJsonValue&, const QString& path)>& read)
    {
        const QJsonValue value = take(member);
        if (value.isUndefined())
            return;
        if (!value.isArray())
            return fail(known_.last(), QStringLiteral("must be an array."));
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            read(array.at(i), path_ + QStringLiteral("%1/%2").arg(known_.last()).arg(i));
    }
    void finish()
    {
        for (auto member = object_.begin(); member != object_.end(); ++member) {
            if (!known_.contains(member.key()))
                fail(member.key(), unknownMember(member.key()));
        }
    }

private:
    QString unknownMember(const QString& name) const
    {
        const auto nearest = nearestName(name, known_);
        return QStringLiteral("is not known here; %1")
            .arg(nearest
                     ? QStringLiteral("did you mean \"%1\"?").arg(*nearest)
                     : QStringLiteral("write one of %1.").arg(known_.join(QLatin1String(", "))));
    }

    QJsonObject object_;
    QString path_;
    Errors& errors_;
    QStringList known_;
};

void insertQuestion(QJsonObject& object, const StreamQuestion& question)
{
    object.insert(QStringLiteral("message"), question.message);
    if (question.accepted)
        object.insert(QStringLiteral("ok"), question.accepted->text());
    if (question.refused)
        object.insert(QStringLiteral("refused"), question.refused->text());
}

QJsonObject questionJson(const StreamQuestion& question)
{
    QJsonObject object;
    insertQuestion(object, question);
    return object;
}

StreamQuestion readQuestion(Part& part, const StreamQuestion& standard = {})
{
    StreamQuestion question = standard;
    question.message = part.message("message").value_or(standard.message);
    if (part.has("ok"))
        question.accepted = part.rule("ok");
    else
        part.take("ok");
    if (part.has("refused"))
        question.refused = part.rule("refused");
    else
        part.take("refused");
    return question;
}

StreamQuestion named(StreamQuestion question, const QString& name)
{
    if (question.accepted)
        question.accepted = question.accepted->named(name);
    if (question.refused)
        question.refused = question.refused->named(name);
    return question;
}

/// A name alone, or an object that differs from the common form.
void readSubscription(const QJsonValue& value, const QString& path, const StreamQuestion& common,
                      StreamProfile& profile, Errors& errors)
{
    if (value.isString()) {
        profile.subscriptions.push_back({value.toString(), named(common, value.toString())});
        return;
    }
    if (!value.isObject()) {
        errors.push_back({path, QStringLiteral("must be a name, or an object with one.")});
        return;
    }
    Part part(value.toObject(), path + QLatin1Char('/'), errors);
    const QString name = part.text("name").value_or(QString());
    profile.subscriptions.push_back({name, named(readQuestion(part, common), name)});
    part.finish();
}

void readMessages(Part& part, StreamProfile& profile, Errors& errors)
{
    part.within("auth", [&](Part& auth) {
        profile.auth = readQuestion(auth);
        if (const auto text = auth.text("token")) {
            if (const auto token = TokenSource::parse(*text))
                profile.token = *token;
            else
                auth.fail(QStringLiteral("token"), token.error());
        }
    });
    StreamQuestion common{standardSubscription(), {}, {}};
    part.within("subscribe", [&](Part& subscribe) { common = readQuestion(subscribe, common); });
    part.each("subscriptions", [&](const QJsonValue& value, const QString& path) {
        readSubscription(value, path, common, profile, errors);
    });
    part.within("heartbeat", [&](Part& heartbeat) {
        profile.heartbeat.emplace();
        profile.heartbeat->message = heartbeat.message("message").value_or(QString());
        profile.heartbeat->pong = heartbeat.rule("pong");
    });
    part.within("recovery", [&](Part& recovery) { profile.recovery = readQuestion(recovery); });
}

void readRouting(Part& part, StreamProfile& profile, Errors& errors)
{
    part.each("passive_pings", [&](const QJsonValue& value, const QString& path) {
        Part entry(value.toObject(), path + QLatin1Char('/'), errors);
        const auto ping = entry.rule("ping");
        const QString answer = entry.message("answer").value_or(QString());
        if (ping)
            profile.passivePings.push_back({*ping, answer});
        else if (!entry.has("ping"))
            entry.fail(QStringLiteral("ping"), QStringLiteral("is missing: what the server's ping "
                                                              "is recognised by."));
        if (answer.isEmpty())
            entry.fail(QStringLiteral("answer"), QStringLiteral("is missing: what is sent back."));
        entry.finish();
    });
    part.each("handlers", [&](const QJsonValue& value, const QString& path) {
        Part entry(value.toObject(), path + QLatin1Char('/'), errors);
        profile.routes.push_back({entry.text("name").value_or(QString()),
                                  entry.text("channel").value_or(QStringLiteral("*"))});
        if (profile.routes.back().handler.isEmpty())
            entry.fail(QStringLiteral("name"), QStringLiteral("is missing: the handler's."));
        entry.finish();
    });
    profile.channelPointer = part.text("channel").value_or(profile.channelPointer);
    profile.sequencePointer = part.text("sequence").value_or(profile.sequencePointer);
}

QJsonArray subscriptionsJson(const StreamProfile& profile)
{
    QJsonArray array;
    for (const StreamSubscription& subscription : profile.subscriptions) {
        QJsonObject object{{QStringLiteral("name"), subscription.name}};
        insertQuestion(object, subscription.question);
        array.append(object);
    }
    return array;
}

QJsonArray routesJson(const StreamProfile& profile)
{
    QJsonArray array;
    for (const StreamRoute& route : profile.routes)
        array.append(QJsonObject{{QStringLiteral("name"), route.handler},
                                 {QStringLiteral("channel"), route.channel}});
    return array;
}

QJsonArray pingsJson(const StreamProfile& profile)
{
    QJsonArray array;
    for (const PassivePing& passive : profile.passivePings)
        array.append(QJsonObject{{QStringLiteral("ping"), passive.ping.text()},
                                 {QStringLiteral("answer"), passive.answer}});
    return array;
}

} // namespace

QJsonObject StreamProfile::toJson() const
{
    QJsonObject object{{QStringLiteral("subscriptions"), subscriptionsJson(*this)},
                       {QStringLiteral("passive_pings"), pingsJson(*this)},
                       {QStringLiteral("handlers"), routesJson(*this)},
                       {QStringLiteral("channel"), channelPointer},
                       {QStringLiteral("sequence"), sequencePointer},
                       {QStringLiteral("policy"), knobsToJson(streamSessionKnobs(), policy)}};
    if (auth) {
        QJsonObject json = questionJson(*auth);
        json.insert(QStringLiteral("token"), token.text());
        object.insert(QStringLiteral("auth"), json);
    }
    if (heartbeat) {
        QJsonObject json{{QStringLiteral("message"), heartbeat->message}};
        if (heartbeat->pong)
            json.insert(QStringLiteral("pong"), heartbeat->pong->text());
        object.insert(QStringLiteral("heartbeat"), json);
    }
    if (recovery)
        object.insert(QStringLiteral("recovery"), questionJson(*recovery));
    return object;
}

Expected<StreamProfile, Errors> StreamProfile::fromJson(const QJsonObject& object)
{
    StreamProfile profile;
    Errors errors;
    Part part(object, {}, errors);
    readMessages(part, profile, errors);
    readRouting(part, profile, errors);
    const QJsonValue policy = part.take("policy");
    if (!policy.isUndefined() && !policy.isObject())
        part.fail(QStringLiteral("policy"), QStringLiteral("must be an object."));
    const auto settings = knobsFromJson(streamSessionKnobs(), policy.toObject());
    if (settings)
        profile.policy = *settings;
    else
        for (const KnobError& error : settings.error())
            errors.push_back({QStringLiteral("policy/") + error.knob, error.sentence});
    part.finish();
    if (errors.empty())
        errors = profile.validate();
    if (!errors.empty())
        return Unexpected{std::move(errors)};
    return profile;
}

} // namespace redial
