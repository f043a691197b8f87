// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"
#include "core/transport/transport.h"
#include "core/wire/websocket_upgrade.h"

#include <functional>

namespace redial {

/// The client's half of the opening handshake as bytes in and out (RFC 6455 4.1): writes the
/// request, reads the answer. No socket, no clock.
class UpgradeExchange
{
public:
    using KeySource = std::function<std::array<std::byte, 16>()>;

    /// Precondition: problemOf(request) is empty. By default the key comes from the system's secure
    /// generator.
    explicit UpgradeExchange(const TransportRequest& request, const KeySource& keys = {});

    std::string requestBytes() const { return writeUpgradeRequest(request_); }

    struct Accepted
    {
        OpenInfo info;
        std::optional<DeflateParameters> deflate;
        /// What came behind the answer: the first frames.
        std::string rest;
    };
    struct Answer
    {
        /// Absent if the answer was no HTTP.
        std::optional<int> status;
        /// Location, where one was given.
        std::string location;
        /// Or why the attempt has failed: HttpRefused or HandshakeFailed.
        Expected<Accepted, CloseInfo> outcome;
    };

    /// Absent while more bytes are needed. Interim answers (RFC 9110 15.2) are passed over. `now`
    /// turns a Retry-After date into a wait.
    std::optional<Answer> feed(std::string_view bytes, WallTime now);

private:
    Answer judge(const HttpResponseHead& head, WallTime now);

    UpgradeRequest request_;
    HttpHeadCollector collector_;
};

} // namespace redial
