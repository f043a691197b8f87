// SPDX-License-Identifier: MIT
// The ledger: each defect is told as what it is and as nothing else, on whichever sides the log
// holds; honest runs have none.
#include "core/log/event_recorder.h"
#include "core/scenario/demo.h"
#include "core/scenario/station_run.h"
#include "core/time/virtual_clock.h"
#include "core/verdict/message_ledger.h"

#include <QTest>

#include <numeric>

namespace tst_message_ledger {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// Plays messages between a client and a server, or at a proxy, by hand: writes and receipts apart.
class Talk
{
public:
    explicit Talk(bool proxy = false) : proxy_(proxy) { connect(); }

    void connect()
    {
        clock_.advance(1s);
        ++epoch_;
        for (EventRecorder* const side : {&client_, &server_, &middle_})
            side->setEpoch(epoch_);
        if (proxy_) {
            middle_.record(EventKind::UpgradeRequest, {{FieldKey::Url, "/CS-1"}});
            return;
        }
        client_.record(EventKind::ConnectBegin, {{FieldKey::Url, "ws://127.0.0.1/CS-1"}});
        server_.record(EventKind::Opened, {{FieldKey::Identity, "CS-1"}});
        client_.record(EventKind::Opened);
    }
    void lose()
    {
        client_.record(EventKind::Closed);
        server_.record(EventKind::Closed);
    }

    EventNumber write(bool up, const std::string& text)
    {
        clock_.advance(1ms);
        if (proxy_)
            return message(middle_, EventKind::MessageIn, text,
                           {FieldKey::From, up ? "client" : "server"});
        return message(up ? client_ : server_, EventKind::MessageOut, text);
    }
    EventNumber receive(bool up, const std::string& text)
    {
        clock_.advance(1ms);
        if (proxy_)
            return message(middle_, EventKind::MessageOut, text,
                           {FieldKey::To, up ? "server" : "client"});
        return message(up ? server_ : client_, EventKind::MessageIn, text);
    }
    void pass(bool up, const std::string& text)
    {
        write(up, text);
        receive(up, text);
    }
    /// A CALL of the client and its answer.
    void call(const std::string& id, const std::string& action = "StatusNotification")
    {
        pass(true, callOf(id, action));
        pass(false, answerTo(id));
    }

    static std::string callOf(const std::string& id,
                              const std::string& action = "StatusNotification")
    {
        return "[2,\"" + id + "\",\"" + action + "\",{}]";
    }
    static std::string answerTo(const std::string& id) { return "[3,\"" + id + "\",{}]"; }

    EventLog& log() { return log_; }
    EventRecorder& client() { return client_; }
    EventRecorder& server() { return server_; }
    VirtualClock& clock() { return clock_; }

private:
    static EventNumber message(const EventRecorder& side, EventKind kind, const std::string& text,
                               const Field& more = {FieldKey::Truncated, false})
    {
        return side.record(kind, {{FieldKey::Size, text.size()},
                                  {FieldKey::Binary, false},
                                  {FieldKey::Payload, text},
                                  more});
    }

