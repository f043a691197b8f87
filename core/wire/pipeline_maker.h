// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/cipher_stages.h"
#include "core/wire/compression_stages.h"
#include "core/wire/payload_pipeline.h"

#include <memory>
#include <optional>

namespace redial {

enum class PayloadCompression : std::uint8_t { None, Zstd, Lz4 };
/// "none", "zstd", "lz4".
std::string_view nameOf(PayloadCompression compression);
std::optional<PayloadCompression> payloadCompressionFromName(std::string_view name);

/// The pipeline that both ends of a connection have agreed on outside it. A plain value.
struct PipelineSettings
{
    PayloadCompression compression = PayloadCompression::None;
    /// Of a payload after decompression.
    std::size_t limit = defaultPayloadLimit;
    /// Empty: not encrypted. Asked for each connection.
    KeyProvider encryptionKey;
    /// Empty: not authenticated. Asked for each connection.
    KeyProvider authenticationKey;

    bool isEmpty() const
    {
        return compression == PayloadCompression::None && !encryptionKey && !authenticationKey;
    }
};

/// Makes a pipeline for each connection of one thread. What a compressor remembers is of one
/// payload only, so that all connections share one, and an idle one costs little. Pipelines must
/// not be used on two threads.
class PipelineMaker
{
public:
    explicit PipelineMaker(PipelineSettings settings);

    /// The error says what is wrong with a key.
    Expected<PayloadPipeline, std::string> next() const;

private:
    PipelineSettings settings_;
    std::shared_ptr<PayloadStage> compression_;
};

} // namespace redial
