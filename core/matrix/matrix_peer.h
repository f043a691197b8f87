// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/server_faults.h"
#include "core/matrix/matrix_cell.h"
#include "core/scenario/proxy_run.h"
#include "core/server/scripted_server.h"
#include "core/time/system_clock.h"

#include <memory>

namespace redial {

/// What stands opposite the station of a real cell whose fault its run's own server cannot do: a
/// server of its own, over TLS for faults of TLS, behind a proxy for faults of the proxy. Listens
/// on 127.0.0.1; keeps a log of its own. Lives on its thread; outlives the station's run.
class MatrixPeer
{
public:
    /// The error is a sentence.
    static Expected<std::unique_ptr<MatrixPeer>, QString> open(const MatrixCell& cell,
                                                               std::uint64_t seed);
    ~MatrixPeer();

    /// Where the station connects to, and whom it trusts.
    void introduce(StationRunConfiguration& station) const;
    /// Ends the faults; call when the station's run is over.
    void finish();
    /// A fault of this side changed something.
    bool hasBitten() const;

private:
    explicit MatrixPeer(const MatrixCell& cell, std::uint64_t seed);
    Expected<void, QString> listen(const MatrixCell& cell);
    Expected<void, QString> relay(const MatrixCell& cell, std::uint64_t seed);

    SystemClock clock_;
    EventLog log_;
    EventRecorder recorder_;
    std::unique_ptr<ServerFaults> faults_;
    std::unique_ptr<ScriptedServer> server_;
    std::unique_ptr<ProxyRun> proxy_;
    QUrl url_;
    QByteArray authority_;
};

/// Whether the log says of some fault that it changed something.
bool hasBittenFault(const EventLog& log);

} // namespace redial
