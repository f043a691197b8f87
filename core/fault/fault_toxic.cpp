// SPDX-License-Identifier: MIT
#include "core/fault/fault_toxic.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_plan_reader.h"

namespace redial {

namespace {

bool isOfThePlan(const FaultDefinition& definition, const QString& attribute)
{
    if (definition.parameter(attribute.toStdString()) != nullptr)
        return false;
    for (const char* member : {"when", "scope", "duration", "times", "seed"}) {
        if (attribute == QLatin1String(member))
            return true;
    }
    return false;
}

QJsonObject planEntry(const FaultDefinition& definition, const QJsonObject& attributes)
{
    QJsonObject entry;
    QJsonObject parameters;
    for (auto attribute = attributes.begin(); attribute != attributes.end(); ++attribute) {
        (isOfThePlan(definition, attribute.key()) ? entry : parameters)
            .insert(attribute.key(), attribute.value());
    }
    entry[QStringLiteral("fault")] = toQString(definition.id);
    if (!parameters.isEmpty())
        entry[QStringLiteral("parameters")] = parameters;
    return entry;
}

} // namespace

const FaultDefinition* faultOfToxicType(const QString& type)
{
    const FaultDefinition* definition = findFault(type);
    return definition && availableModes(*definition).contains(FaultMode::Proxy) ? definition
                                                                                : nullptr;
}

Expected<void, QString> readFaultAttributes(Toxic& toxic, const QJsonObject& base,
                                            const QJsonValue& given)
{
    if (!given.isObject() && !given.isNull() && !given.isUndefined())
        return Unexpected{QStringLiteral("attributes must be an object")};
    QJsonObject attributes = base;
    const QJsonObject changes = given.toObject();
    for (auto change = changes.begin(); change != changes.end(); ++change)
        attributes.insert(change.key(), change.value());
    const FaultDefinition& definition = *faultOfToxicType(toxic.type);
    auto planned = plannedFaultFromJson(planEntry(definition, attributes));
    if (!planned)
        return Unexpected{QStringLiteral("attributes%1: %2")
                              .arg(planned.error().front().path, planned.error().front().sentence)};
    if (definition.direction)
        planned->direction = toxic.stream == StreamDirection::Upstream ? FaultDirection::Upstream
                                                                       : FaultDirection::Downstream;
    if (toxic.toxicity < 1)
        planned->when.probability = std::max(0.0, toxic.toxicity);
    const QStringList reasons = planned->impossibilities();
    const QString unsuitable = planned->unsuitableFor(FaultMode::Proxy);
    if (!reasons.isEmpty() || !unsuitable.isEmpty())
        return Unexpected{reasons.isEmpty() ? unsuitable : reasons.first()};
    toxic.attributes = attributes;
    toxic.fault = std::make_shared<const PlannedFault>(*planned);
    return {};
}

} // namespace redial
