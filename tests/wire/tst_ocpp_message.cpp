// SPDX-License-Identifier: MIT
// OCPP-J messages: every broken shape in every version, round trips, bounds, and the masking of
// secrets.
#include "core/wire/ocpp_message.h"
#include "core/wire/ocpp_profile.h"
#include "core/wire/ocpp_secrets.h"

#include <QTest>

#include <array>

namespace tst_ocpp_message {

using namespace redial;

namespace {

/// "4 Code id": what to reply with, the error code and the id; "- Code id" for no reply. A trailing
/// "!" says that it is an answer.
QString described(const QString& text, OcppVersion version)
{
    const auto parsed = parseOcppMessage(text, version);
    if (parsed)
        return QStringLiteral("fine");
    const OcppMessageError& error = parsed.error();
    return QStringLiteral("%1 %2 %3%4")
        .arg(error.reply ? QString::number(int(*error.reply)) : QStringLiteral("-"),
             error.errorCode, error.messageId, error.isAnswer ? QStringLiteral("!") : QString());
}

struct Shape
{
    const char* name;
    const char* text;
    const char* v16;
    const char* v201;
    const char* v21;
};

constexpr const char* ignored16 = "- FormationViolation ";
constexpr const char* unreadable2 = "4 RpcFrameworkError -1";

const std::vector<Shape>& shapes()
{
    static const char* const call16 = "4 FormationViolation a";
    static const char* const call2 = "4 RpcFrameworkError a";
    static const char* const payload2 = "4 FormatViolation a";
    static const char* const unknown16 = "- ProtocolError a";
    static const char* const unknown2 = "4 MessageTypeNotSupported a";
    static const char* const answer16 = "- FormationViolation a!";
    static const char* const answer2 = "- RpcFrameworkError a!";
    static const char* const result21 = "5 RpcFrameworkError a!";
    static const char* const send21 = "- RpcFrameworkError a";
    static const std::vector<Shape> all{
        {"empty", "", ignored16, unreadable2, unreadable2},
        {"blank", "  ", ignored16, unreadable2, unreadable2},
        {"not JSON", "[2,", ignored16, unreadable2, unreadable2},
        {"behind the array", "[2,\"a\",\"B\",{}]x", ignored16, unreadable2, unreadable2},
        {"two arrays", "[2,\"a\",\"B\",{}][]", ignored16, unreadable2, unreadable2},
        {"object", "{}", ignored16, unreadable2, unreadable2},
        {"number", "2", ignored16, unreadable2, unreadable2},
        {"empty array", "[]", ignored16, unreadable2, unreadable2},
        {"type only", "[2]", ignored16, unreadable2, unreadable2},
        {"result without id", "[3]", "- FormationViolation !", "- RpcFrameworkError -1!",
         "- RpcFrameworkError -1!"},
        {"error without id", "[4]", "- FormationViolation !", "- RpcFrameworkError -1!",
         "- RpcFrameworkError -1!"},
        {"send without id", "[6]", ignored16, unreadable2, "- RpcFrameworkError -1"},
        {"id is a number", "[2,7,\"B\",{}]", ignored16, unreadable2, unreadable2},
        {"id is null", "[2,null,\"B\",{}]", ignored16, unreadable2, unreadable2},
        {"id is empty", "[2,\"\",\"B\",{}]", ignored16, unreadable2, unreadable2},
        {"type is text", "[\"2\",\"a\",\"B\",{}]", "- FormationViolation a", call2, call2},
        {"type is null", "[null,\"a\",\"B\",{}]", "- FormationViolation a", call2, call2},
        {"type 1", "[1,\"a\",\"B\",{}]", unknown16, unknown2, unknown2},
        {"type 7", "[7,\"a\",\"B\",{}]", unknown16, unknown2, unknown2},
        {"type 2.5", "[2.5,\"a\",\"B\",{}]", unknown16, unknown2, unknown2},
        {"type -2", "[-2,\"a\",\"B\",{}]", unknown16, unknown2, unknown2},
        {"type 1e300", "[1e300,\"a\",\"B\",{}]", unknown16, unknown2, unknown2},
        {"type 5 is new in 2.1", "[5,\"a\",\"C\",\"\",{}]", unknown16, unknown2, "fine"},
        {"type 6 is new in 2.1", "[6,\"a\",\"B\",{}]", unknown16, unknown2, "fine"},
        {"call of 2", "[2,\"a\"]", call16, call2, call2},
        {"call of 3", "[2,\"a\",\"B\"]", call16, call2, call2},
        {"call of 5", "[2,\"a\",\"B\",{},1]", call16, call2, call2},
        {"action is a number", "[2,\"a\",1,{}]", call16, call2, call2},
        {"action is empty", "[2,\"a\",\"\",{}]", call16, call2, call2},
        {"payload is an array", "[2,\"a\",\"B\",[]]", call16, payload2, payload2},
        {"payload is null", "[2,\"a\",\"B\",null]", call16, payload2, payload2},
        {"payload is text", "[2,\"a\",\"B\",\"{}\"]", call16, payload2, payload2},
        {"result of 2", "[3,\"a\"]", answer16, answer2, result21},
        {"result of 4", "[3,\"a\",{},{}]", answer16, answer2, result21},
        {"result without object", "[3,\"a\",[]]", answer16, answer2, result21},
        {"error of 4", "[4,\"a\",\"C\",\"\"]", answer16, answer2, answer2},
        {"error of 6", "[4,\"a\",\"C\",\"\",{},1]", answer16, answer2, answer2},
        {"error code is a number", "[4,\"a\",1,\"\",{}]", answer16, answer2, answer2},
        {"error text is null", "[4,\"a\",\"C\",null,{}]", answer16, answer2, answer2},
        {"error details are text", "[4,\"a\",\"C\",\"\",\"\"]", answer16, answer2, answer2},
        {"result error of 4", "[5,\"a\",\"C\",\"\"]", unknown16, unknown2, answer2},
        {"send of 3", "[6,\"a\",\"B\"]", unknown16, unknown2, send21},
        {"send without object", "[6,\"a\",\"B\",1]", unknown16, unknown2, "- FormatViolation a"},
    };
    return all;
}

} // namespace

class TestOcppMessage : public QObject
{
    Q_OBJECT

private slots:
    void brokenShapesGiveTheErrorOfTheVersion_data()
    {
        QTest::addColumn<OcppVersion>("version");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        for (const Shape& shape : shapes()) {
            const QString text = QString::fromUtf8(shape.text);
            QTest::addRow("1.6 %s", shape.name)
                << OcppVersion::V16 << text << QString::fromUtf8(shape.v16);
            QTest::addRow("2.0.1 %s", shape.name)
                << OcppVersion::V201 << text << QString::fromUtf8(shape.v201);
            QTest::addRow("2.1 %s", shape.name)
                << OcppVersion::V21 << text << QString::fromUtf8(shape.v21);
        }
    }
    void brokenShapesGiveTheErrorOfTheVersion()
    {
        QFETCH(OcppVersion, version);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(described(text, version), expected);
        const auto parsed = parseOcppMessage(text, version);
        if (!parsed) {
            QVERIFY(!parsed.error().sentence.isEmpty());
            // What we reply is itself a message that the version knows.
            if (parsed.error().reply)
                QVERIFY(parseOcppMessage(writeReply(parsed.error()), version).hasValue());
        }
    }

