// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/faulted_port.h"

namespace redial {

class MsgiServer;

/// An MsgiServer as the faults of a whole server see it. Does not own it.
class MsgiServerPort final : public FaultedPort
{
public:
    explicit MsgiServerPort(MsgiServer& server) : server_(server) {}

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
    MsgiServer& server_;
};

} // namespace redial
