// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/drop_kind.h"

#include <QUrl>

#include <cstdint>
#include <functional>

namespace redial {

/// What a ReconnectController may do to the link, given to it from outside: it never names a
/// socket. Each answers later, through transportOpened() and transportClosed(), never inside the
/// call.
struct TransportOperations
{
    std::function<void(std::uint32_t epoch, const QUrl& url)> open;
    std::function<void(std::uint32_t epoch)> close;
    std::function<void(std::uint32_t epoch, DropKind kind)> drop;
};

} // namespace redial
