// SPDX-License-Identifier: MIT
#include "stream_fixture.h"
#include "tests/support/several_tests_main.h"
#include "tst_stream_listener.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace tst_stream_socket {

using namespace redial;
using namespace redial::test;
using Cause = StreamClose::Cause;

namespace {

/// Segments with data that have left this socket.
std::uint32_t dataSegments(const StreamSocket& socket)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    ::getsockopt(socket.descriptor(), IPPROTO_TCP, TCP_INFO, &info, &size);
    return info.tcpi_data_segs_out;
}

/// Counts its turns, and does what the test says in each.
struct Turns final : PollHandler
{
    void onReady(std::uint32_t) override
    {
        ++count;
        if (atTurn)
            atTurn();
    }
    int count = 0;
    std::function<void()> atTurn;
};

/// More than the small buffers of a StreamPair's sockets take.
constexpr std::size_t large = 1'000'000;

} // namespace

class TestStreamSocket : public QObject
{
    Q_OBJECT
private slots:
    void bytesArriveOnceAndInOrder_data() { backends(); }
    void bytesArriveOnceAndInOrder();
    void aGreetingThatFillsTheBuffersLeaves_data() { backends(); }
    void aGreetingThatFillsTheBuffersLeaves();
    void whatIsSentWithinACallLeavesTogether_data() { backends(); }
    void whatIsSentWithinACallLeavesTogether();
    void whatIsHeldBackLeavesWhenItIsTold();
    void aSlowReaderIsWaitedFor_data() { backends(); }
    void aSlowReaderIsWaitedFor();
    void aLowHighMarkLeavesNobodyWaiting_data() { backends(); }
    void aLowHighMarkLeavesNobodyWaiting();
    void aReaderThatIsTooSlowIsGivenUp_data() { backends(); }
    void aReaderThatIsTooSlowIsGivenUp();
    void finishSendsWhatWaitsAndThenFin_data() { backends(); }
    void finishSendsWhatWaitsAndThenFin();
    void aHalfClosedConnectionStillSends_data() { backends(); }
    void aHalfClosedConnectionStillSends();
    void aResetIsToldFromAnEnd_data() { backends(); }
    void aResetIsToldFromAnEnd();
    void aPausedSocketReadsNothingUntilItResumes_data() { backends(); }
    void aPausedSocketReadsNothingUntilItResumes();
    void aPausedSocketLearnsOfAReset();
    void nobodyListening_data() { backends(); }
    void nobodyListening();
    void anyCallMayDestroyTheSocket_data();
    void anyCallMayDestroyTheSocket();
    void nothingIsSentOutsideOfAConnection();
    void thousandsAreSmall();
    void whoRunsAnEventLoopKeepsNobodyFromItsTurn();

private:
    static void backends()
    {
        QTest::addColumn<bool>("portable");
        QTest::newRow("epoll") << false;
        QTest::newRow("notifiers") << true;
    }
};

void TestStreamSocket::bytesArriveOnceAndInOrder()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    pair.farRecord.atBytes = [](StreamSocket& socket, std::string_view bytes) {
        QVERIFY(socket.send(bytes));
    };
    QVERIFY(pair.open());
    const std::string sent = patternOf(large);
    // In pieces of all sizes, small ones and such as go out from where they lie.
    std::size_t size = 1;
    for (std::string_view rest = sent; !rest.empty(); rest.remove_prefix(size)) {
        size = std::min(size * 3 % 70'001, rest.size());
        QVERIFY(pair.near->send(rest.substr(0, size / 2), rest.substr(size / 2, size - size / 2)));
    }
    QVERIFY(waitUntil([&] { return pair.nearRecord.received.size() >= sent.size(); }));
    QVERIFY(pair.nearRecord.received == sent);
    QCOMPARE(pair.near->pending() + pair.far->pending(), std::size_t(0));
}

