// SPDX-License-Identifier: MIT
#include "ui/models/msgi_settings.h"

#include "core/base/knob_types.h"
#include "core/wire/key_file.h"
#include "core/wire/msgi_control.h"

#include <array>

namespace redial {

namespace {

constexpr std::array<std::string_view, 3> compressions{"none", "zstd", "lz4"};
constexpr std::array<std::string_view, 4> strategies{"round_robin", "least_connections", "weighted",
                                                     "random"};

Knob<MsgiSettings> text(const knob::Label<MsgiSettings>& label, QString MsgiSettings::*place)
{
    // A plain line.
    return knob::member(
        knob::words(label, KnobDescription::Type::Number, {}), place,
        [](const QString& value) { return value; },
        [](const QString& value) { return Expected<QString, QString>(value); });
}

} // namespace

std::vector<KnobError> MsgiSettings::validate() const
{
    std::vector<KnobError> errors;
    if (std::size_t(clientId.toUtf8().size()) > mostMsgiClientIdBytes)
        errors.push_back(
            {QStringLiteral("client_id"),
             QStringLiteral("is longer than %1 bytes; shorten it.").arg(mostMsgiClientIdBytes)});
    return errors;
}

Expected<PipelineSettings, QString> MsgiSettings::pipeline() const
{
    PipelineSettings settings;
    settings.compression = compression;
    const std::pair<const QString*, KeyProvider*> keys[] = {
        {&aesKeyFile, &settings.encryptionKey}, {&hmacKeyFile, &settings.authenticationKey}};
    for (const auto& [path, key] : keys) {
        if (path->isEmpty())
            continue;
        auto read = readKeyFile(*path);
        if (!read)
            return Unexpected{QStringLiteral("the key file %1").arg(read.error())};
        *key = std::move(*read);
    }
    if (const auto made = PipelineMaker(settings).next(); !made)
        return Unexpected{QString::fromStdString(made.error()) +
                          QStringLiteral(" Write it as 64 hexadecimal digits.")};
    return settings;
}

const std::vector<Knob<MsgiSettings>>& msgiSettingsKnobs()
{
    constexpr const char* client = "MSGI client";
    constexpr const char* payloads = "Payloads, the same at both ends";
    constexpr const char* servers = "Several servers";
    static const std::vector<Knob<MsgiSettings>> knobs{
        text({"client_id", client, "the name that the server is told on each connection"},
             &MsgiSettings::clientId),
        knob::duration({"heartbeat_frames", client, "time between HEARTBEAT frames; 0s: none"},
                       &MsgiSettings::heartbeat),
        knob::choice({"compress", payloads, "how messages are compressed"}, compressions,
                     compressions.size(), &MsgiSettings::compression),
        text({"aes_key_file", payloads,
              "encrypt by AES-256-GCM with the key in this file: 64 hexadecimal digits or 32 "
              "bytes; empty: not"},
             &MsgiSettings::aesKeyFile),
        text({"hmac_key_file", payloads,
              "authenticate by HMAC-SHA-256 with the key in this file, 32 bytes or more; empty: "
              "not"},
             &MsgiSettings::hmacKeyFile),
        knob::choice({"balance", servers, "how one of several URLs is picked for each attempt"},
                     strategies, strategies.size(), &MsgiSettings::balance),
        knob::duration({"probe_interval", servers,
                        "how often each of several servers is asked whether it lives; 0s: never"},
                       &MsgiSettings::probeInterval),
    };
    return knobs;
}

} // namespace redial
