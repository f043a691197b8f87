// SPDX-License-Identifier: MIT
#include "core/net/stream_close.h"

#include "core/net/socket_calls.h"

namespace redial {

namespace {

CloseCause closeCauseOf(StreamClose::Cause cause)
{
    switch (cause) {
    case StreamClose::Cause::EndOfStream:
        return CloseCause::EndOfStream;
    case StreamClose::Cause::Reset:
        return CloseCause::Reset;
    case StreamClose::Cause::Refused:
        return CloseCause::Refused;
    case StreamClose::Cause::TlsFailed:
        return CloseCause::TlsFailed;
    case StreamClose::Cause::OutputLimit:
        return CloseCause::LocalAbort;
    case StreamClose::Cause::NetworkError:
        break;
    }
    return CloseCause::NetworkError;
}

} // namespace

std::string StreamClose::sentence() const
{
    switch (cause) {
    case Cause::EndOfStream:
        return "Both sides have ended the stream (FIN).";
    case Cause::Reset:
        return "The peer has reset the connection (RST).";
    case Cause::Refused:
        return "The connection was refused: nobody listens there.";
    case Cause::TlsFailed:
        return "TLS failed: " + detail + '.';
    case Cause::OutputLimit:
        return "The peer reads too slowly: more waits to be sent than is allowed.";
    case Cause::NetworkError:
        break;
    }
    return "The system reports: " + errorText(error).toStdString() + '.';
}

CloseInfo StreamClose::closeInfo() const
{
    CloseInfo info;
    info.cause = closeCauseOf(cause);
    info.remote = cause != Cause::OutputLimit;
    info.detail = sentence();
    return info;
}

} // namespace redial
