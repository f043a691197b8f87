// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/examination_plan.h"
#include "core/log/event_recorder.h"

#include <deque>
#include <functional>

namespace redial {

/// What an examination does to the client's connections. Whoever implements it records, as the
/// connection's event fault_on with fault "judge", each end and silence at its moment, and tells
/// the examination what came of it.
class ExaminationStage
{
public:
    virtual ~ExaminationStage() = default;

    /// Called when the connection has just been accepted. `duration`: of Held how long, of
    /// RetryAfter what is told.
    virtual void treat(std::uint32_t connection, Treatment treatment,
                       std::chrono::nanoseconds duration) = 0;
    /// Resets a connection that was let in, or that never got as far as its treatment.
    virtual void drop(std::uint32_t connection) = 0;
    virtual void silence(std::uint32_t connection) = 0;
    virtual void setListening(bool on) = 0;
    virtual void restartClient() = 0;
};

/// Carries out an ExaminationPlan on a stage: keeps its one timer, and writes into the log which
/// situation began and ended when. Lives on its clock's thread; clock, log and stage outlive it.
class Examination
{
public:
    Examination(ExaminationSettings settings, Clock& clock, EventRecorder harness,
                ExaminationStage& stage);
    ~Examination();
    Examination(const Examination&) = delete;
    Examination& operator=(const Examination&) = delete;

    /// Called when a situation begins and when all is over.
    void onAnnounce(std::function<void()> handler) { announce_ = std::move(handler); }
    void onFinish(std::function<void()> handler) { finish_ = std::move(handler); }

    void begin() { take({ExaminationInput::Kind::Begin}); }
    void accepted(std::uint32_t n) { take({ExaminationInput::Kind::Accepted, n}); }
    void ready(std::uint32_t n) { take({ExaminationInput::Kind::Ready, n}); }
    void treatmentDone(std::uint32_t n) { take({ExaminationInput::Kind::TreatmentDone, n}); }
    void gone(std::uint32_t n) { take({ExaminationInput::Kind::Gone, n}); }
    void clientEnded() { take({ExaminationInput::Kind::ClientEnded}); }
    void stop() { take({ExaminationInput::Kind::Stop}); }

    const ExaminationPlan& plan() const { return plan_; }

private:
    /// Inputs that come while effects are carried out wait for their turn.
    void take(const ExaminationInput& input);
    void perform(const ExaminationEffect& effect);
    void note(const char* detail, const ExaminationEffect& effect, const QString& text);

    ExaminationPlan plan_;
    Clock& clock_;
    EventRecorder harness_;
    ExaminationStage& stage_;
    std::function<void()> announce_;
    std::function<void()> finish_;
    std::deque<ExaminationInput> waiting_;
    bool busy_ = false;
    TimerId timer_ = 0;
};

} // namespace redial
