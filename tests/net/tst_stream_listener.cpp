// SPDX-License-Identifier: MIT
#include "tst_stream_listener.h"

#include "core/net/stream_handover.h"
#include "core/server/self_signed_certificate.h"
#include "stream_fixture.h"
#include "tests/support/blocking_sockets.h"

#include <QFile>
#include <QProcess>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <thread>

namespace redial::test {

namespace {

using Refusal = StreamAcceptor::Refusal;

/// True once the peer has reset the connection.
bool isReset(const FileDescriptor& socket)
{
    char byte = 0;
    return ::recv(socket.get(), &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNRESET;
}

/// For as long as it lives the process may open no further descriptor.
class NoDescriptors
{
public:
    NoDescriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const FileDescriptor next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const rlimit lowered{static_cast<rlim_t>(next.get()), before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &lowered);
    }
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;

private:
    rlimit before_{};
};

/// What `openssl s_client` says of a server with this context.
QByteArray clientSays(const TlsContext& context, const QStringList& options)
{
    StreamPair pair;
    pair.far->useTls(context);
    pair.sockets.atAccepted = [&] { pair.far->adopt(std::move(pair.sockets.accepted[0])); };
    pair.farRecord.atConnected = [](StreamSocket& socket) {
        socket.send("bye");
        socket.finish();
    };
    QProcess client;
    client.start(QStringLiteral("openssl"),
                 QStringList{QStringLiteral("s_client"), QStringLiteral("-connect"),
                             QStringLiteral("127.0.0.1:%1").arg(pair.sockets.port)} +
                     options);
    const bool ended = waitUntil([&] { return client.state() == QProcess::NotRunning; });
    return ended ? client.readAllStandardOutput() : QByteArray("nothing");
}

} // namespace

void TestStreamListener::initTestCase()
{
    const auto made = makeServerCertificate(folder_.path());
    QVERIFY2(made.hasValue(), made ? "" : qPrintable(made.error()));
    certificate_ = folder_.filePath(QStringLiteral("server.crt"));
    key_ = folder_.filePath(QStringLiteral("server.key"));
}

void TestStreamListener::whoFindsNoRoomIsReset()
{
    StreamPair pair;
    pair.sockets.room = 2;
    std::vector<FileDescriptor> clients;
    for (int i = 0; i < 3; ++i)
        clients.push_back(connectBlocking(pair.sockets.port));
    QVERIFY(waitUntil([&] { return pair.sockets.refusals.size() == 1; }));
    QCOMPARE(pair.sockets.refusals[0], Refusal::NoRoom);
    QCOMPARE(pair.sockets.accepted.size(), std::size_t(2));
    QVERIFY(waitUntil([&] { return isReset(clients[2]); }));
    QVERIFY(!isReset(clients[0]));
    // Room that is made is used.
    pair.sockets.accepted.pop_back();
    clients.push_back(connectBlocking(pair.sockets.port));
    QVERIFY(waitUntil([&] { return pair.sockets.accepted.size() == 2; }));
}

void TestStreamListener::whereDescriptorsHaveRunOutThePeerIsTold()
{
    StreamPair pair;
    FileDescriptor client = connectBlocking(pair.sockets.port);
    {
        const NoDescriptors none;
        QVERIFY(waitUntil([&] { return pair.sockets.refusals.size() == 1; }));
        QCOMPARE(pair.sockets.refusals[0], Refusal::NoDescriptors);
        QVERIFY(waitUntil([&] { return isReset(client); }));
        QVERIFY(pair.sockets.accepted.empty());
    }
    client = connectBlocking(pair.sockets.port);
    QVERIFY(waitUntil([&] { return pair.sockets.accepted.size() == 1; }));
}

void TestStreamListener::aListenerMayBeStoppedWhileItAccepts()
{
    StreamPair pair;
    pair.sockets.atAccepted = [&] { pair.sockets.listener.stop(); };
    const FileDescriptor first = connectBlocking(pair.sockets.port);
    const FileDescriptor second = connectBlocking(pair.sockets.port);
    QVERIFY(waitUntil([&] { return !pair.sockets.listener.isListening(); }));
    QCOMPARE(pair.sockets.accepted.size(), std::size_t(1));
    QVERIFY(!connectBlocking(pair.sockets.port).isOpen());
}

void TestStreamListener::whoComesWhileNobodyAcceptsWaits()
{
    StreamPair pair;
    AcceptedSockets other(pair.poller, pair.clock);
    pair.sockets.listener.setAccepting(false);
    const FileDescriptor held = connectBlocking(pair.sockets.port);
    const FileDescriptor taken = connectBlocking(other.port);
    QVERIFY(held.isOpen() && waitUntil([&] { return other.accepted.size() == 1; }));
    QCOMPARE(pair.sockets.accepted.size(), std::size_t(0));
    pair.sockets.listener.setAccepting(true);
    QVERIFY(waitUntil([&] { return pair.sockets.accepted.size() == 1; }));
}

void TestStreamListener::aPortThatIsTakenIsNamed()
{
    StreamPair pair;
    AcceptedSockets other(pair.poller, pair.clock);
    const auto taken =
        other.listener.listen(QHostAddress(QHostAddress::LocalHost), pair.sockets.port);
    QVERIFY(!taken);
    QVERIFY2(taken.error().contains(QString::number(pair.sockets.port)) &&
                 taken.error().contains(QLatin1String("Choose another port")),
             qPrintable(taken.error()));
}

void TestStreamListener::severalListenersShareAPort()
{
    StreamPair pair;
    ListenOptions shared;
    shared.isShared = true;
    const QHostAddress here(QHostAddress::LocalHost);
    const auto first = pair.sockets.listener.listen(here, 0, shared);
    QVERIFY(first);
    AcceptedSockets other(pair.poller, pair.clock);
    QVERIFY(other.listener.listen(here, first->port, shared));
    std::vector<FileDescriptor> clients;
    for (std::size_t i = 0; i < 64; ++i)
        clients.push_back(connectBlocking(first->port));
    QVERIFY(waitUntil(
        [&] { return pair.sockets.accepted.size() + other.accepted.size() == clients.size(); }));
    QVERIFY(!pair.sockets.accepted.empty() && !other.accepted.empty());
}

void TestStreamListener::aSocketIsHandedOverToAnotherThread()
{
    StreamPair pair;
    AcceptedSockets far(pair.poller, pair.clock);
    StreamHandover handover(far);
    FileDescriptor client = connectBlocking(pair.sockets.port);
    QVERIFY(waitUntil([&] { return pair.sockets.accepted.size() == 1; }));
    std::thread other([&] { handover.give(std::move(pair.sockets.accepted[0])); });
    QVERIFY(waitUntil([&] { return far.accepted.size() == 1; }));
    other.join();
    pair.far->adopt(std::move(far.accepted[0]));
    QCOMPARE(::send(client.get(), "hello", 5, MSG_NOSIGNAL), 5);
    QVERIFY(waitUntil([&] { return pair.farRecord.received == "hello"; }));
}

void TestStreamListener::aListenerWithoutADescriptorNamesTheReason()
{
    StreamPair pair;
    const NoDescriptors none;
    const auto refused = listenTcp(QHostAddress(QHostAddress::LocalHost), 0, {});
    QVERIFY(!refused);
    QVERIFY2(refused.error().contains(errorText(EMFILE)), qPrintable(refused.error()));
}

void TestStreamListener::aHandoverMayBeDestroyedWhileItHandsOver()
{
    StreamPair pair;
    AcceptedSockets far(pair.poller, pair.clock);
    auto handover = std::make_unique<StreamHandover>(far);
    far.atAccepted = [&] { handover.reset(); };
    for (int i = 0; i < 2; ++i)
        handover->give(FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    QVERIFY(waitUntil([&] { return !handover; }));
    QCOMPARE(far.accepted.size(), std::size_t(1));
}

void TestStreamListener::tlsCarriesTheSameBytes()
{
    StreamPair pair;
    const auto server = TlsContext::forClients(certificate_, key_);
    const auto client = TlsContext::forUpstream(certificate_, true);
    QVERIFY(server && client);
    pair.near->useTls(**client, QStringLiteral("127.0.0.1"));
    pair.far->useTls(**server);
    pair.sockets.atAccepted = [&] { pair.far->adopt(std::move(pair.sockets.accepted[0])); };
    pair.farRecord.atBytes = [](StreamSocket& socket, std::string_view bytes) {
        QVERIFY(socket.send(bytes));
    };
    const std::string sent = patternOf(1'000'000);
    pair.nearRecord.atConnected = [&](StreamSocket& socket) { QVERIFY(socket.send(sent)); };
    pair.connectNear();
    QVERIFY(waitUntil([&] { return pair.nearRecord.received.size() >= sent.size(); }));
    QVERIFY(pair.nearRecord.received == sent);
    QCOMPARE(pair.farRecord.connected, 1);
    QCOMPARE(pair.near->tlsVersion(), std::string("TLSv1.3"));
    pair.near->finish();
    QVERIFY(
        waitUntil([&] { return pair.nearRecord.closings == 1 && pair.farRecord.closings == 1; }));
    QVERIFY(pair.nearRecord.endedBy(StreamClose::Cause::EndOfStream));
    QVERIFY(pair.farRecord.endedBy(StreamClose::Cause::EndOfStream));
}

void TestStreamListener::tlsWithALowHighMarkLeavesNobodyWaiting()
{
    StreamSettings settings = smallBuffers();
    settings.highMark = 1000;
    StreamPair pair(false, settings);
    const auto server = TlsContext::forClients(certificate_, key_);
    const auto client = TlsContext::forUpstream(certificate_, true);
    QVERIFY(server && client);
    pair.near->useTls(**client, QStringLiteral("127.0.0.1"));
    pair.far->useTls(**server);
    pair.sockets.atAccepted = [&] { pair.far->adopt(std::move(pair.sockets.accepted[0])); };
    const std::string piece = patternOf(500);
    std::size_t pieces = 0;
    const auto fill = [&](StreamSocket& socket) {
        for (; pieces < 40 && !socket.isCongested(); ++pieces)
            QVERIFY(socket.send(piece));
    };
    pair.farRecord.atBytes = [&](StreamSocket& socket, std::string_view) { fill(socket); };
    pair.farRecord.atWritable = fill;
    pair.nearRecord.atConnected = [](StreamSocket& socket) { QVERIFY(socket.send("go")); };
    pair.connectNear();
    QVERIFY(waitUntil([&] { return pair.nearRecord.received.size() == 40 * piece.size(); }));
}

void TestStreamListener::anotherHandlerIsToldFromThenOn()
{
    StreamPair pair;
    StreamRecord other;
    pair.farRecord.atBytes = [&](StreamSocket& socket, std::string_view) {
        socket.setHandler(other);
    };
    QVERIFY(pair.open());
    QVERIFY(pair.near->send("one"));
    QVERIFY(waitUntil([&] { return pair.farRecord.received == "one"; }));
    QVERIFY(pair.near->send("two"));
    pair.near->finish();
    QVERIFY(waitUntil([&] { return other.closings == 1; }));
    QCOMPARE(other.received, std::string("two"));
    QCOMPARE(pair.farRecord.received, std::string("one"));
    QCOMPARE(pair.farRecord.closings, 0);
}

void TestStreamListener::tlsSpeaksTheOneVersionThatItIsTold_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QString>("option");
    QTest::addColumn<bool>("agrees");
    const auto row = [](const char* name, TlsVersion version, const char* option, bool agrees) {
        QTest::newRow(name) << int(version) << QString::fromLatin1(option) << agrees;
    };
    row("1.0 with 1.0", TlsVersion::Tls10, "-tls1", true);
    row("1.1 with 1.1", TlsVersion::Tls11, "-tls1_1", true);
    row("1.1 with 1.2", TlsVersion::Tls11, "-tls1_2", false);
    row("1.3 with 1.2", TlsVersion::Tls13, "-tls1_2", false);
    row("1.2 with 1.2", TlsVersion::Tls12, "-tls1_2", true);
}

void TestStreamListener::tlsSpeaksTheOneVersionThatItIsTold()
{
    QFETCH(const int, version);
    QFETCH(const QString, option);
    QFETCH(const bool, agrees);
    TlsServerRules rules;
    rules.onlyVersion = TlsVersion(version);
    const auto context = TlsContext::forClients(certificate_, key_, {}, rules);
    QVERIFY(context);
    const QByteArray said = clientSays(
        **context, {option, QStringLiteral("-cipher"), QStringLiteral("ALL@SECLEVEL=0")});
    QVERIFY2(said.contains("Cipher is (NONE)") != agrees, said.constData());
}

void TestStreamListener::sessionsAreResumedUnlessTheRulesForbidIt_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<bool>("resumes");
    for (const char* option : {"-tls1_2", "-tls1_3"}) {
        QTest::addRow("%s", option) << QString::fromLatin1(option) << true;
        QTest::addRow("%s, forbidden", option) << QString::fromLatin1(option) << false;
    }
}