    bool proxy_;
    VirtualClock clock_;
    EventLog log_;
    EventRecorder client_{log_, clock_, Source::Client};
    EventRecorder server_{log_, clock_, Source::Server};
    EventRecorder middle_{log_, clock_, Source::Proxy};
    std::uint32_t epoch_ = 0;
};

struct Case
{
    const char* name;
    LedgerDefect defect;
    bool upstream;
    void (*play)(Talk&);
};

const Case cases[]{
    {"lost on the way up", LedgerDefect::Lost, true,
     [](Talk& talk) {
         talk.write(true, R"(["free text"])");
         talk.call("2");
     }},
    {"lost on the way down", LedgerDefect::Lost, false,
     [](Talk& talk) {
         talk.write(false, R"(["free text"])");
         talk.call("2");
     }},
    {"received twice", LedgerDefect::Doubled, true,
     [](Talk& talk) {
         talk.pass(true, Talk::callOf("2"));
         talk.receive(true, Talk::callOf("2"));
     }},
    {"written twice", LedgerDefect::Doubled, true,
     [](Talk& talk) {
         talk.pass(true, Talk::callOf("2"));
         talk.pass(true, Talk::callOf("2"));
     }},
    {"answered twice", LedgerDefect::Doubled, false,
     [](Talk& talk) {
         talk.call("2");
         talk.pass(false, Talk::answerTo("2"));
     }},
    {"overtaken", LedgerDefect::Reordered, false,
     [](Talk& talk) {
         talk.write(false, "first");
         talk.write(false, "second");
         talk.receive(false, "second");
         talk.receive(false, "first");
     }},
    {"out of nowhere", LedgerDefect::Invented, true,
     [](Talk& talk) { talk.receive(true, Talk::callOf("99")); }},
    {"another content", LedgerDefect::Altered, true,
     [](Talk& talk) {
         talk.write(true, Talk::callOf("2", "Authorize"));
         talk.receive(true, Talk::callOf("2", "Authorise"));
     }},
    {"sent again after a reconnect", LedgerDefect::Stale, true,
     [](Talk& talk) {
         talk.write(true, Talk::callOf("2"));
         talk.lose();
         talk.connect();
         talk.pass(true, Talk::callOf("2"));
     }},
    {"left over from the old connection", LedgerDefect::Stale, true,
     [](Talk& talk) {
         talk.write(true, "left over");
         talk.lose();
         talk.connect();
         talk.receive(true, "left over");
     }},
    {"answered on the next connection", LedgerDefect::Stale, false,
     [](Talk& talk) {
         talk.pass(true, Talk::callOf("2"));
         talk.lose();
         talk.connect();
         talk.pass(false, Talk::answerTo("2"));
     }},
    {"two of the client's calls at once", LedgerDefect::InFlight, true,
     [](Talk& talk) {
         talk.pass(true, Talk::callOf("2"));
         talk.pass(true, Talk::callOf("3"));
     }},
    {"two of the server's calls at once", LedgerDefect::InFlight, false,
     [](Talk& talk) {
         talk.pass(false, Talk::callOf("2", "Reset"));
         talk.pass(false, Talk::callOf("3", "Reset"));
     }},
};

QString counted(const LedgerCounts& counts)
{
    QString text;
    for (std::size_t i = 0; i < ledgerDefects; ++i)
        if (counts.defects[i] != 0)
            text += QStringLiteral("%1 %2, ")
                        .arg(QLatin1String(nameOf(LedgerDefect(i)).data()))
                        .arg(counts.defects[i]);
    return text;
}

} // namespace

class tst_MessageLedger : public QObject
{
    Q_OBJECT
private slots:
    void anHonestTalkHasNoDefect_data()
    {
        QTest::addColumn<bool>("proxy");
        QTest::newRow("client and server") << false;
        QTest::newRow("proxy") << true;
    }
    void anHonestTalkHasNoDefect()
    {
        QFETCH(bool, proxy);
        Talk talk(proxy);
        talk.call("1");
        talk.pass(true, "no OCPP");
        talk.pass(true, "no OCPP");
        talk.write(true, Talk::callOf("2"));
        talk.lose();
        talk.connect();
        talk.call("3");
        const MessageLedger ledger = messageLedger(talk.log());
        QVERIFY(ledger.knowsBothEnds());
        QVERIFY2(ledger.defects() == 0 && ledger.rows.empty(),
                 qPrintable(counted(ledger.upstream) + counted(ledger.downstream)));
        QCOMPARE(ledger.upstream.sent, 5U);
        QCOMPARE(ledger.upstream.delivered, 4U);
        QCOMPARE(ledger.upstream.unsettled, 1U);
        QCOMPARE(ledger.downstream.delivered, 2U);
    }