void TestStreamSocket::aGreetingThatFillsTheBuffersLeaves()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    const std::string sent = patternOf(large);
    pair.nearRecord.atConnected = [&](StreamSocket& socket) { QVERIFY(socket.send(sent)); };
    QVERIFY(pair.open());
    QVERIFY(waitUntil([&] { return pair.farRecord.received.size() >= sent.size(); }));
    QVERIFY(pair.farRecord.received == sent);
}

void TestStreamSocket::whatIsSentWithinACallLeavesTogether()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    pair.farRecord.atBytes = [](StreamSocket& socket, std::string_view) {
        for (int i = 0; i < 100; ++i)
            socket.send("0123456789");
    };
    QVERIFY(pair.open());
    QVERIFY(pair.near->send("go"));
    QVERIFY(waitUntil([&] { return pair.nearRecord.received.size() == 1000; }));
    QCOMPARE(dataSegments(*pair.far), 1U);
    // Outside of such a call each leaves at once.
    for (int i = 0; i < 3; ++i)
        QVERIFY(pair.far->send("0123456789"));
    QCOMPARE(dataSegments(*pair.far), 4U);
}

void TestStreamSocket::whatIsHeldBackLeavesWhenItIsTold()
{
    StreamPair pair;
    pair.farRecord.atBytes = [](StreamSocket& socket, std::string_view) {
        socket.send("0123456789");
        socket.sendHeldBack();
        socket.send("0123456789");
    };
    QVERIFY(pair.open());
    QVERIFY(pair.near->send("go"));
    QVERIFY(waitUntil([&] { return pair.nearRecord.received.size() == 20; }));
    QCOMPARE(dataSegments(*pair.far), 2U);
}

void TestStreamSocket::aSlowReaderIsWaitedFor()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    QVERIFY(pair.open());
    pair.near->pauseReading();
    const std::string sent = patternOf(50'000);
    std::size_t pieces = 0;
    const auto fill = [&](StreamSocket& socket) {
        for (; pieces < 40 && !socket.isCongested(); ++pieces)
            QVERIFY(socket.send(sent));
    };
    pair.farRecord.atWritable = fill;
    fill(*pair.far);
    QVERIFY(pair.far->isCongested());
    QVERIFY(pieces < 40);
    QVERIFY(pair.far->pending() <= pair.context.settings().highMark + sent.size());
    pair.near->resumeReading();
    QVERIFY(waitUntil([&] { return pair.nearRecord.received.size() == 40 * sent.size(); }));
    QVERIFY(pair.farRecord.writable > 0);
    for (std::size_t i = 0; i < 40; ++i)
        QVERIFY(pair.nearRecord.received.compare(i * sent.size(), sent.size(), sent) == 0);
}

void TestStreamSocket::aLowHighMarkLeavesNobodyWaiting()
{
    QFETCH(const bool, portable);
    StreamSettings settings = smallBuffers();
    settings.highMark = 1000;
    StreamPair pair(portable, settings);
    const std::string piece = patternOf(500);
    std::size_t pieces = 0;
    const auto fill = [&](StreamSocket& socket) {
        for (; pieces < 40 && !socket.isCongested(); ++pieces)
            QVERIFY(socket.send(piece));
    };
    pair.farRecord.atBytes = [&](StreamSocket& socket, std::string_view) { fill(socket); };
    pair.farRecord.atWritable = fill;
    QVERIFY(pair.open());
    QVERIFY(pair.near->send("go"));
    QVERIFY(waitUntil([&] { return pair.nearRecord.received.size() == 40 * piece.size(); }));
}

