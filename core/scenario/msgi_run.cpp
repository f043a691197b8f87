// SPDX-License-Identifier: MIT
#include "core/scenario/msgi_run.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/base/version.h"
#include "core/reconnect/policy_knobs.h"
#include "core/transport/request_rules.h"
#include "core/wire/url_without_secrets.h"

#include <QJsonArray>

#include <utility>

namespace redial {

using namespace std::chrono_literals;

namespace {

constexpr quint32 mostWeight = 1000;

QJsonArray serversJson(const std::vector<BackendSelector::Server>& servers)
{
    QJsonArray array;
    for (const BackendSelector::Server& server : servers)
        array.append(QJsonObject{{QStringLiteral("url"), server.url.toString()},
                                 {QStringLiteral("weight"), qint64(server.weight)}});
    return array;
}

} // namespace

QJsonObject MsgiRunConfiguration::toJson() const
{
    QJsonObject object{
        {QStringLiteral("protocol"), QStringLiteral("msgi")},
        {QStringLiteral("url"), servers.front().url.toString()},
        {QStringLiteral("policy"), policyToJson(policyForMsgi(client.connection.policy))},
        {QStringLiteral("compress"), toQString(nameOf(client.pipeline.compression))},
        {QStringLiteral("encrypted"), bool(client.pipeline.encryptionKey)},
        {QStringLiteral("authenticated"), bool(client.pipeline.authenticationKey)},
        {QStringLiteral("client_id"), QString::fromStdString(client.clientId)},
        {QStringLiteral("heartbeat"), exactDuration(client.heartbeatInterval)},
        {QStringLiteral("message_limit"), qint64(client.connection.request.maximumMessageSize)},
        {QStringLiteral("messages"), messages.size()},
        {QStringLiteral("seed"), QString::number(seed)}};
    if (duration)
        object.insert(QStringLiteral("duration"), exactDuration(*duration));
    if (servers.size() > 1) {
        object.insert(QStringLiteral("servers"), serversJson(servers));
        object.insert(QStringLiteral("balance"), toQString(nameOf(strategy)));
        object.insert(QStringLiteral("unhealthy_threshold"), qint64(thresholds.unhealthy));
        object.insert(QStringLiteral("healthy_threshold"), qint64(thresholds.healthy));
    }
    return object;
}

Expected<void, QString> MsgiRunConfiguration::validate() const
{
    if (servers.empty())
        return Unexpected{QStringLiteral("the server's URL is missing: msgi://127.0.0.1:9200.")};
    for (std::size_t i = 0; i < servers.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (servers[i].url == servers[j].url)
                return Unexpected{QStringLiteral("%1 is given twice; give it once, with *weight "
                                                 "behind it if it is to have more.")
                                      .arg(servers[i].url.toString())};
        }
    }
    if (client.clientId.size() > mostMsgiClientIdBytes)
        return Unexpected{QStringLiteral("the client's name is longer than %1 bytes.")
                              .arg(mostMsgiClientIdBytes)};
    const auto errors = client.connection.policy.validate();
    if (!errors.empty())
        return Unexpected{errors.front().text()};
    return {};
}

bool isMsgiUrl(const QString& text)
{
    return text.startsWith(QLatin1String("msgi:"), Qt::CaseInsensitive) ||
           text.startsWith(QLatin1String("msgis:"), Qt::CaseInsensitive);
}

Expected<BackendSelector::Server, QString> parseMsgiServer(const QString& text)
{
    BackendSelector::Server server;
    const qsizetype star = text.lastIndexOf(QLatin1Char('*'));
    if (star >= 0) {
        bool isNumber = false;
        server.weight = text.mid(star + 1).toUInt(&isNumber);
        if (!isNumber || server.weight == 0 || server.weight > mostWeight)
            return Unexpected{
                QStringLiteral("\"%1\": the weight behind * is a number from 1 to %2.")
                    .arg(urlTextWithoutSecrets(text))
                    .arg(mostWeight)};
    }
    server.url = QUrl(text.left(star), QUrl::StrictMode);
    if (const auto problem = problemOfMsgi(server.url))
        return Unexpected{QStringLiteral("\"%1\": %2")
                              .arg(urlTextWithoutSecrets(text), QString::fromStdString(*problem))};
    return server;
}

