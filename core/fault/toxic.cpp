// SPDX-License-Identifier: MIT
#include "core/fault/toxic.h"

#include "core/fault/toxic_stages.h"

#include <algorithm>
#include <cmath>

namespace redial {

namespace {

std::int64_t integer(const QJsonObject& attributes, const char* name)
{
    return attributes.value(QLatin1String(name)).toInteger();
}

std::chrono::milliseconds milliseconds(const QJsonObject& attributes, const char* name)
{
    // A century is as good as for ever, and far from overflow.
    constexpr std::int64_t most = 100LL * 365 * 24 * 3600 * 1000;
    return std::chrono::milliseconds(std::clamp<std::int64_t>(integer(attributes, name), 0, most));
}

ToxicAttribute number(const char* name, std::int64_t value, const char* help)
{
    return {QLatin1String(name), QJsonValue(qint64(value)), QLatin1String(help)};
}

QString anything(const QJsonObject&)
{
    return {};
}

QString checkSlicer(const QJsonObject& attributes)
{
    const std::int64_t average = integer(attributes, "average_size");
    const std::int64_t variation = integer(attributes, "size_variation");
    if (average > 0 && variation >= 0 && variation < average)
        return {};
    return QStringLiteral("average_size must be above 0, and size_variation from 0 to below it");
}

std::unique_ptr<ToxicStage> makeLimitData(const QJsonObject& attributes, const ToxicStage* previous)
{
    const auto* before = dynamic_cast<const LimitDataStage*>(previous);
    return std::make_unique<LimitDataStage>(integer(attributes, "bytes"),
                                            before ? before->passed() : 0);
}

template <class Make>
auto stateless(Make make)
{
    return [make](const QJsonObject& attributes, const ToxicStage*) { return make(attributes); };
}

ToxicType row(const char* name, const char* help, std::vector<ToxicAttribute> attributes,
              decltype(ToxicType::make) make, decltype(ToxicType::check) check = anything)
{
    return {QLatin1String(name), QLatin1String(help), std::move(attributes), std::move(check),
            std::move(make)};
}

std::vector<ToxicType> makeTypes()
{
    using Attributes = const QJsonObject&;
    return {
        row("bandwidth", "limits the rate",
            {number("rate", 0, "KB/s (1000 bytes), 0 for no limit")},
            stateless([](Attributes a) { return makeBandwidthStage(integer(a, "rate")); })),
        row("latency", "delays what comes",
            {number("latency", 0, "milliseconds"),
             number("jitter", 0, "milliseconds, more or less")},
            stateless([](Attributes a) {
                return makeLatencyStage(milliseconds(a, "latency"), milliseconds(a, "jitter"));
            })),
        row("limit_data", "closes the connection after so many bytes",
            {number("bytes", 0, "bytes that pass")}, makeLimitData),
        row("reset_peer", "ends with RST after the first bytes",
            {number("timeout", 0, "milliseconds from the first bytes to the RST")},
            stateless([](Attributes a) { return makeResetPeerStage(milliseconds(a, "timeout")); })),
        row("slicer", "cuts what comes into small pieces",
            {number("average_size", 0, "bytes"), number("size_variation", 0, "bytes, more or less"),
             number("delay", 0, "microseconds between pieces")},
            stateless([](Attributes a) {
                constexpr std::int64_t most = 3'600'000'000;
                return makeSlicerStage(integer(a, "average_size"), integer(a, "size_variation"),
                                       std::chrono::microseconds(
                                           std::clamp<std::int64_t>(integer(a, "delay"), 0, most)));
            }),
            checkSlicer),
        row("slow_close", "delays the end of the connection", {number("delay", 0, "milliseconds")},
            stateless([](Attributes a) { return makeSlowCloseStage(milliseconds(a, "delay")); })),
        row("timeout", "drops all bytes, and closes after a silence",
            {number("timeout", 0, "milliseconds, 0 for never")},
            stateless([](Attributes a) { return makeTimeoutStage(milliseconds(a, "timeout")); })),
    };
}

QString kindOf(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return QStringLiteral("true or false");
    case QJsonValue::Double:
        return QStringLiteral("a whole number");
    default:
        return QStringLiteral("text");
    }
}

bool isOfKind(const QJsonValue& value, const QJsonValue& example)
{
    if (value.type() != example.type())
        return false;
    if (!value.isDouble())
        return true;
    const double number = value.toDouble();
    return std::trunc(number) == number && std::abs(number) < 9.2e18;
}

} // namespace

QJsonObject Toxic::toJson() const
{
    return {{QStringLiteral("attributes"), attributes},
            {QStringLiteral("name"), name},
            {QStringLiteral("type"), type},
            {QStringLiteral("stream"), nameOf(stream)},
            {QStringLiteral("toxicity"), toxicity}};
}

QString nameOf(StreamDirection stream)
{
    return stream == StreamDirection::Upstream ? QStringLiteral("upstream")
                                               : QStringLiteral("downstream");
}

std::optional<StreamDirection> streamFromName(const QString& name)
{
    for (const StreamDirection stream : {StreamDirection::Upstream, StreamDirection::Downstream}) {
        if (name.compare(nameOf(stream), Qt::CaseInsensitive) == 0)
            return stream;
    }
    return std::nullopt;
}

const std::vector<ToxicType>& toxicTypes()
{
    static const std::vector<ToxicType> types = makeTypes();
    return types;
}

const ToxicType* toxicType(const QString& name)
{
    for (const ToxicType& type : toxicTypes()) {
        if (type.name == name)
            return &type;
    }
    return nullptr;
}

Expected<QJsonObject, QString> readToxicAttributes(const ToxicType& type, const QJsonObject& base,
                                                   const QJsonValue& given)
{
    if (!given.isObject() && !given.isNull() && !given.isUndefined())
        return Unexpected{QStringLiteral("attributes must be an object")};
    const QJsonObject object = given.toObject();
    QJsonObject result;
    for (const ToxicAttribute& attribute : type.attributes) {
        result[attribute.name] = base.value(attribute.name).isUndefined()
                                     ? attribute.defaultValue
                                     : base.value(attribute.name);
        const QJsonValue value = object.value(attribute.name);
        if (value.isUndefined() || value.isNull())
            continue;
        if (!isOfKind(value, attribute.defaultValue)) {
            return Unexpected{QStringLiteral("attribute %1 of toxic type %2 must be %3")
                                  .arg(attribute.name, type.name, kindOf(attribute.defaultValue))};
        }
        result[attribute.name] = value;
    }
    if (const QString wrong = type.check(result); !wrong.isEmpty())
        return Unexpected{wrong};
    return result;
}

} // namespace redial
