// SPDX-License-Identifier: MIT
#include "tests/fault/schedule_checker.h"

#include <numeric>

using namespace redial;
using namespace std::chrono_literals;

using Kind = FaultEffect::Kind;

void ScheduleChecker::complain(const FaultEffect& effect, const char* what)
{
    complaints_ << QStringLiteral("fault %1 on %2: %3")
                       .arg(effect.fault)
                       .arg(effect.connection.value_or(0))
                       .arg(QLatin1String(what));
}

void ScheduleChecker::take(const FaultSchedule::Effects& effects)
{
    for (const FaultEffect& effect : effects) {
        const std::pair place(effect.fault, effect.connection.value_or(0));
        switch (effect.kind) {
        case Kind::Armed:
            if (armed_.at(effect.fault))
                complain(effect, "armed twice");
            armed_[effect.fault] = true;
            ++counters_[effect.fault].armed;
            break;
        case Kind::Disarmed:
            armed_.at(effect.fault) = false;
            break;
        case Kind::Begin:
            if (!armed_.at(effect.fault))
                complain(effect, "begins and is not armed");
            if (!holds_.insert(place).second)
                complain(effect, "begins twice");
            ++counters_[effect.fault].begun;
            break;
        case Kind::End:
            if (holds_.erase(place) == 0)
                complain(effect, "ends and had not begun");
            ++counters_[effect.fault].ended;
            break;
        }
    }
}

void ScheduleChecker::connectionGone(std::uint32_t number)
{
    for (const auto& [fault, connection] : holds_) {
        if (connection == number)
            complain({Kind::Begin, fault, number, FaultEffect::Cause::Trigger},
                     "holds on a connection that went");
    }
}

void ScheduleChecker::compare(const FaultSchedule& schedule)
{
    for (FaultIndex i = 0; i < schedule.size(); ++i) {
        const FaultCounters counters = schedule.counters(i);
        if (counters.armed != counters_[i].armed || counters.begun != counters_[i].begun ||
            counters.ended != counters_[i].ended || counters.bitten > counters.begun)
            complaints_ << QStringLiteral("fault %1 counts wrongly").arg(i);
    }
    if (!holds_.empty())
        complaints_ << QStringLiteral("%1 hold after the end").arg(holds_.size());
}

std::uint64_t ScheduleChecker::begun() const
{
    return std::accumulate(counters_.begin(), counters_.end(), std::uint64_t(0),
                           [](auto sum, const auto& row) { return sum + row.begun; });
}

std::uint64_t ScheduleChecker::ended() const
{
    return std::accumulate(counters_.begin(), counters_.end(), std::uint64_t(0),
                           [](auto sum, const auto& row) { return sum + row.ended; });
}

namespace {

/// Faults of every stage, each kind of condition.
constexpr const char* samples[] = {
    "T1 when=time:10s..40s",
    "T2 when=attempt:3 for=5s",
    "P1 when=every:4",
    "P3 when=message:5 for=3s",
    "T3 when=probability:0.2",
    "T5 when=every:7",
    "S8 scope=address:127.*",
    "H5 scope=station:CP-1 when=attempt:1..50",
    "H10 when=every:5",
    "T9 when=delay:2s for=4s",
    "N1 for=6s",
    "N1 when=bytes:5000 direction=both",
    "T6 when=message:4:Heartbeat",
    "N3 when=time:5s.. scope=station:CP-2",
    "W22 when=probability:0.5",
    "W4 when=delay:7s when=every:2",
    "W3 after_messages=3 after=1s",
    "W19 scope=connection:9 for=1s",
    "N11 when=probability:0.3 direction=upstream",
    "N12 when=message:2..3",
    "O6 times=20",
    "W22 when=message:2:Heartbeat for=1s times=30",
};

class RandomLife
{
public:
    explicit RandomLife(std::uint64_t seed)
        : random_(seed), schedule_(plan(), now_, Random(seed)), checker_(schedule_.size())
    {
        take(schedule_.start(now_));
    }

