// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdio>
#include <span>
#include <string_view>

namespace redial::test {

/// A test of a program that holds several, by the name that ctest knows it by.
struct NamedTest
{
    std::string_view name;
    int (*main)(int, char**);
};

/// Runs the test that the first argument names, with the arguments behind the name. Without a name
/// that is known: says which there are, status 2.
inline int runNamed(std::span<const NamedTest> tests, int argc, char** argv)
{
    const std::string_view wanted = argc > 1 ? argv[1] : "";
    const auto found = std::ranges::find(tests, wanted, &NamedTest::name);
    if (found != tests.end()) {
        std::copy(argv + 2, argv + argc + 1, argv + 1);
        return found->main(argc - 1, argv);
    }
    std::fputs("The first argument names the test to run, one of:\n", stderr);
    for (const NamedTest& test : tests)
        std::fprintf(stderr, "  %.*s\n", int(test.name.size()), test.name.data());
    return 2;
}

} // namespace redial::test
