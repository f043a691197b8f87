// SPDX-License-Identifier: MIT
#include "tests/soak/msgi_soak_bench.h"

#include <algorithm>

namespace redial::soak {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t serverThreads = 2;

MsgiServerSettings serverSettings(std::size_t clients)
{
    MsgiServerSettings settings;
    // The system does not share the connections out evenly, and the old ones may still stand.
    settings.mostConnections = 8 * clients + 64;
    // Who was forgotten on the way says nothing any more.
    settings.policy.idleTimeout = 5s;
    settings.lingerTimeout = 300ms;
    return settings;
}

} // namespace

/// Tells the account, and sends each message back. On the server's threads.
class MsgiSoakBench::Answerer final : public MsgiServerHandler
{
public:
    explicit Answerer(MessageAccount& account) : account_(account) {}
    void onMsgiMessage(MsgiSession& session, std::string_view text) override
    {
        const MsgiSoakClient::Message message = MsgiSoakClient::read(text);
        account_.seen(session.id(), message.client, message.number);
        session.send(text);
    }

private:
    MessageAccount& account_;
};

MsgiSoakBench::MsgiSoakBench(SystemClock& clock, std::size_t clients, std::uint64_t seed,
                             FaultPlan plan, SoakMistake mistake)
    : clock_(clock)
    , random_(seed)
    , plan_(std::move(plan))
    , account_(clients)
    , answerer_(std::make_unique<Answerer>(account_))
    , server_(std::make_unique<MsgiServerGroup>(serverSettings(clients), serverThreads, *answerer_))
{
    for (std::size_t number = 0; number < clients; ++number)
        clients_.push_back(
            std::make_unique<MsgiSoakClient>(number, mistake, clock, Random(random_.next()),
                                             EventRecorder(log_, clock, Source::Client), account_));
}

MsgiSoakBench::~MsgiSoakBench() = default;

QString MsgiSoakBench::start()
{
    const auto port = server_->start();
    if (!port)
        return port.error();
    ProxySettings settings;
    settings.name = QStringLiteral("soak");
    settings.upstream = {QStringLiteral("127.0.0.1"), *port};
    settings.connectTimeout = 2s;
    settings.followsMessages = false;
    settings.faults = plan_;
    settings.seed = random_.next();
    proxy_ = std::make_unique<Proxy>(settings, poller_, pipes_, clock_,
                                     EventRecorder(log_, clock_, Source::Proxy));
    if (const auto started = proxy_->start(); !started)
        return started.error();
    const QUrl url(QStringLiteral("msgi://127.0.0.1:%1").arg(proxy_->settings().listen.port));
    for (const auto& client : clients_)
        client->start(url);
    return {};
}

void MsgiSoakBench::wantMore(std::size_t answers)
{
    for (const auto& client : clients_)
        client->wantMore(answers);
}

bool MsgiSoakBench::areSatisfied() const
{
    return std::ranges::all_of(clients_, [](const auto& client) { return client->isSatisfied(); });
}

bool MsgiSoakBench::hasLostOne() const
{
    return std::ranges::any_of(clients_, [](const auto& client) { return !client->isAlive(); });
}

QString MsgiSoakBench::unsatisfied() const
{
    const auto count = [&](auto which) { return std::ranges::count_if(clients_, which); };
    return QStringLiteral("%1 clients are not satisfied, %2 want no connection any more")
        .arg(count([](const auto& client) { return !client->isSatisfied(); }))
        .arg(count([](const auto& client) { return !client->isAlive(); }));
}

std::size_t MsgiSoakBench::links() const
{
    std::size_t links = 0;
    for (const auto& client : clients_)
        links += client->links();
    return links;
}

void MsgiSoakBench::dropAll()
{
    for (const auto& client : clients_)
        client->wantAnotherLink();
    proxy_->dropConnections(DropKind::Reset, QString());
}

void MsgiSoakBench::stopClients()
{
    for (const auto& client : clients_)
        client->stop();
}

bool MsgiSoakBench::isAtRest() const
{
    return std::ranges::all_of(clients_, [](const auto& client) { return client->isAtRest(); }) &&
           proxy_->connectionCount() == 0 && server_->sessionCount() == 0;
}

void MsgiSoakBench::stopServers()
{
    clients_.clear();
    proxy_->stop();
    proxy_.reset();
    server_->stop();
    server_->wait();
}

} // namespace redial::soak
