// SPDX-License-Identifier: MIT
#include "core/wire/big_endian.h"
#include "core/wire/cipher_stages.h"
#include "core/wire/secret_key.h"

#include <algorithm>
#include <array>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace redial {

namespace {

constexpr std::size_t leastKey = 32;
constexpr std::size_t signatureSize = 32;
constexpr std::size_t numberSize = 8;

using Tag = std::array<unsigned char, signatureSize>;

class HmacStage final : public PayloadStage
{
public:
    explicit HmacStage(SecretKey key) : key_(std::move(key)) {}

    Kind kind() const override { return Kind::Authentication; }
    std::string_view name() const override { return "hmac-sha-256"; }
    PayloadResult outgoing(std::string_view payload) override;
    PayloadResult incoming(std::string_view payload) override;
    std::size_t overhead(std::size_t) const override { return signatureSize + numberSize; }

private:
    bool tagOf(std::string_view numberAndPayload, Tag& tag) const;

    SecretKey key_;
    std::uint64_t lastSent_ = 0;
    std::uint64_t lastReceived_ = 0;
};

bool HmacStage::tagOf(std::string_view numberAndPayload, Tag& tag) const
{
    unsigned int size = 0;
    return HMAC(EVP_sha256(), key_.bytes().data(), static_cast<int>(key_.bytes().size()),
                reinterpret_cast<const unsigned char*>(numberAndPayload.data()),
                numberAndPayload.size(), tag.data(), &size) != nullptr &&
           size == signatureSize;
}

PayloadResult HmacStage::outgoing(std::string_view payload)
{
    std::string signedPayload(signatureSize + numberSize, '\0');
    writeBigEndian(signedPayload.data() + signatureSize, ++lastSent_);
    signedPayload.append(payload);
    Tag tag{};
    if (!tagOf(std::string_view(signedPayload).substr(signatureSize), tag))
        return Unexpected{PayloadError{PayloadError::Kind::Failed, "OpenSSL could not sign."}};
    std::copy(tag.begin(), tag.end(), signedPayload.begin());
    return signedPayload;
}

PayloadResult HmacStage::incoming(std::string_view payload)
{
    if (payload.size() < signatureSize + numberSize)
        return Unexpected{
            PayloadError{PayloadError::Kind::Corrupt, "the payload has no whole tag and number."}};
    const std::string_view signedPart = payload.substr(signatureSize);
    Tag tag{};
    if (!tagOf(signedPart, tag) || CRYPTO_memcmp(payload.data(), tag.data(), signatureSize) != 0)
        return Unexpected{PayloadError{PayloadError::Kind::Forged,
                                       "the tag does not fit: another key, or changed bytes."}};
    const auto number = readBigEndian<std::uint64_t>(signedPart.data());
    if (number != lastReceived_ + 1)
        return Unexpected{PayloadError{PayloadError::Kind::Replayed,
                                       "payload number " + std::to_string(number) +
                                           " came where number " +
                                           std::to_string(lastReceived_ + 1) + " was due."}};
    lastReceived_ = number;
    return std::string(signedPart.substr(numberSize));
}

} // namespace

Expected<std::unique_ptr<PayloadStage>, std::string> makeHmacStage(const KeyProvider& key)
{
    SecretKey secret(key());
    if (secret.bytes().size() < leastKey)
        return Unexpected{"The key of hmac-sha-256 has " + std::to_string(secret.bytes().size()) +
                          " bytes; it needs 32 or more."};
    return std::unique_ptr<PayloadStage>(std::make_unique<HmacStage>(std::move(secret)));
}

} // namespace redial
