// SPDX-License-Identifier: MIT
#include "core/foreign/client_examination.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/base/version.h"
#include "core/wire/ocpp_profile.h"

#include <QJsonArray>

#include <utility>

namespace redial {

namespace {

ExaminationSettings planOf(const ClientExamination::Settings& settings)
{
    ExaminationSettings plan = settings.plan;
    plan.canRestart = settings.command.has_value();
    return plan;
}

QJsonObject configurationOf(const ClientExamination::Settings& settings,
                            const std::vector<Situation>& situations)
{
    QJsonArray names;
    for (const Situation situation : situations)
        names.append(toQString(nameOf(situation)));
    QJsonObject judge{
        {QStringLiteral("attempts"), qint64(settings.plan.attempts)},
        {QStringLiteral("settle"), exactDuration(settings.plan.stable)},
        {QStringLiteral("patience"), exactDuration(settings.plan.patience)},
        {QStringLiteral("situations"), names},
    };
    if (settings.command)
        judge.insert(QStringLiteral("command"), settings.command->text());
    return {{QStringLiteral("judge"), judge}};
}

constexpr quint16 usualPort = 9100;

} // namespace

ClientExamination::Settings ClientExamination::Settings::usual()
{
    Settings settings;
    settings.server.port = usualPort;
    for (const OcppProfile& profile : ocppProfiles())
        settings.server.subprotocols.prepend(profile.subprotocol);
    return settings;
}

ClientExamination::ClientExamination(Settings settings, QObject* parent)
    : QObject(parent)
    , settings_(std::move(settings))
    , harness_(log_, clock_, Source::Harness)
    , lagProbe_(clock_,
                [this](std::chrono::nanoseconds length) {
                    harness_.record(EventKind::Note, {{FieldKey::EpsNs, length},
                                                      {FieldKey::Detail, "timers were late"}});
                })
    , info_{programName(), 0, ClockKind::System, clock_.wallNow(), {}}
    , server_(settings_.server, clock_, EventRecorder(log_, clock_, Source::Server))
    , examination_(planOf(settings_), clock_, harness_, server_)
{
    info_.configuration = configurationOf(settings_, examination_.plan().situations());
    server_.setExamination(&examination_);
    examination_.onAnnounce([this] { emit announced(); });
    examination_.onFinish([this] { finish(); });
    watchMemory();
    if (!settings_.command)
        return;
    client_ = std::make_unique<ForeignClient>(*settings_.command, clock_, harness_);
    connect(client_.get(), &ForeignClient::ended, this, &ClientExamination::onClientEnded);
    server_.setRestart([this] {
        restarting_ = true;
        if (client_->isEndAwaited())
            client_->stop();
        else
            onClientEnded();
    });
}

ClientExamination::~ClientExamination()
{
    clock_.cancelTimer(timeLimit_);
    server_.stop();
}

void ClientExamination::start()
{
    lagProbe_.start();
    if (settings_.timeLimit)
        timeLimit_ = clock_.startTimer(*settings_.timeLimit, [this] {
            timeLimit_ = 0;
            stop();
        });
    examination_.begin();
    if (client_)
        client_->start(server_.url());
}

void ClientExamination::watchMemory()
{
    constexpr EventNumber eventsBetweenChecks = 1024;
    log_.observe([this](EventNumber, EventNumber last) {
        if (last % eventsBetweenChecks != 0 || tookTooMuch_ || log_.memoryBytes() < mostLogBytes)
            return;
        tookTooMuch_ = true;
        // An observer must not append.
        clock_.startTimer(std::chrono::nanoseconds::zero(), [this] { stop(); });
    });
}

void ClientExamination::onClientEnded()
{
    if (finishing_)
        return recordEnd();
    if (std::exchange(restarting_, false))
        return client_->start(server_.url());
    // What it says of itself is only worth telling if it never connected again.
    failure_ = client_->failure();
    if (client_->couldNotStart())
        return examination_.stop();
    examination_.clientEnded();
}

void ClientExamination::finish()
{
    finishing_ = true;
    clock_.cancelTimer(std::exchange(timeLimit_, 0));
    server_.stop();
    // Its end belongs before the end of the run, also one that is still to be told.
    if (client_ && client_->isEndAwaited())
        return client_->stop();
    recordEnd();
}

void ClientExamination::recordEnd()
{
    if (std::exchange(ended_, true))
        return;
    lagProbe_.stop();
    harness_.record(EventKind::RunEnded, {{FieldKey::EpsNs, lagProbe_.usualLag()}});
    bool connected = false;
    for (EventNumber number = 1; number <= log_.size() && !connected; ++number)
        connected = log_.header(number).kind == EventKind::Accepted;
    if (tookTooMuch_)
        failure_ =
            QStringLiteral("the client sent so much that the log took %1 MiB, and was ended; "
                           "what was learned until then is told.")
                .arg(mostLogBytes >> 20);
    else if (connected)
        failure_.reset();
    else if (!failure_)
        failure_ = QStringLiteral("no client connected to %1; start it with that address.")
                       .arg(server_.url().toString());
    emit ended();
}

} // namespace redial
