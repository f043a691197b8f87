// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/faulted_port.h"

namespace redial {

class MsgiServer;

/// An MsgiServer as the faults of a whole server see it. Does not own it. It accepts as long as it
/// listens, and takes nobody for a filler.
class MsgiServerPort final : public FaultedPort
{
public:
    explicit MsgiServerPort(MsgiServer& server) : server_(server) {}

    bool isListening() const override;
    bool listen() override;
    void stopListening() override;
    void moveElsewhere() override;
    void setAccepting(bool) override {}
    int listenerDescriptor() const override { return -1; }
    HostPort listenerEnd() const override;
    void setFillers(std::set<quint16>) override {}
    std::vector<quint32> linkNumbers() const override;
    void endLink(quint32 number, const QString& how, std::uint16_t code) override;

private:
    MsgiServer& server_;
};

} // namespace redial
