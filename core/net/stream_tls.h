// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/tls_context.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace redial {

/// TLS over one non-blocking socket that it does not own. After Broken nothing may be said over it.
class StreamTls
{
public:
    enum class Io : std::uint8_t {
        Done,       ///< handshake over; or `count` bytes, above 0
        WantsRead,  ///< again when the socket is readable
        WantsWrite, ///< again when the socket is writable
        Ended,      ///< close_notify, or FIN without it
        Broken,     ///< failure() tells why
    };
    struct Result
    {
        Io io = Io::WantsRead;
        std::size_t count = 0;
    };

    /// `host`: see TlsContext::connection().
    StreamTls(const TlsContext& context, const QString& host)
        : connection_(context.connection(host))
    {
    }

    void attach(int descriptor);
    Result handshake();
    Result read(std::span<char> into);
    /// What was not taken is given again, and may have moved.
    Result write(std::string_view bytes);
    /// close_notify. The other way goes on.
    void finish();

    /// "TLSv1.3".
    std::string version() const;
    /// A clause; empty while nothing is wrong.
    const std::string& failure() const { return failure_; }

private:
    Result result(int returned, bool mayEnd);

    TlsContext::Connection connection_;
    std::string failure_;
};

} // namespace redial
