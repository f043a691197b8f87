// SPDX-License-Identifier: MIT
#include "core/foreign/examined_server.h"

#include "core/foreign/observations.h"
#include "core/server/central_system.h"
#include "core/wire/websocket_frame.h"

#include <utility>

namespace redial {

namespace {

using namespace std::chrono_literals;

bool isBoot(const WebSocketEvent& event)
{
    return event.kind == WebSocketEvent::Kind::Text &&
           event.payload.find("\"BootNotification\"") != std::string::npos;
}

BehaviourFactory behaviours()
{
    const BehaviourFactory central = CentralSystem::factory({});
    return [central](const ServerLinkFacts& facts) -> std::unique_ptr<PeerBehaviour> {
        if (facts.subprotocol.startsWith(QLatin1String("ocpp")))
            return central(facts);
        return std::make_unique<EchoBehaviour>();
    };
}

} // namespace

/// One connection: does what the treatment asks as soon as it can be done.
class ExaminedServer::Interceptor final : public ConnectionInterceptor
{
public:
    Interceptor(ExaminedServer& server, std::uint32_t number) : server_(server), number_(number) {}
    ~Interceptor() override
    {
        server_.clock_.cancelTimer(holdTimer_);
        server_.connections_.erase(number_);
    }

    void accepted(RawConnection& raw) override { meet(raw); }

    UpgradeReply upgrade(RawConnection& raw, const UpgradeOffer&, UpgradeReply usual) override
    {
        // Under TLS the request may be read before anybody was told of the connection.
        meet(raw);
        switch (treatment_) {
        case Treatment::Held:
            return {{}, UpgradeReply::Then::Silence};
        case Treatment::RetryAfter: {
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(duration_).count();
            return refusal(503, {{"Retry-After", std::to_string(seconds)}});
        }
        case Treatment::Unauthorized:
            return refusal(401, {{"WWW-Authenticate", "Basic realm=\"redial\""}});
        default:
            return usual;
        }
    }

    void opened(RawConnection& raw) override
    {
        const bool isOcpp = raw.link().facts().subprotocol.startsWith(QLatin1String("ocpp"));
        if (treatment_ == Treatment::Opened)
            end();
        else if (!isOcpp)
            becomeReady();
    }

    bool swallows(RawConnection& raw, const WebSocketEvent& event) override
    {
        if (treatment_ != Treatment::Silent)
            return false;
        const EventRecorder& recorder = raw.link().recorder();
        if (event.kind == WebSocketEvent::Kind::Ping)
            recorder.record(EventKind::PingReceived, {{FieldKey::Size, event.payload.size()}});
        else if (event.kind == WebSocketEvent::Kind::Close)
            recorder.record(EventKind::CloseReceived,
                            {{FieldKey::Code, event.code}, {FieldKey::Reason, event.payload}});
        return true;
    }

    void handled(RawConnection&, const WebSocketEvent& event) override
    {
        if (treatment_ != Treatment::Silent && isBoot(event))
            becomeReady();
    }

    void closed() override
    {
        const bool wasMet = std::exchange(met_, true);
        raw_ = nullptr;
        server_.clock_.cancelTimer(std::exchange(holdTimer_, 0));
        if (wasMet && server_.examination_ && !std::exchange(told_, true))
            server_.examination_->gone(number_);
    }

    void treat(Treatment treatment, std::chrono::nanoseconds duration)
    {
        treatment_ = treatment;
        duration_ = duration;
        if (treatment == Treatment::Unheard)
            end();
        if (treatment == Treatment::Held)
            holdTimer_ = server_.clock_.startTimer(duration, [this] {
                holdTimer_ = 0;
                end();
            });
    }

    void beSilent()
    {
        record(Treatment::Silent);
        treatment_ = Treatment::Silent;
    }

    void drop()
    {
        if (!raw_)
            return;
        if (treatment_ == Treatment::LetIn)
            record(Treatment::LetIn);
        told_ = true;
        raw_->resetNow();
    }

private:
    void meet(RawConnection& raw)
    {
        if (std::exchange(met_, true))
            return;
        raw_ = &raw;
        server_.connections_[number_] = this;
        if (server_.examination_)
            server_.examination_->accepted(number_);
    }

    void record(Treatment treatment)
    {
        raw_->link().recorder().record(
            EventKind::FaultOn,
            {{FieldKey::Fault, judgeFault},
             {FieldKey::Mode, nameOf(treatment)},
             {FieldKey::RetryAfterNs,
              treatment == Treatment::RetryAfter ? duration_ : std::chrono::nanoseconds()}});
    }

    UpgradeReply refusal(int status,
                         const std::vector<std::pair<std::string, std::string>>& headers)
    {
        record(treatment_);
        tellDone();
        return {writeRefusal(status, "the judge wants to see what comes of it", headers),
                UpgradeReply::Then::End, status};
    }

    void becomeReady()
    {
        if (treatment_ == Treatment::Ready)
            return end();
        if (server_.examination_)
            server_.examination_->ready(number_);
    }

    /// By FIN: the client reads what was sent before it.
    void end()
    {
        if (!raw_ || told_)
            return;
        record(treatment_);
        raw_->endStreamNow();
        tellDone();
    }

    void tellDone()
    {
        if (server_.examination_ && !std::exchange(told_, true))
            server_.examination_->treatmentDone(number_);
    }

    ExaminedServer& server_;
    std::uint32_t number_;
    RawConnection* raw_ = nullptr;
    Treatment treatment_ = Treatment::LetIn;
    std::chrono::nanoseconds duration_{};
    TimerId holdTimer_ = 0;
    bool met_ = false;  ///< the examination knows of it
    bool told_ = false; ///< the examination knows that it is over
};

ExaminedServer::ExaminedServer(ServerSettings settings, Clock& clock, EventRecorder recorder,
                               QObject* parent)
    : QObject(parent), clock_(clock), recorder_(recorder)
{
    settings.behaviour = behaviours();
    // Longer than any hold.
    settings.handshakeTimeout = std::max<std::chrono::nanoseconds>(settings.handshakeTimeout, 30s);
    settings.interceptor = [this](const ServerLinkFacts& facts) {
        return std::make_unique<Interceptor>(*this, facts.number);
    };
    server_ = std::make_unique<ScriptedServer>(std::move(settings), clock, recorder);
}

ExaminedServer::~ExaminedServer()
{
    stop();
    server_.reset();
}

void ExaminedServer::stop()
{
    examination_ = nullptr;
    server_->stop();
}

void ExaminedServer::treat(std::uint32_t connection, Treatment treatment,
                           std::chrono::nanoseconds duration)
{
    const auto found = connections_.find(connection);
    if (found != connections_.end())
        found->second->treat(treatment, duration);
}

void ExaminedServer::drop(std::uint32_t connection)
{
    const auto found = connections_.find(connection);
    if (found != connections_.end())
        found->second->drop();
}

void ExaminedServer::silence(std::uint32_t connection)
{
    const auto found = connections_.find(connection);
    if (found != connections_.end())
        found->second->beSilent();
}

void ExaminedServer::setListening(bool on)
{
    if (!on)
        return server_->stopListening();
    if (const auto listening = server_->listen(); !listening)
        recorder_.record(EventKind::Note, {{FieldKey::Text, listening.error().toStdString()}});
}

void ExaminedServer::restartClient()
{
    if (restart_)
        restart_();
}

} // namespace redial
