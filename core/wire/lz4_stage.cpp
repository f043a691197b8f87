// SPDX-License-Identifier: MIT
#include "core/wire/compression_stages.h"

#include <array>
#include <lz4frame.h>

namespace redial {

namespace {

using Lz4Decompressor = std::unique_ptr<LZ4F_dctx, decltype(&LZ4F_freeDecompressionContext)>;

Lz4Decompressor makeLz4Decompressor()
{
    LZ4F_dctx* context = nullptr;
    LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
    return {context, &LZ4F_freeDecompressionContext};
}

LZ4F_preferences_t preferencesFor(std::size_t size)
{
    LZ4F_preferences_t preferences{};
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    preferences.frameInfo.contentSize = size;
    return preferences;
}

class Lz4Stage final : public PayloadStage
{
public:
    explicit Lz4Stage(std::size_t limit) : limit_(limit) {}

    Kind kind() const override { return Kind::Compression; }
    std::string_view name() const override { return "lz4"; }
    PayloadResult outgoing(std::string_view payload) override;
    PayloadResult incoming(std::string_view payload) override;
    std::size_t longestPayload() const override { return limit_; }
    std::size_t overhead(std::size_t size) const override
    {
        const LZ4F_preferences_t preferences = preferencesFor(size);
        return LZ4F_compressFrameBound(size, &preferences) - size;
    }

private:
    std::size_t limit_;
    Lz4Decompressor decompressor_ = makeLz4Decompressor();
};

PayloadResult Lz4Stage::outgoing(std::string_view payload)
{
    const LZ4F_preferences_t preferences = preferencesFor(payload.size());
    std::string frame(LZ4F_compressFrameBound(payload.size(), &preferences), '\0');
    const std::size_t size = LZ4F_compressFrame(frame.data(), frame.size(), payload.data(),
                                                payload.size(), &preferences);
    if (LZ4F_isError(size) != 0U)
        return Unexpected{PayloadError{PayloadError::Kind::Failed, LZ4F_getErrorName(size)}};
    frame.resize(size);
    return frame;
}

PayloadResult Lz4Stage::incoming(std::string_view payload)
{
    LZ4F_resetDecompressionContext(decompressor_.get());
    std::string plain;
    std::array<char, 16384> buffer;
    for (;;) {
        std::size_t written = buffer.size();
        std::size_t read = payload.size();
        const std::size_t left = LZ4F_decompress(decompressor_.get(), buffer.data(), &written,
                                                 payload.data(), &read, nullptr);
        if (LZ4F_isError(left) != 0U)
            return Unexpected{
                PayloadError{PayloadError::Kind::Corrupt, std::string("the block is corrupt (") +
                                                              LZ4F_getErrorName(left) + ")."}};
        if (written > limit_ - plain.size())
            return Unexpected{
                PayloadError{PayloadError::Kind::TooLarge, "the payload unpacks to more than " +
                                                               std::to_string(limit_) + " bytes."}};
        payload.remove_prefix(read);
        plain.append(buffer.data(), written);
        if (left == 0)
            break;
        if (read == 0 && written == 0)
            return Unexpected{PayloadError{PayloadError::Kind::Corrupt, "the block ends early."}};
    }
    if (!payload.empty())
        return Unexpected{PayloadError{PayloadError::Kind::Corrupt, "bytes follow the block."}};
    return plain;
}

} // namespace

std::unique_ptr<PayloadStage> makeLz4Stage(std::size_t limit)
{
    return std::make_unique<Lz4Stage>(limit);
}

} // namespace redial
