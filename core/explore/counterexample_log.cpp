// SPDX-License-Identifier: MIT
#include "core/explore/counterexample_log.h"

#include "core/base/to_qstring.h"
#include "core/base/version.h"
#include "core/explore/path_recorder.h"
#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"

#include <QJsonArray>

namespace redial {

namespace {

/// A log shows some things only afterwards: a call that is never resolved, an attempt after a stop.
constexpr int eventsAfterwards = 4;

/// The connection ends, if there is one, and time passes.
std::optional<ExploreChoice> goOn(const ClientModel& model, const ModelState& state)
{
    std::vector<ExploreChoice> possible;
    model.choices(state, possible);
    for (const ExploreEvent event :
         {ExploreEvent::LinkEnds, ExploreEvent::PeerCloses, ExploreEvent::TimerFires}) {
        for (const ExploreChoice& choice : possible) {
            if (choice.event == event)
                return choice;
        }
    }
    return std::nullopt;
}

} // namespace

QString sentenceOf(const ExploreChoice& choice)
{
    const QString sentence = toQString(sentenceOf(choice.event));
    if (choice.event != ExploreEvent::TimerFires)
        return sentence;
    return QStringLiteral("%1: %2").arg(sentence, toQString(exploreTimerName(choice.timer)));
}

CounterexampleRun counterexampleRun(const ClientModel& model, const Counterexample& counterexample)
{
    const ExploreSettings& settings = model.settings();
    VirtualClock clock;
    CounterexampleRun run{{}, std::make_shared<EventLog>()};
    run.info = {programName(),
                0,
                ClockKind::Virtual,
                clock.wallNow(),
                {{QStringLiteral("policy"), policyToJson(settings.policy)},
                 {QStringLiteral("session"), sessionPolicyToJson(settings.session)}}};
    const EventRecorder harness(*run.log, clock, Source::Harness);
    PathRecorder recorder(*run.log, clock, settings);
    ModelState state;
    MonotonicTime now = clock.now();
    int number = 0;
    for (const ExploreChoice& choice : counterexample.path) {
        const QString text = QStringLiteral("event %1: %2").arg(++number).arg(sentenceOf(choice));
        // The note stands where its time begins.
        harness.record(EventKind::Note, {{FieldKey::Text, text.toStdString()}});
        model.apply(state, choice, now, &recorder);
    }
    const InvariantRow& row = rowOf(counterexample.invariant);
    harness.record(
        EventKind::Finding,
        {{FieldKey::Oracle, row.oracle}, {FieldKey::Result, "fail"}, {FieldKey::Text, row.title}});
    for (int i = 0; i < eventsAfterwards; ++i) {
        const auto choice = goOn(model, state);
        if (!choice)
            break;
        harness.record(EventKind::Note,
                       {{FieldKey::Text,
                         QStringLiteral("afterwards: %1").arg(sentenceOf(*choice)).toStdString()}});
        model.apply(state, *choice, now, &recorder);
    }
    harness.record(EventKind::RunEnded);
    return run;
}

} // namespace redial
