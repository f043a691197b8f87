// SPDX-License-Identifier: MIT
#include "core/base/nearest_name.h"
#include "core/reconnect/policy_knobs.h"

#include <QJsonArray>
#include <QLocale>

#include <algorithm>

namespace redial {

namespace {

using Type = PolicyKnob::Type;

QJsonValue numberOrText(const QString& value)
{
    bool ok = false;
    const double number = QLocale::c().toDouble(value, &ok);
    return ok ? QJsonValue(number) : QJsonValue(value);
}

bool isList(const PolicyKnob& knob)
{
    return knob.type == Type::DurationList || knob.type == Type::NumberList;
}

QJsonValue toJson(const PolicyKnob& knob, const ReconnectPolicy& policy)
{
    const QString value = knob.write(policy);
    if (knob.type == Type::Switch)
        return value == QLatin1String("yes");
    if (knob.type == Type::Number || knob.type == Type::Ratio)
        return numberOrText(value);
    if (!isList(knob))
        return value;
    QJsonArray entries;
    for (const QString& part : value.split(QLatin1Char(','), Qt::SkipEmptyParts))
        entries.append(knob.type == Type::NumberList ? numberOrText(part) : QJsonValue(part));
    return entries;
}

/// The text form of a value that is no list and no object.
std::optional<QString> toText(const QJsonValue& value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    if (value.isDouble())
        return QLocale::c().toString(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    return std::nullopt;
}

class PolicyReader
{
public:
    void read(const QString& name, const QJsonValue& value)
    {
        const PolicyKnob* knob = findPolicyKnob(name);
        if (!knob)
            return fail(name, unknown(name));
        if (isList(*knob) && value.isArray())
            return readList(*knob, value.toArray());
        if (const auto text = toText(value))
            readText(*knob, name, *text);
        else
            fail(name, QStringLiteral("must be %1.").arg(wanted(*knob)));
    }

    std::vector<PolicyError> take()
    {
        for (PolicyError& error : policy_.validate()) {
            const bool known =
                std::any_of(errors_.begin(), errors_.end(), [&](const PolicyError& earlier) {
                    return earlier.knob.section(QLatin1Char('/'), 0, 0) == error.knob;
                });
            if (!known)
                errors_.push_back(std::move(error));
        }
        return std::move(errors_);
    }

    const ReconnectPolicy& policy() const { return policy_; }

private:
    static QString wanted(const PolicyKnob& knob)
    {
        return isList(knob) ? QStringLiteral("an array, or text: %1").arg(knob.valueName())
                            : knob.valueName();
    }

    static QString unknown(const QString& name)
    {
        const auto nearest = nearestName(name, policyKnobNames());
        return nearest ? QStringLiteral("is not a setting; did you mean \"%1\"?").arg(*nearest)
                       : QStringLiteral("is not a setting; remove it.");
    }

    void readList(const PolicyKnob& knob, const QJsonArray& array)
    {
        QStringList parts;
        for (qsizetype i = 0; i < array.size(); ++i) {
            const QString path = QStringLiteral("%1/%2").arg(knob.name).arg(i);
            const auto text = toText(array.at(i));
            // One entry by itself, so that an error has the entry's place.
            ReconnectPolicy scratch;
            if (!text || text->contains(QLatin1Char(',')) || text->trimmed().isEmpty())
                fail(path, QStringLiteral("must be one entry of %1.").arg(knob.valueName()));
            else if (const auto done = knob.read(scratch, *text); !done)
                fail(path, done.error());
            else
                parts << *text;
        }
        if (parts.size() == array.size())
            readText(knob, knob.name, parts.join(QLatin1Char(',')));
    }

    void readText(const PolicyKnob& knob, const QString& path, const QString& text)
    {
        if (const auto done = knob.read(policy_, text); !done)
            fail(path, done.error());
    }

    void fail(const QString& path, const QString& sentence) { errors_.push_back({path, sentence}); }

    ReconnectPolicy policy_;
    std::vector<PolicyError> errors_;
};

} // namespace

QJsonObject policyToJson(const ReconnectPolicy& policy)
{
    QJsonObject object;
    for (const PolicyKnob& knob : policyKnobs())
        object.insert(knob.name, toJson(knob, policy));
    return object;
}

Expected<ReconnectPolicy, std::vector<PolicyError>> policyFromJson(const QJsonObject& object)
{
    PolicyReader reader;
    for (auto member = object.begin(); member != object.end(); ++member)
        reader.read(member.key(), member.value());
    auto errors = reader.take();
    if (!errors.empty())
        return Unexpected{std::move(errors)};
    return reader.policy();
}

} // namespace redial
