// SPDX-License-Identifier: MIT
// Round trips and reconnects of each transport against the same echo server in the same process,
// beside a bare QTcpSocket pair that sends the same bytes.
#include "transport_bench.h"

#include <QCoreApplication>
#include <QTcpServer>
#include <QTcpSocket>

#include <chrono>
#include <cstdio>

using namespace redial;
using namespace redial::test;

namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr int roundTrips = 5000;
constexpr int reconnects = 500;
constexpr int payloadSize = 1024;

void runUntil(const std::function<bool()>& done)
{
    while (!done())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

/// Microseconds of one round trip of the payload over bare sockets.
double bareSockets()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    QObject::connect(&server, &QTcpServer::newConnection, &server, [&server] {
        QTcpSocket* const socket = server.nextPendingConnection();
        QObject::connect(socket, &QTcpSocket::readyRead, socket,
                         [socket] { socket->write(socket->readAll()); });
    });
    QTcpSocket client;
    client.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    const QByteArray payload(payloadSize, 'x');
    qsizetype received = 0;
    int rounds = 0;
    QObject::connect(&client, &QTcpSocket::readyRead, &client, [&] {
        received += client.readAll().size();
        if (received < payloadSize)
            return;
        received = 0;
        if (++rounds < roundTrips)
            client.write(payload);
    });
    client.connectToHost(QHostAddress::LocalHost, server.serverPort());
    client.waitForConnected();
    const auto start = std::chrono::steady_clock::now();
    client.write(payload);
    runUntil([&] { return rounds == roundTrips; });
    return Microseconds(std::chrono::steady_clock::now() - start).count() / roundTrips;
}

double roundTrip(Kind kind)
{
    TransportBench bench(kind);
    bench.establish();
    const QString payload(payloadSize, QLatin1Char('x'));
    int rounds = 0;
    QObject::connect(bench.transport.get(), &Transport::textReceived, &bench, [&] {
        if (++rounds < roundTrips)
            bench.transport->sendText(payload);
    });
    const auto start = std::chrono::steady_clock::now();
    bench.transport->sendText(payload);
    runUntil([&] { return rounds == roundTrips; });
    return Microseconds(std::chrono::steady_clock::now() - start).count() / roundTrips;
}

double reconnect(Kind kind)
{
    TransportBench bench(kind);
    Transport& transport = *bench.transport;
    bool done = false;
    QObject::connect(&transport, &Transport::opened, &bench,
                     [&] { transport.drop(DropKind::Reset); });
    QObject::connect(&transport, &Transport::closed, &bench,
                     [&](quint32 epoch) { done = epoch == reconnects || !bench.open(epoch + 1); });
    const auto start = std::chrono::steady_clock::now();
    bench.open(1);
    runUntil([&] { return done; });
    return Microseconds(std::chrono::steady_clock::now() - start).count() / reconnects;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const double bare = bareSockets();
    std::printf("%-12s %18s %10s %18s %14s\n", "transport", "1 KB round trip", "x bare",
                "open and reset", "reconnects/s");
    std::printf("%-12s %15.1f us %10.2f\n", "bare TCP", bare, 1.0);
    for (const Kind kind : allKinds) {
        const double trip = roundTrip(kind);
        const double cycle = reconnect(kind);
        std::printf("%-12s %15.1f us %10.2f %15.1f us %14.0f\n", nameOf(kind), trip, trip / bare,
                    cycle, 1e6 / cycle);
    }
    return 0;
}
