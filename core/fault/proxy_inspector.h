// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_stream_end.h"
#include "core/time/clock.h"

#include <cstddef>
#include <string_view>

namespace redial {

/// Looks at what comes from a source before the toxics see it, and hands on what is to pass.
class ProxyInspector
{
public:
    /// False: this direction needs no looking at; its bytes may bypass the process.
    virtual bool looks(StreamDirection direction) const = 0;
    virtual void takeBytes(StreamDirection direction, std::string_view bytes,
                           MonotonicTime now) = 0;
    virtual void takeEnd(StreamDirection direction, StreamEnd end, MonotonicTime now) = 0;
    /// Bytes that wait here.
    virtual std::size_t held(StreamDirection direction) const = 0;

protected:
    ~ProxyInspector() = default;
};

} // namespace redial
