// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/fault/toxic_stage.h"

#include <QJsonObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace redial {

struct PlannedFault;

/// One toxic of a proxy as Toxiproxy's API shows it: a value.
struct Toxic
{
    QString name;
    QString type;
    StreamDirection stream = StreamDirection::Downstream;
    /// The share of connections that it works on, drawn for each.
    double toxicity = 1.0;
    /// Exactly the attributes of its type.
    QJsonObject attributes;
    /// Of a type beyond Toxiproxy's own: the fault of the catalogue that it is.
    std::shared_ptr<const PlannedFault> fault = nullptr;

    QJsonObject toJson() const;
};

/// "upstream", "downstream".
QString nameOf(StreamDirection stream);
std::optional<StreamDirection> streamFromName(const QString& name);

/// One attribute of a type of toxic: its default value also says what kind it is.
struct ToxicAttribute
{
    QString name;
    QJsonValue defaultValue;
    QString help; ///< with the unit
};

/// One type of toxic. The rows of toxicTypes() are what the API takes, documents list and stages
/// are made from.
struct ToxicType
{
    QString name;
    QString help;
    std::vector<ToxicAttribute> attributes;
    /// A sentence if the attributes make no sense together; empty if they do.
    std::function<QString(const QJsonObject& attributes)> check;
    /// `previous`, the stage that an updated toxic replaces, is null for a new one.
    std::function<std::unique_ptr<ToxicStage>(const QJsonObject& attributes,
                                              const ToxicStage* previous)>
        make;
};

const std::vector<ToxicType>& toxicTypes();
/// Null for an unknown name.
const ToxicType* toxicType(const QString& name);

/// The type's attributes, those of `base` (defaults where it lacks one) overwritten by those of
/// `given`. What the type does not know is left out. The error is a sentence.
Expected<QJsonObject, QString> readToxicAttributes(const ToxicType& type, const QJsonObject& base,
                                                   const QJsonValue& given);

} // namespace redial
