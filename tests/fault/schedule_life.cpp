// SPDX-License-Identifier: MIT
#include "tests/fault/schedule_life.h"

#include <array>

using namespace redial;

namespace {

FaultPlan planOf(std::initializer_list<const char*> texts, FaultPlan::Order order)
{
    FaultPlan plan;
    plan.order = order;
    for (const char* text : texts) {
        auto planned = parsePlannedFault(QString::fromLatin1(text));
        if (!planned)
            qFatal("%s: %s", text, qPrintable(planned.error()));
        plan.faults.push_back(std::move(*planned));
    }
    return plan;
}

FaultConnectionFacts factsOf(std::uint32_t number, const char* address, const char* station)
{
    FaultConnectionFacts facts;
    facts.number = number;
    facts.address = QString::fromLatin1(address);
    facts.station = QString::fromLatin1(station);
    facts.path = QStringLiteral("/ocpp/") + facts.station;
    return facts;
}

QString textOf(const FaultEffect& effect)
{
    static constexpr std::array<const char*, 4> kinds{"armed", "disarmed", "begin", "end"};
    QString text = QStringLiteral("%1 %2")
                       .arg(QLatin1String(kinds.at(std::size_t(effect.kind))))
                       .arg(effect.fault);
    if (effect.connection)
        text += QStringLiteral("@%1").arg(*effect.connection);
    if (effect.cause == FaultEffect::Cause::ConnectionClosed)
        text += QLatin1String(" closed");
    if (effect.kind == FaultEffect::Kind::End && effect.cause == FaultEffect::Cause::ByHand)
        text += QLatin1String(" by hand");
    return text;
}

} // namespace

ScheduleLife::ScheduleLife(std::initializer_list<const char*> texts, FaultPlan::Order order)
    : schedule_(planOf(texts, order), now_, Random(1))
{
    keep(schedule_.start(now_));
}

void ScheduleLife::begin(std::uint32_t number, const char* address)
{
    keep(schedule_.connectionBegins(factsOf(number, address, ""), now_));
}
void ScheduleLife::request(std::uint32_t number, const char* station)
{
    keep(schedule_.requestRead(factsOf(number, "127.0.0.1", station), now_));
}
void ScheduleLife::open(std::uint32_t number, const char* station)
{
    begin(number);
    request(number, station);
    keep(schedule_.opened(number, now_));
}
void ScheduleLife::message(std::uint32_t number, const FaultMessage& message)
{
    keep(schedule_.message(number, message, now_));
}
void ScheduleLife::bytes(std::uint32_t number, FaultDirection direction, std::uint64_t count)
{
    keep(schedule_.bytes(number, direction, count, now_));
}
void ScheduleLife::close(std::uint32_t number)
{
    keep(schedule_.connectionClosed(number, now_));
}
void ScheduleLife::arm(FaultIndex fault)
{
    keep(schedule_.arm(fault, now_));
}
void ScheduleLife::disarm(FaultIndex fault)
{
    keep(schedule_.disarm(fault, now_));
}
void ScheduleLife::finish()
{
    keep(schedule_.finish(now_));
}

void ScheduleLife::passTo(std::chrono::milliseconds time)
{
    const MonotonicTime end{time};
    while (const auto due = schedule_.nextDue()) {
        if (*due > end)
            break;
        now_ = std::max(now_, *due);
        keep(schedule_.timePassed(now_));
    }
    now_ = end;
    keep(schedule_.timePassed(now_));
}

std::optional<std::chrono::milliseconds> ScheduleLife::nextDue() const
{
    const auto due = schedule_.nextDue();
    if (!due)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(due->time_since_epoch());
}

QString ScheduleLife::said()
{
    return std::exchange(said_, {}).join(QLatin1String(", "));
}

void ScheduleLife::keep(const FaultSchedule::Effects& effects)
{
    for (const FaultEffect& effect : effects)
        said_ << textOf(effect);
}
