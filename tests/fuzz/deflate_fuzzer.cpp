// SPDX-License-Identifier: MIT
// The inflater on arbitrary bytes: bounded output, whatever comes; and what our deflater writes
// comes back.
#include "core/wire/permessage_deflate.h"
#include "tests/fuzz/fuzz_input.h"

using namespace redial;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using Result = MessageInflater::Result;
    constexpr std::uint64_t limit = 10'000;
    fuzz::FuzzInput input(data, size);
    const std::uint8_t options = input.byte();
    const int windowBits = 9 + options % 7;
    const bool forget = (options & 0x80) != 0;

    MessageInflater inflater(windowBits, forget);
    std::string out;
    Result result = Result::Ok;
    fuzz::inPieces(input.rest(), options, [&](std::string_view piece) {
        result = inflater.feed(piece, out, limit);
        return result == Result::Ok;
    });
    if (result == Result::Ok)
        inflater.finishMessage(out, limit);
    fuzz::require(out.size() <= limit, "the output exceeds the limit");

    MessageDeflater deflater(windowBits, forget);
    MessageInflater reader(windowBits, forget);
    for (int message = 0; message < 2; ++message) {
        std::string read;
        const std::string compressed = deflater.deflate(input.rest());
        const bool fits = input.rest().size() <= limit;
        result = reader.feed(compressed, read, limit);
        if (result == Result::Ok)
            result = reader.finishMessage(read, limit);
        fuzz::require((result == Result::Ok) == fits, "a message of ours is not read");
        if (!fits)
            return 0;
        fuzz::require(read == input.rest(), "a message changes on its way");
    }
    return 0;
}
