// SPDX-License-Identifier: MIT
#include "core/server/tls_reception.h"

#include "core/wire/close_info.h"

#include <utility>

namespace redial {

namespace {

/// For the client to take the last bytes of a failed handshake and to end its side.
constexpr auto farewell = std::chrono::seconds(1);

} // namespace

/// One connection until its handshake is over. Each call to the reception may destroy it.
class TlsReception::Guest final : public StreamHandler, public WheelHandler
{
public:
    Guest(TlsReception& reception, quint32 number)
        : reception_(reception)
        , number_(number)
        , socket_(std::make_unique<StreamSocket>(reception.streams_, *this))
    {
    }
    ~Guest() { reception_.wheel_.cancel(timer_); }
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;

    void begin(FileDescriptor socket, TlsTreatment treatment)
    {
        treatment_ = std::move(treatment);
        if (treatment_.act == TlsTreatment::Act::Handshake) {
            const Settings& settings = reception_.settings_;
            socket_->useTls(treatment_.context ? *treatment_.context : *settings.context);
            arm(settings.handshakeTimeout);
        }
        socket_->adopt(std::move(socket));
    }
    std::unique_ptr<StreamSocket> takeSocket() { return std::move(socket_); }
    void abort() { socket_->abort(); }

    void onStreamConnected(StreamSocket&) override { reception_.handOn(number_); }
    void onStreamBytes(StreamSocket& socket, std::string_view) override
    {
        if (treatment_.act == TlsTreatment::Act::Stall || std::exchange(isAnswered_, true))
            return;
        socket.send(treatment_.answer);
        socket.finish();
        arm(farewell);
    }
    void onStreamClosed(StreamSocket&, const StreamClose& close) override
    {
        reception_.end(number_, close.sentence());
    }
    void onWheelTimer(std::uint32_t) override
    {
        timer_ = 0;
        reception_.end(number_, isAnswered_ ? "The client does not end its side."
                                            : "The TLS handshake took too long.");
    }

private:
    void arm(std::chrono::nanoseconds delay) { timer_ = reception_.wheel_.insert(delay, *this); }

    TlsReception& reception_;
    const quint32 number_;
    std::unique_ptr<StreamSocket> socket_;
    TlsTreatment treatment_;
    TimerWheel::Timer timer_ = 0;
    bool isAnswered_ = false;
};

TlsReception::TlsReception(Settings settings, StreamContext& streams, TimerWheel& wheel,
                           EventRecorder recorder)
    : settings_(std::move(settings)), streams_(streams), wheel_(wheel), recorder_(recorder)
{
}

TlsReception::~TlsReception() = default;

void TlsReception::receive(FileDescriptor socket, quint32 number)
{
    if (guests_.size() >= settings_.mostHandshakes) {
        resetOnClose(socket.get());
        return recordEnd(number, "More TLS handshakes at once than this server takes.");
    }
    TlsTreatment treatment;
    if (settings_.interceptor != nullptr) {
        const auto end = remoteEnd(socket.get());
        treatment = settings_.interceptor->treat({number, {}, {}, end ? end->host : QString()});
    }
    auto& guest = *guests_.emplace(number, std::make_unique<Guest>(*this, number)).first->second;
    guest.begin(std::move(socket), std::move(treatment));
}

void TlsReception::drop()
{
    while (!guests_.empty()) {
        const auto& [number, guest] = *guests_.begin();
        guest->abort();
        end(number, "The server stops.");
    }
}

void TlsReception::handOn(quint32 number)
{
    const auto guest = guests_.extract(number);
    settings_.established(guest.mapped()->takeSocket(), number);
}

void TlsReception::end(quint32 number, const std::string& detail)
{
    recordEnd(number, detail);
    const auto guest = guests_.extract(number);
    if (settings_.interceptor != nullptr)
        settings_.interceptor->endedBeforeTls(number);
}

void TlsReception::recordEnd(quint32 number, const std::string& detail) const
{
    EventRecorder recorder = recorder_;
    recorder.setEpoch(number);
    recorder.record(EventKind::Closed,
                    {{FieldKey::Cause, nameOf(CloseCause::TlsFailed)}, {FieldKey::Detail, detail}});
}

} // namespace redial
