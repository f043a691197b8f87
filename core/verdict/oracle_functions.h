// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/metrics.h"
#include "core/verdict/oracle_examination.h"
#include "core/verdict/run_view.h"
#include "core/verdict/verdict_context.h"

/// The oracles' functions, named by their ids; the table in oracle.cpp says what each one means.
namespace redial::oracle {

// how long it waits
OracleAnswer p01(const RunView& run, const VerdictContext& context);
OracleAnswer p02(const RunView& run, const VerdictContext& context);
OracleAnswer p03(const RunView& run, const VerdictContext& context);
OracleAnswer p05(const RunView& run, const VerdictContext& context);
OracleAnswer p06(const RunView& run, const VerdictContext& context);
OracleAnswer p07(const RunView& run, const VerdictContext& context);
OracleAnswer p08(const RunView& run, const VerdictContext& context);
OracleAnswer p10(const RunView& run, const VerdictContext& context);
// what it does on the way back
OracleAnswer p09(const RunView& run, const VerdictContext& context);
OracleAnswer p11(const RunView& run, const VerdictContext& context);
OracleAnswer p12(const RunView& run, const VerdictContext& context);
OracleAnswer p13(const RunView& run, const VerdictContext& context);
OracleAnswer p14(const RunView& run, const VerdictContext& context);
OracleAnswer p15(const RunView& run, const VerdictContext& context);
OracleAnswer p42(const RunView& run, const VerdictContext& context);
OracleAnswer p52(const RunView& run, const VerdictContext& context);
// the state of the link
OracleAnswer p20(const RunView& run, const VerdictContext& context);
OracleAnswer p21(const RunView& run, const VerdictContext& context);
OracleAnswer p22(const RunView& run, const VerdictContext& context);
OracleAnswer p23(const RunView& run, const VerdictContext& context);
OracleAnswer p24(const RunView& run, const VerdictContext& context);
OracleAnswer p25(const RunView& run, const VerdictContext& context);
OracleAnswer p28(const RunView& run, const VerdictContext& context);
// what becomes of messages
OracleAnswer p30(const RunView& run, const VerdictContext& context);
OracleAnswer p31(const RunView& run, const VerdictContext& context);
OracleAnswer p32(const RunView& run, const VerdictContext& context);
OracleAnswer p33(const RunView& run, const VerdictContext& context);
OracleAnswer p34(const RunView& run, const VerdictContext& context);
OracleAnswer p35(const RunView& run, const VerdictContext& context);
OracleAnswer p36(const RunView& run, const VerdictContext& context);
OracleAnswer p37(const RunView& run, const VerdictContext& context);
// a feed's client
OracleAnswer p40(const RunView& run, const VerdictContext& context);
OracleAnswer p41(const RunView& run, const VerdictContext& context);
OracleAnswer p43(const RunView& run, const VerdictContext& context);
OracleAnswer p44(const RunView& run, const VerdictContext& context);
OracleAnswer p45(const RunView& run, const VerdictContext& context);
// what is said about it
OracleAnswer p50(const RunView& run, const VerdictContext& context);
OracleAnswer p51(const RunView& run, const VerdictContext& context);
// the frames of WebSocket and MSGI, and TLS
OracleAnswer p60(const RunView& run, const VerdictContext& context);
OracleAnswer p61(const RunView& run, const VerdictContext& context);
OracleAnswer p62(const RunView& run, const VerdictContext& context);
// between several servers
OracleAnswer l1(const RunView& run, const VerdictContext& context);
OracleAnswer l2(const RunView& run, const VerdictContext& context);
OracleAnswer l3(const RunView& run, const VerdictContext& context);
OracleAnswer l4(const RunView& run, const VerdictContext& context);
/// P51 of any figures: whether they are what the log says.
OracleAnswer compareMetrics(const RunView& run, const MetricsValues& metrics);

} // namespace redial::oracle
