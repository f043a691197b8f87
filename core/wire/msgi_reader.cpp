// SPDX-License-Identifier: MIT
#include "core/wire/msgi_reader.h"

#include "core/wire/big_endian.h"

#include <algorithm>

namespace redial {

std::variant<std::uint32_t, MsgiError> MsgiReader::checkHead(std::string_view head) const
{
    using Kind = MsgiError::Kind;
    const auto magic = readBigEndian<std::uint32_t>(head.data());
    const auto length = readBigEndian<std::uint32_t>(head.data() + 4);
    const auto type = readBigEndian<std::uint16_t>(head.data() + 8);
    if (magic != msgiMagic)
        return MsgiError{Kind::BadMagic, magic, limit_};
    if (length < msgiHeadSize)
        return MsgiError{Kind::LengthTooSmall, length, limit_};
    if (length > limit_)
        return MsgiError{Kind::LengthOverLimit, length, limit_};
    if (!msgiTypeFromNumber(type))
        return MsgiError{Kind::UnknownType, type, limit_};
    return length;
}

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
    const auto head = checkHead(fed_);
    if (const auto* error = std::get_if<MsgiError>(&head))
        return stop(*error);
    const std::uint32_t length = std::get<std::uint32_t>(head);
    if (fed_.size() < length)
        return std::nullopt;
    const MsgiFrame frame{static_cast<MsgiType>(readBigEndian<std::uint16_t>(fed_.data() + 8)),
                          fed_.substr(msgiHeadSize, length - msgiHeadSize)};
    fed_.remove_prefix(length);
    return frame;
}

MsgiReader::Result MsgiReader::nextPartial()
{
    if (!fillPartial(msgiHeadSize))
        return std::nullopt;
    const auto head = checkHead(partial_);
    if (const auto* error = std::get_if<MsgiError>(&head))
        return stop(*error);
    if (!fillPartial(std::get<std::uint32_t>(head)))
        return std::nullopt;
    partialDelivered_ = true;
    return MsgiFrame{static_cast<MsgiType>(readBigEndian<std::uint16_t>(partial_.data() + 8)),
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
