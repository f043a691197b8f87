// SPDX-License-Identifier: MIT
#include "core/server/central_system.h"
#include "core/server/peer_script.h"

#include <QTest>

namespace tst_peer_script {

using namespace redial;
using namespace std::chrono_literals;

class TestPeerScript : public QObject
{
    Q_OBJECT
private slots:
    void closingsAreRead();
    void wrongClosingsAreRefusedWithTheRemedy_data();
    void wrongClosingsAreRefusedWithTheRemedy();
    void callsAreRead();
    void wrongCallsAreRefusedWithTheRemedy_data();
    void wrongCallsAreRefusedWithTheRemedy();
    void bootAnswersAreRead();
    void wrongBootAnswersAreRefusedWithTheRemedy_data();
    void wrongBootAnswersAreRefusedWithTheRemedy();
};

void TestPeerScript::closingsAreRead()
{
    using When = ScriptedClosing::When;
    using Way = ClosingKind::Way;
    const auto after = parseCloseAfter(QStringLiteral("2@500ms:1001"));
    QVERIFY(after.hasValue());
    QVERIFY((*after == ScriptedClosing{When::AfterDelay, 0, 500ms, {Way::CloseFrame, 1001}, 2}));
    QVERIFY((*parseCloseAfter(QStringLiteral("3s")) ==
             ScriptedClosing{When::AfterDelay, 0, 3s, {Way::Reset, 0}, {}}));
    QVERIFY((*parseCloseOnMessage(QStringLiteral("3:fin")) ==
             ScriptedClosing{When::OnMessage, 3, 0ns, {Way::EndOfStream, 0}, {}}));
    QVERIFY((*parseCloseAfterHandshake(QStringLiteral("4000")) ==
             ScriptedClosing{When::AfterHandshake, 0, 0ns, {Way::CloseFrame, 4000}, {}}));
    QVERIFY((*parseClosingKind(QStringLiteral("reset")) == ClosingKind{Way::Reset, 0}));
    QVERIFY(parseCloseAfter(QStringLiteral("1-3@3s:rst"))->connections == ConnectionRange(1, 3));
    QVERIFY(parseCloseOnMessage(QStringLiteral("4-@3"))->connections ==
            ConnectionRange(4, ConnectionRange::noEnd));
    for (const char* text : {"2", "1-3", "4-"})
        QCOMPARE(connectionRangeText(*parseConnectionRange(QLatin1String(text))),
                 QLatin1String(text));
    for (const char* text : {"rst", "fin", "1001"})
        QCOMPARE(closingKindText(*parseClosingKind(QLatin1String(text))), QLatin1String(text));
}

void TestPeerScript::wrongClosingsAreRefusedWithTheRemedy_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "3", "3s:bye", "3s:1006", "3s:999", "0@3s", "x@3s", "3-1@3s",
                             "-@3s", "1-x@3s", "-1s:rst"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestPeerScript::wrongClosingsAreRefusedWithTheRemedy()
{
    QFETCH(QString, text);
    const auto closing = parseCloseAfter(text);
    QVERIFY(!closing.hasValue());
    QVERIFY(closing.error().contains(QLatin1String("rite ")));
    QVERIFY(!parseCloseOnMessage(QStringLiteral("0")).hasValue());
}

void TestPeerScript::callsAreRead()
{
    const QJsonObject soft{{QStringLiteral("type"), QStringLiteral("Soft")}};
    QVERIFY((*parseScriptedCall(QStringLiteral("2-@3s:Reset:{\"type\":\"Soft\"}")) ==
             ScriptedCall{3s, QStringLiteral("Reset"), soft, {2, ConnectionRange::noEnd}}));
    QVERIFY((*parseScriptedCall(QStringLiteral("0:ClearCache")) ==
             ScriptedCall{0s, QStringLiteral("ClearCache"), {}, {}}));
    const auto at = parseScriptedCall(QStringLiteral("1s:DataTransfer:{\"vendorId\":\"a@b\"}"));
    QVERIFY(at && at->connections.isAll());
    QCOMPARE(at->payload.value(QStringLiteral("vendorId")).toString(), QStringLiteral("a@b"));
}

void TestPeerScript::wrongCallsAreRefusedWithTheRemedy_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "3s", "3s:", "soon:Reset", "3s:Reset:[1]", "3s:Reset:{", "0@3s:A"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestPeerScript::wrongCallsAreRefusedWithTheRemedy()
{
    QFETCH(QString, text);
    const auto call = parseScriptedCall(text);
    QVERIFY(!call.hasValue());
    QVERIFY2(call.error().contains(QLatin1String("rite ")), qPrintable(call.error()));
}

void TestPeerScript::bootAnswersAreRead()
{
    QVERIFY(parseBootAnswer(QStringLiteral("accepted"))->interval == 60s);
    const auto pending = parseBootAnswer(QStringLiteral("pending:30x2"));
    QVERIFY(pending && pending->status == BootAnswer::Status::Pending && pending->interval == 30s &&
            pending->times == 2);
    QVERIFY(parseBootAnswer(QStringLiteral("rejected:7"))->times == 0);
}

void TestPeerScript::wrongBootAnswersAreRefusedWithTheRemedy_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "perhaps", "pending:soon", "pending:3x", "pending:-1"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestPeerScript::wrongBootAnswersAreRefusedWithTheRemedy()
{
    QFETCH(QString, text);
    const auto answer = parseBootAnswer(text);
    QVERIFY(!answer.hasValue());
    QVERIFY(answer.error().contains(QLatin1String("pending:30")));
}

QTEST_GUILESS_MAIN(TestPeerScript)

} // namespace tst_peer_script

#include "tst_peer_script.moc"
