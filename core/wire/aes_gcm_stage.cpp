// SPDX-License-Identifier: MIT
#include "core/wire/big_endian.h"
#include "core/wire/cipher_stages.h"
#include "core/wire/secret_key.h"

#include <algorithm>
#include <array>
#include <limits>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace redial {

namespace {

constexpr std::size_t keySize = 32;
/// A part that is random for each stage, and a number that counts its payloads.
constexpr std::size_t noncePrefixSize = 8;
constexpr std::size_t nonceSize = noncePrefixSize + sizeof(std::uint32_t);
constexpr std::size_t tagSize = 16;
constexpr std::uint64_t mostPayloads = 1ULL << 32;
constexpr std::size_t mostBytes = std::numeric_limits<int>::max();

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

using NoncePrefix = std::array<char, noncePrefixSize>;

const unsigned char* input(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* output(std::string& bytes, std::size_t offset)
{
    return reinterpret_cast<unsigned char*>(bytes.data() + offset);
}

class AesGcmStage final : public PayloadStage
{
public:
    AesGcmStage(SecretKey key, const NoncePrefix& prefix) : key_(std::move(key)), prefix_(prefix) {}

    Kind kind() const override { return Kind::Encryption; }
    std::string_view name() const override { return "aes-256-gcm"; }
    PayloadResult outgoing(std::string_view payload) override;
    PayloadResult incoming(std::string_view payload) override;
    std::size_t overhead(std::size_t) const override { return nonceSize + tagSize; }

private:
    bool seal(std::string_view payload, std::string& sealed);

    SecretKey key_;
    NoncePrefix prefix_;
    Context context_{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
    std::uint64_t sealed_ = 0;
};

bool AesGcmStage::seal(std::string_view payload, std::string& sealed)
{
    int size = 0;
    std::copy(prefix_.begin(), prefix_.end(), sealed.begin());
    writeBigEndian(sealed.data() + noncePrefixSize, static_cast<std::uint32_t>(sealed_));
    ++sealed_;
    return EVP_EncryptInit_ex(context_.get(), EVP_aes_256_gcm(), nullptr, input(key_.bytes()),
                              input(sealed)) == 1 &&
           EVP_EncryptUpdate(context_.get(), output(sealed, nonceSize + tagSize), &size,
                             input(payload), static_cast<int>(payload.size())) == 1 &&
           EVP_EncryptFinal_ex(context_.get(), output(sealed, sealed.size()), &size) == 1 &&
           EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_GET_TAG, tagSize,
                               output(sealed, nonceSize)) == 1;
}

PayloadResult AesGcmStage::outgoing(std::string_view payload)
{
    if (sealed_ == mostPayloads)
        return Unexpected{
            PayloadError{PayloadError::Kind::Exhausted,
                         "the key has sealed 2^32 payloads; reconnect with another."}};
    std::string sealed(nonceSize + tagSize + payload.size(), '\0');
    if (payload.size() > mostBytes || !seal(payload, sealed))
        return Unexpected{PayloadError{PayloadError::Kind::Failed, "OpenSSL could not encrypt."}};
    return sealed;
}

PayloadResult AesGcmStage::incoming(std::string_view payload)
{
    if (payload.size() < nonceSize + tagSize || payload.size() > mostBytes)
        return Unexpected{
            PayloadError{PayloadError::Kind::Corrupt, "the payload has no nonce and tag."}};
    const std::string_view ciphertext = payload.substr(nonceSize + tagSize);
    std::string tag(payload.substr(nonceSize, tagSize));
    std::string plain(ciphertext.size(), '\0');
    int size = 0;
    const bool genuine =
        EVP_DecryptInit_ex(context_.get(), EVP_aes_256_gcm(), nullptr, input(key_.bytes()),
                           input(payload)) == 1 &&
        EVP_DecryptUpdate(context_.get(), output(plain, 0), &size, input(ciphertext),
                          static_cast<int>(ciphertext.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_SET_TAG, tagSize, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context_.get(), output(plain, plain.size()), &size) == 1;
    if (!genuine)
        return Unexpected{PayloadError{PayloadError::Kind::Forged,
                                       "the tag does not fit: another key, or changed bytes."}};
    return plain;
}

} // namespace

Expected<std::unique_ptr<PayloadStage>, std::string> makeAesGcmStage(const KeyProvider& key)
{
    SecretKey secret(key());
    if (secret.bytes().size() != keySize)
        return Unexpected{"The key of aes-256-gcm has " + std::to_string(secret.bytes().size()) +
                          " bytes; it needs 32."};
    NoncePrefix prefix{};
    if (RAND_bytes(reinterpret_cast<unsigned char*>(prefix.data()), noncePrefixSize) != 1)
        return Unexpected{std::string("The system has no random bytes for aes-256-gcm.")};
    return std::unique_ptr<PayloadStage>(std::make_unique<AesGcmStage>(std::move(secret), prefix));
}

} // namespace redial
