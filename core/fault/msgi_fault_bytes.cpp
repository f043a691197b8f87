// SPDX-License-Identifier: MIT
#include "core/fault/msgi_fault_bytes.h"

#include "core/wire/big_endian.h"
#include "core/wire/container_binary.h"
#include "core/wire/msgi_frame.h"

namespace redial {

namespace {

constexpr std::string_view greeting = "a message of Redial";
constexpr std::size_t wholeTag = 40;

/// A head of any content.
std::string head(std::uint32_t magic, std::uint32_t length, std::uint16_t type)
{
    std::string bytes(msgiHeadSize, '\0');
    writeBigEndian(bytes.data(), magic);
    writeBigEndian(bytes.data() + 4, length);
    writeBigEndian(bytes.data() + 8, type);
    return bytes;
}

std::string dataFrame(std::string_view payload)
{
    std::string bytes;
    appendMsgiFrame(bytes, MsgiType::Data, payload);
    return bytes;
}

/// Through the pipeline, damaged behind the stage of that kind.
std::optional<std::string> damaged(PayloadPipeline* pipeline, PayloadStage::Kind kind,
                                   const std::function<void(std::string&)>& change)
{
    if (pipeline == nullptr || !pipeline->has(kind))
        return std::nullopt;
    const auto payload = pipeline->outgoingChanged(greeting, kind, change);
    return payload ? std::optional(*payload) : std::nullopt;
}

std::optional<MsgiFaultBytes> badTag(PayloadPipeline* pipeline, const QString& how)
{
    const auto payload =
        damaged(pipeline, PayloadStage::Kind::Authentication, [&how](std::string& bytes) {
            if (how == QLatin1String("wrong"))
                bytes.front() = static_cast<char>(bytes.front() ^ 1);
            if (how == QLatin1String("cut"))
                bytes.resize(wholeTag - 1);
        });
    if (!payload)
        return std::nullopt;
    const std::string frame = dataFrame(*payload);
    return MsgiFaultBytes{how == QLatin1String("replayed") ? frame + frame : frame,
                          "a tag that is " + how.toStdString()};
}

std::string injection(const QString& form)
{
    if (form == QLatin1String("text"))
        return "@header={{[5,order];}};@data={{[note,string_value,];[admin,bool_value,true];"
               "x];}};";
    ValueContainer container;
    container.type = "order];[6,2";
    for (const char* text : {"}};", "];[admin,bool_value,true];", "@data={{", "|", "a\nb"})
        container.values.push_back({"note", Value(std::string(text))});
    const auto written = writeContainerBinary(container);
    return written ? *written : std::string();
}

std::optional<MsgiFaultBytes> throughPipeline(PayloadPipeline* pipeline, std::string_view payload,
                                              const std::string& detail)
{
    if (pipeline == nullptr)
        return MsgiFaultBytes{dataFrame(payload), detail};
    const auto passed = pipeline->outgoing(payload);
    return passed ? std::optional(MsgiFaultBytes{dataFrame(*passed), detail}) : std::nullopt;
}

} // namespace

std::optional<MsgiFaultBytes> msgiFaultBytes(const Fault& fault, PayloadPipeline* pipeline)
{
    const std::string_view id = fault.id();
    constexpr auto data = static_cast<std::uint16_t>(MsgiType::Data);
    if (id == "M1")
        return MsgiFaultBytes{head(msgiMagic - 1, msgiHeadSize, data), "a frame of MSGH"};
    if (id == "M2") {
        const auto length = static_cast<std::uint32_t>(fault.number("length"));
        return MsgiFaultBytes{head(msgiMagic, length, data),
                              "a frame of " + std::to_string(length) + " bytes"};
    }
    if (id == "M3") {
        const auto type = static_cast<std::uint16_t>(fault.number("type"));
        return MsgiFaultBytes{head(msgiMagic, msgiHeadSize, type),
                              "a frame of type " + std::to_string(type)};
    }
    if (id == "M6")
        return badTag(pipeline, fault.text("how"));
    if (id == "M7") {
        const auto payload =
            damaged(pipeline, PayloadStage::Kind::Compression,
                    [](std::string& bytes) { bytes.back() = static_cast<char>(bytes.back() ^ 1); });
        return payload ? std::optional(MsgiFaultBytes{dataFrame(*payload), "a damaged block"})
                       : std::nullopt;
    }
    if (id == "M8")
        return throughPipeline(pipeline, injection(fault.text("form")),
                               "marks in a container's values");
    if (id == "M9")
        return throughPipeline(pipeline, greeting, "DATA behind DISCONNECT");
    return std::nullopt;
}

} // namespace redial
