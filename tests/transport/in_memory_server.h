// SPDX-License-Identifier: MIT
#pragma once

#include "contract_server.h"
#include "core/transport/in_memory_network.h"

namespace redial::test {

/// The contract cases' server at the other end of in-memory transports.
class InMemoryServer : public ContractServer
{
    Q_OBJECT
public:
    explicit InMemoryServer(Clock& clock);

    QUrl url() const override;
    InMemoryNetwork& network() { return network_; }

private:
    InMemoryAnswer admit(const TransportRequest& request);
    void serve(const std::shared_ptr<InMemoryPeer>& peer);
    void actAfterOpen(InMemoryPeer& peer);

    InMemoryNetwork network_;
};

} // namespace redial::test
