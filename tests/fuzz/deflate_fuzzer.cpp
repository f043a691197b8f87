// SPDX-License-Identifier: MIT
// Any bytes as compressed messages: the output is bounded and the same in pieces. Any bytes as
// messages: what our deflater writes comes back. Any bytes as a negotiation: what we answer to an
// offer, we accept as an answer.
#include "core/wire/permessage_deflate.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace deflate_fuzzer {

using namespace redial;
using Result = MessageInflater::Result;

namespace {

constexpr std::uint64_t limit = 10'000;

Result finish(MessageInflater& inflater, Result fed, std::string& out)
{
    fuzz::require(out.size() <= limit, "the output exceeds the limit");
    const Result result = fed == Result::Ok ? inflater.finishMessage(out, limit) : fed;
    fuzz::require(out.size() <= limit, "the output exceeds the limit");
    return result;
}

void inflateTwice(std::string_view compressed, std::uint8_t seed, bool forget)
{
    MessageInflater whole(forget);
    MessageInflater split(forget);
    for (int message = 0; message < 2; ++message) {
        std::string expected;
        std::string out;
        const Result result = finish(whole, whole.feed(compressed, expected, limit), expected);
        Result fed = Result::Ok;
        fuzz::inPieces(compressed, seed, [&](std::string_view piece) {
            fed = split.feed(piece, out, limit);
            return fed == Result::Ok;
        });
        fuzz::require(finish(split, fed, out) == result && out == expected,
                      "splitting changes what is decompressed");
        if (result != Result::Ok)
            return;
    }
}

void roundTrip(std::string_view message, int windowBits, bool forget)
{
    MessageDeflater deflater(windowBits, forget);
    MessageInflater inflater(forget);
    for (int round = 0; round < 2; ++round) {
        std::string read;
        const std::string compressed = deflater.deflate(message);
        const bool fits = message.size() <= limit;
        const Result result = finish(inflater, inflater.feed(compressed, read, limit), read);
        fuzz::require((result == Result::Ok) == fits, "a message of ours is not read");
        if (!fits)
            return;
        fuzz::require(read == message, "a message changes on its way");
    }
}

void negotiate(std::string_view extensions)
{
    const auto answer = answerDeflateOffer(extensions);
    if (answer) {
        const auto read = readDeflateAnswer(answer->header, true);
        fuzz::require(read && *read == answer->parameters, "our answer is not accepted");
    }
    static_cast<void>(readDeflateAnswer(extensions, true));
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const std::uint8_t options = input.byte();
    const bool forget = (options & 0x80) != 0;
    inflateTwice(input.rest(), options, forget);
    roundTrip(input.rest(), 9 + options % 7, forget);
    negotiate(input.rest());
}

} // namespace deflate_fuzzer

REDIAL_FUZZ_TARGET(deflate_fuzzer)