void TestStreamSocket::aReaderThatIsTooSlowIsGivenUp()
{
    QFETCH(const bool, portable);
    StreamSettings settings = smallBuffers();
    settings.highMark = 100'000;
    settings.outputLimit = 200'000;
    StreamPair pair(portable, settings);
    QVERIFY(pair.open());
    pair.near->pauseReading();
    const std::string piece = patternOf(50'000);
    int pieces = 0;
    while (pieces < 2000 && pair.far->send(piece)) {
        QVERIFY(pair.far->pending() <= settings.outputLimit);
        ++pieces;
    }
    QVERIFY(pieces < 2000);
    // Not within send().
    QCOMPARE(pair.farRecord.closings, 0);
    QVERIFY(waitUntil([&] { return pair.farRecord.closings == 1; }));
    QVERIFY(pair.farRecord.endedBy(Cause::OutputLimit));
    QVERIFY(pair.farRecord.close->sentence().find("too slowly") != std::string::npos);
    QVERIFY(!pair.far->send(piece));
    pair.near->resumeReading();
    QVERIFY(waitUntil([&] { return pair.nearRecord.closings == 1; }));
    QVERIFY(pair.nearRecord.endedBy(Cause::Reset));
}

void TestStreamSocket::finishSendsWhatWaitsAndThenFin()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    QVERIFY(pair.open());
    QVERIFY(pair.far->send(patternOf(large)));
    pair.far->finish();
    QVERIFY(!pair.far->send("more"));
    QVERIFY(
        waitUntil([&] { return pair.nearRecord.closings == 1 && pair.farRecord.closings == 1; }));
    QVERIFY(pair.nearRecord.received == patternOf(large));
    QVERIFY(pair.nearRecord.endedBy(Cause::EndOfStream));
    QVERIFY(pair.farRecord.endedBy(Cause::EndOfStream));
    QCOMPARE(pair.nearRecord.peerFinished, 1);
}

void TestStreamSocket::aHalfClosedConnectionStillSends()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    pair.farRecord.atPeerFinished = [](StreamSocket&) {};
    QVERIFY(pair.open());
    QVERIFY(pair.near->send("last words"));
    pair.near->finish();
    QVERIFY(waitUntil([&] { return pair.farRecord.peerFinished == 1; }));
    QCOMPARE(pair.farRecord.received, std::string("last words"));
    QVERIFY(pair.far->send("answer"));
    QVERIFY(waitUntil([&] { return pair.nearRecord.received == "answer"; }));
    QCOMPARE(pair.nearRecord.closings + pair.farRecord.closings, 0);
    pair.far->finish();
    QVERIFY(
        waitUntil([&] { return pair.nearRecord.closings == 1 && pair.farRecord.closings == 1; }));
    QVERIFY(pair.farRecord.endedBy(Cause::EndOfStream));
}

void TestStreamSocket::aResetIsToldFromAnEnd()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    QVERIFY(pair.open());
    QVERIFY(pair.near->send("before"));
    QVERIFY(waitUntil([&] { return pair.farRecord.received == "before"; }));
    pair.near->abort();
    QVERIFY(waitUntil([&] { return pair.farRecord.closings == 1; }));
    QVERIFY(pair.farRecord.endedBy(Cause::Reset));
    QCOMPARE(pair.farRecord.close->closeInfo().cause, CloseCause::Reset);
    QCOMPARE(pair.farRecord.peerFinished, 0);
    // Who aborts knows.
    QCOMPARE(pair.nearRecord.closings, 0);
    QCOMPARE(pair.near->descriptor(), -1);
}

void TestStreamSocket::aPausedSocketReadsNothingUntilItResumes()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    QVERIFY(pair.open());
    pair.far->pauseReading();
    QVERIFY(pair.near->send("held"));
    pair.near->finish();
    // The way back works all the while.
    QVERIFY(pair.far->send("to and fro"));
    QVERIFY(waitUntil([&] { return pair.nearRecord.received == "to and fro"; }));
    QCOMPARE(pair.farRecord.received, std::string());
    for (const std::string& read : {std::string("h"), std::string("hel")}) {
        pair.far->readSome(read.size() - pair.farRecord.received.size());
        QVERIFY(waitUntil([&] { return pair.farRecord.received == read; }));
    }
    pair.far->resumeReading();
    QVERIFY(waitUntil([&] { return pair.farRecord.closings == 1; }));
    QCOMPARE(pair.farRecord.received, std::string("held"));
    QVERIFY(pair.farRecord.endedBy(Cause::EndOfStream));
}

