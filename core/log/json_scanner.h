// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace redial {

/// Reads the JSON that stands on one line of a run file, strictly by RFC 8259, token by token.
/// Integers that fit 64 bits stay integers; every other number is a double. After a failure all
/// further calls fail too, and failure() says what was expected and at which column. Text without
/// escapes points into the line, other text into the scratch buffer: both must outlive the results.
class JsonScanner
{
public:
    using Scalar = std::variant<std::int64_t, double, bool, std::string_view>;

    /// Clears `scratch` and makes it large enough for the whole line, so that it never moves.
    JsonScanner(std::string_view line, std::string& scratch);

    /// Passes over white space and this punctuation character; false, without a failure, if
    /// something else stands there.
    bool skip(char punctuation);
    /// As skip(), but its absence is a failure.
    bool expect(char punctuation);
    /// Only white space is left; anything else is a failure.
    bool expectEnd();

    std::optional<std::string_view> string();
    /// A number, string, true or false; null is NaN. Objects and arrays are failures.
    std::optional<Scalar> scalar();

    bool failed() const { return !failure_.empty(); }
    /// One clause without a full stop: "column 12: a comma or } is missing".
    const std::string& failure() const { return failure_; }
    /// Records a failure of the caller's own at the present column.
    void fail(std::string_view reason);

private:
    void skipSpace();
    bool literal(std::string_view word);
    std::optional<Scalar> number();
    std::optional<Scalar> real(std::string_view text);
    bool digits();
    std::string_view decoded(std::size_t start);
    bool decodeEscape();
    std::optional<unsigned> hexFour();
    bool appendCodeUnit(unsigned unit);
    bool appendSurrogate(unsigned unit);
    void appendCodePoint(unsigned point);

    std::string_view line_;
    std::string& scratch_;
    std::size_t at_ = 0;
    std::string failure_;
};

} // namespace redial
