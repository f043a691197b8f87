// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/payload_stage.h"

#include <functional>
#include <memory>

namespace redial {

/// Gives a connection's key; asked once, when the stage is made. Nobody keeps it longer than the
/// stage.
using KeyProvider = std::function<std::string()>;

/// AES-256-GCM (NIST SP 800-38D). A payload becomes nonce (12 bytes), tag (16), ciphertext. Eight
/// bytes of the nonce are random for each stage, four count its payloads (8.2.1, the fixed field
/// drawn at random): one stage never repeats a nonce, and ends with its 2^32nd; that two of n
/// stages with one key draw the same eight bytes has a chance of n^2 in 2^65, below 2^-32 for
/// 90,000 stages. The error says what is wrong with the key, which has 32 bytes.
Expected<std::unique_ptr<PayloadStage>, std::string> makeAesGcmStage(const KeyProvider& key);

/// HMAC-SHA-256 (RFC 2104). A payload becomes tag (32 bytes), sequence number (8, big-endian, from
/// 1), payload; the tag is that of number and payload, compared in constant time. The numbers of a
/// connection rise by one: a replayed, lost or reordered payload is refused. The key has at least
/// 32 bytes.
Expected<std::unique_ptr<PayloadStage>, std::string> makeHmacStage(const KeyProvider& key);

} // namespace redial
