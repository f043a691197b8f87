// SPDX-License-Identifier: MIT
// Whatever the older text form is read as means the same when it is written and read again: no
// value turns into two.
#include "core/wire/container_json.h"
#include "core/wire/container_text.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace container_text_fuzzer {

using namespace redial;

void run(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const ContainerLimits limits{.depth = 8, .count = 256, .size = 4096};
    const auto read = readContainerText(bytes, limits);
    if (!read) {
        fuzz::require(!read.error().empty(), "an error without a sentence");
        return;
    }
    // A larger limit: blanks are left out, but a number may be written longer than it was.
    const ContainerLimits wider{.depth = 8, .count = 256, .size = 65536};
    const auto written = writeContainerText(*read, wider);
    if (!written)
        return;
    const auto again = readContainerText(*written, wider);
    fuzz::require(again.hasValue(), "what was written is not read");
    fuzz::require(again->values.size() == read->values.size(), "a value became two");
    fuzz::require(containerToJson(*again) == containerToJson(*read), "a value is changed");
}

} // namespace container_text_fuzzer

REDIAL_FUZZ_TARGET(container_text_fuzzer)
