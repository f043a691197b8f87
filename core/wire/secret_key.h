// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/crypto.h>
#include <string>
#include <string_view>
#include <utility>

namespace redial {

/// A key in memory that is overwritten when it is no longer needed. Moves only.
class SecretKey
{
public:
    explicit SecretKey(std::string bytes) : bytes_(std::move(bytes)) {}
    SecretKey(SecretKey&& other) noexcept : bytes_(other.bytes_) { other.cleanse(); }
    SecretKey& operator=(SecretKey&&) = delete;
    ~SecretKey() { cleanse(); }

    std::string_view bytes() const { return bytes_; }

private:
    void cleanse()
    {
        OPENSSL_cleanse(bytes_.data(), bytes_.size());
        bytes_.clear();
    }

    std::string bytes_;
};

} // namespace redial
