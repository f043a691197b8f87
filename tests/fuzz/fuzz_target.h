// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// REDIAL_FUZZ_TARGET(NAME): the libFuzzer program fuzzes NAME::run; the program of the tests has
/// the test tst_NAME, which replays the corpus of that name.
#ifdef REDIAL_LIBFUZZER
#define REDIAL_FUZZ_TARGET(name)                                                                   \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)              \
    {                                                                                              \
        name::run(data, size);                                                                     \
        return 0;                                                                                  \
    }
#else
#include "tests/fuzz/replay_corpus.h"
#define REDIAL_FUZZ_TARGET(name)                                                                   \
    namespace tst_##name                                                                           \
    {                                                                                              \
        int main(int argc, char** argv)                                                            \
        {                                                                                          \
            return redial::fuzz::replayCorpus(argc, argv, #name, name::run);                       \
        }                                                                                          \
    }
#endif
