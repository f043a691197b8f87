// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace redial {

/// Bytes of the valid UTF-8 sequence at the start of `text` (1 to 4; no overlong form, no
/// surrogate, nothing above U+10FFFF), 0 if there is none. Precondition: text is not empty.
std::size_t utf8SequenceLength(std::string_view text);

} // namespace redial
