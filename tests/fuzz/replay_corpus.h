// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace redial::fuzz {

/// A QtTest that runs a fuzzer's corpus, and changed copies of it that are the same at every run,
/// without libFuzzer: what a fuzzer has found once stays found by the ordinary suite. Returns the
/// number of failures.
int replayCorpus(int argc, char** argv, const char* name,
                 void (*run)(const std::uint8_t* data, std::size_t size));

} // namespace redial::fuzz
