// SPDX-License-Identifier: MIT
// Scenario files: whatever the bytes are, they are read in bounded time, an error has a place
// inside the text and a sentence, and what is accepted can run.
#include "core/scenario/scenario_reader.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace scenario_fuzzer {

using namespace redial;

void run(const std::uint8_t* data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
    const auto read = readScenario(bytes);
    if (!read) {
        fuzz::require(!read.error().empty(), "a refusal without an error");
        for (const ScenarioError& error : read.error()) {
            fuzz::require(!error.sentence.isEmpty(), "an error without a sentence");
            fuzz::require(error.place.line >= 1 && error.place.line <= bytes.count('\n') + 1 &&
                              error.place.column >= 1,
                          "an error outside the text");
        }
        return;
    }
    fuzz::require(!read->empty() && qsizetype(read->size()) <= mostScenarioCases,
                  "no run, or too many");
    for (const Scenario& scenario : *read)
        fuzz::require(scenario.configuration.validate().hasValue(), "accepted what cannot run");
}

} // namespace scenario_fuzzer

REDIAL_FUZZ_TARGET(scenario_fuzzer)
