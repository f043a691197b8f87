// SPDX-License-Identifier: MIT
#include "core/transport/tcp_connector.h"

#include "core/net/socket_calls.h"

#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace redial {

namespace {

quint32 scopeOf(const QHostAddress& address)
{
    bool isNumber = false;
    const QString scope = address.scopeId();
    const quint32 number = scope.toUInt(&isNumber);
    return isNumber ? number : if_nametoindex(scope.toLatin1().constData());
}

/// Begins to connect; the error's number, 0 if it is under way.
int beginConnect(int descriptor, const QHostAddress& address, quint16 port)
{
    sockaddr_storage storage{};
    socklen_t size = 0;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in ip4{};
        ip4.sin_family = AF_INET;
        ip4.sin_port = htons(port);
        ip4.sin_addr.s_addr = htonl(address.toIPv4Address());
        std::memcpy(&storage, &ip4, size = sizeof ip4);
    } else {
        sockaddr_in6 ip6{};
        ip6.sin6_family = AF_INET6;
        ip6.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&ip6.sin6_addr, &bytes, sizeof bytes);
        ip6.sin6_scope_id = scopeOf(address);
        std::memcpy(&storage, &ip6, size = sizeof ip6);
    }
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&storage), size) == 0)
        return 0;
    return errno == EINPROGRESS || errno == EINTR ? 0 : errno;
}

QAbstractSocket::SocketError errorOf(int number)
{
    switch (number) {
    case ECONNREFUSED:
        return QAbstractSocket::ConnectionRefusedError;
    case ETIMEDOUT:
        return QAbstractSocket::SocketTimeoutError;
    case ECONNRESET:
    case EPIPE:
        return QAbstractSocket::RemoteHostClosedError;
    default:
        return QAbstractSocket::NetworkError;
    }
}

} // namespace

TcpConnector::TcpConnector(Clock& clock, QObject* parent) : QObject(parent), clock_(clock) {}

TcpConnector::~TcpConnector()
{
    release();
}

void TcpConnector::connectTo(const QString& host, quint16 port)
{
    port_ = port;
    sentence_ = QStringLiteral("Host not found");
    if (const QHostAddress literal(host); !literal.isNull()) {
        addresses_ = {literal};
        tryNext();
    } else {
        const auto take = [this](const HostAnswer& answer) { onLookedUp(answer); };
        if (resolver_)
            resolver_->resolve(host, this, take);
        else
            resolveBySystem(host, this, take);
    }
}

void TcpConnector::onLookedUp(const HostAnswer& answer)
{
    if (cancelled_)
        return;
    addresses_ = answer.addresses;
    sentence_ = answer.failure;
    tryNext();
}

void TcpConnector::tryNext()
{
    clock_.cancelTimer(std::exchange(next_, 0));
    while (!addresses_.isEmpty()) {
        if (!begin(addresses_.takeFirst()))
            continue;
        if (!addresses_.isEmpty())
            next_ = clock_.startTimer(patience, [this] {
                next_ = 0;
                tryNext();
            });
        return;
    }
    if (attempts_.empty())
        QMetaObject::invokeMethod(this, &TcpConnector::tellFailed, Qt::QueuedConnection);
}

bool TcpConnector::begin(const QHostAddress& address)
{
    const int family = address.protocol() == QAbstractSocket::IPv4Protocol ? AF_INET : AF_INET6;
    const int descriptor = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int number = descriptor < 0 ? errno : beginConnect(descriptor, address, port_);
    if (number != 0) {
        keepError(number);
        if (descriptor >= 0)
            ::close(descriptor);
        return false;
    }
    auto writable = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Write);
    connect(writable.get(), &QSocketNotifier::activated, this,
            [this, descriptor] { onWritable(descriptor); });
    attempts_.push_back({descriptor, std::move(writable)});
    return true;
}

void TcpConnector::onWritable(int descriptor)
{
    const auto found = std::ranges::find(attempts_, descriptor, &Attempt::descriptor);
    if (found == attempts_.end())
        return;
    int number = 0;
    socklen_t size = sizeof number;
    ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size);
    // We are inside the notifier's signal.
    found->writable->setEnabled(false);
    found->writable.release()->deleteLater();
    attempts_.erase(found);
    if (number == 0) {
        addresses_.clear();
        release();
        emit connected(descriptor);
        return;
    }
    keepError(number);
    ::close(descriptor);
    if (error_ == QAbstractSocket::RemoteHostClosedError) {
        addresses_.clear();
        release();
    }
    tryNext();
}

void TcpConnector::keepError(int number)
{
    error_ = errorOf(number);
    sentence_ = QString::fromStdString(std::generic_category().message(number));
}

void TcpConnector::tellFailed()
{
    if (!cancelled_)
        emit failed(error_, sentence_);
}

void TcpConnector::release()
{
    // Deleted later, after cancel(), it may outlive the clock.
    if (next_ != 0)
        clock_.cancelTimer(std::exchange(next_, 0));
    for (const Attempt& attempt : std::exchange(attempts_, {}))
        ::close(attempt.descriptor);
}

void TcpConnector::cancel(DropKind kind)
{
    cancelled_ = true;
    if (kind == DropKind::Reset) {
        for (const Attempt& attempt : attempts_)
            resetOnClose(attempt.descriptor);
    }
    release();
}

} // namespace redial
