// SPDX-License-Identifier: MIT
#include "core/fault/proxy_tls_endpoint.h"

#include "core/net/socket_calls.h"

#include <cerrno>
#include <climits>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace redial {

ProxyTlsEndpoint::ProxyTlsEndpoint(FileDescriptor socket, const TlsContext& context,
                                   const QString& host, Poller& poller, ProxyEndpointOwner& owner)
    : socket_(std::move(socket))
    , connection_(context.connection(host))
    , poller_(poller)
    , owner_(owner)
{
    SSL_set_fd(connection_.get(), socket_.get());
    poller_.add(socket_.get(),
                poll_event::readable | poll_event::writable | poll_event::peerFinished |
                    poll_event::onChange,
                this);
}

ProxyTlsEndpoint::~ProxyTlsEndpoint()
{
    poller_.remove(socket_.get(), this);
}

std::string ProxyTlsEndpoint::version() const
{
    return SSL_get_version(connection_.get());
}

void ProxyTlsEndpoint::onReady(std::uint32_t events)
{
    if ((events & poll_event::error) != 0)
        reset_ = true;
    // A record may need the other way too: both are tried.
    readable_ = true;
    writable_ = true;
    if (!isEstablished_ && failure_.empty())
        handshake();
    if (isEstablished_ || !failure_.empty())
        owner_.onEndpointReady(*this);
}

void ProxyTlsEndpoint::handshake()
{
    ERR_clear_error();
    errno = 0;
    const int returned = SSL_do_handshake(connection_.get());
    if (returned == 1) {
        isEstablished_ = true;
        return;
    }
    const int error = SSL_get_error(connection_.get(), returned);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return;
    isBroken_ = true;
    const long verified = SSL_get_verify_result(connection_.get());
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    if (verified != X509_V_OK)
        failure_ = X509_verify_cert_error_string(verified);
    else if (error == SSL_ERROR_SSL && reason)
        failure_ = reason;
    else
        failure_ = "the connection ended within the handshake";
    ERR_clear_error();
}

ProxyEndpoint::Result ProxyTlsEndpoint::result(int returned, bool reading)
{
    const int saved = errno;
    switch (SSL_get_error(connection_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        (reading ? readable_ : writable_) = false;
        return {Io::Blocked};
    case SSL_ERROR_ZERO_RETURN:
        readable_ = false;
        return {Io::Ended};
    default:
        break;
    }
    isBroken_ = true;
    readable_ = reading ? false : readable_;
    writable_ = false;
    const bool isEnd = reading && saved == 0 && ERR_peek_error() == 0;
    reset_ = reset_ || !isEnd;
    return {isEnd ? Io::Ended : Io::Reset};
}

ProxyEndpoint::Result ProxyTlsEndpoint::read(std::span<char> into)
{
    if (isBroken_) {
        readable_ = false;
        return {reset_ ? Io::Reset : Io::Ended};
    }
    ERR_clear_error();
    errno = 0;
    const int count = SSL_read(connection_.get(), into.data(),
                               static_cast<int>(std::min<std::size_t>(into.size(), INT_MAX)));
    if (count > 0)
        return {Io::Done, static_cast<std::size_t>(count)};
    return result(count, true);
}

ProxyEndpoint::Result ProxyTlsEndpoint::write(std::string_view bytes)
{
    if (isBroken_)
        return {Io::Reset};
    ERR_clear_error();
    errno = 0;
    const int count = SSL_write(connection_.get(), bytes.data(),
                                static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX)));
    if (count > 0)
        return {Io::Done, static_cast<std::size_t>(count)};
    const Result failed = result(count, false);
    if (failed.io == Io::Blocked)
        return failed;
    noteReset();
    return {Io::Reset};
}

void ProxyTlsEndpoint::noteBlocked(bool reading)
{
    (reading ? readable_ : writable_) = false;
}

void ProxyTlsEndpoint::noteReset()
{
    reset_ = true;
    writable_ = false;
    // Whoever reads next shall learn of it.
    readable_ = true;
}

void ProxyTlsEndpoint::shutdownWrite()
{
    ERR_clear_error();
    if (isEstablished_ && !isBroken_)
        (void)SSL_shutdown(connection_.get());
    ERR_clear_error();
    endStreamNow(socket_.get());
}

void ProxyTlsEndpoint::resetOnDestruction()
{
    resetOnClose(socket_.get());
}

} // namespace redial
