// SPDX-License-Identifier: MIT
#include "core/wire/header_list.h"

#include <algorithm>

namespace redial {

namespace {

char lowered(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}

std::optional<std::string> unquoted(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"')
        return isToken(text) ? std::optional<std::string>(text) : std::nullopt;
    if (text.back() != '"')
        return std::nullopt;
    std::string value;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size())
            ++i;
        value.push_back(text[i]);
    }
    return value;
}

} // namespace

bool isTokenCharacter(char character)
{
    const bool alphanumeric = (character >= '0' && character <= '9') ||
                              (character >= 'a' && character <= 'z') ||
                              (character >= 'A' && character <= 'Z');
    return alphanumeric ||
           (character != '\0' &&
            std::string_view("!#$%&'*+-.^_`|~").find(character) != std::string_view::npos);
}

bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lowered(x) == lowered(y); });
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> splitList(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    const auto add = [&](std::string_view part) {
        if (!trimmed(part).empty())
            parts.push_back(trimmed(part));
    };
    bool quoted = false;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            quoted = !quoted;
        else if (quoted && text[i] == '\\')
            ++i;
        else if (!quoted && text[i] == separator) {
            add(text.substr(start, i - start));
            start = i + 1;
        }
    }
    add(text.substr(std::min(start, text.size())));
    return parts;
}

std::optional<ListElement> parseListElement(std::string_view text)
{
    const auto parts = splitList(text, ';');
    if (parts.empty() || !isToken(parts.front()))
        return std::nullopt;
    ListElement element{std::string(parts.front()), {}};
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t equals = parts[i].find('=');
        const std::string_view key = trimmed(parts[i].substr(0, equals));
        if (!isToken(key))
            return std::nullopt;
        std::optional<std::string> value;
        if (equals != std::string_view::npos) {
            value = unquoted(trimmed(parts[i].substr(equals + 1)));
            if (!value)
                return std::nullopt;
        }
        element.parameters.emplace_back(std::string(key), std::move(value));
    }
    return element;
}

} // namespace redial
