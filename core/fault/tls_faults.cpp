// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

constexpr auto stage = FaultStage::Tls;
const FaultModes modes{FaultMode::Server, FaultMode::Proxy};

std::vector<FaultDefinition> certificateFaults()
{
    return {
        act({"S1", "certificate_expired", "the certificate has expired",
             "A client must refuse it, and go on trying: it will be renewed.",
             "S1 when=attempt:1..2"},
            stage, modes, {duration("ago", "24h", "how long ago it expired")}),
        act({"S2", "certificate_not_yet_valid", "the certificate is not valid yet",
             "Also what a client with a wrong clock sees of every good certificate.",
             "S2 when=attempt:1..2"},
            stage, modes, {duration("ahead", "24h", "how far ahead its first moment lies")}),
        act({"S3", "certificate_wrong_host", "the certificate is for another host",
             "A client that takes it can be led anywhere.", "S3 host=other.example when=attempt:1"},
            stage, modes, {text("host", "wrong.example", "the name in the certificate")}),
        act({"S4", "certificate_untrusted",
             "nobody that the client trusts has signed the certificate",
             "Self-signed, or signed by an authority that the client does not know.",
             "S4 issuer=unknown_authority when=attempt:1"},
            stage, modes,
            {choice("issuer", {"self_signed", "unknown_authority"}, "who signed it")}),
    };
}

std::vector<FaultDefinition> handshakeFaults()
{
    return {
        act({"S5", "tls_version", "the server offers one version of TLS alone",
             "An old one shows whether the client insists on 1.2 or later (RFC 8996).",
             "S5 version=1.1 when=attempt:1"},
            stage, modes, {choice("version", {"1.0", "1.1", "1.2", "1.3"}, "the only version")}),
        act({"S6", "no_common_cipher", "client and server have no cipher in common",
             "The handshake ends with the alert handshake_failure.", "S6 when=attempt:1"},
            stage, modes),
        act({"S7", "plaintext_on_tls_port", "the server answers in plain text on the TLS port",
             "As a wrongly configured port does. The answer is sent to the client's first bytes.",
             "S7 when=attempt:1"},
            stage, modes,
            {text("answer", "HTTP/1.1 400 Bad Request",
                  "the line that is sent, without line end")}),
        state({"S8", "tls_stall", "the server stops in the middle of the TLS handshake",
               "It reads the client's hello and says nothing more. The client's limit must cover "
               "TLS too.",
               "S8 when=attempt:1"},
              stage, modes),
        act({"S9", "tls_close", "the server closes in the middle of the TLS handshake",
             "By FIN, after the client's hello.", "S9 when=attempt:1"},
            stage, modes),
        act({"S10", "tls_alert", "the server ends the TLS handshake with an alert",
             "A client should report which alert it was.",
             "S10 alert=internal_error when=attempt:1"},
            stage, modes,
            {choice("alert",
                    {"handshake_failure", "internal_error", "protocol_version", "access_denied",
                     "unrecognized_name"},
                    "the alert (RFC 8446 6.2)")}),
        act({"S11", "client_certificate_required", "the server demands the client's certificate",
             "OCPP security profile 3. A client without one is turned away.", "S11 when=attempt:1"},
            stage, modes),
        act({"S12", "no_resumption", "the server resumes no TLS session",
             "Each reconnection costs a whole handshake; it must work all the same.",
             "S12 when=attempt:2.."},
            stage, modes),
        act({"S13", "certificate_changes", "the server has another certificate than last time",
             "A rollover: the same authority, a new key. A client that pinned the old one stays "
             "out.",
             "S13 when=attempt:2.."},
            stage, modes),
        act({"S14", "missing_intermediate", "the server leaves out the intermediate certificate",
             "Browsers find it elsewhere and hide the mistake; a station cannot.",
             "S14 when=attempt:1"},
            stage, modes),
    };
}

} // namespace

std::vector<FaultDefinition> tlsFaults()
{
    std::vector<FaultDefinition> faults = certificateFaults();
    for (FaultDefinition& fault : handshakeFaults())
        faults.push_back(std::move(fault));
    return faults;
}

} // namespace redial::rows