void TestStreamSocket::aPausedSocketLearnsOfAReset()
{
    StreamPair pair;
    QVERIFY(pair.open());
    pair.far->pauseReading();
    pair.near->abort();
    QVERIFY(waitUntil([&] { return pair.farRecord.closings == 1; }));
    QVERIFY(pair.farRecord.endedBy(Cause::Reset));
}

void TestStreamSocket::nobodyListening()
{
    QFETCH(const bool, portable);
    StreamPair pair(portable);
    pair.sockets.listener.stop();
    pair.connectNear();
    QCOMPARE(pair.nearRecord.closings, 0);
    QVERIFY(waitUntil([&] { return pair.nearRecord.closings == 1; }));
    QVERIFY(pair.nearRecord.endedBy(Cause::Refused));
    QCOMPARE(pair.nearRecord.connected, 0);
}

void TestStreamSocket::anyCallMayDestroyTheSocket_data()
{
    QTest::addColumn<QByteArray>("call");
    for (const char* name : {"connected", "bytes", "peer finished", "writable", "closed"})
        QTest::newRow(name) << QByteArray(name);
}

void TestStreamSocket::anyCallMayDestroyTheSocket()
{
    QFETCH(const QByteArray, call);
    StreamPair pair;
    int destroyed = 0;
    const auto destroy = [&](StreamSocket& socket) {
        ++destroyed;
        (&socket == pair.near.get() ? pair.near : pair.far).reset();
    };
    if (call == "connected")
        pair.nearRecord.atConnected = destroy;
    else if (call == "bytes")
        pair.farRecord.atBytes = [&](StreamSocket& socket, std::string_view) { destroy(socket); };
    else if (call == "peer finished")
        pair.farRecord.atPeerFinished = destroy;
    else if (call == "writable")
        pair.nearRecord.atWritable = destroy;
    else
        pair.farRecord.atClosed = destroy;
    QVERIFY(pair.open());
    if (pair.near) {
        QVERIFY(pair.near->send(patternOf(large)));
        if (call != "writable")
            pair.near->finish();
    }
    QVERIFY(waitUntil([&] { return destroyed == 1; }));
    // What was still to come does not.
    QCoreApplication::processEvents();
    QCOMPARE(destroyed, 1);
}

void TestStreamSocket::nothingIsSentOutsideOfAConnection()
{
    StreamPair pair;
    QVERIFY(!pair.near->send("too early"));
    pair.connectNear();
    QVERIFY(!pair.near->send("too early"));
    QVERIFY(waitUntil([&] { return pair.nearRecord.connected == 1; }));
    QVERIFY(pair.near->send("now"));
    QCOMPARE(pair.near->remoteEnd()->port, pair.sockets.port);
    QVERIFY(pair.near->localEnd().has_value());
    pair.near->abort();
    QVERIFY(!pair.near->send("too late"));
}

void TestStreamSocket::thousandsAreSmall()
{
    QVERIFY2(sizeof(StreamSocket) <= 128, qPrintable(QString::number(sizeof(StreamSocket))));
}

void TestStreamSocket::whoRunsAnEventLoopKeepsNobodyFromItsTurn()
{
    Poller poller;
    Turns first;
    Turns second;
    Turns inner;
    first.atTurn = [&] {
        poller.again(&inner);
        QCoreApplication::processEvents();
        QCOMPARE(inner.count, 1);
    };
    poller.again(&first);
    poller.again(&second);
    QVERIFY(waitUntil([&] { return second.count == 1; }));
    QCOMPARE(first.count, 1);
    QCOMPARE(inner.count, 1);
}

int main(int argc, char** argv)
{
    return runTests<TestStreamSocket, TestStreamListener>(argc, argv);
}

} // namespace tst_stream_socket

#include "tst_stream_socket.moc"