MsgiRun::MsgiRun(MsgiRunConfiguration configuration, std::shared_ptr<EventLog> log, QObject* parent)
    : QObject(parent)
    , configuration_(std::move(configuration))
    , log_(std::move(log))
    , harness_(*log_, clock_, Source::Harness)
    , lagProbe_(clock_,
                [this](std::chrono::nanoseconds length) {
                    harness_.record(EventKind::Note, {{FieldKey::EpsNs, length},
                                                      {FieldKey::Detail, "timers were late"}});
                })
    , info_{programName(), configuration_.seed, ClockKind::System, clock_.wallNow(),
            configuration_.toJson()}
{
    const EventRecorder recorder(*log_, clock_, Source::Client);
    client_ = std::make_unique<MsgiClient>(configuration_.client, clock_,
                                           Random(configuration_.seed), recorder);
    if (configuration_.servers.size() > 1)
        makeSelector();
    connectClient();
}

MsgiRun::~MsgiRun()
{
    for (const TimerId timer : planned_)
        clock_.cancelTimer(timer);
    client_.reset();
}

void MsgiRun::makeSelector()
{
    BackendSelector::Settings settings;
    settings.strategy = configuration_.strategy;
    settings.servers = configuration_.servers;
    settings.thresholds = configuration_.thresholds;
    settings.probe.interval = configuration_.probeInterval;
    settings.probe.tls = configuration_.client.connection.request.tls;
    selector_ = std::make_unique<BackendSelector>(std::move(settings), clock_,
                                                  Random(configuration_.seed + 1),
                                                  EventRecorder(*log_, clock_, Source::Client));
    selector_->serve(client_->connection());
}

void MsgiRun::connectClient()
{
    Connection* const connection = &client_->connection();
    connect(client_.get(), &MsgiClient::messageReceived, this, [this](const QByteArray& message) {
        emit messageReceived(message);
        if (configuration_.echo)
            client_->sendRaw(message);
    });
    connect(client_.get(), &MsgiClient::errorReceived, this, &MsgiRun::errorReceived);
    connect(connection, &Connection::online, this, [this] { sendMessages(); });
    // Queued: the end must not come while the controller is still telling of it.
    connect(connection, &Connection::closed, this, [this] {
        if (phase_ == Phase::Stopping)
            at(0ns, [this] { finish(); });
    });
    connect(connection, &Connection::gaveUp, this, [this] { at(0ns, [this] { stop(); }); });
}

void MsgiRun::start()
{
    if (phase_ != Phase::Idle)
        return;
    phase_ = Phase::Running;
    lagProbe_.start();
    if (configuration_.duration)
        at(*configuration_.duration, [this] { stop(); });
    for (const MsgiRunConfiguration::Drop& drop : configuration_.drops)
        at(drop.at, [this, kind = drop.kind] { client_->connection().drop(kind); });
    if (selector_)
        selector_->start();
    client_->start(configuration_.servers.front().url);
}

void MsgiRun::sendMessages()
{
    if (std::exchange(sent_, true))
        return;
    for (const QString& message : std::as_const(configuration_.messages))
        client_->sendMessage(message);
}

void MsgiRun::at(std::chrono::nanoseconds when, std::function<void()> action)
{
    planned_.push_back(clock_.startTimer(when, std::move(action)));
}

void MsgiRun::stop()
{
    if (phase_ != Phase::Running)
        return;
    phase_ = Phase::Stopping;
    if (selector_)
        selector_->stop();
    client_->stop();
    if (client_->connection().controller().state() == ConnectionState::Disconnected)
        at(0ns, [this] { finish(); });
}

void MsgiRun::finish()
{
    if (phase_ != Phase::Stopping)
        return;
    phase_ = Phase::Ended;
    for (const TimerId timer : std::exchange(planned_, {}))
        clock_.cancelTimer(timer);
    lagProbe_.stop();
    harness_.record(EventKind::RunEnded, {{FieldKey::EpsNs, lagProbe_.usualLag()}});
    emit ended();
}

} // namespace redial
