// SPDX-License-Identifier: MIT
// Plans of faults, as text and as JSON: what is accepted is written and read again, what is refused
// is told in sentences, and a schedule of it keeps its counts whatever happens.
#include "core/fault/fault_plan_reader.h"
#include "core/fault/fault_schedule.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace fault_plan_fuzzer {

using namespace redial;

namespace {

void requireSame(const PlannedFault& planned)
{
    const auto fromText = parsePlannedFault(planned.toText());
    fuzz::require(fromText.hasValue() && *fromText == planned, "the text form changes");
    const auto fromJson = plannedFaultFromJson(planned.toJson());
    fuzz::require(fromJson.hasValue() && *fromJson == planned, "the JSON form changes");
}

void live(const FaultPlan& plan)
{
    MonotonicTime now{};
    FaultSchedule schedule(plan, now, Random(1));
    schedule.start(now);
    for (std::uint32_t number = 1; number <= 4; ++number) {
        const FaultConnectionFacts facts{number, QStringLiteral("127.0.0.1"),
                                         QStringLiteral("/ocpp/CP-1"), QStringLiteral("CP-1")};
        schedule.connectionBegins(facts, now);
        schedule.requestRead(facts, now);
        schedule.opened(number, now);
        schedule.message(number, {}, now);
        schedule.bytes(number, FaultDirection::Downstream, 4096, now);
        now += std::chrono::seconds(10);
        schedule.timePassed(now);
        schedule.connectionClosed(number, now);
    }
    schedule.finish(now);
    for (FaultIndex i = 0; i < schedule.size(); ++i) {
        const FaultCounters counters = schedule.counters(i);
        fuzz::require(counters.begun == counters.ended && counters.bitten <= counters.begun,
                      "the counts do not balance");
    }
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const bool isText = input.byte() % 2 == 0;
    const QByteArray bytes(input.rest().data(), qsizetype(input.rest().size()));
    if (isText) {
        const auto planned = parsePlannedFault(QString::fromUtf8(bytes));
        fuzz::require(planned.hasValue() || !planned.error().isEmpty(), "a refusal without reason");
        if (planned) {
            requireSame(*planned);
            live({FaultPlan::Order::Parallel, {*planned}});
        }
        return;
    }
    const auto plan = readFaultPlan(bytes);
    if (!plan) {
        for (const FaultPlanError& error : plan.error())
            fuzz::require(!error.sentence.isEmpty(), "an error without a sentence");
        return;
    }
    const auto again = faultPlanFromJson(plan->toJson());
    fuzz::require(again.hasValue() && *again == *plan, "the plan changes");
    live(*plan);
}

} // namespace fault_plan_fuzzer

REDIAL_FUZZ_TARGET(fault_plan_fuzzer)
