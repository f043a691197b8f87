// SPDX-License-Identifier: MIT
#include "core/fault/client_faults.h"

#include "core/fault/client_machine.h"
#include "core/fault/name_answer.h"
#include "core/transport/precise_websocket_transport.h"

#include <QPointer>

#include <utility>

namespace redial {

ClientFaults::ClientFaults(const FaultPlan& plan, Clock& clock, Random random,
                           EventRecorder recorder, ClientMachine& machine)
    : ScheduledFaults(plan, clock, random, recorder, FaultMode::Client)
    , machine_(machine)
    , random_(random)
    , recorder_(recorder)
{
}

ClientFaults::~ClientFaults() = default;

void ClientFaults::follow(Client& client, const QUrl& url,
                          const ConnectionConfiguration& connection,
                          const std::optional<SessionConfiguration>& session)
{
    url_ = url;
    connection_ = connection;
    session_ = session;
    const Connection* link = &client.connection();
    QObject::connect(link, &Connection::connecting, &context_, [this](quint32 epoch, quint32) {
        number_ = epoch;
        lookups_.clear();
        const FaultConnectionFacts facts{
            epoch, {}, url_.path(), url_.path().section(QLatin1Char('/'), -1)};
        apply(schedule_.connectionBegins(facts, clock_.now()));
        apply(schedule_.requestRead(facts, clock_.now()));
    });
    QObject::connect(link, &Connection::opened, &context_,
                     [this](quint32 epoch) { apply(schedule_.opened(epoch, clock_.now())); });
    QObject::connect(link, &Connection::closed, &context_,
                     [this] { apply(schedule_.connectionClosed(number_, clock_.now())); });
}

void ClientFaults::finish()
{
    endFaults();
    closeJournal();
    others_.clear();
}

void ClientFaults::resolve(const QString& host, QObject* receiver, Answer answer)
{
    if (lookups_.empty())
        return resolveBySystem(host, receiver, std::move(answer));
    // One look-up has one answer; a second fault on it changes nothing.
    const FaultIndex index = lookups_.front();
    const Fault fault = faultAt(index);
    bitten(index, number_, "the look-up of " + host.toStdString());
    if (const auto made = nameAnswer(fault)) {
        return answer(*made);
    }
    resolveBySystem(
        host, receiver,
        [this, fault, receiver = QPointer(receiver), answer = std::move(answer)](HostAnswer real) {
            HostAnswer changed = withDeadAddresses(fault, std::move(real));
            clock_.startTimer(lookupDelay(fault), [receiver, answer, changed] {
                if (receiver)
                    answer(changed);
            });
        });
}

void ClientFaults::carryOut(const FaultEffect& effect)
{
    if (effect.kind != FaultEffect::Kind::Begin)
        return;
    const Fault& fault = faultAt(effect.fault);
    if (fault.definition().level == FaultLevel::Dns) {
        lookups_.push_back(effect.fault);
    } else if (fault.id() == "P4") {
        bitten(effect.fault, effect.connection, machine_.suspend(fault));
    } else if (fault.id() == "P5") {
        bitten(effect.fault, effect.connection, machine_.jump(fault));
    } else if (fault.id() == "P7") {
        addClients(fault.number("clients"));
        bitten(effect.fault, effect.connection,
               std::to_string(fault.number("clients")) + " more clients connect");
    } else if (fault.id() == "P9") {
        addRival(fault.duration("hold"));
        bitten(effect.fault, effect.connection, "a second client of the same identity connects");
    }
}

Client& ClientFaults::add(const QUrl& url)
{
    others_.push_back(std::make_unique<Client>(
        connection_, session_, std::make_unique<PreciseWebSocketTransport>(clock_), clock_,
        Random(random_.next()), EventRecorder(theirLog_, clock_, Source::Client)));
    others_.back()->start(url);
    return *others_.back();
}

void ClientFaults::addClients(std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i) {
        QUrl url = url_;
        url.setPath(QStringLiteral("%1-storm-%2").arg(url.path()).arg(i + 1));
        add(url);
    }
}

void ClientFaults::addRival(std::chrono::nanoseconds hold)
{
    Client& rival = add(url_);
    const auto tell = [this](const char* what) {
        recorder_.record(EventKind::Note, {{FieldKey::Detail, what}});
    };
    QObject::connect(&rival.connection(), &Connection::opened, &context_,
                     [tell] { tell("P9: the second connection stands"); });
    QObject::connect(&rival.connection(), &Connection::closed, &context_,
                     [tell] { tell("P9: the second connection has ended"); });
    if (hold.count() > 0)
        clock_.startTimer(hold, [rival = QPointer(&rival)] {
            if (rival)
                rival->stop();
        });
}

} // namespace redial
