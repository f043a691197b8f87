// SPDX-License-Identifier: MIT
#include "core/fault/held_output.h"
#include "core/time/virtual_clock.h"

#include <QTest>

#include <memory>
#include <vector>

namespace tst_held_output {

using namespace redial;
using namespace std::chrono_literals;

class TestHeldOutput : public QObject
{
    Q_OBJECT
private slots:
    void cutBytesKeepTheirOrder();
    void anEndWhileSendingIsSurvived();
};

namespace {

/// Keeps what is sent, piece by piece.
class KeepingConnection final : public RawConnection
{
public:
    std::vector<std::string> sent;
    std::function<void()> onFlush;

    ServerLink& link() override { qFatal("not of use here"); }
    bool deflates() const override { return false; }
    qint64 waitingBytes() const override { return 0; }
    bool writeRaw(std::string_view bytes) override
    {
        sent.emplace_back(bytes);
        return true;
    }
    void flush() override
    {
        if (onFlush)
            onFlush();
    }
    void sendTextUnasked(const QString&) override {}
    void expectClose() override {}
    void endStreamNow() override {}
    void resetNow() override {}
    void halfClose() override {}
    void setReading(bool) override {}
    void readSome(qint64) override {}
    qintptr descriptor() const override { return -1; }
};

} // namespace

void TestHeldOutput::cutBytesKeepTheirOrder()
{
    VirtualClock clock;
    KeepingConnection connection;
    HeldOutput output(connection, clock);
    output.cut(2, 10ms);
    QVERIFY(output.take("abcd"));
    QVERIFY(output.take("e"));
    clock.advance(1s);
    QCOMPARE(connection.sent, (std::vector<std::string>{"ab", "cd", "e"}));
}

void TestHeldOutput::anEndWhileSendingIsSurvived()
{
    VirtualClock clock;
    KeepingConnection connection;
    auto output = std::make_unique<HeldOutput>(connection, clock);
    // A reset is noticed while the bytes are handed to the system.
    connection.onFlush = [&] { output.reset(); };
    output->cut(1, 0ms);
    output->take("abc");
    QVERIFY(!output);
    QCOMPARE(connection.sent.size(), 1U);
    QCOMPARE(clock.pendingTimers(), 0U);
}

QTEST_APPLESS_MAIN(TestHeldOutput)

} // namespace tst_held_output

#include "tst_held_output.moc"
