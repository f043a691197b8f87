// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/feed_fault_messages.h"
#include "core/fault/msgi_server_port.h"
#include "core/fault/scheduled_faults.h"
#include "core/fault/scripted_server_port.h"
#include "core/fault/server_wide_faults.h"
#include "core/fault/tls_fault_certificates.h"
#include "core/server/connection_interceptor.h"
#include "core/server/tls_treatment.h"

#include <map>
#include <memory>

namespace redial {

class MsgiServer;
class ScriptedServer;
class ServerFaultLink;

/// Does a plan's faults on one ScriptedServer: decides by a FaultSchedule, acts through an
/// interceptor on each connection and on the listener itself. Owns neither clock nor server; made
/// before the server, whose settings get factory(), and outlives it. Lives on its clock's thread.
class ServerFaults final : public ScheduledFaults, private TlsInterceptor
{
public:
    ServerFaults(const FaultPlan& plan, Clock& clock, Random random, EventRecorder recorder);
    ~ServerFaults() override;

    /// For ServerSettings::interceptor.
    InterceptorFactory factory();
    /// For ServerSettings::tlsInterceptor.
    TlsInterceptor& tlsInterceptor() { return *this; }
    /// The plan has faults of TLS level: then the server has to use certificates().good(), so that
    /// the client trusts the authority of the wrong ones too.
    bool needsCertificates() const;
    TlsFaultCertificates& certificates() { return certificates_; }
    /// Whose listener the faults of that stage close. May be absent.
    void setServer(ScriptedServer* server);
    void setServer(MsgiServer& server);
    /// From now on as in a process that may not attach filters to its sockets.
    void doWithoutSocketFilters();
    /// Ends every fault and records those that changed nothing. Call at the end of the run.
    void finish();

private:
    friend class ServerFaultLink;

    TlsTreatment treat(const ServerLinkFacts& facts) override;
    void endedBeforeTls(quint32 number) override;
    TlsTreatment treatmentOf(const Fault& fault);

    void carryOut(const FaultEffect& effect) override;
    /// By what the server speaks; without a server those of MSGI are taken too.
    QString unsuitability(const PlannedFault& fault) const override;
    /// On the connection that it names, if that has its interceptor.
    void act(const FaultEffect& effect);
    /// A state that ends during the TLS handshake never begins after it.
    void keepForAfterTls(FaultSchedule::Effects& waiting, const FaultEffect& effect) const;
    /// A connection has its interceptor. The schedule knew of it before if there was a handshake.
    void begun(const FaultConnectionFacts& facts);
    void applyToServer(const FaultEffect& effect);
    void hang(FaultIndex fault, bool begins);

    FeedFaultMemory feedMemory_;
    ServerWideFaults wide_;
    std::optional<ScriptedServerPort> port_;
    std::optional<MsgiServerPort> msgiPort_;
    /// P3 holds: connections that come stand still at once.
    std::optional<FaultIndex> hang_;
    /// Connected sockets may be given filters.
    bool hasSocketFilter_;
    TlsFaultCertificates certificates_;
    /// Of connections in their TLS handshake: what is to be done after it, and is recorded.
    std::map<std::uint32_t, FaultSchedule::Effects> afterTls_;
    std::map<std::uint32_t, ServerFaultLink*> links_;
};

} // namespace redial
