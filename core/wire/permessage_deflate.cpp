// SPDX-License-Identifier: MIT
#include "core/wire/permessage_deflate.h"

#include "core/wire/header_list.h"

#include <array>
#include <charconv>

namespace redial {

namespace {

constexpr std::string_view extensionName = "permessage-deflate";

/// 8 to 15 without a leading zero (RFC 7692 7.1.2).
std::optional<int> windowBits(const std::optional<std::string>& value)
{
    int bits = 0;
    if (!value || value->empty() || value->front() == '0')
        return std::nullopt;
    const auto result = std::from_chars(value->data(), value->data() + value->size(), bits);
    const bool whole = result.ec == std::errc() && result.ptr == value->data() + value->size();
    return whole && bits >= 8 && bits <= 15 ? std::optional(bits) : std::nullopt;
}

/// What an offer or an answer says. In an offer client_max_window_bits may stand without a value.
struct Said
{
    DeflateParameters parameters;
    bool namesServerBits = false;
    bool namesClientBits = false;
};

std::optional<Said> read(const ListElement& element, bool isOffer)
{
    Said said;
    std::array<bool, 4> seen{};
    const auto once = [&](std::size_t index) { return !std::exchange(seen[index], true); };
    for (const auto& [key, value] : element.parameters) {
        bool valid = false;
        if (key == "server_no_context_takeover") {
            valid = !value && once(0);
            said.parameters.serverNoContextTakeover = true;
        } else if (key == "client_no_context_takeover") {
            valid = !value && once(1);
            said.parameters.clientNoContextTakeover = true;
        } else if (key == "server_max_window_bits") {
            const auto bits = windowBits(value);
            valid = bits && once(2);
            said.namesServerBits = true;
            said.parameters.serverMaxWindowBits = bits.value_or(15);
        } else if (key == "client_max_window_bits") {
            const auto bits = windowBits(value);
            valid = (bits || (isOffer && !value)) && once(3);
            said.namesClientBits = true;
            said.parameters.clientMaxWindowBits = bits.value_or(15);
        }
        if (!valid)
            return std::nullopt;
    }
    return said;
}

std::string answerHeader(const Said& said)
{
    std::string header(extensionName);
    if (said.parameters.serverNoContextTakeover)
        header += "; server_no_context_takeover";
    if (said.parameters.clientNoContextTakeover)
        header += "; client_no_context_takeover";
    if (said.namesServerBits)
        header += "; server_max_window_bits=" + std::to_string(said.parameters.serverMaxWindowBits);
    if (said.namesClientBits && said.parameters.clientMaxWindowBits < 15)
        header += "; client_max_window_bits=" + std::to_string(said.parameters.clientMaxWindowBits);
    return header;
}

} // namespace

std::string deflateOffer()
{
    const std::string plain = std::string(extensionName) + "; client_max_window_bits";
    return plain + ", " + plain + "; client_no_context_takeover";
}

std::optional<DeflateAnswer> answerDeflateOffer(std::string_view extensions)
{
    for (const std::string_view part : splitList(extensions, ',')) {
        const auto element = parseListElement(part);
        if (!element || !equalsIgnoringCase(element->name, extensionName))
            continue;
        const auto said = read(*element, true);
        if (!said)
            continue;
        return DeflateAnswer{said->parameters, answerHeader(*said)};
    }
    return std::nullopt;
}

Expected<std::optional<DeflateParameters>, std::string>
readDeflateAnswer(std::string_view extensions, bool offered)
{
    const auto parts = splitList(extensions, ',');
    if (parts.empty())
        return std::optional<DeflateParameters>();
    const auto element = parseListElement(parts.front());
    if (parts.size() > 1 || !offered || !element ||
        !equalsIgnoringCase(element->name, extensionName))
        return Unexpected{std::string("the server chose an extension that was not offered: ") +
                          std::string(extensions)};
    const auto said = read(*element, false);
    if (!said)
        return Unexpected{
            std::string("the server's permessage-deflate parameters cannot be met: ") +
            std::string(extensions)};
    return std::optional(said->parameters);
}

} // namespace redial
