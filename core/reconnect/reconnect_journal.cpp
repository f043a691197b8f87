// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_journal.h"

#include "core/wire/url_without_secrets.h"

#include <string>
#include <vector>

namespace redial {

using Kind = ReconnectEffect::Kind;

void ReconnectJournal::setPlace(std::uint32_t epoch, std::uint32_t attempt)
{
    if (!recorder_)
        return;
    recorder_->setEpoch(epoch);
    recorder_->setAttempt(attempt);
}

void ReconnectJournal::started(const QUrl& url)
{
    if (!recorder_)
        return;
    recorder_->record(EventKind::Started, {{FieldKey::Url, urlWithoutSecrets(url).toStdString()}});
}

void ReconnectJournal::stopped()
{
    if (recorder_)
        recorder_->record(EventKind::Stopped);
}

void ReconnectJournal::dropped(DropKind kind)
{
    if (recorder_)
        recorder_->record(EventKind::Dropped, {{FieldKey::Mode, nameOf(kind)}});
}

void ReconnectJournal::effect(const ReconnectEffect& effect, const ReconnectPolicy& policy,
                              const CloseInfo& lastClose)
{
    if (!recorder_)
        return;
    switch (effect.kind) {
    case Kind::StateChanged:
        recorder_->record(EventKind::StateChanged, {{FieldKey::From, nameOf(effect.from)},
                                                    {FieldKey::To, nameOf(effect.to)}});
        break;
    case Kind::Connecting:
        recorder_->record(EventKind::Connecting);
        break;
    case Kind::Connected:
        recorder_->record(EventKind::Connected);
        break;
    case Kind::Offline:
        recorder_->record(EventKind::Offline);
        break;
    case Kind::Online:
        recorder_->record(EventKind::Online);
        break;
    case Kind::Closed:
        recordClosed(lastClose);
        break;
    case Kind::BackoffScheduled:
        recordBackoff(effect, policy, lastClose);
        break;
    case Kind::GaveUp:
        recorder_->record(EventKind::GaveUp, {{FieldKey::Reason, nameOf(effect.reason)}});
        break;
    case Kind::StartRefused:
        recorder_->record(EventKind::StartRefused,
                          {{FieldKey::Detail, "a connection is wanted already"}});
        break;
    case Kind::StaleInput:
        recorder_->record(EventKind::StaleSignal, {{FieldKey::Connection, effect.epoch}});
        break;
    case Kind::OpenTransport:
    case Kind::CloseTransport:
    case Kind::DropTransport:
    case Kind::ArmTimer:
    case Kind::CancelTimer:
        break;
    }
}

void ReconnectJournal::recordClosed(const CloseInfo& info)
{
    std::vector<Field> fields{{FieldKey::Cause, nameOf(info.cause)},
                              {FieldKey::Code, info.code},
                              {FieldKey::Reason, info.reason},
                              {FieldKey::Remote, info.remote}};
    if (info.httpStatus)
        fields.emplace_back(FieldKey::HttpStatus, *info.httpStatus);
    if (info.retryAfter)
        fields.emplace_back(FieldKey::RetryAfterNs, std::chrono::nanoseconds(*info.retryAfter));
    if (!info.detail.empty())
        fields.emplace_back(FieldKey::Detail, info.detail);
    recorder_->record(EventKind::Disconnected, fields);
}

void ReconnectJournal::recordBackoff(const ReconnectEffect& effect, const ReconnectPolicy& policy,
                                     const CloseInfo& lastClose)
{
    std::vector<Field> fields{{FieldKey::DelayNs, effect.delay},
                              {FieldKey::NominalNs, effect.nominal},
                              {FieldKey::LowNs, effect.low},
                              {FieldKey::HighNs, effect.high},
                              {FieldKey::Strategy, nameOf(policy.strategy)},
                              {FieldKey::Cause, nameOf(lastClose.cause)}};
    if (policy.honourRetryAfter && lastClose.retryAfter)
        fields.emplace_back(FieldKey::RetryAfterNs,
                            std::chrono::nanoseconds(*lastClose.retryAfter));
    recorder_->record(EventKind::BackoffScheduled, fields);
}

void ReconnectJournal::timerArmed(ReconnectTimer timer, TimerId id, std::chrono::nanoseconds delay)
{
    if (recorder_)
        recorder_->record(EventKind::TimerArmed, {{FieldKey::Timer, nameOf(timer)},
                                                  {FieldKey::TimerNumber, id},
                                                  {FieldKey::DelayNs, delay}});
}

void ReconnectJournal::timerEnded(EventKind kind, ReconnectTimer timer, TimerId id)
{
    if (recorder_)
        recorder_->record(kind, {{FieldKey::Timer, nameOf(timer)}, {FieldKey::TimerNumber, id}});
}

} // namespace redial
