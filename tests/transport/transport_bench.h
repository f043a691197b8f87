// SPDX-License-Identifier: MIT
#pragma once

#include "contract_server.h"
#include "core/time/system_clock.h"
#include "core/transport/transport.h"

#include <functional>
#include <memory>
#include <vector>

namespace redial::test {

enum class Kind : std::uint8_t { QtSocket, Precise, InMemory, ThreadedPrecise, Msgi };

inline constexpr Kind allKinds[]{Kind::QtSocket, Kind::Precise, Kind::InMemory,
                                 Kind::ThreadedPrecise, Kind::Msgi};

const char* nameOf(Kind kind);

std::unique_ptr<Transport> makeTransport(Kind kind, Clock& clock);

/// A transport of one kind, a server that fits it, and everything the transport said.
class TransportBench : public QObject
{
    Q_OBJECT
public:
    explicit TransportBench(Kind kind);
    ~TransportBench() override;

    /// A request to the server with short but bearable time limits.
    TransportRequest request() const;
    bool open(quint32 epoch = 1);
    /// Opens and waits until it stands; false if it did not within 10 s.
    bool establish(quint32 epoch = 1);
    /// Lets each connection begin with a message, as a server of MSGI may wait for one.
    void speakFirst();
    /// Waits for `count` closed() in all, at most 10 s.
    bool waitClosed(std::size_t count = 1);
    bool waitUntil(const std::function<bool()>& condition);
    /// Lets everything run that is already due, so that a signal too many would be seen.
    static void settle();
    /// Empties what was gathered.
    void forget();
    bool hasNote(EventKind kind) const;

    const Kind kind;
    SystemClock clock;
    std::unique_ptr<ContractServer> server;
    std::unique_ptr<Transport> transport;

    /// Called after each text.
    std::function<void()> onText;

    std::vector<std::pair<quint32, OpenInfo>> opened;
    std::vector<std::pair<quint32, CloseInfo>> closed;
    /// Of MSGI, which knows no texts, every message.
    QStringList texts;
    QList<QByteArray> binaries;
    QList<QByteArray> pings;
    QList<QByteArray> pongs;
    std::vector<TransportNote> notes;

private:
    void listen();
    void takeText(const QString& text);
};

} // namespace redial::test

Q_DECLARE_METATYPE(redial::test::Kind)
