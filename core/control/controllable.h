// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/wire/drop_kind.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace redial {

/// What was asked for, or a sentence that says why it cannot be done now.
using ControlOutcome = Expected<QJsonObject, QString>;

/// Something that runs and can be told what to do: a station's run, a server, a proxy. What it
/// cannot do it refuses in a sentence; nothing blocks. Lives on its run's thread.
class Controllable
{
public:
    virtual ~Controllable() = default;

    virtual QJsonObject status() const = 0;

    virtual ControlOutcome connect();
    /// See ControlCommand for what an absent kind and an empty station mean.
    virtual ControlOutcome disconnect(std::optional<DropKind> kind, const QString& station) = 0;
    virtual ControlOutcome startServer();
    virtual ControlOutcome stopServer();
    /// "number" in the result is what disarm() takes.
    virtual ControlOutcome arm(const QString& fault);
    /// A number, or "all".
    virtual ControlOutcome disarm(const QString& number);
    virtual ControlOutcome faults() const;
};

} // namespace redial
