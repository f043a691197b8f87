// SPDX-License-Identifier: MIT
// The same bytes give the same frames however they are split, no frame exceeds the limit, and what
// was read is written as the same bytes.
#include "core/wire/msgi_reader.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

#include <vector>

namespace msgi_reader_fuzzer {

using namespace redial;

namespace {

constexpr std::uint32_t limit = 4096;

struct Read
{
    std::vector<std::pair<MsgiType, std::string>> frames;
    std::optional<MsgiError::Kind> error;
    bool operator==(const Read&) const = default;
};

void collect(MsgiReader& reader, Read& read)
{
    while (const auto result = reader.next()) {
        fuzz::require(!read.error, "something follows an error");
        if (const auto* frame = std::get_if<MsgiFrame>(&*result)) {
            fuzz::require(frame->payload.size() + msgiHeadSize <= limit, "a frame over the limit");
            read.frames.emplace_back(frame->type, std::string(frame->payload));
        } else {
            const auto& error = std::get<MsgiError>(*result);
            fuzz::require(!error.sentence().empty(), "an error without a sentence");
            read.error = error.kind;
        }
    }
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const std::uint8_t seed = input.byte();
    MsgiReader whole(limit);
    Read expected;
    whole.feed(input.rest());
    collect(whole, expected);

    MsgiReader split(limit);
    Read read;
    fuzz::inPieces(input.rest(), seed, [&](std::string_view piece) {
        split.feed(piece);
        collect(split, read);
        return true;
    });
    fuzz::require(read == expected, "splitting changes a frame");
    fuzz::require(whole.isInsideFrame() == split.isInsideFrame(), "splitting changes the state");

    std::string written;
    for (const auto& [type, payload] : expected.frames)
        appendMsgiFrame(written, type, payload);
    fuzz::require(input.rest().substr(0, written.size()) == written,
                  "frames are written otherwise");
}

} // namespace msgi_reader_fuzzer

REDIAL_FUZZ_TARGET(msgi_reader_fuzzer)
