// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/faulted_port.h"

namespace redial {

class ScriptedServer;

/// A ScriptedServer as the faults of a whole server see it. Does not own it.
class ScriptedServerPort final : public FaultedPort
{
public:
    explicit ScriptedServerPort(ScriptedServer& server) : server_(server) {}

    bool isListening() const override;
    bool listen() override;
    void stopListening() override;
    void moveElsewhere() override;
    void setAccepting(bool on) override;
    int listenerDescriptor() const override;
    HostPort listenerEnd() const override;
    void setFillers(std::set<quint16> ports) override;
    std::vector<quint32> linkNumbers() const override;
    void endLink(quint32 number, const QString& how, std::uint16_t code) override;

private:
    ScriptedServer& server_;
};

} // namespace redial
