// SPDX-License-Identifier: MIT
#include "core/fault/fault_plan_reader.h"

#include "core/base/json_places.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_words.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <functional>

namespace redial {

namespace {

using Errors = std::vector<FaultPlanError>;
using Result = Expected<void, QString>;
using Setter = std::function<Result(const QString& name, const QString& value)>;

constexpr qsizetype mostBytes = 1024 * 1024;
constexpr qsizetype mostFaults = 1000;

class PlanReader
{
public:
    FaultPlan plan(const QJsonObject& object)
    {
        FaultPlan plan;
        for (auto member = object.begin(); member != object.end(); ++member) {
            if (member.key() == QLatin1String("order"))
                plan.order = order(member.value());
            else if (member.key() == QLatin1String("faults"))
                plan.faults = entries(member.value());
            else
                fail(jsonPointerBelow({}, member.key()),
                     words::notOneOf(member.key(), QStringLiteral("member of a plan"),
                                     {QStringLiteral("order"), QStringLiteral("faults")}));
        }
        if (!object.contains(QLatin1String("faults")))
            fail({}, QStringLiteral("the member \"faults\" is missing: an array of faults."));
        if (errors_.empty())
            errors_ = plan.contradictions();
        return plan;
    }

    std::optional<PlannedFault> entry(const QString& path, const QJsonValue& value)
    {
        if (!value.isObject()) {
            fail(path, QStringLiteral("must be an object with the member \"fault\"."));
            return std::nullopt;
        }
        const QJsonObject object = value.toObject();
        const FaultDefinition* definition = definitionOf(path, object);
        // Whatever else is wrong is told too, with any fault in its place.
        PlannedFault planned{Fault(definition ? *definition : faultCatalogue().front())};
        const std::size_t before = errors_.size();
        for (auto member = object.begin(); member != object.end(); ++member)
            readMember(planned, definition != nullptr, jsonPointerBelow(path, member.key()),
                       member);
        if (definition == nullptr)
            return std::nullopt;
        if (errors_.size() == before) {
            for (const QString& sentence : planned.impossibilities())
                fail(path, sentence);
        }
        return planned;
    }

    Errors take() { return std::move(errors_); }

private:
    FaultPlan::Order order(const QJsonValue& value)
    {
        if (value == QLatin1String("sequence"))
            return FaultPlan::Order::Sequence;
        if (value != QLatin1String("parallel"))
            fail(QStringLiteral("/order"), QStringLiteral("must be \"parallel\" or \"sequence\"."));
        return FaultPlan::Order::Parallel;
    }

    std::vector<PlannedFault> entries(const QJsonValue& value)
    {
        const QString path = QStringLiteral("/faults");
        const QJsonArray array = value.toArray();
        std::vector<PlannedFault> faults;
        if (array.isEmpty()) {
            fail(path, QStringLiteral("must be an array with at least one fault."));
        } else if (array.size() > mostFaults) {
            fail(path, QStringLiteral("has %1 faults; at most %2 are possible.")
                           .arg(array.size())
                           .arg(mostFaults));
            return faults;
        }
        for (qsizetype i = 0; i < array.size(); ++i) {
            if (auto planned = entry(jsonPointerBelow(path, QString::number(i)), array.at(i)))
                faults.push_back(std::move(*planned));
        }
        return faults;
    }

    const FaultDefinition* definitionOf(const QString& path, const QJsonObject& object)
    {
        const QJsonValue name = object.value(QLatin1String("fault"));
        if (!name.isString()) {
            fail(jsonPointerBelow(path, QStringLiteral("fault")),
                 name.isUndefined() ? QStringLiteral("is missing: the id or name of a fault.")
                                    : QStringLiteral("must be text: the id or name of a fault."));
            return nullptr;
        }
        const FaultDefinition* definition = findFault(name.toString());
        if (definition == nullptr)
            fail(jsonPointerBelow(path, QStringLiteral("fault")),
                 unknownFaultSentence(name.toString()));
        return definition;
    }

