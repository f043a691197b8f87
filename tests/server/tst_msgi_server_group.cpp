// SPDX-License-Identifier: MIT
// One MSGI server on several threads.
#include "core/server/msgi_server_group.h"
#include "tests/server/msgi_client.h"

#include <QSet>

namespace tst_msgi_server_group {

using namespace redial;
using namespace redial::test;

class TestMsgiServerGroup : public QObject
{
    Q_OBJECT
private slots:
    void severalThreadsShareOnePort()
    {
        MsgiEcho echo;
        MsgiServerGroup group({}, 2, echo);
        const auto port = group.start();
        QVERIFY(port);
        std::vector<std::unique_ptr<MsgiClient>> clients;
        QSet<MsgiSessionId> sessions;
        for (int i = 0; i < 12; ++i) {
            clients.push_back(std::make_unique<MsgiClient>(*port));
            clients.back()->control(MsgiHello{"client"});
            QVERIFY(clients.back()->waitFrames(1));
            const auto welcome = readMsgiControl(clients.back()->frames[0].second);
            sessions.insert(std::get<MsgiWelcome>(*welcome).session);
        }
        QCOMPARE(sessions.size(), 12);
        QCOMPARE(group.sessionCount(), std::size_t(12));
        clients.front()->control(MsgiBroadcast{"to all"});
        for (std::size_t i = 1; i < clients.size(); ++i)
            QVERIFY(clients[i]->waitFrames(2));
        clients.front()->frame(MsgiType::Data, "echo");
        QVERIFY(clients.front()->waitFrames(2));
        QCOMPARE(clients.front()->text(1), QStringLiteral("DATA echo"));
        // While they run, and afterwards.
        QCOMPARE(group.counters().accepted, 12U);
        QCOMPARE(group.counters().messagesIn, 1U);
        QVERIFY(group.isListening() && group.isRunning());
        clients.clear();
        QTRY_COMPARE_WITH_TIMEOUT(group.sessionCount(), std::size_t(0), patience);
        group.stop();
        group.wait();
        QCOMPARE(group.counters().accepted, 12U);
        QCOMPARE(group.counters().messagesIn, 1U);
    }

    void aGroupThatHasEndedBeginsAnew()
    {
        MsgiEcho echo;
        MsgiServerGroup group({}, 2, echo);
        const auto port = group.start();
        QVERIFY(port);
        for (std::uint64_t round = 1; round <= 2; ++round) {
            auto client = std::make_unique<MsgiClient>(*port);
            client->frame(MsgiType::Data, "echo");
            QVERIFY(client->waitFrames(1));
            QCOMPARE(group.counters().messagesIn, round);
            std::size_t sessions = 0;
            group.forEachServer([&](MsgiServer& server) {
                for (const MsgiSessionId id : server.sessionIds()) {
                    server.session(id)->drop();
                    ++sessions;
                }
            });
            QCOMPARE(sessions, std::size_t(1));
            group.stop();
            QVERIFY(!group.isListening());
            group.wait();
            QVERIFY(!group.isRunning());
            QCOMPARE(group.counters().messagesIn, round);
            QCOMPARE(group.start().value(), *port);
        }
    }
};

QTEST_GUILESS_MAIN(TestMsgiServerGroup)

} // namespace tst_msgi_server_group

#include "tst_msgi_server_group.moc"