    ScheduleStory run(int inputs)
    {
        for (int i = 0; i < inputs; ++i)
            input();
        take(schedule_.finish(now_));
        checker_.compare(schedule_);
        return {checker_.complaints(), told_, checker_.begun(), checker_.ended(), isSequence_};
    }

private:
    bool chance(int percent) { return random_.between(1, 100) <= percent; }

    FaultPlan plan()
    {
        FaultPlan plan;
        isSequence_ = chance(20);
        plan.order = isSequence_ ? FaultPlan::Order::Sequence : FaultPlan::Order::Parallel;
        const auto count = isSequence_ ? 200 : 12;
        for (int i = 0; i < count; ++i) {
            const auto pick = std::size_t(random_.between(0, std::ssize(samples) - 1));
            PlannedFault fault = *parsePlannedFault(QString::fromLatin1(samples[pick]));
            fault.armed = isSequence_ || chance(85);
            plan.faults.push_back(fault);
        }
        return plan;
    }

    FaultConnectionFacts facts(std::uint32_t number) const
    {
        const QString station = QStringLiteral("CP-%1").arg(number % 3);
        return {number, QStringLiteral("127.0.0.1"), QStringLiteral("/ocpp/") + station, station};
    }

    void input()
    {
        const int what = int(random_.between(1, 100));
        if (what <= 15)
            open();
        else if (what <= 25)
            close();
        else if (what <= 60)
            message();
        else if (what <= 75)
            take(
                schedule_.bytes(any(), direction(), std::uint64_t(random_.between(1, 3000)), now_));
        else if (what <= 95)
            pass();
        else
            byHand();
    }

    void open()
    {
        const std::uint32_t number = ++last_;
        open_.push_back(number);
        take(schedule_.connectionBegins(facts(number), now_));
        if (chance(90))
            take(schedule_.requestRead(facts(number), now_));
        if (chance(90))
            take(schedule_.opened(number, now_));
    }

    /// One that is open, or one that never was.
    std::uint32_t any()
    {
        if (open_.empty() || chance(5))
            return 1'000'000;
        return open_[std::size_t(random_.between(0, std::ssize(open_) - 1))];
    }

    void close()
    {
        const std::uint32_t number = any();
        std::erase(open_, number);
        take(schedule_.connectionClosed(number, now_));
        checker_.connectionGone(number);
    }

    FaultDirection direction()
    {
        return chance(50) ? FaultDirection::Upstream : FaultDirection::Downstream;
    }

    void message()
    {
        FaultMessage message;
        message.direction = direction();
        if (chance(80))
            message.kind = chance(50) ? FaultMessageKind::Call : FaultMessageKind::Answer;
        message.action =
            chance(70) ? QStringLiteral("Heartbeat") : QStringLiteral("BootNotification");
        take(schedule_.message(any(), message, now_));
    }

    void pass()
    {
        const auto due = schedule_.nextDue();
        now_ = due && chance(70) ? std::max(now_, *due)
                                 : now_ + std::chrono::milliseconds(random_.between(0, 3000));
        take(schedule_.timePassed(now_));
    }

    void byHand()
    {
        const auto fault = FaultIndex(random_.between(0, std::int64_t(schedule_.size()) - 1));
        take(chance(60) ? schedule_.arm(fault, now_) : schedule_.disarm(fault, now_));
    }

    void take(const FaultSchedule::Effects& effects)
    {
        checker_.take(effects);
        for (const FaultEffect& effect : effects) {
            told_ += QStringLiteral("%1 %2 %3;")
                         .arg(int(effect.kind))
                         .arg(effect.fault)
                         .arg(effect.connection.value_or(0));
            // As a shell that notices now and then that something was changed.
            if (effect.kind == Kind::Begin && chance(50))
                schedule_.bitten(effect.fault, effect.connection);
        }
    }

    Random random_;
    bool isSequence_ = false;
    MonotonicTime now_{};
    FaultSchedule schedule_;
    ScheduleChecker checker_;
    std::vector<std::uint32_t> open_;
    std::uint32_t last_ = 0;
    QString told_;
};

} // namespace

ScheduleStory randomStory(std::uint64_t seed, int inputs)
{
    return RandomLife(seed).run(inputs);
}
