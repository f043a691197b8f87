// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace redial {

/// True for the characters of an HTTP token (RFC 9110 5.6.2).
bool isTokenCharacter(char character);
bool isToken(std::string_view text);

/// ASCII letters compare without case, everything else byte by byte.
bool equalsIgnoringCase(std::string_view a, std::string_view b);

/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// The parts between separators that stand outside quoted strings, trimmed; empty parts are left
/// out (RFC 9110 5.6.1).
std::vector<std::string_view> splitList(std::string_view text, char separator);

/// One element of a list with parameters: `name; key=value; flag`. Values are unquoted.
struct ListElement
{
    std::string name;
    std::vector<std::pair<std::string, std::optional<std::string>>> parameters;
};

/// Absent if the element is malformed.
std::optional<ListElement> parseListElement(std::string_view text);

} // namespace redial
