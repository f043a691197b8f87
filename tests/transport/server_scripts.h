// SPDX-License-Identifier: MIT
#pragma once

#include "transport_bench.h"

namespace redial::test {

// What a test's server does, in a word: ends an open connection, or the attempt at one.

inline ServerScript closing(int code, const QByteArray& reason = {})
{
    ServerScript script;
    script.then = ServerScript::Then::Close;
    script.closeCode = code;
    script.closeReason = reason;
    return script;
}

inline ServerScript closingAndEnding(int code)
{
    ServerScript script = closing(code);
    script.then = ServerScript::Then::CloseAndEnd;
    return script;
}

inline ServerScript ending(ServerScript::Then then)
{
    ServerScript script;
    script.then = then;
    return script;
}

inline ServerScript upgrading(ServerScript::Upgrade upgrade)
{
    ServerScript script;
    script.upgrade = upgrade;
    return script;
}

inline ServerScript answering(int status, const QByteArray& header = {})
{
    ServerScript script = upgrading(ServerScript::Upgrade::Status);
    script.status = status;
    script.extraHeader = header;
    return script;
}

} // namespace redial::test
