// SPDX-License-Identifier: MIT
// Clients with a part that acts on its own, beside the session and the controller.
#include "core/mutants/mutant.h"
#include "core/mutants/situations.h"
#include "core/wire/ocpp_message.h"

namespace redial {

namespace {

using namespace std::chrono_literals;

/// What such a part records, as the client's.
EventRecorder recorderOf(StationRun& run)
{
    EventRecorder recorder(*run.log(), run.clock(), Source::Client);
    recorder.setEpoch(run.client()->connection().epoch());
    recorder.setAttempt(run.client()->connection().controller().attempt());
    return recorder;
}

/// Sends a CALL past the session, and never waits for its answer.
void sendPastTheSession(StationRun& run)
{
    const QString id = QStringLiteral("past-%1").arg(run.log()->size());
    const QString action = QStringLiteral("DataTransfer");
    recorderOf(run).record(EventKind::CallSent, {{FieldKey::MessageId, id.toStdString()},
                                                 {FieldKey::Action, action.toStdString()}});
    run.client()->connection().sendText(
        writeCall(id, action, {{QStringLiteral("vendorId"), QStringLiteral("Redial")}}));
}

void sendLostCallAgain(StationRun& run)
{
    Connection* connection = &run.client()->connection();
    QObject::connect(connection, &Connection::online, connection, [&run, connection] {
        const EventLog& log = *run.log();
        for (EventNumber number = log.size(); number > 0; --number) {
            if (log.header(number).kind != EventKind::CallSent ||
                log.header(number).epoch == connection->epoch())
                continue;
            const std::string id(log.text(number, FieldKey::MessageId));
            recorderOf(run).record(EventKind::CallSent, {{FieldKey::MessageId, id},
                                                         {FieldKey::Action, "StatusNotification"}});
            connection->sendText(
                writeCall(QString::fromStdString(id), QStringLiteral("StatusNotification"), {}));
            return;
        }
    });
}

/// What was refused while offline goes out all the same, as soon as that is possible.
void sendRefused(StationRun& run)
{
    Connection* connection = &run.client()->connection();
    QObject::connect(connection, &Connection::online, connection, [&run, connection] {
        const EventLog& log = *run.log();
        for (EventNumber number = log.size(); number > 0; --number) {
            if (log.header(number).kind != EventKind::SendRejected)
                continue;
            const std::string_view id = log.text(number, FieldKey::MessageId);
            connection->sendText(writeCall(QString::fromUtf8(id.data(), qsizetype(id.size())),
                                           QStringLiteral("StatusNotification"), {}));
            return;
        }
    });
}

StationRunConfiguration refusedCall()
{
    StationRunConfiguration configuration = situation::longOutage();
    configuration.calls = {{60s, QStringLiteral("StatusNotification"), {}}};
    return configuration;
}

/// A second connection beside each one: begun while the first is in flight, and left behind with
/// it.
void dialTwice(StationRun& run)
{
    constexpr std::uint32_t apart = 1000;
    Connection* connection = &run.client()->connection();
    const auto record = [&run](EventKind kind, std::initializer_list<Field> fields) {
        EventRecorder recorder = recorderOf(run);
        recorder.setEpoch(recorder.epoch() + apart);
        recorder.record(kind, fields);
    };
    QObject::connect(connection, &Connection::connecting, connection, [&run, record] {
        run.clock().startTimer(0ns, [record] { record(EventKind::ConnectBegin, {}); });
    });
    QObject::connect(connection, &Connection::opened, connection,
                     [record] { record(EventKind::Opened, {}); });
    QObject::connect(connection, &Connection::closed, connection, [record](const CloseInfo& info) {
        record(EventKind::Closed, {{FieldKey::Cause, nameOf(info.cause)}});
    });
}

/// With so much jitter that no gap between attempts is promised.
StationRunConfiguration unboundedGaps()
{
    StationRunConfiguration configuration = situation::threeLosses();
    configuration.policy.jitterRatio = 1;
    return configuration;
}

std::vector<Mutant> hastyMutants()
{
    return {
        {.id = "M50",
         .name = "talks before its boot is accepted",
         .wrong = "It sends a CALL while its boot is pending (libocpp 637).",
         .oracles = {"P42"},
         .declared = situation::pendingBoot,
         .accompany =
             [](StationRun& run) {
                 QObject::connect(run.client()->session(), &Session::bootAnswered,
                                  run.client()->session(), [&run] { sendPastTheSession(run); });
             }},
        {.id = "M51",
         .name = "talks before it is online",
         .wrong = "It sends a CALL between the accepted boot and the end of the resume delay.",
         .oracles = {"P09"},
         .declared = [] { return situation::quiet(30s); },
         .accompany =
             [](StationRun& run) {
                 QObject::connect(run.client()->session(), &Session::ready, run.client()->session(),
                                  [&run] { sendPastTheSession(run); });
             }},
        {.id = "M52",
         .name = "online without an accepted boot",
         .wrong = "It calls itself online as soon as the transport is open.",
         .oracles = {"P09", "P52"},
         .declared =
             [] {
                 auto configuration = situation::quiet(70s);
                 configuration.boot = {BootAnswer::Status::Pending, 20s, 1};
                 return configuration;
             },
         .accompany =
             [](StationRun& run) {
                 Connection* connection = &run.client()->connection();
                 QObject::connect(connection, &Connection::opened, connection,
                                  [connection] { connection->sessionReady(); });
             }},
    };
}

std::vector<Mutant> stubbornMutants()
{
    return {
        {.id = "M53",
         .name = "comes back after stop",
         .wrong = "Its own watchdog connects again when the user has stopped it.",
         .oracles = {"P23"},
         .declared = [] { return situation::quiet(30s); },
         .accompany =
             [](StationRun& run) {
                 Connection* connection = &run.client()->connection();
                 QObject::connect(connection, &Connection::closed, connection,
                                  [connection, url = run.controller()->url()] {
                                      if (!connection->controller().isWanted())
                                          connection->start(url);
                                  });
             },
         // Nobody asked for it: it is no start by the user.
         .copies =
             [](const EventLog& log, EventNumber number) {
                 return log.header(number).kind == EventKind::Started &&
                                log.header(number).epoch > 0
                            ? 0
                            : 1;
             }},
        {.id = "M54",
         .name = "keeps to itself what it could not send",
         .wrong = "What is to be sent while it is offline is neither refused nor queued, and is "
                  "never sent.",
         .oracles = {"P30"},
         .declared = refusedCall,
         .accompany =
             [](StationRun& run) {
                 Connection* connection = &run.client()->connection();
                 QObject::connect(connection, &Connection::offline, connection, [&run] {
                     recorderOf(run).record(
                         EventKind::SendRequested,
                         {{FieldKey::MessageId, "kept"}, {FieldKey::Action, "DataTransfer"}});
                 });
             }},
        {.id = "M55",
         .name = "forgets a call at a loss",
         .wrong = "A CALL past the session is in flight when the link is lost, and nobody is told.",
         .oracles = {"P31"},
         .declared = situation::lostCall,
         .accompany =
             [](StationRun& run) {
                 Connection* connection = &run.client()->connection();
                 QObject::connect(connection, &Connection::online, connection, [&run, connection] {
                     if (connection->epoch() == 1)
                         sendPastTheSession(run);
                 });
             }},
    };
}

std::vector<Mutant> resendingMutants()
{
    return {
        {.id = "M56",
         .name = "sends a lost call again",
         .wrong = "A CALL that was lost with its connection is sent again on the next one.",
         .oracles = {"P32", "P33"},
         .declared = situation::lostCall,
         .accompany = sendLostCallAgain},
        {.id = "M57",
         .name = "connects twice at once",
         .wrong = "It begins a second connection while the first is in flight, and keeps both.",
         .oracles = {"P20"},
         .declared = unboundedGaps,
         .accompany = dialTwice},
        {.id = "M58",
         .name = "sends what it has refused",
         .wrong = "A CALL that it refused while offline goes out when it is back online.",
         .oracles = {"P36"},
         .declared = refusedCall,
         .accompany = sendRefused},
    };
}

} // namespace

std::vector<Mutant> companionMutants()
{
    std::vector<Mutant> all;
    for (const auto& some : {hastyMutants(), stubbornMutants(), resendingMutants()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redial
