// SPDX-License-Identifier: MIT
#include "core/scenario/stream_members.h"

#include "core/base/duration_text.h"

#include <QJsonArray>

namespace redial {

QJsonObject feedJson(const FeedSettings& feed)
{
    return {{QStringLiteral("channels"), QJsonArray::fromStringList(feed.channels)},
            {QStringLiteral("rate"), qint64(feed.rate)},
            {QStringLiteral("history"), qint64(feed.history)},
            {QStringLiteral("auth"), feed.auth},
            {QStringLiteral("fresh_tokens"), feed.freshTokens},
            {QStringLiteral("ping_interval"), exactDuration(feed.pingInterval)}};
}

FeedSettings readFeed(JsonMembers& members)
{
    FeedSettings feed;
    feed.channels = members.texts(QStringLiteral("channels")).value_or(feed.channels);
    feed.rate = std::uint32_t(
        members.number(QStringLiteral("rate"), 1, FeedSettings::mostRate).value_or(feed.rate));
    feed.history =
        std::uint32_t(members.number(QStringLiteral("history"), 0, FeedSettings::mostHistory)
                          .value_or(feed.history));
    feed.auth = members.flag(QStringLiteral("auth")).value_or(feed.auth);
    feed.freshTokens = members.flag(QStringLiteral("fresh_tokens")).value_or(feed.freshTokens);
    feed.pingInterval =
        members.duration(QStringLiteral("ping_interval")).value_or(feed.pingInterval);
    return feed;
}

/// "station" (the default) or "stream", which takes the member `stream`.
void readProfile(JsonMembers& members, std::vector<ConfigurationError>& errors,
                 StationRunConfiguration& configuration)
{
    const QString profile = QStringLiteral("profile");
    const QString stream = QStringLiteral("stream");
    const QString word = members.text(profile).value_or(QStringLiteral("station"));
    const bool isStream = word == stream;
    if (!isStream && word != QLatin1String("station"))
        members.fail(profile, QStringLiteral("is \"%1\"; write station or stream.").arg(word));
    const auto object = members.object(stream);
    if (!isStream && object)
        members.fail(stream, QStringLiteral("needs \"profile\": \"stream\" beside it."));
    if (!isStream)
        return;
    configuration.protocol.reset();
    auto read = StreamProfile::fromJson(object.value_or(QJsonObject()));
    if (read) {
        configuration.stream = std::move(*read);
        return;
    }
    for (const KnobError& error : read.error())
        errors.push_back({members.pathOf(stream) + QLatin1Char('/') + error.knob, error.sentence});
}

} // namespace redial
