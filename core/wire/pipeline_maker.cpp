// SPDX-License-Identifier: MIT
#include "core/wire/pipeline_maker.h"

#include <array>

namespace redial {

namespace {

constexpr std::array<std::string_view, 3> compressionNames{"none", "zstd", "lz4"};

/// One stage for many pipelines of a thread.
class SharedStage final : public PayloadStage
{
public:
    explicit SharedStage(std::shared_ptr<PayloadStage> stage) : stage_(std::move(stage)) {}

    Kind kind() const override { return stage_->kind(); }
    std::string_view name() const override { return stage_->name(); }
    PayloadResult outgoing(std::string_view payload) override { return stage_->outgoing(payload); }
    PayloadResult incoming(std::string_view payload) override { return stage_->incoming(payload); }
    std::size_t overhead(std::size_t size) const override { return stage_->overhead(size); }
    std::size_t longestPayload() const override { return stage_->longestPayload(); }

private:
    std::shared_ptr<PayloadStage> stage_;
};

} // namespace

std::string_view nameOf(PayloadCompression compression)
{
    return compressionNames[static_cast<std::size_t>(compression)];
}

std::optional<PayloadCompression> payloadCompressionFromName(std::string_view name)
{
    for (std::size_t i = 0; i < compressionNames.size(); ++i)
        if (compressionNames[i] == name)
            return static_cast<PayloadCompression>(i);
    return std::nullopt;
}

PipelineMaker::PipelineMaker(PipelineSettings settings) : settings_(std::move(settings))
{
    if (settings_.compression == PayloadCompression::Zstd)
        compression_ = makeZstdStage(settings_.limit);
    if (settings_.compression == PayloadCompression::Lz4)
        compression_ = makeLz4Stage(settings_.limit);
}

Expected<PayloadPipeline, std::string> PipelineMaker::next() const
{
    std::vector<std::unique_ptr<PayloadStage>> stages;
    if (compression_)
        stages.push_back(std::make_unique<SharedStage>(compression_));
    using Make = Expected<std::unique_ptr<PayloadStage>, std::string> (*)(const KeyProvider&);
    const std::array<std::pair<const KeyProvider*, Make>, 2> keyed{
        {{&settings_.encryptionKey, &makeAesGcmStage},
         {&settings_.authenticationKey, &makeHmacStage}}};
    for (const auto& [key, make] : keyed) {
        if (!*key)
            continue;
        auto stage = make(*key);
        if (!stage)
            return Unexpected{stage.error()};
        stages.push_back(std::move(stage).value());
    }
    return PayloadPipeline::make(std::move(stages));
}

} // namespace redial
