// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/fault/fault_scope.h"
#include "core/fault/fault_trigger.h"

#include <QJsonObject>
#include <QStringList>

namespace redial {

/// What is wrong with a plan and where: a JSON pointer ("/faults/0/when/attempt"), or the option's
/// text.
struct FaultPlanError
{
    QString path;
    QString sentence;

    friend bool operator==(const FaultPlanError&, const FaultPlanError&) = default;
};

/// One fault with its when, whom, which way and how long. A plain value.
struct PlannedFault
{
    explicit PlannedFault(Fault what) : fault(std::move(what)) {}

    Fault fault;
    FaultTrigger when;
    FaultScope scope;
    std::optional<FaultDirection> direction; ///< absent: the definition's
    /// How long it holds each time; absent: to the end of the connection, or of the run.
    std::optional<std::chrono::nanoseconds> duration;
    std::optional<std::uint64_t> times; ///< how often it may come at most
    std::uint64_t seed = 1;             ///< of its probability and its random parameters
    bool armed = true;                  ///< false: waits to be armed by hand

    std::optional<FaultDirection> effectiveDirection() const
    {
        return direction ? direction : fault.definition().direction;
    }
    /// `when`, with what the fault's own parameters after_messages and after add to it.
    FaultTrigger effectiveWhen() const;
    /// As `--fault` takes it.
    QString toText() const;
    QJsonObject toJson() const;
    /// Why it can never bite; one sentence each, empty if it can.
    QStringList impossibilities() const;
    /// Empty if this build does it in that mode; else a sentence that says where it can be had.
    QString unsuitableFor(FaultMode mode) const;

    friend bool operator==(const PlannedFault&, const PlannedFault&) = default;
};

/// Faults that come in parallel, each by its own trigger, or in sequence: each waits until the one
/// before it has come and gone `times` times (once if that is not given). A plain value.
struct FaultPlan
{
    enum class Order : std::uint8_t { Parallel, Sequence };

    Order order = Order::Parallel;
    std::vector<PlannedFault> faults;

    bool isEmpty() const { return faults.empty(); }
    QJsonObject toJson() const;
    /// Where one fault keeps another from ever biting. The readers refuse such a plan.
    std::vector<FaultPlanError> contradictions() const;
    /// The faults that this build does not do in that mode.
    std::vector<FaultPlanError> unsuitableFor(FaultMode mode) const;

    friend bool operator==(const FaultPlan&, const FaultPlan&) = default;
};

} // namespace redial
