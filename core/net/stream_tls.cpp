// SPDX-License-Identifier: MIT
#include "core/net/stream_tls.h"

#include "core/net/socket_calls.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace redial {

namespace {

int intSize(std::size_t size)
{
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

void forgetErrors()
{
    ERR_clear_error();
    errno = 0;
}

} // namespace

void StreamTls::attach(int descriptor)
{
    SSL_set_fd(connection_.get(), descriptor);
}

StreamTls::Result StreamTls::handshake()
{
    forgetErrors();
    const int returned = SSL_do_handshake(connection_.get());
    if (returned == 1)
        return {Io::Done};
    Result failed = result(returned, false);
    if (failed.io == Io::Broken) {
        const long verified = SSL_get_verify_result(connection_.get());
        if (verified != X509_V_OK)
            failure_ = X509_verify_cert_error_string(verified);
    }
    return failed;
}

StreamTls::Result StreamTls::read(std::span<char> into)
{
    if (!failure_.empty())
        return {Io::Broken};
    forgetErrors();
    const int count = SSL_read(connection_.get(), into.data(), intSize(into.size()));
    return count > 0 ? Result{Io::Done, static_cast<std::size_t>(count)} : result(count, true);
}

StreamTls::Result StreamTls::write(std::string_view bytes)
{
    if (!failure_.empty())
        return {Io::Broken};
    forgetErrors();
    const int count = SSL_write(connection_.get(), bytes.data(), intSize(bytes.size()));
    return count > 0 ? Result{Io::Done, static_cast<std::size_t>(count)} : result(count, false);
}

StreamTls::Result StreamTls::result(int returned, bool mayEnd)
{
    const int saved = errno;
    const int error = SSL_get_error(connection_.get(), returned);
    if (error == SSL_ERROR_WANT_READ)
        return {Io::WantsRead};
    if (error == SSL_ERROR_WANT_WRITE)
        return {Io::WantsWrite};
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    const bool isEnd = error == SSL_ERROR_ZERO_RETURN || (saved == 0 && ERR_peek_error() == 0);
    ERR_clear_error();
    if (isEnd && mayEnd)
        return {Io::Ended};
    if (isEnd)
        failure_ = "the connection ended within the handshake";
    else if (error == SSL_ERROR_SSL && reason)
        failure_ = reason;
    else
        failure_ = errorText(saved).toStdString();
    errno = saved;
    return {Io::Broken};
}

void StreamTls::finish()
{
    forgetErrors();
    if (failure_.empty() && SSL_is_init_finished(connection_.get()) == 1)
        (void)SSL_shutdown(connection_.get());
    ERR_clear_error();
}

std::string StreamTls::version() const
{
    return SSL_get_version(connection_.get());
}

} // namespace redial