    void idsHaveOneTo36Characters()
    {
        for (const qsizetype length : {1, 35, 36, 37, 1000}) {
            const QString id(length, QLatin1Char('x'));
            const auto parsed =
                parseOcppMessage(writeCall(id, QStringLiteral("B"), {}), OcppVersion::V201);
            QCOMPARE(parsed.hasValue(), length <= longestMessageId);
            if (!parsed)
                QCOMPARE(parsed.error().messageId, QStringLiteral("-1"));
        }
    }

    void deepNestingIsRefusedWithoutDanger()
    {
        const auto nested = [](int depth) {
            return QStringLiteral("[2,\"a\",\"B\",{\"x\":") + QString(depth, QLatin1Char('[')) +
                   QString(depth, QLatin1Char(']')) + QStringLiteral("}]");
        };
        QVERIFY(parseOcppMessage(nested(500), OcppVersion::V16).hasValue());
        QCOMPARE(described(nested(100'000), OcppVersion::V16), QLatin1String(ignored16));
        QCOMPARE(described(QString(400'000, QLatin1Char('[')), OcppVersion::V201),
                 QLatin1String(unreadable2));
        QVERIFY(!maskSecrets(nested(500).toUtf8().replace("\"x\"", "\"xtoken\"")).isEmpty());
    }

    void messagesHaveALongestLengthInBytes()
    {
        const QString text = writeCall(QStringLiteral("a"), QStringLiteral("B"),
                                       {{QStringLiteral("x"), QString(100, QChar(0x20AC))}});
        const qsizetype bytes = text.toUtf8().size();
        QVERIFY(parseOcppMessage(text, OcppVersion::V16, {bytes}).hasValue());
        const auto tooLong = parseOcppMessage(text, OcppVersion::V16, {bytes - 1});
        QVERIFY(!tooLong);
        QVERIFY(tooLong.error().sentence.contains(QString::number(bytes - 1)));
    }

    void whatIsWrittenIsRead()
    {
        const QJsonObject payload{{QStringLiteral("text"), QStringLiteral("\u20ac \"quoted\" \n")},
                                  {QStringLiteral("number"), 1.5},
                                  {QStringLiteral("nested"), QJsonObject{}}};
        const QString id = QStringLiteral("id-1");
        const QString code = QStringLiteral("InternalError");
        const auto read = [](const QString& text) {
            return *parseOcppMessage(text, OcppVersion::V21);
        };
        for (const QString& text : {writeCall(id, code, payload), writeSend(id, code, payload)}) {
            QCOMPARE(read(text).action, code);
            QCOMPARE(read(text).payload, payload);
        }
        QCOMPARE(read(writeCall(id, code, payload)).type, OcppMessageType::Call);
        QCOMPARE(read(writeSend(id, code, payload)).type, OcppMessageType::Send);
        QCOMPARE(read(writeCallResult(id, payload)).payload, payload);
        QCOMPARE(read(writeCallResult(id, payload)).id, id);
        const OcppMessage error = read(writeCallError(id, code, QStringLiteral("why"), payload));
        QCOMPARE(error.type, OcppMessageType::CallError);
        QCOMPARE(error.errorCode, code);
        QCOMPARE(error.errorDescription, QStringLiteral("why"));
        QCOMPARE(error.payload, payload);
        QCOMPARE(read(writeCallResultError(id, code, {}, payload)).type,
                 OcppMessageType::CallResultError);
    }

    void errorDescriptionsAreCutAt255Characters()
    {
        const QString text = writeCallError(QStringLiteral("a"), QStringLiteral("C"),
                                            QString(1000, QLatin1Char('x')));
        QCOMPARE(parseOcppMessage(text, OcppVersion::V16)->errorDescription.size(), 255);
    }

    void profilesAreFoundByTheirSubprotocol()
    {
        for (const OcppProfile& profile : ocppProfiles()) {
            QCOMPARE(findOcppProfile(profile.subprotocol), &profile);
            QCOMPARE(&ocppProfile(profile.version), &profile);
        }
        QVERIFY(!findOcppProfile(QStringLiteral("ocpp1.5")));
        QVERIFY(!findOcppProfile({}));
    }

    void secretsAreMasked_data()
    {
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, const char* message) {
            QTest::newRow(name) << QByteArray(message);
        };
        row("member", R"([2,"a","B",{"password":"hush"}])");
        row("any case", R"({"BasicAuthPassWord":"hush"})");
        row("number", R"({"secret":4711,"x":"4711-free"})");
        row("array", R"({"tokens":["hush","hush"]})");
        row("object", R"({"privateKey":{"pem":"hush"}})");
        row("1.6 key",
            R"([2,"a","ChangeConfiguration",{"key":"AuthorizationKey","value":"hush"}])");
        row("2.x variable",
            R"({"v":[{"variable":{"name":"BasicAuthPassword"},"attributeValue":"hush"}]})");
        row("2.x report",
            R"([{"variable":{"name":"BasicAuthPassword"},"variableAttribute":[{"value":"hush"}]}])");
        row("vpn", R"({"connectionData":{"vpn":{"server":"s","key":"hush","type":"PPTP"}}})");
        row("escaped name", R"({"pass\u0077ord":"hush"})");
        row("deep", R"([[[{"a":{"authToken":"hush"}}]]])");
    }
    void secretsAreMasked()
    {
        QFETCH(QByteArray, message);
        const QByteArray masked = maskSecrets(message);
        QVERIFY2(!masked.contains("hush") && !masked.contains(":4711"), masked.constData());
        QVERIFY(masked.contains("***"));
    }

    void whatIsNoSecretStaysAsItIs_data()
    {
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, const char* message) {
            QTest::newRow(name) << QByteArray(message);
        };
        row("nothing", R"([2,"a","Heartbeat",{}])");
        row("card", R"([2,"a","Authorize",{"idToken":{"idToken":"04A2","type":"ISO14443"}}])");
        row("group", R"([2,"a","B",{"groupIdToken":{"idToken":"04A2"}}])");
        row("additional card", R"({"additionalInfo":[{"additionalIdToken":"x"}]})");
        row("other key", R"({"key":"HeartbeatInterval","value":"60"})");
        row("no JSON", "the password is hush");
    }
    void whatIsNoSecretStaysAsItIs()
    {
        QFETCH(QByteArray, message);
        QCOMPARE(maskSecrets(message), message);
    }
};

QTEST_GUILESS_MAIN(TestOcppMessage)

} // namespace tst_ocpp_message

#include "tst_ocpp_message.moc"
