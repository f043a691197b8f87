// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace redial {

/// What is known of a connection. Path and station are known when the HTTP request has been read.
struct FaultConnectionFacts
{
    std::uint32_t number = 0; ///< names the connection, from 1
    QString address;          ///< the client's, without port
    QString path;
    QString station; ///< the last segment of the path
};

/// Which connections a fault is for. What is absent (empty) takes every one; a text may hold * for
/// any characters. A plain value.
struct FaultScope
{
    QString path;
    QString station;
    QString address;
    std::optional<std::uint32_t> connection;

    bool isEverything() const;
    /// True if it can be told only from the HTTP request.
    bool needsRequest() const { return !path.isEmpty() || !station.isEmpty(); }
    bool contains(const FaultConnectionFacts& facts) const;

    friend bool operator==(const FaultScope&, const FaultScope&) = default;
};

} // namespace redial
