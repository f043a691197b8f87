// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/control/control_message.h"

#include <QJsonDocument>
#include <QTest>

namespace tst_control_message {

using namespace redial;

class TestControlMessage : public QObject
{
    Q_OBJECT
private slots:
    void everyActionGoesThroughBothForms();
    void aRequestKeepsAllItSays();
    void anAnswerComesBackAsItWas();
    void wrongRequestsAreOneSentence_data();
    void wrongRequestsAreOneSentence();
    void theIdComesBackEvenWhenTheRestIsWrong();
    void deepNestingIsRefused();
    void wrongWordsAreOneSentence_data();
    void wrongWordsAreOneSentence();
    void anAnswerOfAnotherVersionIsRefused();
};

void TestControlMessage::everyActionGoesThroughBothForms()
{
    for (const ControlActionRow& row : controlActions()) {
        QStringList words = toQString(row.words).split(QLatin1Char(' '));
        if (row.action == ControlAction::Arm)
            words << QStringLiteral("W22") << QStringLiteral("for=3s");
        if (row.action == ControlAction::Disarm)
            words << QStringLiteral("all");
        const auto command = parseControlWords(words);
        QVERIFY2(command.hasValue(), command ? "" : qPrintable(command.error()));
        QCOMPARE(command.value().action, row.action);
        const auto request = readControlRequest(writeControlRequest({7, command.value()}));
        QVERIFY(request.hasValue());
        QCOMPARE(request.value().command, command.value());
        QCOMPARE(request.value().id, QJsonValue(7));
    }
}

void TestControlMessage::aRequestKeepsAllItSays()
{
    const ControlCommand command{.action = ControlAction::Disconnect,
                                 .kind = DropKind::EndOfStream,
                                 .station = QStringLiteral("Säule \"7\"\n")};
    const QByteArray line = writeControlRequest({QStringLiteral("a"), command});
    QCOMPARE(line.count('\n'), 1);
    const auto request = readControlRequest(line);
    QVERIFY(request.hasValue());
    QCOMPARE(request.value().command, command);
    QCOMPARE(request.value().id, QJsonValue(QStringLiteral("a")));
}

void TestControlMessage::anAnswerComesBackAsItWas()
{
    const QJsonObject result{{QStringLiteral("ended"), 2}};
    const auto good = readControlAnswer(writeControlAnswer({3, result}));
    QVERIFY(good.hasValue());
    QCOMPARE(good.value().id, QJsonValue(3));
    QCOMPARE(good.value().outcome.value(), result);
    const auto bad =
        readControlAnswer(writeControlAnswer({{}, Unexpected{QStringLiteral("not now.")}}));
    QVERIFY(bad.hasValue());
    QCOMPARE(bad.value().outcome.error(), QStringLiteral("not now."));
}

void TestControlMessage::wrongRequestsAreOneSentence_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* line, const char* place) {
        QTest::newRow(line) << QByteArray(line) << QString::fromUtf8(place);
    };
    row("", "not JSON");
    row("hello", "at byte");
    row("[1]", "no JSON object");
    row("{\"redial\":1}", "\"action\" is missing");
    row("{\"action\":\"status\"}", "\"redial\" must be 1");
    row("{\"redial\":2,\"action\":\"status\"}", "\"redial\" must be 1");
    row("{\"redial\":\"1\",\"action\":\"status\"}", "\"redial\" must be 1");
    row("{\"redial\":1,\"action\":\"disconect\"}", "did you mean \"disconnect\"?");
    row("{\"redial\":1,\"action\":\"zzzzzzzzzz\"}", "choose one of connect");
    row("{\"redial\":1,\"action\":7}", "\"action\" must be a text");
    row("{\"redial\":1,\"action\":\"disconnect\",\"kindd\":\"fin\"}", "did you mean \"kind\"?");
    row("{\"redial\":1,\"action\":\"disconnect\",\"kind\":\"softly\"}", "\"softly\"");
    row("{\"redial\":1,\"action\":\"disconnect\",\"kind\":1}", "\"kind\" must be a text");
    row("{\"redial\":1,\"action\":\"connect\",\"kind\":\"fin\"}", "belong to disconnect");
    row("{\"redial\":1,\"action\":\"arm\"}", "arm needs a fault");
    row("{\"redial\":1,\"action\":\"disarm\",\"number\":\" \"}", "disarm needs");
    row("{\"redial\":1,\"action\":\"status\",\"id\":[]}", "\"id\" must be");
    row("{\"redial\":1,\"action\":\"status\"}{}", "not JSON");
    row("{\"redial\":1,\"action\":\"\xff\"}", "not JSON");
}

void TestControlMessage::wrongRequestsAreOneSentence()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, place);
    const auto request = readControlRequest(line);
    QVERIFY(!request.hasValue());
    const QString sentence = request.error().sentence;
    QVERIFY2(sentence.contains(place), qPrintable(sentence));
    QVERIFY2(sentence.endsWith(QLatin1Char('.')) || sentence.endsWith(QLatin1Char('?')),
             qPrintable(sentence));
}

void TestControlMessage::theIdComesBackEvenWhenTheRestIsWrong()
{
    const auto request = readControlRequest("{\"redial\":1,\"id\":9,\"action\":\"fly\"}");
    QVERIFY(!request.hasValue());
    QCOMPARE(request.error().id, QJsonValue(9));
}

void TestControlMessage::deepNestingIsRefused()
{
    const QByteArray deep =
        "{\"redial\":" + QByteArray(30'000, '[') + QByteArray(30'000, ']') + "}";
    QVERIFY(!readControlRequest(deep).hasValue());
}

void TestControlMessage::wrongWordsAreOneSentence_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* words, const char* place) {
        QTest::newRow(words) << QString::fromUtf8(words) << QString::fromUtf8(place);
    };
    row("", "action is missing");
    row("conect", "did you mean connect?");
    row("server", "\"server\" is no action");
    row("server stopp", "did you mean server stop?");
    row("connect now", "\"now\" is too much");
}

void TestControlMessage::wrongWordsAreOneSentence()
{
    QFETCH(QString, words);
    QFETCH(QString, place);
    const auto command = parseControlWords(words.split(QLatin1Char(' '), Qt::SkipEmptyParts));
    QVERIFY(!command.hasValue());
    QVERIFY2(command.error().contains(place), qPrintable(command.error()));
}

void TestControlMessage::anAnswerOfAnotherVersionIsRefused()
{
    QVERIFY(!readControlAnswer("{\"redial\":2,\"ok\":true}").hasValue());
    QVERIFY(!readControlAnswer("{\"redial\":1}").hasValue());
    QVERIFY(!readControlAnswer("no").hasValue());
}

QTEST_GUILESS_MAIN(TestControlMessage)

} // namespace tst_control_message

#include "tst_control_message.moc"
