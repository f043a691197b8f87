// SPDX-License-Identifier: MIT
#include "core/wire/msgi_reader.h"

#include <algorithm>

namespace redial {

namespace {

/// The fields of a frame's head as they were read.
struct Head
{
    /// Precondition: `bytes` are msgiHeadSize and more.
    explicit Head(std::string_view bytes)
        : magic(readBigEndian<std::uint32_t>(bytes.data()))
        , length(readBigEndian<std::uint32_t>(bytes.data() + 4))
        , type(readBigEndian<std::uint16_t>(bytes.data() + 8))
    {
    }
    bool isRight(std::uint32_t limit) const
    {
        return magic == msgiMagic && length >= msgiHeadSize && length <= limit &&
               msgiTypeFromNumber(type);
    }
    /// Precondition: it is not right.
    MsgiError error(std::uint32_t limit) const
    {
        using Kind = MsgiError::Kind;
        if (magic != msgiMagic)
            return {Kind::BadMagic, magic, limit};
        if (length < msgiHeadSize)
            return {Kind::LengthTooSmall, length, limit};
        if (length > limit)
            return {Kind::LengthOverLimit, length, limit};
        return {Kind::UnknownType, type, limit};
    }

    std::uint32_t magic;
    std::uint32_t length;
    std::uint16_t type;
};

} // namespace

MsgiReader::Result MsgiReader::stop(const MsgiError& error)
{
    stopped_ = true;
    fed_ = {};
    partial_ = {};
    return error;
}

bool MsgiReader::fillPartial(std::size_t size)
{
    if (partial_.size() < size) {
        const std::size_t taken = std::min(size - partial_.size(), fed_.size());
        partial_.append(fed_.substr(0, taken));
        fed_.remove_prefix(taken);
    }
    return partial_.size() >= size;
}

MsgiReader::Result MsgiReader::nextWhole()
{
    if (fed_.size() < msgiHeadSize)
        return std::nullopt;
    const Head head(fed_);
    if (!head.isRight(limit_))
        return stop(head.error(limit_));
    if (fed_.size() < head.length)
        return std::nullopt;
    const MsgiFrame frame{static_cast<MsgiType>(head.type),
                          {fed_.data() + msgiHeadSize, head.length - msgiHeadSize}};
    fed_.remove_prefix(head.length);
    return frame;
}

MsgiReader::Result MsgiReader::nextPartial()
{
    if (!fillPartial(msgiHeadSize))
        return std::nullopt;
    const Head head(partial_);
    if (!head.isRight(limit_))
        return stop(head.error(limit_));
    if (!fillPartial(head.length))
        return std::nullopt;
    partialDelivered_ = true;
    return MsgiFrame{static_cast<MsgiType>(head.type),
                     std::string_view(partial_).substr(msgiHeadSize)};
}

MsgiReader::Result MsgiReader::next()
{
    if (stopped_)
        return std::nullopt;
    if (partialDelivered_) {
        partial_.clear();
        partialDelivered_ = false;
    }
    if (partial_.empty()) {
        if (Result result = nextWhole(); result || stopped_)
            return result;
        if (fed_.empty())
            return std::nullopt;
    }
    return nextPartial();
}

} // namespace redial
