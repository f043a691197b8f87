// SPDX-License-Identifier: MIT
#include "core/foreign/examination.h"

#include "core/foreign/observations.h"

#include <utility>

namespace redial {

Examination::Examination(ExaminationSettings settings, Clock& clock, EventRecorder harness,
                         ExaminationStage& stage)
    : plan_(std::move(settings)), clock_(clock), harness_(harness), stage_(stage)
{
}

Examination::~Examination()
{
    clock_.cancelTimer(timer_);
}

void Examination::take(const ExaminationInput& input)
{
    waiting_.push_back(input);
    if (std::exchange(busy_, true))
        return;
    while (!waiting_.empty()) {
        const ExaminationInput next = waiting_.front();
        waiting_.pop_front();
        for (const ExaminationEffect& effect : plan_.step(next, clock_.now()))
            perform(effect);
    }
    busy_ = false;
}

void Examination::perform(const ExaminationEffect& effect)
{
    switch (effect.kind) {
    case ExaminationEffect::Kind::Announce:
        note(situationDetail, effect, sentenceOf(effect.situation));
        if (announce_)
            announce_();
        return;
    case ExaminationEffect::Kind::Completed:
        return note(completedDetail, effect, QStringLiteral("seen enough of it"));
    case ExaminationEffect::Kind::Treat:
        return stage_.treat(effect.connection, effect.treatment, effect.duration);
    case ExaminationEffect::Kind::Drop:
        return stage_.drop(effect.connection);
    case ExaminationEffect::Kind::Silence:
        return stage_.silence(effect.connection);
    case ExaminationEffect::Kind::ClosePort:
        note(portClosedDetail, effect, QStringLiteral("nobody listens from here on"));
        return stage_.setListening(false);
    case ExaminationEffect::Kind::OpenPort:
        note(portOpenedDetail, effect, QStringLiteral("somebody listens again"));
        return stage_.setListening(true);
    case ExaminationEffect::Kind::Wake:
        clock_.cancelTimer(timer_);
        timer_ = clock_.startTimer(effect.duration, [this] {
            timer_ = 0;
            take({ExaminationInput::Kind::Wake});
        });
        return;
    case ExaminationEffect::Kind::StayedAway:
        return note(silenceDetail, effect,
                    QStringLiteral("the client did not come again after %1 failures in a row")
                        .arg(effect.attempts));
    case ExaminationEffect::Kind::RestartClient:
        return stage_.restartClient();
    case ExaminationEffect::Kind::Finish:
        clock_.cancelTimer(std::exchange(timer_, 0));
        if (finish_)
            finish_();
        return;
    }
}

void Examination::note(const char* detail, const ExaminationEffect& effect, const QString& text)
{
    // What of the duration later readers need: how long a connection stands in the first situation.
    const auto duration =
        effect.situation == Situation::Steady && effect.kind == ExaminationEffect::Kind::Announce
            ? plan_.stable()
            : effect.duration;
    harness_.record(EventKind::Note, {{FieldKey::Text, text.toStdString()},
                                      {FieldKey::Detail, detail},
                                      {FieldKey::Mode, nameOf(effect.situation)},
                                      {FieldKey::Count, effect.attempts},
                                      {FieldKey::DurationNs, duration}});
}

} // namespace redial