    void readMember(PlannedFault& planned, bool isKnown, const QString& path,
                    QJsonObject::const_iterator member)
    {
        const QString name = member.key();
        if (name == QLatin1String("fault"))
            return;
        if (name == QLatin1String("when"))
            return readWhen(planned.when, path, member.value());
        if (name == QLatin1String("scope"))
            return readObject(path, member.value(), [&](const QString& key, const QString& text) {
                return words::setScope(planned.scope, key, text);
            });
        if (name == QLatin1String("parameters")) {
            if (isKnown)
                readObject(path, member.value(), [&](const QString& key, const QString& text) {
                    return planned.fault.set(key, text);
                });
            return;
        }
        if (words::memberNames().contains(name))
            return set(path, name, member.value(), [&](const QString& key, const QString& text) {
                return words::setMember(planned, key, text);
            });
        fail(path, words::notOneOf(name, QStringLiteral("member of a fault"),
                                   words::memberNames() +
                                       QStringList{QStringLiteral("fault"), QStringLiteral("when"),
                                                   QStringLiteral("scope"),
                                                   QStringLiteral("parameters")}));
    }

    void readWhen(FaultTrigger& trigger, const QString& path, const QJsonValue& value)
    {
        QJsonObject object = value.toObject();
        const QJsonValue message = object.value(QLatin1String("message"));
        if (message.isObject()) {
            object.remove(QStringLiteral("message"));
            readMessage(trigger, jsonPointerBelow(path, QStringLiteral("message")),
                        message.toObject());
        }
        readObject(path, value.isObject() ? QJsonValue(object) : value,
                   [&](const QString& key, const QString& text) {
                       return words::setTrigger(trigger, key, text);
                   });
    }

    void readMessage(FaultTrigger& trigger, const QString& path, const QJsonObject& object)
    {
        trigger.message.emplace();
        readObject(path, object, [&](const QString& key, const QString& text) -> Result {
            if (key != QLatin1String("number"))
                return words::setMatcher(trigger.message->matcher, key, text);
            const auto range = words::readRange(text);
            if (!range)
                return Unexpected{range.error()};
            trigger.message->numbers = *range;
            return {};
        });
    }

    void readObject(const QString& path, const QJsonValue& value, const Setter& setter)
    {
        if (!value.isObject())
            return fail(path, QStringLiteral("must be an object."));
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            set(jsonPointerBelow(path, member.key()), member.key(), member.value(), setter);
    }

    void set(const QString& path, const QString& name, const QJsonValue& value,
             const Setter& setter)
    {
        const auto text = faultValueText(value);
        if (!text)
            return fail(path, QStringLiteral("must be text, a number, true or false."));
        if (const auto done = setter(name, *text); !done)
            fail(path, done.error());
    }

    void fail(const QString& path, const QString& sentence) { errors_.push_back({path, sentence}); }

    Errors errors_;
};

Errors one(const QString& sentence)
{
    return {FaultPlanError{{}, sentence}};
}

} // namespace

Expected<FaultPlan, Errors> readFaultPlan(const QByteArray& json)
{
    if (json.size() > mostBytes)
        return Unexpected{one(QStringLiteral("the plan has %1 bytes; at most %2 are possible.")
                                  .arg(json.size())
                                  .arg(mostBytes))};
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        const TextPlace place = placeOfByte(json, error.offset);
        return Unexpected{one(QStringLiteral("the plan is no JSON: line %1, column %2: %3.")
                                  .arg(place.line)
                                  .arg(place.column)
                                  .arg(error.errorString()))};
    }
    if (!document.isObject())
        return Unexpected{
            one(QStringLiteral("a plan is an object: {\"faults\": [{\"fault\": \"W4\"}]}."))};
    return faultPlanFromJson(document.object());
}

Expected<FaultPlan, Errors> faultPlanFromJson(const QJsonObject& object)
{
    PlanReader reader;
    FaultPlan plan = reader.plan(object);
    if (Errors errors = reader.take(); !errors.empty())
        return Unexpected{std::move(errors)};
    return plan;
}

Expected<PlannedFault, Errors> plannedFaultFromJson(const QJsonObject& object)
{
    PlanReader reader;
    auto planned = reader.entry({}, object);
    if (Errors errors = reader.take(); !errors.empty())
        return Unexpected{std::move(errors)};
    return *planned;
}

} // namespace redial
