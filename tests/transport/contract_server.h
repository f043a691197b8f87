// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QObject>
#include <QStringList>
#include <QUrl>

#include <cstdint>
#include <optional>

namespace redial::test {

/// What a server of the contract test does with the next connections.
struct ServerScript
{
    enum class Upgrade : std::uint8_t {
        Accept,
        Status,
        WrongAccept,
        NoUpgradeHeader,
        ForeignSubprotocol,
        Silent,
        EndOfStream,
        Reset,
        NotListening,
    };
    enum class Then : std::uint8_t {
        Echo,
        Close,        ///< and FIN once the client has answered
        CloseAndEnd,  ///< and FIN at once
        CloseAndStay, ///< and no FIN
        CloseAndGoOn, ///< and a text after it
        EndOfStream,
        EndInsteadOfClose, ///< answers the client's Close with FIN alone
        Reset,
        Ping,
        Violation,
        MaskedFrame,
        Mute, ///< answers nothing
    };

    /// Written as soon as a client is there, before anything is read.
    QByteArray greeting;
    Upgrade upgrade = Upgrade::Accept;
    int status = 101;
    QByteArray extraHeader;
    Then then = Then::Echo;
    /// 1005: a Close frame without a code.
    int closeCode = 1000;
    QByteArray closeReason;
};

/// What the server saw of the clients so far.
struct ServerSight
{
    int connections = 0;
    int ends = 0;
    QByteArray request;
    QStringList texts;
    /// As they came on the wire, compressed or not.
    qint64 messageBytes = 0;
    QList<QByteArray> pongs;
    std::optional<int> closeCode;
    QByteArray closeReason;
    bool endOfStream = false;
    bool reset = false;
};

/// A server that the contract cases run against.
class ContractServer : public QObject
{
    Q_OBJECT
public:
    virtual QUrl url() const = 0;

    void setScript(const ServerScript& script) { script_ = script; }
    const ServerSight& sight() const { return sight_; }

protected:
    ServerScript script_;
    ServerSight sight_;
};

} // namespace redial::test
