// SPDX-License-Identifier: MIT
#include "core/fault/feed_fault_messages.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace redial {

namespace {

using Texts = std::vector<DelayedText>;

QJsonObject objectOf(const QString& text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

QString written(const QJsonObject& object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString channelOf(const QJsonObject& message)
{
    return message.value(QLatin1String("channel")).toString();
}

Texts failedSubscription(const Fault& fault, const QString& text)
{
    const QString how = fault.text("how");
    if (how == QLatin1String("unanswered"))
        return {};
    if (how == QLatin1String("late"))
        return {{text, fault.duration("delay")}};
    return {{written({{QStringLiteral("type"), QStringLiteral("subscribe_refused")},
                      {QStringLiteral("channel"), channelOf(objectOf(text))},
                      {QStringLiteral("reason"), QStringLiteral("on purpose")}})}};
}

} // namespace

std::optional<QString> feedActionOf(const QString& text)
{
    if (!text.startsWith(QLatin1Char('{')))
        return std::nullopt;
    const QJsonObject message = objectOf(text);
    if (message.value(QLatin1String("seq")).isDouble())
        return QStringLiteral("message");
    const QString type = message.value(QLatin1String("type")).toString();
    return type.isEmpty() ? std::nullopt : std::optional(type);
}

void FeedFaultMemory::note(const QString& text)
{
    const QString channel = channelOf(objectOf(text));
    if (messages_.size() >= mostChannels && !messages_.contains(channel))
        return;
    auto& kept = messages_[channel];
    kept.push_back(text);
    if (kept.size() > mostMessages)
        kept.pop_front();
}

std::vector<QString> FeedFaultMemory::newest(const QString& channel, std::size_t count) const
{
    const auto found = messages_.find(channel);
    if (found == messages_.end())
        return {};
    const auto& kept = found->second;
    return {kept.end() - std::ptrdiff_t(std::min(count, kept.size())), kept.end()};
}

std::optional<Texts> feedFaultAnswer(const Fault& fault, const QString& text,
                                     const FeedFaultMemory& memory)
{
    const std::string_view id = fault.id();
    if (id == "A1")
        return Texts{{written({{QStringLiteral("type"), QStringLiteral("auth_refused")},
                               {QStringLiteral("reason"), fault.text("reason")}})}};
    if (id == "A2" || id == "A6")
        return Texts{};
    if (id == "A3")
        return failedSubscription(fault, text);
    const auto earlier =
        memory.newest(channelOf(objectOf(text)), std::size_t(fault.number("messages")));
    if (id != "A5" || earlier.empty())
        return std::nullopt;
    Texts texts{{text}};
    for (const QString& message : earlier)
        texts.push_back({message});
    return texts;
}

std::vector<QString> feedFaultPings(const Fault& fault)
{
    std::vector<QString> pings;
    for (std::int64_t i = 1; i <= fault.number("pings"); ++i)
        pings.push_back(fault.text("form") == QLatin1String("text")
                            ? QStringLiteral("ping")
                            : written({{QStringLiteral("type"), QStringLiteral("ping")},
                                       {QStringLiteral("id"), qint64(i)}}));
    return pings;
}

} // namespace redial
