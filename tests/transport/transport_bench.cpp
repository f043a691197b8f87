// SPDX-License-Identifier: MIT
#include "transport_bench.h"

#include "core/transport/in_memory_transport.h"
#include "core/transport/msgi_transport.h"
#include "core/transport/precise_websocket_transport.h"
#include "core/transport/qwebsocket_transport.h"
#include "core/transport/threaded_transport.h"
#include "in_memory_server.h"
#include "raw_msgi_server.h"
#include "raw_web_socket_server.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEvent>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>

namespace redial::test {

using namespace std::chrono_literals;

const char* nameOf(Kind kind)
{
    switch (kind) {
    case Kind::QtSocket:
        return "qwebsocket";
    case Kind::Precise:
        return "precise";
    case Kind::InMemory:
        return "in_memory";
    case Kind::ThreadedPrecise:
        return "threaded";
    case Kind::Msgi:
        return "msgi";
    }
    return "";
}

std::unique_ptr<Transport> makeTransport(Kind kind, Clock& clock)
{
    switch (kind) {
    case Kind::QtSocket:
        return std::make_unique<QWebSocketTransport>(clock);
    case Kind::Precise:
        return std::make_unique<PreciseWebSocketTransport>(clock);
    case Kind::ThreadedPrecise:
        return std::make_unique<ThreadedTransport>([](Clock& threadClock) {
            return std::make_unique<PreciseWebSocketTransport>(threadClock);
        });
    case Kind::Msgi:
        return std::make_unique<MsgiTransport>(clock);
    case Kind::InMemory:
        break;
    }
    return nullptr;
}

TransportBench::TransportBench(Kind k) : kind(k)
{
    if (kind == Kind::InMemory) {
        auto memory = std::make_unique<InMemoryServer>(clock);
        transport = std::make_unique<InMemoryTransport>(memory->network());
        server = std::move(memory);
    } else {
        if (kind == Kind::Msgi)
            server = std::make_unique<RawMsgiServer>();
        else
            server = std::make_unique<RawWebSocketServer>();
        transport = makeTransport(kind, clock);
    }
    listen();
}

TransportBench::~TransportBench()
{
    transport.reset();
}

void TransportBench::listen()
{
    Transport* const t = transport.get();
    connect(t, &Transport::opened, this,
            [this](quint32 epoch, const OpenInfo& info) { opened.emplace_back(epoch, info); });
    connect(t, &Transport::closed, this,
            [this](quint32 epoch, const CloseInfo& info) { closed.emplace_back(epoch, info); });
    connect(t, &Transport::textReceived, this,
            [this](quint32, const QString& text) { takeText(text); });
    connect(t, &Transport::binaryReceived, this, [this](quint32, const QByteArray& data) {
        binaries << data;
        if (kind == Kind::Msgi)
            takeText(QString::fromUtf8(data));
    });
    connect(t, &Transport::pingReceived, this,
            [this](quint32, const QByteArray& payload) { pings << payload; });
    connect(t, &Transport::pongReceived, this,
            [this](quint32, const QByteArray& payload) { pongs << payload; });
    connect(t, &Transport::noted, this,
            [this](quint32, const TransportNote& note) { notes.push_back(note); });
}

void TransportBench::takeText(const QString& text)
{
    texts << text;
    if (onText)
        onText();
}

TransportRequest TransportBench::request() const
{
    TransportRequest request;
    request.url = server->url();
    request.connectTimeout = 20s;
    request.closeTimeout = 20s;
    return request;
}

bool TransportBench::open(quint32 epoch)
{
    return transport->open(epoch, request());
}

void TransportBench::speakFirst()
{
    connect(transport.get(), &Transport::opened, this,
            [this] { transport->sendText(QStringLiteral("first")); });
}

bool TransportBench::waitUntil(const std::function<bool()>& condition)
{
    // QTest::qWaitFor looks only every 10 ms.
    QDeadlineTimer deadline(10s);
    QTimer wake;
    wake.start(20ms);
    while (!condition() && !deadline.hasExpired()) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return condition();
}

bool TransportBench::establish(quint32 epoch)
{
    return open(epoch) &&
           waitUntil([this] { return transport->state() != Transport::State::Opening; }) &&
           transport->state() == Transport::State::Open;
}

bool TransportBench::waitClosed(std::size_t count)
{
    return waitUntil([this, count] { return closed.size() >= count; });
}

void TransportBench::settle()
{
    for (int i = 0; i < 20; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

void TransportBench::forget()
{
    opened.clear();
    closed.clear();
    texts.clear();
    binaries.clear();
    pings.clear();
    pongs.clear();
    notes.clear();
}

bool TransportBench::hasNote(EventKind wanted) const
{
    return std::any_of(notes.begin(), notes.end(),
                       [wanted](const TransportNote& note) { return note.kind == wanted; });
}

} // namespace redial::test
