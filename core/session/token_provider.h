// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/base/random.h"

#include <QFuture>
#include <QString>

#include <functional>

namespace redial {

/// A token, or a sentence about why there is none.
using TokenResult = Expected<QString, QString>;

/// Asked anew for each connection, with its epoch. A provider that knows at once gives a future
/// that is finished; any other is given until the policy's token_timeout. Asked on the session's
/// thread; must not block.
using TokenProvider = std::function<QFuture<TokenResult>(quint32 epoch)>;

/// Where a token comes from, in the form that options and scenario files have: "generated",
/// "file:/run/feed.token", "environment:FEED_TOKEN".
struct TokenSource
{
    enum class Kind : std::uint8_t {
        Generated,   ///< made up for each connection: for a server that takes any
        File,        ///< read again for each connection, at most 4 KiB, blanks around it cut off
        Environment, ///< of the process: always the same
    };
    Kind kind = Kind::Generated;
    QString place; ///< path or variable

    static Expected<TokenSource, QString> parse(const QString& text);
    QString text() const;
    /// The random source is copied: the same seed generates the same tokens.
    TokenProvider provider(Random random) const;

    friend bool operator==(const TokenSource&, const TokenSource&) = default;
};

} // namespace redial
