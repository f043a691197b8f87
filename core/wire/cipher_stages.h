// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/payload_stage.h"

#include <functional>
#include <memory>

namespace redial {

/// Gives a connection's key; asked once, when the stage is made. Nobody keeps it longer than the
/// stage.
using KeyProvider = std::function<std::string()>;

/// AES-256-GCM (NIST SP 800-38D). A payload becomes nonce (12 bytes), tag (16), ciphertext. The
/// nonce is random for each payload (8.2.2), so that neither direction, thread nor reconnect
/// repeats one; after 2^32 payloads the key is exhausted. The error says what is wrong with the
/// key, which has 32 bytes.
Expected<std::unique_ptr<PayloadStage>, std::string> makeAesGcmStage(const KeyProvider& key);

/// HMAC-SHA-256 (RFC 2104). A payload becomes tag (32 bytes), sequence number (8, big-endian, from
/// 1), payload; the tag is that of number and payload, compared in constant time. The numbers of a
/// connection rise by one: a replayed, lost or reordered payload is refused. The key has at least
/// 32 bytes.
Expected<std::unique_ptr<PayloadStage>, std::string> makeHmacStage(const KeyProvider& key);

} // namespace redial
