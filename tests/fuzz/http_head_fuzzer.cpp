// SPDX-License-Identifier: MIT
// Request and response heads: bounded, the same in pieces, and what is accepted can be written and
// read again. The upgrade's own checks run on what was accepted.
#include "core/wire/retry_after.h"
#include "core/wire/websocket_upgrade.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace http_head_fuzzer {

using namespace redial;

namespace {

constexpr HttpLimits limits{256, 10, 1024};

template <typename Head>
void requireSame(const Head& a, const Head& b)
{
    fuzz::require(a.headers.fields() == b.headers.fields() && a.minorVersion == b.minorVersion,
                  "a head changes when it is written and read again");
}

void checkRequest(std::string_view head)
{
    auto request = parseRequestHead(head);
    if (!request) {
        fuzz::require(request.error().status >= 400 && !request.error().sentence.empty(),
                      "a refusal without status or sentence");
        return;
    }
    const auto again = parseRequestHead(writeHead(*request));
    fuzz::require(again.hasValue() && again->method == request->method &&
                      again->target == request->target,
                  "a request changes when it is written and read again");
    requireSame(*request, *again);
    if (const auto value = request->headers.find("authorization"))
        parseBasicAuthorization(*value);
    const auto offer = checkUpgradeRequest(std::move(*request));
    if (offer)
        answerDeflateOffer(offer->extensions);
}

void checkResponse(std::string_view head)
{
    const auto response = parseResponseHead(head);
    if (!response)
        return;
    const auto again = parseResponseHead(writeHead(*response));
    fuzz::require(again.hasValue() && again->status == response->status &&
                      again->reason == response->reason,
                  "a response changes when it is written and read again");
    requireSame(*response, *again);
    const auto wait = parseRetryAfter(response->headers.joined("retry-after"),
                                      std::chrono::sys_days(std::chrono::year(2026) / 11 / 21));
    fuzz::require(!wait || wait->count() >= 0, "a wait is negative");
    UpgradeRequest request;
    request.key = "dGhlIHNhbXBsZSBub25jZQ==";
    request.subprotocols = {"ocpp1.6", "ocpp2.0.1"};
    request.offerDeflate = response->headers.count("x-deflate") > 0;
    static_cast<void>(checkUpgradeAnswer(*response, request));
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const std::uint8_t seed = input.byte();
    HttpHeadCollector whole(limits);
    const auto complete = whole.feed(input.rest());
    fuzz::require(whole.head().size() <= limits.total + 1, "more is held than the limit");

    HttpHeadCollector split(limits);
    std::string behind;
    bool done = false;
    bool refused = false;
    fuzz::inPieces(input.rest(), seed, [&](std::string_view piece) {
        if (done) {
            behind += piece;
            return true;
        }
        const auto result = split.feed(piece);
        refused = !result;
        done = result && *result;
        if (done)
            behind = split.rest();
        return !refused;
    });
    fuzz::require(refused == !complete, "splitting changes whether a head is refused");
    if (!complete)
        return;
    fuzz::require(done == *complete && split.head() == whole.head(), "splitting changes a head");
    if (!*complete)
        return;
    fuzz::require(behind == whole.rest(), "splitting changes what lies behind a head");
    checkRequest(whole.head());
    checkResponse(whole.head());
}

} // namespace http_head_fuzzer

REDIAL_FUZZ_TARGET(http_head_fuzzer)
