// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/close_info.h"

#include <QFuture>
#include <QPromise>

#include <cstdint>
#include <vector>

namespace redial {

/// How an attempt to connect ended: open, closed before it was, or never made.
struct OpenOutcome
{
    bool opened = false;
    /// A connection was wanted already: nothing was changed.
    bool refused = false;
    std::uint32_t epoch = 0;
    /// Why it is not open; meaningless if it is.
    CloseInfo failure;
};

/// The futures that a ReconnectController has given out and not yet resolved. Each waits for the
/// first connection of its epoch or a later one. Resolving runs the callers' continuations, which
/// may destroy the controller: both calls work on what they have taken out, and touch nothing of
/// this object afterwards.
class ReconnectFutures
{
public:
    /// `turn` orders the wait among the controller's inputs, for abandon().
    QFuture<OpenOutcome> opened(std::uint32_t fromEpoch, std::uint64_t turn);
    QFuture<CloseInfo> closed(std::uint32_t fromEpoch);

    void resolveOpened(const OpenOutcome& outcome);
    /// The end of a connection ends the wait for its opening too.
    void resolveClosed(std::uint32_t epoch, const CloseInfo& info);
    /// No connection will be made for whoever began to wait at that turn or before.
    void abandon(std::uint64_t turn, const CloseInfo& why);
    void abandonAll(const CloseInfo& why);

private:
    struct Opening
    {
        std::uint32_t fromEpoch;
        std::uint64_t turn;
        QPromise<OpenOutcome> promise;
    };
    struct Closing
    {
        std::uint32_t fromEpoch;
        QPromise<CloseInfo> promise;
    };

    std::vector<Opening> openings_;
    std::vector<Closing> closings_;
};

/// A future that is resolved from the start.
template <class Value>
QFuture<Value> resolvedFuture(const Value& value)
{
    QPromise<Value> promise;
    promise.start();
    promise.addResult(value);
    promise.finish();
    return promise.future();
}

} // namespace redial
