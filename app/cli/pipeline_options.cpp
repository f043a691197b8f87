// SPDX-License-Identifier: MIT
#include "app/cli/pipeline_options.h"

#include "core/wire/key_file.h"

namespace redial {

namespace {

/// Empty without the option.
Expected<KeyProvider, QString> readKey(const ParsedArguments& arguments, const QString& option)
{
    const auto path = arguments.value(option);
    if (!path)
        return KeyProvider();
    auto key = readKeyFile(*path);
    if (!key)
        return Unexpected{QStringLiteral("--%1: %2").arg(option, key.error())};
    return key;
}

} // namespace

std::vector<OptionSpec> pipelineOptions()
{
    const QString section = QStringLiteral("MSGI payloads");
    return {
        {QStringLiteral("compress"), QStringLiteral("NAME"),
         QStringLiteral("zstd, lz4 or none; both ends the same (none)"), section},
        {QStringLiteral("aes-key-file"), QStringLiteral("FILE"),
         QStringLiteral("encrypt by AES-256-GCM with this key: 64 hexadecimal digits or 32 bytes"),
         section},
        {QStringLiteral("hmac-key-file"), QStringLiteral("FILE"),
         QStringLiteral("authenticate by HMAC-SHA-256 with this key of 32 bytes or more"), section},
    };
}

Expected<PipelineSettings, QString> readPipeline(const ParsedArguments& arguments,
                                                 std::size_t limit)
{
    PipelineSettings settings;
    settings.limit = limit;
    const QString name =
        arguments.value(QStringLiteral("compress")).value_or(QStringLiteral("none"));
    const auto compression = payloadCompressionFromName(name.toStdString());
    if (!compression)
        return Unexpected{
            QStringLiteral("--compress: \"%1\" is unknown; write zstd, lz4 or none.").arg(name)};
    settings.compression = *compression;
    auto encryption = readKey(arguments, QStringLiteral("aes-key-file"));
    if (!encryption)
        return Unexpected{encryption.error()};
    auto authentication = readKey(arguments, QStringLiteral("hmac-key-file"));
    if (!authentication)
        return Unexpected{authentication.error()};
    settings.encryptionKey = *encryption;
    settings.authenticationKey = *authentication;
    if (const auto made = PipelineMaker(settings).next(); !made)
        return Unexpected{QString::fromStdString(made.error()) +
                          QStringLiteral(" Write it as 64 hexadecimal digits.")};
    return settings;
}

} // namespace redial
