// SPDX-License-Identifier: MIT
#include "core/foreign/observations.h"

#include "core/verdict/run_view.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <unordered_map>

namespace redial {

namespace {

/// Walks a log once.
class Observer
{
public:
    explicit Observer(const EventLog& log) : log_(log) {}

    Observations run()
    {
        for (number_ = 1; number_ <= log_.size(); ++number_) {
            const EventHeader& header = log_.header(number_);
            if (header.source == Source::Harness)
                onHarness(header);
            else if (header.source == Source::Server && header.epoch > 0)
                onServer(header);
        }
        return std::move(found_);
    }

private:
    Moment now() const { return {number_, log_.header(number_).time}; }

    ObservedConnection& connection(std::uint32_t epoch)
    {
        const auto place = places_.try_emplace(epoch, found_.connections.size());
        if (place.second) {
            found_.connections.emplace_back();
            found_.connections.back().number = epoch;
            found_.connections.back().situation = present_;
        }
        return found_.connections[place.first->second];
    }

    void onHarness(const EventHeader& header)
    {
        if (header.kind == EventKind::RunEnded)
            if (const auto lag = log_.duration(number_, FieldKey::EpsNs))
                // What is later is a stall, and waits that a stall touched are left out.
                found_.noise =
                    std::clamp(std::chrono::duration<double>(*lag).count(), found_.noise, 0.03);
        if (header.kind != EventKind::Note)
            return;
        const std::string_view detail = log_.text(number_, FieldKey::Detail);
        const auto situation = situationFromName(log_.text(number_, FieldKey::Mode));
        const auto duration =
            log_.duration(number_, FieldKey::DurationNs).value_or(std::chrono::nanoseconds());
        if (detail == situationDetail && situation) {
            present_ = *situation;
            found_.begun.push_back(*situation);
            if (*situation == Situation::Steady)
                found_.stable = duration;
        } else if (detail == completedDetail && situation) {
            found_.completed.push_back(*situation);
        } else if (detail == silenceDetail && situation) {
            const auto count = log_.integer(number_, FieldKey::Count).value_or(0);
            found_.silences.push_back({*situation, std::uint32_t(count), now(), duration});
        } else if (detail == portClosedDetail) {
            found_.portClosed = now();
        } else if (detail == portOpenedDetail) {
            found_.portOpened = now();
        }
    }

    void onServer(const EventHeader& header)
    {
        switch (header.kind) {
        case EventKind::Accepted:
            connection(header.epoch).accepted = now();
            return;
        case EventKind::Opened:
            connection(header.epoch).opened = now();
            connection(header.epoch).isOcpp =
                log_.text(number_, FieldKey::Subprotocol).starts_with("ocpp");
            return;
        case EventKind::PingReceived:
            connection(header.epoch).pings.push_back(now());
            return;
        case EventKind::MessageIn:
            return onMessage(connection(header.epoch));
        case EventKind::AnswerSent:
            if (log_.text(number_, FieldKey::Action) == "BootNotification" &&
                !connection(header.epoch).ready)
                connection(header.epoch).ready = now();
            return;
        case EventKind::FaultOn:
            if (log_.text(number_, FieldKey::Fault) == judgeFault)
                onTreatment(connection(header.epoch));
            return;
        case EventKind::Closed:
        case EventKind::ConnectionEnded:
        case EventKind::ConnectionReset:
        case EventKind::CloseReceived:
            return onEnd(connection(header.epoch));
        default:
            return;
        }
    }

    void onTreatment(ObservedConnection& link)
    {
        const auto treatment = treatmentFromName(log_.text(number_, FieldKey::Mode));
        if (!treatment || link.ended)
            return;
        link.treatment = treatment;
        link.retryAfter =
            log_.duration(number_, FieldKey::RetryAfterNs).value_or(std::chrono::nanoseconds());
        (*treatment == Treatment::Silent ? link.silent : link.ended) = now();
    }

