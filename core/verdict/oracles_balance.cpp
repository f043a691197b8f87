// SPDX-License-Identifier: MIT
// L1 to L4: to which of several servers a balancer sends its connections.
#include "core/verdict/oracle_functions.h"
#include "core/verdict/statistics.h"

#include <algorithm>
#include <map>

namespace redial::oracle {

namespace {

/// What the log tells of one server until the event that is looked at.
struct ServerSoFar
{
    EventNumber status = 0; ///< the last one's event
    bool isAvailable = false;
    std::int64_t weight = 1;
    /// Connections that it cannot have more of: what it had at its last pick, and that one.
    std::int64_t atMost = 0;
    EventNumber lastPick = 0;
    // Since the set of available servers last changed.
    std::int64_t picks = 0;
};

using Servers = std::map<std::string_view, ServerSoFar>;

QString quoted(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Walks picks and changes of health. Servers of which no status was recorded are not judged.
class BalanceWalk
{
public:
    explicit BalanceWalk(const RunView& run) : run_(run) {}
    virtual ~BalanceWalk() = default;
    BalanceWalk(const BalanceWalk&) = delete;
    BalanceWalk& operator=(const BalanceWalk&) = delete;

    void walk()
    {
        for (const EventNumber number : run_.client()) {
            if (run_.kind(number) == EventKind::BackendHealth)
                takeHealth(number);
            else if (run_.kind(number) == EventKind::BackendPicked)
                takePick(number);
        }
        onSetChanges();
    }

    OracleExamination examination;

protected:
    /// The counts of picks are about to begin anew.
    virtual void onSetChanges() {}
    /// Before it is counted.
    virtual void onPick(EventNumber, const ServerSoFar&) {}
    /// After it has been counted.
    virtual void afterPick(EventNumber) {}

    bool hasStrategy(EventNumber pick, std::string_view strategy) const
    {
        return run_.text(pick, FieldKey::Strategy) == strategy;
    }

    const RunView& run_;
    Servers servers_;
    std::string_view strategy_; ///< of the last pick

private:
    void takeHealth(EventNumber number)
    {
        ServerSoFar& server = servers_[run_.text(number, FieldKey::Backend)];
        const std::string_view status = run_.text(number, FieldKey::Status);
        onSetChanges();
        for (auto& [name, each] : servers_)
            each.picks = 0;
        server.status = number;
        server.isAvailable = status == "healthy" || status == "returned";
        server.weight =
            std::max<std::int64_t>(run_.log().integer(number, FieldKey::Weight).value_or(1), 1);
    }

    void takePick(EventNumber number)
    {
        const auto found = servers_.find(run_.text(number, FieldKey::Backend));
        if (found == servers_.end())
            return;
        ServerSoFar& server = found->second;
        strategy_ = run_.text(number, FieldKey::Strategy);
        onPick(number, server);
        const auto had = run_.log().integer(number, FieldKey::Count).value_or(0);
        server.atMost = std::clamp<std::int64_t>(had, 0, INT32_MAX) + 1;
        server.lastPick = number;
        ++server.picks;
        afterPick(number);
    }
};

class InTurn final : public BalanceWalk
{
public:
    using BalanceWalk::BalanceWalk;

private:
    void afterPick(EventNumber number) override
    {
        if (!hasStrategy(number, "round_robin"))
            return;
        const ServerSoFar& picked = servers_[run_.text(number, FieldKey::Backend)];
        for (const auto& [name, server] : servers_) {
            if (!server.isAvailable)
                continue;
            examination.require(picked.picks - server.picks <= 1, {server.status, number},
                                [&, &which = name, &other = server] {
                                    return QStringLiteral("%1 was picked %2 times, %3 only %4 "
                                                          "times, while both were there.")
                                        .arg(quoted(run_.text(number, FieldKey::Backend)))
                                        .arg(picked.picks)
                                        .arg(quoted(which))
                                        .arg(other.picks);
                                });
        }
    }
};

class LeastFirst final : public BalanceWalk
{
public:
    using BalanceWalk::BalanceWalk;

private:
    void onPick(EventNumber number, const ServerSoFar& picked) override
    {
        const auto had = run_.log().integer(number, FieldKey::Count);
        if (!hasStrategy(number, "least_connections") || !had)
            return;
        for (const auto& [name, server] : servers_) {
            if (!server.isAvailable || &server == &picked)
                continue;
            examination.require(*had <= server.atMost,
                                {server.lastPick != 0 ? server.lastPick : server.status, number},
                                [&, &which = name, &other = server] {
                                    return QStringLiteral("%1 was picked with %2 connections, "
                                                          "while %3 had %4 at most.")
                                        .arg(quoted(run_.text(number, FieldKey::Backend)))
                                        .arg(*had)
                                        .arg(quoted(which))
                                        .arg(other.atMost);
                                });
        }
    }
};

class InProportion final : public BalanceWalk
{
public:
    using BalanceWalk::BalanceWalk;

private:
    /// As of the tests of jitter.
    static constexpr double falseAlarms = Uniformity::falseAlarms;
    /// Pearson's rule for the test's approximation.
    static constexpr double fewestExpected = 5;

    void onSetChanges() override
    {
        double weights = 0;
        std::int64_t picks = 0;
        double leastWeight = 0;
        std::size_t count = 0;
        for (const auto& [name, server] : servers_) {
            if (!server.isAvailable)
                continue;
            const auto weight = static_cast<double>(server.weight);
            leastWeight = count == 0 ? weight : std::min(leastWeight, weight);
            weights += weight;
            picks += server.picks;
            ++count;
        }
        const auto total = static_cast<double>(picks);
        if (strategy_ != "weighted" || count < 2 || total * leastWeight / weights < fewestExpected)
            return;
        judge(total, weights, static_cast<double>(count - 1));
    }

    void judge(double total, double weights, double degreesOfFreedom)
    {
        double statistic = 0;
        EventNumber last = 0;
        EventNumber first = 0;
        for (const auto& [name, server] : servers_) {
            if (!server.isAvailable)
                continue;
            const double expected = total * static_cast<double>(server.weight) / weights;
            const double apart = static_cast<double>(server.picks) - expected;
            statistic += apart * apart / expected;
            last = std::max(last, server.lastPick);
            first = first == 0 ? server.status : std::min(first, server.status);
        }
        examination.require(chiSquareTail(statistic, degreesOfFreedom) >= falseAlarms,
                            {first, last}, [&] {
                                return QStringLiteral("Of %1 picks the servers' shares are not in "
                                                      "proportion to their weights (chi-square "
                                                      "%2).")
                                    .arg(total)
                                    .arg(statistic, 0, 'f', 1);
                            });
    }
};

class Available final : public BalanceWalk
{
public:
    using BalanceWalk::BalanceWalk;

private:
    void onPick(EventNumber number, const ServerSoFar& picked) override
    {
        examination.require(picked.isAvailable, {picked.status, number}, [&] {
            return QStringLiteral("%1 was picked while it was %2.")
                .arg(quoted(run_.text(number, FieldKey::Backend)),
                     quoted(run_.text(picked.status, FieldKey::Status)));
        });
    }
};

template <class Walk>
OracleAnswer answerOf(const RunView& run, const QString& held, const QString& missing)
{
    Walk walk(run);
    walk.walk();
    return walk.examination.answer(held, missing);
}

} // namespace

OracleAnswer l1(const RunView& run, const VerdictContext&)
{
    return answerOf<InTurn>(run, QStringLiteral("The servers took turns, %1 times compared."),
                            QStringLiteral("No server was picked in turn."));
}

OracleAnswer l2(const RunView& run, const VerdictContext&)
{
    return answerOf<LeastFirst>(
        run, QStringLiteral("None had fewer connections than the one picked, %1 times compared."),
        QStringLiteral("No server was picked by its connections."));
}

OracleAnswer l3(const RunView& run, const VerdictContext&)
{
    return answerOf<InProportion>(run,
                                  QStringLiteral("The shares fit the weights, %1 times looked at."),
                                  QStringLiteral("Too few servers were picked by weight."));
}

OracleAnswer l4(const RunView& run, const VerdictContext&)
{
    return answerOf<Available>(run, QStringLiteral("All %1 picks went to servers in service."),
                               QStringLiteral("No server was picked."));
}

} // namespace redial::oracle
