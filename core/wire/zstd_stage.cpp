// SPDX-License-Identifier: MIT
#include "core/wire/compression_stages.h"

#include <algorithm>
#include <array>
#include <zstd.h>

namespace redial {

namespace {

using ZstdCompressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
using ZstdDecompressor = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

class ZstdStage final : public PayloadStage
{
public:
    ZstdStage(std::size_t limit, int level) : limit_(limit)
    {
        ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_compressionLevel, level);
        ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_checksumFlag, 1);
        // 8 MB: what every decompressor must take (RFC 8878 3.1.1.1.2).
        ZSTD_DCtx_setParameter(decompressor_.get(), ZSTD_d_windowLogMax, 23);
    }

    Kind kind() const override { return Kind::Compression; }
    std::string_view name() const override { return "zstd"; }
    PayloadResult outgoing(std::string_view payload) override;
    PayloadResult incoming(std::string_view payload) override;
    std::size_t longestPayload() const override { return limit_; }
    std::size_t overhead(std::size_t size) const override
    {
        return ZSTD_compressBound(size) - size;
    }

private:
    std::size_t limit_;
    ZstdCompressor compressor_{ZSTD_createCCtx(), &ZSTD_freeCCtx};
    ZstdDecompressor decompressor_{ZSTD_createDCtx(), &ZSTD_freeDCtx};
};

PayloadResult ZstdStage::outgoing(std::string_view payload)
{
    std::string frame(ZSTD_compressBound(payload.size()), '\0');
    const std::size_t size = ZSTD_compress2(compressor_.get(), frame.data(), frame.size(),
                                            payload.data(), payload.size());
    if (ZSTD_isError(size) != 0)
        return Unexpected{PayloadError{PayloadError::Kind::Failed, ZSTD_getErrorName(size)}};
    frame.resize(size);
    return frame;
}

PayloadResult ZstdStage::incoming(std::string_view payload)
{
    ZSTD_DCtx_reset(decompressor_.get(), ZSTD_reset_session_only);
    ZSTD_inBuffer input{payload.data(), payload.size(), 0};
    std::string plain;
    std::array<char, 16384> buffer;
    for (;;) {
        ZSTD_outBuffer output{buffer.data(), buffer.size(), 0};
        const std::size_t left = ZSTD_decompressStream(decompressor_.get(), &output, &input);
        if (ZSTD_isError(left) != 0)
            return Unexpected{
                PayloadError{PayloadError::Kind::Corrupt, std::string("the block is corrupt (") +
                                                              ZSTD_getErrorName(left) + ")."}};
        if (output.pos > limit_ - plain.size())
            return Unexpected{
                PayloadError{PayloadError::Kind::TooLarge, "the payload unpacks to more than " +
                                                               std::to_string(limit_) + " bytes."}};
        plain.append(buffer.data(), output.pos);
        if (left == 0)
            break;
        if (input.pos == input.size && output.pos < output.size)
            return Unexpected{PayloadError{PayloadError::Kind::Corrupt, "the block ends early."}};
    }
    if (input.pos != input.size)
        return Unexpected{PayloadError{PayloadError::Kind::Corrupt, "bytes follow the block."}};
    return plain;
}

} // namespace

std::unique_ptr<PayloadStage> makeZstdStage(std::size_t limit, int level)
{
    return std::make_unique<ZstdStage>(limit, std::clamp(level, 1, 19));
}

} // namespace redial
