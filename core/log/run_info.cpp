// SPDX-License-Identifier: MIT
#include "core/log/run_info.h"

#include "core/log/json_writing.h"
#include "core/log/wall_time_text.h"

#include <QJsonDocument>

#include <cmath>

namespace redial {

namespace {

/// Up to here every integer is a double too, so that any JSON reader gets the seed right.
constexpr std::uint64_t largestExactNumber = std::uint64_t{1} << 53;

constexpr QLatin1String markMember("redial");
constexpr QLatin1String markValue("run");

Unexpected<RunInfoError> damaged(const QString& reason)
{
    return Unexpected{RunInfoError{RunInfoError::Kind::Damaged, reason}};
}

std::optional<std::uint64_t> seedFrom(const QJsonValue& value)
{
    bool ok = false;
    if (value.isString()) {
        const std::uint64_t seed = value.toString().toULongLong(&ok);
        return ok ? std::optional(seed) : std::nullopt;
    }
    const double number = value.toDouble(-1.0);
    if (number < 0.0 || number > static_cast<double>(largestExactNumber) ||
        number != std::floor(number))
        return std::nullopt;
    return static_cast<std::uint64_t>(number);
}

std::optional<ClockKind> clockFrom(const QJsonValue& value)
{
    for (const ClockKind kind : {ClockKind::Virtual, ClockKind::System}) {
        const std::string_view name = nameOf(kind);
        if (value.toString() == QLatin1String(name.data(), qsizetype(name.size())))
            return kind;
    }
    return std::nullopt;
}

Expected<RunInfo, RunInfoError> fromObject(const QJsonObject& object)
{
    RunInfo info;
    info.program = object[QLatin1String("program")].toString();
    const auto seed = seedFrom(object[QLatin1String("seed")]);
    if (!seed)
        return damaged(QStringLiteral("\"seed\" is missing or is no whole number from 0"));
    info.seed = *seed;
    const auto clock = clockFrom(object[QLatin1String("clock")]);
    if (!clock)
        return damaged(QStringLiteral("\"clock\" is neither \"virtual\" nor \"system\""));
    info.clock = *clock;
    const auto started =
        wallTimeFromText(object[QLatin1String("started")].toString().toStdString());
    if (!started)
        return damaged(
            QStringLiteral("\"started\" is not a time such as 2025-01-01T00:00:00.000Z"));
    info.started = *started;
    if (!object[QLatin1String("configuration")].isObject())
        return damaged(QStringLiteral("\"configuration\" is missing or is no object"));
    info.configuration = object[QLatin1String("configuration")].toObject();
    return info;
}

} // namespace

std::string_view nameOf(ClockKind kind)
{
    return kind == ClockKind::Virtual ? "virtual" : "system";
}

void appendRunInfoLine(std::string& out, const RunInfo& info)
{
    out += "{\"redial\":\"run\",\"version\":";
    appendJsonInteger(out, runFileVersion);
    out += ",\"program\":";
    appendJsonString(out, info.program.toStdString());
    out += ",\"seed\":";
    const std::string seed = std::to_string(info.seed);
    if (info.seed <= largestExactNumber)
        out += seed;
    else
        appendJsonString(out, seed);
    out += ",\"clock\":\"";
    out += nameOf(info.clock);
    out += "\",\"started\":\"";
    if (!appendWallTime(out, info.started))
        appendWallTime(out, WallTime{});
    out += "\",\"configuration\":";
    out += QJsonDocument(info.configuration).toJson(QJsonDocument::Compact).toStdString();
    out += "}\n";
}

Expected<RunInfo, RunInfoError> runInfoFromLine(std::string_view line)
{
    const auto notOne = [] {
        return Unexpected{RunInfoError{
            RunInfoError::Kind::NotARunFile,
            QStringLiteral("the first line is not {\"redial\":\"run\",\"version\":1,...}")}};
    };
    const QByteArray bytes =
        QByteArray::fromRawData(line.data(), static_cast<qsizetype>(line.size()));
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    if (object[markMember].toString() != markValue)
        return notOne();
    const double version = object[QLatin1String("version")].toDouble(0.0);
    if (version < 1.0 || version != std::floor(version))
        return damaged(QStringLiteral("\"version\" is missing or is no whole number from 1"));
    if (version > runFileVersion)
        return Unexpected{RunInfoError{
            RunInfoError::Kind::NewerVersion,
            QStringLiteral("it has version %1 of the format, and this program reads up to %2")
                .arg(version)
                .arg(runFileVersion)}};
    return fromObject(object);
}

} // namespace redial
