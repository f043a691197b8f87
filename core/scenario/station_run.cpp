// SPDX-License-Identifier: MIT
#include "core/scenario/station_run.h"

#include "core/base/to_qstring.h"
#include "core/base/version.h"
#include "core/fault/client_faults.h"
#include "core/fault/client_machine.h"
#include "core/fault/server_faults.h"
#include "core/fault/virtual_faults.h"
#include "core/log/wall_time_text.h"
#include "core/process/foreign_client.h"
#include "core/scenario/run_server.h"
#include "core/server/in_memory_server.h"
#include "core/server/scripted_server.h"
#include "core/session/connector_statuses.h"
#include "core/time/system_clock.h"
#include "core/time/virtual_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"
#include "core/transport/precise_websocket_transport.h"
#include "core/transport/qwebsocket_transport.h"
#include "core/wire/ocpp_profile.h"
#include "core/wire/url_without_secrets.h"

#include <QPointer>

#include <utility>

namespace redial {

namespace {

using namespace std::chrono_literals;

/// One way in memory: a connect takes twice that, as on a near network.
constexpr std::chrono::nanoseconds memoryLatency = 1ms;

QUrl withStation(QUrl url, const QString& station)
{
    QString path = url.path();
    if (!path.endsWith(QLatin1Char('/')))
        path += QLatin1Char('/');
    url.setPath(path + station);
    return url;
}

} // namespace

StationRun::StationRun(StationRunConfiguration configuration, QObject* parent)
    : QObject(parent)
    , configuration_(std::move(configuration))
    , log_(std::make_shared<EventLog>())
    , clock_(configuration_.virtualTime ? std::unique_ptr<Clock>(std::make_unique<VirtualClock>())
                                        : std::make_unique<SystemClock>())
    , harness_(*log_, *clock_, Source::Harness)
    , lagProbe_(*clock_, [this](std::chrono::nanoseconds length) {
        harness_.record(EventKind::Note,
                        {{FieldKey::EpsNs, length}, {FieldKey::Detail, "timers were late"}});
    })
{
    if (configuration_.virtualTime)
        virtualClock_ = static_cast<VirtualClock*>(clock_.get());
    info_ = {programName(), configuration_.seed,
             configuration_.virtualTime ? ClockKind::Virtual : ClockKind::System, clock_->wallNow(),
             configuration_.toJson()};
}

/// What its sleep made late is not the client's fault: the oracles read the note.
void StationRun::makeMachine()
{
    machine_ = std::make_unique<ClientMachine>(*clock_);
    machine_->onWake([this](std::chrono::nanoseconds slept) {
        harness_.record(EventKind::Note, {{FieldKey::EpsNs, slept},
                                          {FieldKey::Detail, "the client's machine slept"}});
    });
}

StationRun::~StationRun()
{
    for (const TimerId timer : planned_)
        clock_->cancelTimer(timer);
    client_.reset();
    foreign_.reset();
    memoryServer_.reset();
    server_.reset();
    network_.reset();
}

Expected<void, QString> StationRun::start()
{
    if (phase_ != Phase::Idle)
        return Unexpected{
            QStringLiteral("this run was started before; make another one to run again.")};
    if (const auto valid = configuration_.validate(); !valid)
        return Unexpected{valid.error()};
    if (const auto served = startServer(); !served)
        return Unexpected{served.error()};
    if (configuration_.hasOwnClient())
        makeClient();
    phase_ = Phase::Running;
    // Virtual timers are never late, and their numbers are part of the run.
    if (!virtualClock_)
        lagProbe_.start();
    plan();
    if (client_)
        client_->start(serverUrl_);
    else
        startForeign();
    return {};
}

Expected<void, QString> StationRun::startServer()
{
    const EventRecorder recorder(*log_, *clock_, Source::Server);
    if (!configuration_.hasEmbeddedServer()) {
        serverUrl_ = configuration_.protocol
                         ? withStation(configuration_.url, configuration_.station)
                         : configuration_.url;
        makeMachine();
        clientFaults_ = std::make_unique<ClientFaults>(
            configuration_.faults, *clock_, Random(configuration_.seed),
            EventRecorder(*log_, *clock_, Source::Harness), *machine_);
        return {};
    }
    if (virtualClock_) {
        network_ = std::make_unique<InMemoryNetwork>(*clock_);
        network_->setLatency(memoryLatency);
        memoryServer_ = std::make_unique<InMemoryServer>(serverSettings(configuration_, *clock_),
                                                         *network_, recorder);
        if (!configuration_.faults.isEmpty()) {
            virtualFaults_ = std::make_unique<VirtualFaults>(configuration_.faults, *clock_,
                                                             Random(configuration_.seed), recorder);
            makeMachine();
            virtualFaults_->setMachine(machine_.get());
            virtualFaults_->setServer(memoryServer_.get());
            memoryServer_->setInterceptor(virtualFaults_.get());
            virtualFaults_->start();
        }
        serverUrl_ = withStation(QUrl(QStringLiteral("ws://memory/")), configuration_.station);
        return {};
    }
    ServerSettings settings = serverSettings(configuration_, *clock_);
    faults_ = std::make_unique<ServerFaults>(configuration_.faults, *clock_,
                                             Random(configuration_.seed), recorder);
    settings.interceptor = faults_->factory();
    server_ = std::make_unique<ScriptedServer>(std::move(settings), *clock_, recorder);
    faults_->setServer(server_.get());
    faults_->start();
    const auto port = server_->listen();
    if (!port)
        return Unexpected{port.error()};
    serverUrl_ = withStation(server_->url(), configuration_.station);
    return {};
}

Clock& StationRun::machineClock() const
{
    if (machine_)
        return *machine_;
    return *clock_;
}

std::unique_ptr<Transport> StationRun::makeTransport()
{
    if (virtualClock_)
        return std::make_unique<InMemoryTransport>(*network_);
    if (configuration_.transport == TransportKind::QWebSocket)
        return std::make_unique<QWebSocketTransport>(machineClock());
    auto transport = std::make_unique<PreciseWebSocketTransport>(machineClock());
    transport->setResolver(clientFaults_.get());
    if (machine_)
        machine_->setNetwork([link = QPointer(transport.get())](bool asleep) {
            if (link)
                link->setAsleep(asleep);
        });
    return transport;
}

ConnectionConfiguration StationRun::connectionConfiguration() const
{
    ConnectionConfiguration connection;
    connection.policy = configuration_.policy;
    connection.request.tls = configuration_.tls;
    connection.request.deflate = configuration_.deflate;
    return connection;
}

void StationRun::makeClient()
{
    std::optional<SessionConfiguration> session;
    if (configuration_.protocol) {
        session.emplace();
        session->version = *configuration_.protocol;
        session->policy = configuration_.session;
    }
    if (!configuration_.password.isEmpty()) {
        serverUrl_.setUserName(configuration_.station);
        serverUrl_.setPassword(configuration_.password);
    }
    std::unique_ptr<Transport> transport = makeTransport();
    if (clientParts_.transport)
        transport = clientParts_.transport(std::move(transport));
    if (clientParts_.clock)
        clientClock_ = clientParts_.clock(machineClock());
    Clock& clock = clientClock_ ? *clientClock_ : machineClock();
    const Random random(configuration_.seed);
    const EventRecorder recorder(*log_, *clock_, Source::Client);
    if (configuration_.stream)
        client_ = std::make_unique<Client>(connectionConfiguration(), *configuration_.stream,
                                           std::move(transport), clock, random, recorder,
                                           clientParts_.tokens);
    else
        client_ = std::make_unique<Client>(connectionConfiguration(), session, std::move(transport),
                                           clock, random, recorder);
    Connection& connection = client_->connection();
    if (clientFaults_) {
        clientFaults_->follow(*client_, serverUrl_, connectionConfiguration(), session);
        clientFaults_->start();
    }
    if (configuration_.echo && !configuration_.protocol && !configuration_.stream) {
        connect(&connection, &Connection::textReceived, &connection,
                [&connection](quint32, const QString& text) { connection.sendText(text); });
        connect(&connection, &Connection::binaryReceived, &connection,
                [&connection](quint32, const QByteArray& data) { connection.sendBinary(data); });
    }
    // Queued: the end must not come while the controller is still telling of it.
    connect(&connection, &Connection::closed, this, [this] {
        if (phase_ == Phase::Stopping)
            at(0ns, [this] { finish(); });
    });
    connect(&connection, &Connection::gaveUp, this, [this] { at(0ns, [this] { stop(); }); });
}

void StationRun::startForeign()
{
    if (!configuration_.command)
        return;
    foreign_ = std::make_unique<ForeignClient>(*configuration_.command, *clock_, harness_);
    // Queued: it may end while it is being started.
    connect(foreign_.get(), &ForeignClient::ended, this, [this] {
        at(0ns, [this] {
            if (phase_ == Phase::Stopping)
                return finish();
            fail(foreign_->failure().value_or(QString()));
        });
    });
    foreign_->start(serverUrl_);
}

void StationRun::stopForeign()
{
    if (foreign_ && foreign_->isRunning())
        return foreign_->stop();
    at(0ns, [this] { finish(); });
}

void StationRun::at(std::chrono::nanoseconds when, std::function<void()> action)
{
    planned_.push_back(clock_->startTimer(when, std::move(action)));
}

void StationRun::plan()
{
    for (const PlannedDrop& planned : configuration_.drops)
        at(planned.at, [this, kind = planned.kind] { drop(kind); });
    for (const PlannedCall& planned : configuration_.calls)
        at(planned.at, [this, &planned] { call(planned); });
    for (std::size_t i = 0; i < configuration_.outages.size(); ++i)
        at(configuration_.outages[i].at, [this, i] { beginOutage(i); });
    if (configuration_.duration)
        at(*configuration_.duration, [this] { stop(); });
}

void StationRun::call(const PlannedCall& planned)
{
    if (phase_ != Phase::Running || !client_ || !client_->session())
        return;
    QJsonObject payload = planned.payload;
    if (payload.isEmpty() && planned.action == QLatin1String("StatusNotification")) {
        std::string now;
        appendWallTime(now, machineClock().wallNow());
        payload = ocppProfile(*configuration_.protocol)
                      .statusPayload(1, ConnectorStatuses::available(), toQString(now));
    }
    client_->session()->call(planned.action, payload);
}

void StationRun::fail(const QString& sentence)
{
    failure_ = sentence;
    stop();
}

bool StationRun::drop(DropKind kind)
{
    return client_ && phase_ == Phase::Running && client_->connection().controller().drop(kind);
}

bool StationRun::connectAgain()
{
    return client_ && phase_ == Phase::Running && client_->connection().start(serverUrl_);
}

void StationRun::stop()
{
    if (phase_ != Phase::Running)
        return;
    phase_ = Phase::Stopping;
    if (!client_)
        return stopForeign();
    // It could not end in its sleep.
    if (machine_)
        machine_->wake();
    client_->stop();
    if (client_->connection().controller().state() == ConnectionState::Disconnected)
        at(0ns, [this] { finish(); });
}

void StationRun::finish()
{
    if (phase_ != Phase::Stopping)
        return;
    for (const TimerId timer : std::exchange(planned_, {}))
        clock_->cancelTimer(timer);
    if (server_) {
        faults_->finish();
        server_->stop();
    }
    if (clientFaults_)
        clientFaults_->finish();
    if (virtualFaults_)
        virtualFaults_->finish();
    if (memoryServer_)
        memoryServer_->stop();
    for (const std::size_t index : std::exchange(outagesOn_, {}))
        recordOutage(EventKind::FaultOff, index);
    phase_ = Phase::Ended;
    recordEnd();
    emit ended();
}

/// With it goes how late this machine's timers came, which verdicts on times allow for.
void StationRun::recordEnd()
{
    lagProbe_.stop();
    std::vector<Field> fields;
    if (!virtualClock_)
        fields.emplace_back(FieldKey::EpsNs, lagProbe_.usualLag());
    const std::string reason = failure_.value_or(QString()).toStdString();
    if (failure_) {
        fields.emplace_back(FieldKey::Outcome, "could_not_run");
        fields.emplace_back(FieldKey::Reason, reason);
    }
    harness_.record(EventKind::RunEnded, fields);
}

void StationRun::runToEnd(const std::function<bool()>& proceed)
{
    if (!virtualClock_)
        return;
    constexpr int stepsBetweenQuestions = 1000;
    int steps = 0;
    while (phase_ != Phase::Ended) {
        if (proceed && steps++ % stepsBetweenQuestions == 0 && !proceed())
            stop();
        if (!virtualClock_->step())
            return;
    }
}

QUrl StationRun::serverUrl() const
{
    return QUrl(urlWithoutSecrets(serverUrl_));
}

FaultHost* StationRun::faults() const
{
    if (clientFaults_)
        return clientFaults_.get();
    return faults_.get();
}

const ReconnectController* StationRun::controller() const
{
    return client_ ? &client_->connection().controller() : nullptr;
}

} // namespace redial
