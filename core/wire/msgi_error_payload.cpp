// SPDX-License-Identifier: MIT
#include "core/wire/msgi_error_payload.h"

#include "core/wire/big_endian.h"
#include "core/wire/utf8_validator.h"

namespace redial {

namespace {

constexpr std::array<std::string_view, msgiErrorCodeCount + 1> codeNames{"",
                                                                         "bad_magic",
                                                                         "bad_length",
                                                                         "frame_too_large",
                                                                         "unknown_type",
                                                                         "corrupt_payload",
                                                                         "payload_too_large",
                                                                         "forged_payload",
                                                                         "replayed_payload",
                                                                         "key_exhausted",
                                                                         "bad_control",
                                                                         "bad_content",
                                                                         "no_such_peer",
                                                                         "idle_too_long",
                                                                         "pong_timed_out",
                                                                         "server_full",
                                                                         "slow_reader",
                                                                         "stopping"};

} // namespace

std::string_view nameOf(MsgiErrorCode code)
{
    const auto number = static_cast<std::size_t>(code);
    return number < codeNames.size() ? codeNames[number] : std::string_view();
}

bool linkLivesAfter(MsgiErrorCode code)
{
    return code == MsgiErrorCode::BadControl || code == MsgiErrorCode::BadContent ||
           code == MsgiErrorCode::NoSuchPeer;
}

MsgiErrorCode codeOf(MsgiError::Kind kind)
{
    switch (kind) {
    case MsgiError::Kind::BadMagic:
        return MsgiErrorCode::BadMagic;
    case MsgiError::Kind::LengthTooSmall:
        return MsgiErrorCode::BadLength;
    case MsgiError::Kind::LengthOverLimit:
        return MsgiErrorCode::FrameTooLarge;
    case MsgiError::Kind::UnknownType:
        break;
    }
    return MsgiErrorCode::UnknownType;
}

MsgiErrorCode codeOf(PayloadError::Kind kind)
{
    switch (kind) {
    case PayloadError::Kind::TooLarge:
        return MsgiErrorCode::PayloadTooLarge;
    case PayloadError::Kind::Forged:
        return MsgiErrorCode::ForgedPayload;
    case PayloadError::Kind::Replayed:
        return MsgiErrorCode::ReplayedPayload;
    case PayloadError::Kind::Exhausted:
        return MsgiErrorCode::KeyExhausted;
    case PayloadError::Kind::Corrupt:
    case PayloadError::Kind::Failed:
        break;
    }
    return MsgiErrorCode::CorruptPayload;
}

void appendMsgiError(std::string& out, MsgiErrorCode code, std::string_view sentence)
{
    std::array<char, 2> number{};
    writeBigEndian(number.data(), static_cast<std::uint16_t>(code));
    out.append(number.data(), number.size());
    out.append(sentence);
}

std::optional<MsgiErrorPayload> readMsgiError(std::string_view payload)
{
    if (payload.size() < 2 || !isUtf8(payload.substr(2)))
        return std::nullopt;
    return MsgiErrorPayload{
        static_cast<MsgiErrorCode>(readBigEndian<std::uint16_t>(payload.data())),
        payload.substr(2)};
}

} // namespace redial
