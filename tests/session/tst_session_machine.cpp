// SPDX-License-Identifier: MIT
// The session machine by a table: every phase and every input.
#include "core/session/ocpp_session_machine.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <map>

namespace tst_session_machine {

using namespace redial;
using namespace std::chrono_literals;

namespace {

using Kind = SessionInput::Kind;

const std::vector<std::pair<const char*, SessionInput>>& inputs()
{
    using Status = RegistrationStatus;
    static const std::vector<std::pair<const char*, SessionInput>> all{
        {"opened", {.kind = Kind::Opened}},
        {"closed", {.kind = Kind::Closed}},
        {"boot required", {.kind = Kind::BootRequired}},
        {"accepted", {.kind = Kind::BootAnswered, .status = Status::Accepted, .interval = 60s}},
        {"pending", {.kind = Kind::BootAnswered, .status = Status::Pending, .interval = 60s}},
        {"rejected", {.kind = Kind::BootAnswered, .status = Status::Rejected, .interval = 60s}},
        {"answered", {.kind = Kind::CallAnswered}},
        {"failed", {.kind = Kind::CallFailed}},
        {"call", {.kind = Kind::CallWanted}},
        {"calls dropped", {.kind = Kind::CallsDropped}},
        {"transaction", {.kind = Kind::TransactionWanted}},
        {"online", {.kind = Kind::OnlineChanged, .online = true}},
        {"offline", {.kind = Kind::OnlineChanged, .online = false}},
        {"boot triggered", {.kind = Kind::BootTriggered}},
        {"heartbeat triggered", {.kind = Kind::HeartbeatTriggered}},
        {"call timer", {.kind = Kind::TimerFired, .timer = SessionTimer::Call}},
        {"boot timer", {.kind = Kind::TimerFired, .timer = SessionTimer::BootRetry}},
        {"heartbeat timer", {.kind = Kind::TimerFired, .timer = SessionTimer::Heartbeat}},
        {"resume timer", {.kind = Kind::TimerFired, .timer = SessionTimer::Resume}},
        {"retry timer", {.kind = Kind::TimerFired, .timer = SessionTimer::TransactionRetry}},
    };
    return all;
}

const SessionInput& inputNamed(const std::string& name)
{
    for (const auto& [inputName, input] : inputs()) {
        if (name == inputName)
            return input;
    }
    qFatal("no input is named %s", name.c_str());
}

SessionPolicy policy()
{
    SessionPolicy policy;
    policy.ownsResumeDelay = true;
    return policy;
}

/// The ways into each situation, as inputs.
const std::vector<std::pair<const char*, std::vector<const char*>>>& situations()
{
    static const std::vector<std::pair<const char*, std::vector<const char*>>> all{
        {"closed", {}},
        {"boot sent", {"opened"}},
        {"pending", {"opened", "pending"}},
        {"rejected", {"opened", "rejected"}},
        {"registered", {"opened", "accepted"}},
        {"idle", {"opened", "accepted", "online"}},
        {"calling", {"opened", "accepted", "online", "call"}},
        {"delivering", {"opened", "accepted", "online", "transaction"}},
        {"retrying", {"opened", "accepted", "online", "transaction", "failed"}},
    };
    return all;
}

std::string textOf(const SessionEffect& effect)
{
    static constexpr std::array names{
        "boot!", "heartbeat!", "call!",     "transaction!", "+",     "-",      "timed out",
        "fail",  "fail all",   "delivered", "discarded",    "ready", "online", "report"};
    const std::string name = names.at(static_cast<std::size_t>(effect.kind));
    if (effect.kind == SessionEffect::Kind::ArmTimer)
        return name + std::string(nameOf(effect.timer)) + " " + std::to_string(effect.delay / 1ms) +
               "ms";
    if (effect.kind == SessionEffect::Kind::CancelTimer)
        return name + std::string(nameOf(effect.timer));
    return effect.all ? name + " all" : name;
}

/// The phase after it, and the effects.
std::string outcomeOf(const std::vector<const char*>& way, const SessionInput& input)
{
    OcppSessionState state;
    for (const char* name : way)
        step(state, policy(), inputNamed(name), {});
    const OcppSessionState before = state;
    const SessionEffects effects = step(state, policy(), input, {});
    std::string text(nameOf(state.phase));
    if (state == before)
        text = "=";
    for (const SessionEffect& effect : effects)
        text += ", " + textOf(effect);
    return text;
}

const std::map<std::pair<std::string, std::string>, std::string>& table()
{
    static const std::map<std::pair<std::string, std::string>, std::string> rows{
        {{"closed", "opened"}, "boot_sent, boot!, +call 30000ms"},
        {{"closed", "boot required"}, "closed"},
        {{"closed", "call"}, "=, fail all"},
        {{"closed", "transaction"}, "closed"},
        {{"boot sent", "closed"}, "closed, -call, fail"},
        {{"boot sent", "boot required"}, "boot_sent"},
        {{"boot sent", "accepted"}, "accepted, -call, ready, +resume 250ms"},
        {{"boot sent", "pending"}, "waiting_to_boot, -call, +boot_retry 60000ms"},
        {{"boot sent", "rejected"}, "waiting_to_boot, -call, +boot_retry 60000ms"},
        {{"boot sent", "failed"}, "waiting_to_boot, -call, +boot_retry 10000ms"},
        {{"boot sent", "call"}, "=, fail all"},
        {{"boot sent", "transaction"}, "boot_sent"},
        {{"boot sent", "boot triggered"}, "boot_sent"},
        {{"boot sent", "call timer"}, "waiting_to_boot, timed out, +boot_retry 10000ms"},
        {{"pending", "closed"}, "closed, -boot_retry"},
        {{"pending", "boot required"}, "waiting_to_boot"},
        {{"pending", "call"}, "=, fail all"},
        {{"pending", "transaction"}, "waiting_to_boot"},
        {{"pending", "boot triggered"}, "boot_sent, -boot_retry, boot!, +call 30000ms"},
        {{"pending", "boot timer"}, "boot_sent, boot!, +call 30000ms"},
        {{"rejected", "closed"}, "closed, -boot_retry"},
        {{"rejected", "boot required"}, "waiting_to_boot"},
        {{"rejected", "call"}, "=, fail all"},
        {{"rejected", "transaction"}, "waiting_to_boot"},
        {{"rejected", "boot timer"}, "boot_sent, boot!, +call 30000ms"},
        {{"registered", "closed"}, "closed, -resume"},
        {{"registered", "boot required"}, "accepted"},
        {{"registered", "call"}, "=, fail all"},
        {{"registered", "transaction"}, "accepted"},
        {{"registered", "online"}, "online, -resume, +heartbeat 60000ms, report"},
        {{"registered", "boot triggered"}, "accepted"},
        {{"registered", "resume timer"}, "online, online, +heartbeat 60000ms, report"},
        {{"idle", "closed"}, "closed, -heartbeat"},
        {{"idle", "boot required"}, "online"},
        {{"idle", "call"}, "online, call!, +call 30000ms"},
        {{"idle", "transaction"}, "online, transaction!, +call 30000ms"},
        {{"idle", "offline"}, "accepted, -heartbeat"},
        {{"idle", "boot triggered"}, "online, boot!, +call 30000ms"},
        {{"idle", "heartbeat triggered"}, "online, heartbeat!, +call 30000ms"},
        {{"idle", "heartbeat timer"}, "online, +heartbeat 60000ms, heartbeat!, +call 30000ms"},
        {{"calling", "closed"}, "closed, -call, -heartbeat, fail"},
        {{"calling", "boot required"}, "online"},
        {{"calling", "answered"}, "online, -call"},
        {{"calling", "failed"}, "online, -call"},
        {{"calling", "call"}, "online"},
        {{"calling", "transaction"}, "online"},
        {{"calling", "offline"}, "accepted, -heartbeat"},
        {{"calling", "boot triggered"}, "online"},
        {{"calling", "heartbeat triggered"}, "online"},
        {{"calling", "call timer"}, "online, timed out"},
        {{"calling", "heartbeat timer"}, "online, +heartbeat 60000ms"},
        {{"delivering", "closed"}, "closed, -call, -heartbeat, fail"},
        {{"delivering", "boot required"}, "online"},
        {{"delivering", "answered"}, "online, -call, delivered"},
        {{"delivering", "failed"}, "online, -call, +transaction_retry 60000ms"},
        {{"delivering", "call"}, "online"},
        {{"delivering", "transaction"}, "online"},
        {{"delivering", "offline"}, "accepted, -heartbeat"},
        {{"delivering", "boot triggered"}, "online"},
        {{"delivering", "heartbeat triggered"}, "online"},
        {{"delivering", "call timer"}, "online, timed out, +transaction_retry 60000ms"},
        {{"delivering", "heartbeat timer"}, "online, +heartbeat 60000ms"},
        {{"retrying", "closed"}, "closed, -heartbeat, -transaction_retry"},
        {{"retrying", "boot required"}, "online"},
        {{"retrying", "call"}, "online, call!, +call 30000ms"},
        {{"retrying", "transaction"}, "online"},
        {{"retrying", "offline"}, "accepted, -heartbeat"},
        {{"retrying", "boot triggered"}, "online, boot!, +call 30000ms"},
        {{"retrying", "heartbeat triggered"}, "online, heartbeat!, +call 30000ms"},
        {{"retrying", "heartbeat timer"}, "online, +heartbeat 60000ms, heartbeat!, +call 30000ms"},
        {{"retrying", "retry timer"}, "online, transaction!, +call 30000ms"},
    };
    return rows;
}

} // namespace

class TestSessionMachine : public QObject
{
    Q_OBJECT

private slots:
    void everyInputInEverySituation_data()
    {
        QTest::addColumn<std::string>("actual");
        QTest::addColumn<std::string>("expected");
        for (const auto& [situation, way] : situations()) {
            for (const auto& [name, input] : inputs()) {
                const auto row = table().find({situation, name});
                // What the table does not name changes nothing.
                QTest::addRow("%s: %s", situation, name)
                    << outcomeOf(way, input) << (row == table().end() ? "=" : row->second);
            }
        }
    }
    void everyInputInEverySituation()
    {
        QFETCH(std::string, actual);
        QFETCH(std::string, expected);
        QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected));
    }

    void everyRowOfTheTableIsUsed()
    {
        for (const auto& [key, expected] : table()) {
            const auto named = [](const std::string& name) {
                return [&name](const auto& entry) { return name == entry.first; };
            };
            QVERIFY2(std::any_of(situations().begin(), situations().end(), named(key.first)),
                     key.first.c_str());
            QVERIFY2(std::any_of(inputs().begin(), inputs().end(), named(key.second)),
                     key.second.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestSessionMachine)

} // namespace tst_session_machine

#include "tst_session_machine.moc"
