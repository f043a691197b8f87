// SPDX-License-Identifier: MIT
// `redial judge` and clients that others wrote, whose parameters are known.
#include "tests/interop/peers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace tst_interop_judge {

using namespace redial;

namespace {

QString scriptOf(const char* name)
{
    return QStringLiteral(INTEROP_FOLDER "/peers/") + QLatin1String(name);
}

/// What `redial judge --json` said last.
class Verdict
{
public:
    explicit Verdict(const QStringList& arguments)
    {
        const auto judge =
            startRedial(QStringList{QStringLiteral("judge"), QStringLiteral("--json"),
                                    QStringLiteral("--listen"), QStringLiteral("0"),
                                    QStringLiteral("--patience"), QStringLiteral("10s")} +
                        arguments);
        hasEnded_ = judge->waitForEnd();
        exitCode_ = judge->exitCode();
        output_ = judge->output();
        for (const QByteArray& line : output_.split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            if (object.contains(QLatin1String("estimates")))
                verdict_ = object;
        }
    }

    QJsonObject estimate(const char* id) const
    {
        const QJsonArray all = verdict_.value(QLatin1String("estimates")).toArray();
        for (const QJsonValue& value : all)
            if (value.toObject().value(QLatin1String("id")).toString() == QLatin1String(id))
                return value.toObject();
        return {};
    }
    QString text(const char* id) const
    {
        return estimate(id).value(QLatin1String("text")).toString();
    }
    bool finds(const char* oracle) const
    {
        const QJsonArray all = verdict_.value(QLatin1String("findings")).toArray();
        for (const QJsonValue& value : all) {
            const QJsonObject finding = value.toObject();
            if (finding.value(QLatin1String("oracle")).toString() == QLatin1String(oracle))
                return !finding.value(QLatin1String("witnesses")).toArray().isEmpty();
        }
        return false;
    }
    /// The interval, wider by what a busy machine may add, holds the truth.
    bool holds(const char* id, double truth) const
    {
        const QJsonObject object = estimate(id);
        return object.value(QLatin1String("known")).toBool() &&
               object.value(QLatin1String("low")).toDouble() <= truth * 1.2 &&
               object.value(QLatin1String("high")).toDouble() >= truth * 0.8;
    }
    bool ranToItsEnd(int exitCode) const { return hasEnded_ && exitCode_ == exitCode; }
    QByteArray output() const { return output_; }

private:
    bool hasEnded_ = false;
    int exitCode_ = -1;
    QByteArray output_;
    QJsonObject verdict_;
};

/// Foreign clients have no clock but the machine's, and a machine that stood still may have
/// disturbed one examination: three in a row it does not.
bool judgedRight(const QStringList& arguments, const std::function<bool(const Verdict&)>& isRight,
                 QByteArray* output)
{
    constexpr int mostRuns = 3;
    for (int run = 0; run < mostRuns; ++run) {
        const Verdict verdict(arguments);
        *output = verdict.output();
        if (isRight(verdict))
            return true;
    }
    return false;
}

} // namespace

class TestInteropJudge : public QObject
{
    Q_OBJECT
private slots:
    void reconnectingWebSocketLacksJitter();
    void ocppRpcCountsAnewOnOpenAndNoticesSilence();
    void theJitterOfOcppRpcIsSeen();
    void pythonWithShortWaitsHammers();
    void aClientThatEndsEarlyIsSaid();
};

void TestInteropJudge::reconnectingWebSocketLacksJitter()
{
    REQUIRE_PEER(PeerKind::Node);
    QByteArray output;
    QVERIFY2(judgedRight(
                 {QStringLiteral("--settle"), QStringLiteral("300ms"), QStringLiteral("--attempts"),
                  QStringLiteral("7"), QStringLiteral("--only"), QStringLiteral("outage"),
                  QStringLiteral("--"), QStringLiteral("node"),
                  scriptOf("judged_reconnecting_websocket.mjs"), QStringLiteral("{url}"),
                  QStringLiteral("100"), QStringLiteral("300"), QStringLiteral("100")},
                 [](const Verdict& verdict) {
                     return verdict.ranToItsEnd(1) && verdict.finds("P05") &&
                            verdict.text("jitter") == QLatin1String("none") &&
                            verdict.holds("initial_delay", .1) &&
                            verdict.holds("growth_factor", 1.3) && verdict.holds("cap", .3);
                 },
                 &output),
             output.constData());
}

