// SPDX-License-Identifier: MIT
#include "core/wire/payload_pipeline.h"

#include <algorithm>
#include <optional>

namespace redial {

namespace {

std::string quoted(const PayloadStage& stage)
{
    return '"' + std::string(stage.name()) + '"';
}

PayloadResult named(const PayloadStage& stage, PayloadResult result)
{
    if (result)
        return result;
    return Unexpected{PayloadError{result.error().kind,
                                   "The stage " + quoted(stage) + ": " + result.error().sentence}};
}

} // namespace

Expected<PayloadPipeline, std::string>
PayloadPipeline::make(std::vector<std::unique_ptr<PayloadStage>> stages)
{
    const PayloadStage* last = nullptr;
    for (const auto& stage : stages) {
        if (stage->kind() == PayloadStage::Kind::Plain)
            continue;
        if (last != nullptr && last->kind() == stage->kind())
            return Unexpected{"The stages " + quoted(*last) + " and " + quoted(*stage) +
                              " do the same: leave one of them out."};
        if (last != nullptr && last->kind() > stage->kind())
            return Unexpected{"The stage " + quoted(*stage) + " must stand before " +
                              quoted(*last) + ": compress first, then encrypt, then authenticate."};
        last = stage.get();
    }
    PayloadPipeline pipeline;
    pipeline.stages_ = std::move(stages);
    return pipeline;
}

PayloadResult PayloadPipeline::outgoing(std::string_view payload)
{
    return outgoingChanged(payload, PayloadStage::Kind::Plain, {});
}

bool PayloadPipeline::has(PayloadStage::Kind kind) const
{
    return std::any_of(stages_.begin(), stages_.end(),
                       [kind](const auto& stage) { return stage->kind() == kind; });
}

PayloadResult
PayloadPipeline::outgoingChanged(std::string_view payload, PayloadStage::Kind behind,
                                 const std::function<void(std::string& bytes)>& change)
{
    std::string current(payload);
    for (const auto& stage : stages_) {
        PayloadResult result = named(*stage, stage->outgoing(current));
        if (!result)
            return result;
        current = std::move(*result);
        if (change && stage->kind() == behind)
            change(current);
    }
    return current;
}

bool PayloadPipeline::fits(std::string_view payload, std::size_t most)
{
    std::size_t longest = payload.size();
    for (const auto& stage : stages_) {
        if (longest > stage->longestPayload())
            return false;
        longest += stage->overhead(longest);
    }
    if (longest <= most)
        return true;
    std::size_t size = payload.size();
    for (const auto& stage : stages_) {
        // Remembers nothing of a payload: asking it twice does no harm.
        const auto packed = stage->kind() == PayloadStage::Kind::Compression
                                ? std::optional(stage->outgoing(payload))
                                : std::nullopt;
        size = packed && *packed ? (*packed)->size() : size + stage->overhead(size);
    }
    return size <= most;
}

PayloadResult PayloadPipeline::incoming(std::string_view payload)
{
    std::string current(payload);
    for (auto at = stages_.rbegin(); at != stages_.rend(); ++at) {
        PayloadStage& stage = **at;
        PayloadResult result = named(stage, stage.incoming(current));
        if (!result)
            return result;
        current = std::move(*result);
    }
    return current;
}

} // namespace redial
