// SPDX-License-Identifier: MIT
// Each stage of the pipeline: hostile bytes cost no more than the limit, and whatever is sent is
// received.
#include "core/wire/cipher_stages.h"
#include "core/wire/compression_stages.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace payload_stage_fuzzer {

using namespace redial;

namespace {

constexpr std::size_t limit = 1 << 20;

std::unique_ptr<PayloadStage> stageOf(std::uint8_t choice)
{
    const KeyProvider key = [] { return std::string(32, 'k'); };
    switch (choice % 4) {
    case 0:
        return makeZstdStage(limit);
    case 1:
        return makeLz4Stage(limit);
    case 2:
        return std::move(makeAesGcmStage(key)).value();
    default:
        return std::move(makeHmacStage(key)).value();
    }
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const std::uint8_t choice = input.byte();
    const auto hostile = stageOf(choice)->incoming(input.rest());
    if (hostile)
        fuzz::require(hostile->size() <= limit, "more than the limit was unpacked");
    else
        fuzz::require(!hostile.error().sentence.empty(), "an error without a sentence");

    const auto sent = stageOf(choice)->outgoing(input.rest());
    fuzz::require(sent.hasValue(), "a payload is refused");
    const auto received = stageOf(choice)->incoming(*sent);
    fuzz::require(received.hasValue() && *received == input.rest(), "a payload is changed");
}

} // namespace payload_stage_fuzzer

REDIAL_FUZZ_TARGET(payload_stage_fuzzer)
