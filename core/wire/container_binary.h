// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/wire/value_container.h"

#include <string>
#include <string_view>

namespace redial {

/// The binary form of a container, version 1: lossless, every number big-endian.
///
///     container = "RVC" version(1 byte: 1) body
///     body      = source sourceSub target targetSub type version  (each a text)
///                 count(4) count x (name(text) value)
///     value     = type(1) data
///     data      : null 0 bytes; bool 1 (0 or 1); integers 1, 2, 4, 8; float 4 and double 8
///                 (IEEE 754); bytes and string length(4) and so many bytes;
///                 array count(4) count x value; container a body
///     text      = length(2) and so many bytes of UTF-8
inline constexpr std::uint8_t containerBinaryVersion = 1;

/// The error is a sentence: what exceeds a limit, or is not UTF-8, and the name of the value.
Expected<std::string, std::string> writeContainerBinary(const ValueContainer& container,
                                                        const ContainerLimits& limits = {});

/// Reads one container that fills the bytes. The error is a sentence with the offset. Memory is
/// bounded by the bytes given, whatever counts and lengths they claim.
Expected<ValueContainer, std::string> readContainerBinary(std::string_view bytes,
                                                          const ContainerLimits& limits = {});

} // namespace redial
