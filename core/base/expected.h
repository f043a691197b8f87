// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <utility>
#include <variant>

namespace redial {

/// Wraps an error so that an Expected can be built from it: `return Unexpected{error};`
template <class E>
struct Unexpected
{
    E error;
};
template <class E>
Unexpected(E) -> Unexpected<E>;

/// Either a value or an error that the caller can act on. Never empty. The error is not thrown.
template <class T, class E>
class [[nodiscard]] Expected
{
public:
    Expected(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    template <class G>
    Expected(Unexpected<G> failure) : content_(std::in_place_index<1>, std::move(failure.error))
    {
    }

    bool hasValue() const { return content_.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    /// Precondition: hasValue().
    T& value() & { return *std::get_if<0>(&content_); }
    const T& value() const& { return *std::get_if<0>(&content_); }
    T&& value() && { return std::move(*std::get_if<0>(&content_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// Precondition: !hasValue().
    const E& error() const
    {
        assert(!hasValue());
        return *std::get_if<1>(&content_);
    }

private:
    std::variant<T, E> content_;
};

/// Success without a value, or an error.
template <class E>
class [[nodiscard]] Expected<void, E>
{
public:
    Expected() = default;
    template <class G>
    Expected(Unexpected<G> failure) : failed_(true), error_(std::move(failure.error))
    {
    }

    bool hasValue() const { return !failed_; }
    explicit operator bool() const { return hasValue(); }

    /// Precondition: !hasValue().
    const E& error() const
    {
        assert(failed_);
        return error_;
    }

private:
    bool failed_ = false;
    E error_{};
};

} // namespace redial
