// SPDX-License-Identifier: MIT
#pragma once

#include "tests/interop/peer_process.h"

#include <QJsonObject>
#include <QTest>

#include <memory>

namespace redial {

enum class PeerKind { Node, Python, OpenSsl, Curl, Dnsmasq };

/// Why peers of that kind cannot run here, as a sentence with the remedy; empty if they can.
QString peerMissing(PeerKind kind);

/// Where dnsmasq is; empty if it is not there.
QString dnsmasqProgram();

/// Starts tests/interop/peers/SCRIPT (.mjs with node, .py with Debian's python3).
std::unique_ptr<PeerProcess> startPeer(const QString& script, const QStringList& arguments);

/// Starts the command-line program.
std::unique_ptr<PeerProcess> startRedial(const QStringList& arguments);

/// What a run of the command-line program gave: status -1 if it did not end.
struct RedialRun
{
    int status = -1;
    QByteArray output;

    /// The last line as JSON; empty if it is none.
    QJsonObject sum() const;
};

/// Runs the command-line program to its end.
RedialRun runRedial(const QStringList& arguments);

/// Starts `redial serve` with the arguments on a free port and waits until it listens. `address`
/// becomes its URL.
std::unique_ptr<PeerProcess> startServer(const QStringList& arguments, QString* address);

} // namespace redial

/// In CI (the variable CI is set) every peer must be there; elsewhere its tests are skipped.
#define REQUIRE_PEER(kind)                                                                         \
    do {                                                                                           \
        const QString missing = redial::peerMissing(kind);                                         \
        if (!missing.isEmpty() && qEnvironmentVariableIsSet("CI"))                                 \
            QFAIL(qPrintable(missing));                                                            \
        if (!missing.isEmpty())                                                                    \
            QSKIP(qPrintable(missing));                                                            \
    } while (false)