void TestStreamListener::sessionsAreResumedUnlessTheRulesForbidIt()
{
    QFETCH(const QString, option);
    QFETCH(const bool, resumes);
    TlsServerRules rules;
    rules.resumesSessions = resumes;
    const auto context = TlsContext::forClients(certificate_, key_, {}, rules);
    QVERIFY(context);
    const QString session = folder_.filePath(QStringLiteral("session.pem"));
    QFile::remove(session);
    clientSays(**context, {option, QStringLiteral("-sess_out"), session});
    QStringList again{option};
    if (QFile::exists(session))
        again << QStringLiteral("-sess_in") << session;
    const QByteArray said = clientSays(**context, again);
    QVERIFY2(said.contains("\nReused, ") == resumes, said.constData());
}

void TestStreamListener::tlsIgnoresSigpipeUnlessItIsHandled()
{
    const auto before = std::signal(SIGPIPE, SIG_DFL);
    QVERIFY(TlsContext::forUpstream({}, false));
    QVERIFY(std::signal(SIGPIPE, [](int) {}) == SIG_IGN);
    QVERIFY(TlsContext::forUpstream({}, false));
    const auto after = std::signal(SIGPIPE, before);
    QVERIFY(after != SIG_IGN && after != SIG_DFL);
}

void TestStreamListener::aCertificateThatDoesNotVerifyEndsTheConnection()
{
    StreamPair pair;
    const auto server = TlsContext::forClients(certificate_, key_);
    const auto client = TlsContext::forUpstream({}, true);
    QVERIFY(server && client);
    pair.near->useTls(**client, QStringLiteral("127.0.0.1"));
    pair.far->useTls(**server);
    pair.sockets.atAccepted = [&] { pair.far->adopt(std::move(pair.sockets.accepted[0])); };
    pair.connectNear();
    QVERIFY(
        waitUntil([&] { return pair.nearRecord.closings == 1 && pair.farRecord.closings == 1; }));
    QVERIFY(pair.nearRecord.endedBy(StreamClose::Cause::TlsFailed));
    QVERIFY2(pair.nearRecord.close->detail.find("certificate") != std::string::npos,
             pair.nearRecord.close->detail.c_str());
    QCOMPARE(pair.nearRecord.connected, 0);
}

void TestStreamListener::aLimitThatIsTooLowIsNamed()
{
    rlimit limit{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    QVERIFY(raiseDescriptorLimit(16).hasValue());
    const auto raised = raiseDescriptorLimit(std::size_t(limit.rlim_max) + 1);
    QVERIFY(!raised);
    QVERIFY2(raised.error().contains(QString::number(limit.rlim_max)) &&
                 raised.error().contains(QLatin1String("hard limit")),
             qPrintable(raised.error()));
}

} // namespace redial::test
