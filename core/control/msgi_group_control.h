// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

class MsgiServerGroup;

/// Control of an MSGI server on several threads, which does no faults. A station is a client, by
/// the name that it gave. Does not own the group, which must outlive it.
class MsgiGroupControl final : public Controllable
{
public:
    explicit MsgiGroupControl(MsgiServerGroup& group) : group_(group) {}

    /// Of all threads together.
    QJsonObject status() const override;
    /// Without a kind by DISCONNECT.
    ControlOutcome disconnect(std::optional<DropKind> kind, const QString& station) override;
    ControlOutcome startServer() override;
    /// Says DISCONNECT to everybody.
    ControlOutcome stopServer() override;
    ControlOutcome arm(const QString& fault) override;
    ControlOutcome disarm(const QString& number) override;

private:
    MsgiServerGroup& group_;
};

} // namespace redial