    void eachDefectIsToldAsItself_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<bool>("proxy");
        for (int i = 0; i < int(std::size(cases)); ++i)
            for (const bool proxy : {false, true})
                QTest::addRow("%s, %s", cases[i].name, proxy ? "proxy" : "both ends") << i << proxy;
    }
    void eachDefectIsToldAsItself()
    {
        QFETCH(int, index);
        QFETCH(bool, proxy);
        const Case& wanted = cases[index];
        Talk talk(proxy);
        talk.call("1");
        const EventNumber before = talk.log().size();
        wanted.play(talk);
        const MessageLedger ledger = messageLedger(talk.log());
        QVERIFY2(ledger.defects() == 1 && ledger.rows.size() == 1,
                 qPrintable(counted(ledger.upstream) + counted(ledger.downstream)));
        const LedgerRow& row = ledger.rows.front();
        QCOMPARE(nameOf(row.defect), nameOf(wanted.defect));
        QCOMPARE(row.upstream, wanted.upstream);
        QCOMPARE((wanted.upstream ? ledger.upstream : ledger.downstream).of(wanted.defect), 1U);
        QVERIFY(std::is_sorted(row.witnesses.begin(), row.witnesses.end()) ||
                wanted.defect == LedgerDefect::Reordered);
        QVERIFY(row.witnesses.front() > before);
    }

    void oneSideTellsWhatOneSideCan()
    {
        Talk talk;
        talk.write(true, Talk::callOf("1"));
        talk.write(true, Talk::callOf("2"));
        talk.lose();
        talk.connect();
        talk.write(true, Talk::callOf("1"));
        const MessageLedger ledger = messageLedger(talk.log());
        QCOMPARE(ledger.sides, LedgerSides::ClientOnly);
        QCOMPARE(ledger.upstream.of(LedgerDefect::InFlight), 1U);
        QCOMPARE(ledger.upstream.of(LedgerDefect::Stale), 1U);
        QCOMPARE(ledger.defects(), 2U);
    }

    void aServersStationsHaveIdsOfTheirOwn()
    {
        Talk talk;
        talk.receive(true, Talk::callOf("1"));
        talk.connect();
        talk.receive(true, Talk::callOf("1"));
        QCOMPARE(messageLedger(talk.log()).sides, LedgerSides::ServerOnly);
        QCOMPARE(messageLedger(talk.log()).upstream.of(LedgerDefect::Stale), 1U);

        Talk other;
        other.receive(true, Talk::callOf("1"));
        other.server().setEpoch(2);
        other.server().record(EventKind::Opened, {{FieldKey::Identity, "CS-2"}});
        other.receive(true, Talk::callOf("1"));
        QCOMPARE(messageLedger(other.log()).defects(), 0U);
    }

    void transactionsMayBeToldAgain()
    {
        Talk talk;
        talk.write(true, Talk::callOf("1", "StopTransaction"));
        talk.lose();
        talk.connect();
        talk.call("1", "StopTransaction");
        const MessageLedger ledger = messageLedger(talk.log());
        QCOMPARE(ledger.defects(), 0U);
        QCOMPARE(ledger.upstream.repeated, 1U);
    }

    void aCallThatTimedOutIsNotInFlight()
    {
        Talk talk;
        talk.pass(true, Talk::callOf("1"));
        talk.client().record(EventKind::CallResolved,
                             {{FieldKey::MessageId, "1"}, {FieldKey::Outcome, "timed_out"}});
        talk.pass(true, Talk::callOf("2"));
        QCOMPARE(messageLedger(talk.log()).defects(), 0U);
        talk.clock().advance(30s);
        talk.pass(true, Talk::callOf("3"));
        QCOMPARE(messageLedger(talk.log()).defects(), 0U);
        QCOMPARE(messageLedger(talk.log(), 1h).upstream.of(LedgerDefect::InFlight), 1U);
        RunInfo info;
        info.configuration[QStringLiteral("session")] =
            QJsonObject{{QStringLiteral("call_timeout"), QStringLiteral("1h")}};
        QCOMPARE(messageLedger(talk.log(), info).defects(), 1U);
    }

    void otherClientsOfTheServerAreLeftOut()
    {
        Talk talk;
        talk.call("1");
        EventRecorder other = talk.server();
        other.setEpoch(7);
        other.record(EventKind::Opened, {{FieldKey::Identity, "CS-9"}});
        other.record(EventKind::MessageIn, {{FieldKey::Payload, "theirs"}});
        const MessageLedger ledger = messageLedger(talk.log());
        QCOMPARE(ledger.connectionsOfOthers, 1U);
        QCOMPARE(ledger.defects(), 0U);
        QCOMPARE(ledger.upstream.delivered, 1U);
    }

    void theDemosMessagesAllAddUp()
    {
        StationRunConfiguration configuration = demoConfiguration();
        configuration.virtualTime = true;
        StationRun run(configuration);
        QVERIFY(run.start().hasValue());
        run.runToEnd();
        const MessageLedger ledger = messageLedger(*run.log(), run.info());
        QCOMPARE(ledger.sides, LedgerSides::ClientAndServer);
        QVERIFY2(ledger.defects() == 0,
                 qPrintable(counted(ledger.upstream) + counted(ledger.downstream)));
        QVERIFY(ledger.upstream.delivered > 5);
        QCOMPARE(ledger.upstream.sent, ledger.upstream.delivered + ledger.upstream.unsettled);
    }

    void aHostileLogCostsNoMoreThanItsSize()
    {
        Talk talk;
        // Not one of them finds its match: quadratic work would take minutes.
        for (int i = 0; i < 20'000; ++i)
            talk.write(true, "sent " + std::to_string(i));
        for (int i = 0; i < 20'000; ++i)
            talk.receive(true, "received " + std::to_string(i));
        const MessageLedger ledger = messageLedger(talk.log());
        QCOMPARE(ledger.upstream.of(LedgerDefect::Invented), 20'000U);
        QCOMPARE(ledger.upstream.unsettled, 20'000U);
        QCOMPARE(ledger.rows.size(), MessageLedger::mostRows);
    }

    void anEmptyLogHasAnEmptyLedger()
    {
        const EventLog log;
        QCOMPARE(messageLedger(log).sides, LedgerSides::None);
        QCOMPARE(messageLedger(log).defects(), 0U);
    }
};

QTEST_GUILESS_MAIN(tst_MessageLedger)

} // namespace tst_message_ledger

#include "tst_message_ledger.moc"
