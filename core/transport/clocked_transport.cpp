// SPDX-License-Identifier: MIT
#include "core/transport/clocked_transport.h"

#include "core/base/duration_text.h"
#include "core/transport/close_reports.h"

namespace redial {

ClockedTransport::ClockedTransport(Clock& clock, QObject* parent) : Transport(parent), clock_(clock)
{
}

ClockedTransport::~ClockedTransport()
{
    cancelDeadline();
    clock_.cancelTimer(finishTimer_);
}

bool ClockedTransport::beginEpoch(quint32 epoch, const TransportRequest& request)
{
    if (state_ != State::Closed)
        return false;
    state_ = State::Opening;
    epoch_ = epoch;
    request_ = request;
    setDeadline(request_.connectTimeout, [this] {
        const QString limit = formatDuration(request_.connectTimeout);
        finish(endedByUs(CloseCause::ConnectTimeout, "No connection within " + limit.toStdString() +
                                                         ": " + waitingFor() + "."));
    });
    return true;
}

void ClockedTransport::enterOpen(const OpenInfo& info)
{
    cancelDeadline();
    state_ = State::Open;
    emit opened(epoch_, info);
}

void ClockedTransport::enterClosing(CloseInfo timedOut)
{
    state_ = State::Closing;
    setDeadline(request_.closeTimeout, [this, info = std::move(timedOut)] { finish(info); });
}

void ClockedTransport::finish(CloseInfo info)
{
    if (state_ == State::Closed || isFinishing())
        return;
    cancelDeadline();
    state_ = State::Closing;
    end_ = std::move(info);
    finishTimer_ = clock_.startTimer(std::chrono::nanoseconds(0), [this] {
        finishTimer_ = 0;
        state_ = State::Closed;
        const CloseInfo end = std::move(end_);
        emit closed(epoch_, end);
    });
    releaseConnection();
}

void ClockedTransport::note(EventKind kind, NoteFields fields)
{
    emit noted(epoch_, TransportNote{kind, clock_.now(), fields});
}

void ClockedTransport::noteStale(quint32 epoch, const char* signal)
{
    ++staleSignals_;
    emit noted(epoch, TransportNote{EventKind::StaleSignal,
                                    clock_.now(),
                                    {{FieldKey::Detail, std::string(signal)}}});
}

void ClockedTransport::setDeadline(std::chrono::nanoseconds delay, std::function<void()> callback)
{
    cancelDeadline();
    deadline_ = clock_.startTimer(delay, [this, act = std::move(callback)] {
        deadline_ = 0;
        act();
    });
}

void ClockedTransport::cancelDeadline()
{
    clock_.cancelTimer(std::exchange(deadline_, 0));
}

} // namespace redial