    void onEnd(ObservedConnection& link)
    {
        if (link.ended)
            return;
        link.ended = now();
        link.endedByClient = log_.boolean(number_, FieldKey::Remote).value_or(true);
    }

    void onMessage(ObservedConnection& link)
    {
        if (link.messages.size() >= mostMessages)
            return;
        const std::string_view payload = log_.text(number_, FieldKey::Payload);
        SentMessage message{now(), {}, {}, std::string(payload.substr(0, mostPayload))};
        const auto array =
            QJsonDocument::fromJson(QByteArray(payload.data(), qsizetype(payload.size()))).array();
        if (array.size() == 4 && array[0].toInt() == 2) {
            message.id = array[1].toString().toStdString();
            message.action = array[2].toString().toStdString();
        }
        link.messages.push_back(std::move(message));
    }

    static constexpr std::size_t mostMessages = 10'000;
    static constexpr std::size_t mostPayload = 4096;

    const EventLog& log_;
    EventNumber number_ = 0;
    Observations found_;
    std::optional<Situation> present_;
    std::unordered_map<std::uint32_t, std::size_t> places_;
};

/// Attempts from here on are at the cap for certain and counted as one.
constexpr std::uint32_t mostCounted = 100;

} // namespace

std::chrono::nanoseconds ObservedConnection::uptime() const
{
    const Moment& from = ready ? ready : opened;
    return from && ended ? ended.time - from.time : std::chrono::nanoseconds::zero();
}

Observations observe(const EventLog& log)
{
    return Observer(log).run();
}

std::optional<double> waitBefore(const Observations& observations, std::size_t connection)
{
    if (connection == 0 || connection >= observations.connections.size())
        return std::nullopt;
    const ObservedConnection& before = observations.connections[connection - 1];
    const ObservedConnection& link = observations.connections[connection];
    if (!before.ended || before.ended.event > link.accepted.event)
        return std::nullopt;
    // After a silence the client was started anew.
    for (const auto& silence : observations.silences)
        if (before.ended.event < silence.at.event && silence.at.event < link.accepted.event)
            return std::nullopt;
    return std::chrono::duration<double>(link.accepted.time - before.ended.time).count();
}

WaitData waitsOf(const Observations& observations, const EventLog& log, Counting counting)
{
    const RunView run(log);
    const auto isStalled = [&](const Moment& at) {
        return run.stallAt(at.time) > std::chrono::nanoseconds::zero();
    };
    WaitData data;
    data.noise = observations.noise;
    std::uint32_t attempt = 0;  // 0: not known which
    std::uint32_t failures = 0; // of all outages
    std::optional<double> previous;
    for (std::size_t i = 1; i < observations.connections.size(); ++i) {
        const ObservedConnection& before = observations.connections[i - 1];
        const ObservedConnection& link = observations.connections[i];
        const bool stood = before.treatment == Treatment::LetIn &&
                           observations.stable.count() > 0 &&
                           before.uptime() >= observations.stable;
        const auto wait = waitBefore(observations, i);
        if (stood && counting == Counting::Anew)
            previous.reset();
        const bool goesOn = before.treatment == Treatment::Unheard && attempt > 0;
        failures += before.treatment && before.treatment != Treatment::Silent ? 1 : 0;
        attempt = stood ? 1 : goesOn ? attempt + 1 : 0;
        if (!wait)
            attempt = 0;
        const std::uint32_t counted =
            std::min(counting == Counting::Anew ? attempt : failures, mostCounted);
        const bool isOutage = stood || link.situation == Situation::Outage ||
                              link.situation == Situation::SecondOutage;
        if (attempt > 0 && isOutage && !isStalled(before.ended) && !isStalled(link.accepted))
            data.samples.push_back(
                {*wait, counted, previous, before.ended.event, link.accepted.event});
        previous = wait;
    }
    return data;
}

} // namespace redial