void TestInteropJudge::ocppRpcCountsAnewOnOpenAndNoticesSilence()
{
    REQUIRE_PEER(PeerKind::Node);
    QByteArray output;
    QVERIFY2(judgedRight(
                 {QStringLiteral("--settle"), QStringLiteral("400ms"), QStringLiteral("--attempts"),
                  QStringLiteral("6"), QStringLiteral("--only"),
                  QStringLiteral("outage,closed_on_open,half_open"), QStringLiteral("--"),
                  QStringLiteral("node"), scriptOf("judged_ocpp_rpc.mjs"), QStringLiteral("{url}"),
                  QStringLiteral("100"), QStringLiteral("400"), QStringLiteral("0")},
                 [](const Verdict& verdict) {
                     return verdict.ranToItsEnd(1) && verdict.finds("P05") &&
                            verdict.finds("P08") && !verdict.finds("P12") &&
                            verdict.holds("growth_factor", 2) && verdict.holds("cap", .4) &&
                            verdict.holds("ping_interval", .1) &&
                            verdict.text("reset") == QLatin1String("on open") &&
                            verdict.text("ocpp_reading").startsWith(QLatin1String("any"));
                 },
                 &output),
             output.constData());
}

void TestInteropJudge::theJitterOfOcppRpcIsSeen()
{
    REQUIRE_PEER(PeerKind::Node);
    QByteArray output;
    QVERIFY2(judgedRight(
                 {QStringLiteral("--settle"), QStringLiteral("200ms"), QStringLiteral("--attempts"),
                  QStringLiteral("11"), QStringLiteral("--only"), QStringLiteral("outage"),
                  QStringLiteral("--"), QStringLiteral("node"), scriptOf("judged_ocpp_rpc.mjs"),
                  QStringLiteral("{url}"), QStringLiteral("60"), QStringLiteral("120"),
                  QStringLiteral("0.8")},
                 [](const Verdict& verdict) {
                     return (verdict.ranToItsEnd(0) || verdict.ranToItsEnd(1)) &&
                            !verdict.finds("P05") &&
                            verdict.text("jitter") != QLatin1String("none");
                 },
                 &output),
             output.constData());
}

void TestInteropJudge::pythonWithShortWaitsHammers()
{
    REQUIRE_PEER(PeerKind::Python);
    QByteArray output;
    QVERIFY2(judgedRight(
                 {QStringLiteral("--settle"), QStringLiteral("500ms"), QStringLiteral("--attempts"),
                  QStringLiteral("6"), QStringLiteral("--only"), QStringLiteral("outage,half_open"),
                  QStringLiteral("--"), QStringLiteral("/usr/bin/python3"),
                  scriptOf("judged_websockets.py"), QStringLiteral("{url}"), QStringLiteral("0.2")},
                 [](const Verdict& verdict) {
                     return verdict.ranToItsEnd(1) && verdict.finds("P07") &&
                            !verdict.finds("P12") && verdict.holds("ping_interval", .2);
                 },
                 &output),
             output.constData());
}

void TestInteropJudge::aClientThatEndsEarlyIsSaid()
{
    const Verdict verdict({QStringLiteral("--"), QStringLiteral("/bin/sh"), QStringLiteral("-c"),
                           QStringLiteral("echo no config >&2; exit 4")});
    QVERIFY2(verdict.ranToItsEnd(3), verdict.output().constData());
    QVERIFY2(verdict.output().contains("with exit status 4") &&
                 verdict.output().contains("it wrote last: no config"),
             verdict.output().constData());
}

QTEST_GUILESS_MAIN(TestInteropJudge)

} // namespace tst_interop_judge

#include "tst_interop_judge.moc"
