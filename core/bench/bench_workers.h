// SPDX-License-Identifier: MIT
#pragma once

#include "core/bench/bench_load.h"

namespace redial {

/// The processes of a bench. A server tells its port on standard output and answers the commands on
/// standard input (answerBenchCommand()) until that ends; a client does its load and tells the
/// result (concludeLoad()). Each gives false if it could not.

bool runRawServer(BenchFraming framing);
bool runEngineServer(BenchFraming framing);
std::optional<BenchResult> runRawClient(const BenchLoad& load);
std::optional<BenchResult> runEngineClient(const BenchLoad& load);

/// Tells the result. Idle connections are held until standard input ends: in both clients while
/// their sockets live.
std::optional<BenchResult> concludeLoad(const BenchLoad& load, std::optional<BenchResult> result);

/// A worker's whole life, after the port or the load that it was given as JSON; its exit status.
int runBenchWorker(const QString& order);

/// {"port":N} on standard output.
void tellBenchPort(std::uint16_t port);
/// Reads standard input: at "memory" {"memory":BYTES} on standard output. False at its end.
bool answerBenchCommand();
/// One line of standard output.
void tellBench(const QJsonObject& object);

} // namespace redial
