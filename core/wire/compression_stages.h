// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/payload_stage.h"

#include <memory>

namespace redial {

/// Bytes of a payload after decompression unless told otherwise.
inline constexpr std::size_t defaultPayloadLimit = 16UL * 1024 * 1024;

/// Compresses each payload into one zstd frame (RFC 8878) that the zstd tool reads. Decompression
/// stops at `limit` bytes, whatever the frame claims. Level: 1 to 19.
std::unique_ptr<PayloadStage> makeZstdStage(std::size_t limit = defaultPayloadLimit, int level = 3);

/// Compresses each payload into one LZ4 frame with a content checksum that the lz4 tool reads.
/// Decompression stops at `limit` bytes.
std::unique_ptr<PayloadStage> makeLz4Stage(std::size_t limit = defaultPayloadLimit);

} // namespace redial
