// SPDX-License-Identifier: MIT
// Whatever is read as a container is written as the same bytes, and survives JSON apart from the
// bits of NaN.
#include "core/wire/container_binary.h"
#include "core/wire/container_json.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace container_fuzzer {

using namespace redial;

void run(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const ContainerLimits limits{.depth = 8, .count = 256, .size = 4096};
    const auto read = readContainerBinary(bytes, limits);
    if (!read) {
        fuzz::require(!read.error().empty(), "an error without a sentence");
        return;
    }
    const auto written = writeContainerBinary(*read, limits);
    fuzz::require(written && *written == bytes, "what was read is written otherwise");
    const auto again = containerFromJson(containerToJson(*read), limits);
    fuzz::require(again.hasValue(), "JSON of a container is not read");
    fuzz::require(again->values.size() == read->values.size(), "JSON loses a value");
}

} // namespace container_fuzzer

REDIAL_FUZZ_TARGET(container_fuzzer)
