// SPDX-License-Identifier: MIT
// The part that all transports on their owner's thread share, under a connection that misbehaves.
#include "core/time/virtual_clock.h"
#include "core/transport/clocked_transport.h"
#include "core/transport/close_reports.h"

#include <QtTest>

namespace tst_clocked_transport {

using namespace redial;
using namespace std::chrono_literals;

/// Lets the test say what the layer below says.
class Puppet final : public ClockedTransport
{
public:
    using ClockedTransport::ClockedTransport;
    using ClockedTransport::enterClosing;
    using ClockedTransport::enterOpen;
    using ClockedTransport::finish;
    using ClockedTransport::noteStale;

    bool open(quint32 epoch, const TransportRequest& request) override
    {
        return beginEpoch(epoch, request);
    }
    bool sendText(const QString&) override { return false; }
    bool sendBinary(const QByteArray&) override { return false; }
    bool ping(const QByteArray&) override { return false; }
    void close(std::uint16_t, const QString&) override {}
    void drop(DropKind) override {}
    bool supports(DropKind) const override { return false; }

    int releases = 0;

private:
    void releaseConnection() override { ++releases; }
    std::string waitingFor() const override { return "nothing happened"; }
};

class TestClockedTransport : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        closed_.clear();
        puppet_ = std::make_unique<Puppet>(clock_);
        connect(
            puppet_.get(), &Transport::closed, this,
            [this](quint32 epoch, const CloseInfo& info) { closed_.emplace_back(epoch, info); });
    }
    void cleanup()
    {
        puppet_.reset();
        QCOMPARE(clock_.pendingTimers(), std::size_t{0});
    }

    void theFirstReportStandsAndComesOnce()
    {
        QVERIFY(puppet_->open(1, {}));
        puppet_->finish(endedByPeer(CloseCause::Reset, "first"));
        puppet_->finish(endedByPeer(CloseCause::EndOfStream, "second"));
        QVERIFY(closed_.empty());
        QCOMPARE(puppet_->releases, 1);
        clock_.advance(1h);
        puppet_->finish(endedByPeer(CloseCause::EndOfStream, "third"));
        clock_.advance(1h);
        QCOMPARE(closed_.size(), std::size_t{1});
        QCOMPARE(closed_[0].second.detail, std::string("first"));
    }

    void theConnectTimeoutCoversTheWholeAttempt()
    {
        TransportRequest request;
        request.connectTimeout = 3s;
        puppet_->open(1, request);
        clock_.advance(2999ms);
        QVERIFY(closed_.empty());
        clock_.advance(1ms);
        QCOMPARE(closed_.at(0).second.cause, CloseCause::ConnectTimeout);
        QVERIFY2(closed_.at(0).second.detail.find("nothing happened") != std::string::npos,
                 closed_.at(0).second.detail.c_str());
    }

    void onceOpenTheConnectTimeoutIsOver()
    {
        puppet_->open(1, {});
        puppet_->enterOpen({});
        clock_.advance(24h);
        QVERIFY(closed_.empty());
        puppet_->finish(endedByPeer(CloseCause::Reset, {}));
    }

    void theCloseTimeoutBeginsAnewWithEachStepOfTheHandshake()
    {
        TransportRequest request;
        request.closeTimeout = 2s;
        puppet_->open(1, request);
        puppet_->enterOpen({});
        puppet_->enterClosing(endedByUs(CloseCause::LocalAbort, "no answer"));
        clock_.advance(1999ms);
        puppet_->enterClosing(endedByHandshake(1000, {}, false));
        clock_.advance(1999ms);
        QVERIFY(closed_.empty());
        clock_.advance(1ms);
        QCOMPARE(closed_.at(0).second.cause, CloseCause::CloseHandshake);
    }

    void staleSignalsAreCountedUnderTheirOwnEpoch()
    {
        QList<quint32> epochs;
        connect(puppet_.get(), &Transport::noted, this,
                [&](quint32 epoch, const TransportNote& note) {
                    QCOMPARE(note.kind, EventKind::StaleSignal);
                    epochs << epoch;
                });
        puppet_->open(5, {});
        puppet_->noteStale(4, "disconnected");
        QCOMPARE(epochs, QList<quint32>{4});
        QCOMPARE(puppet_->staleSignals(), quint64{1});
    }

private:
    VirtualClock clock_;
    std::unique_ptr<Puppet> puppet_;
    std::vector<std::pair<quint32, CloseInfo>> closed_;
};

QTEST_GUILESS_MAIN(TestClockedTransport)

} // namespace tst_clocked_transport

#include "tst_clocked_transport.moc"
