// SPDX-License-Identifier: MIT
#include "core/fault/fault_rows.h"

#include <cassert>

namespace redial::rows {

namespace {

FaultLevel levelOf(char letter)
{
    for (std::size_t i = 0; i < faultLevelNames().size(); ++i) {
        if (letterOf(static_cast<FaultLevel>(i)) == letter)
            return static_cast<FaultLevel>(i);
    }
    assert(false);
    return FaultLevel::Tcp;
}

} // namespace

FaultDefinition act(const Texts& texts, FaultStage stage, FaultModes modes, Parameters parameters)
{
    FaultDefinition fault;
    fault.id = texts.id;
    fault.name = texts.name;
    fault.summary = texts.summary;
    fault.explanation = texts.explanation;
    fault.example = texts.example;
    fault.level = levelOf(texts.id.front());
    fault.stage = stage;
    fault.modes = modes;
    fault.parameters = std::move(parameters);
    return fault;
}

FaultDefinition state(const Texts& texts, FaultStage stage, FaultModes modes, Parameters parameters)
{
    FaultDefinition fault = act(texts, stage, modes, std::move(parameters));
    fault.lasts = true;
    return fault;
}

FaultDefinition directed(FaultDefinition fault, FaultDirection standard)
{
    fault.direction = standard;
    return fault;
}

FaultDefinition ending(FaultDefinition fault)
{
    fault.endsLinks = true;
    return fault;
}

FaultDefinition onAnswers(FaultDefinition fault, std::string_view action)
{
    fault.messageKind = FaultMessageKind::Answer;
    fault.action = action;
    return directed(std::move(fault), FaultDirection::Downstream);
}

FaultParameter duration(std::string_view name, std::string_view standard, std::string_view help)
{
    return {
        .name = name, .type = FaultParameter::Type::Duration, .standard = standard, .help = help};
}

FaultParameter bytes(std::string_view name, std::string_view standard, std::string_view help)
{
    return {.name = name,
            .type = FaultParameter::Type::Bytes,
            .standard = standard,
            .help = help,
            .unit = "bytes"};
}

FaultParameter number(std::string_view name, std::string_view standard, std::int64_t lowest,
                      std::int64_t highest, std::string_view help, std::string_view unit)
{
    return {.name = name,
            .type = FaultParameter::Type::Count,
            .standard = standard,
            .help = help,
            .unit = unit,
            .lowest = lowest,
            .highest = highest};
}

FaultParameter code(std::string_view name, std::string_view standard, std::int64_t lowest,
                    std::int64_t highest, std::string_view help)
{
    FaultParameter parameter = number(name, standard, lowest, highest, help);
    parameter.type = FaultParameter::Type::Code;
    return parameter;
}

FaultParameter text(std::string_view name, std::string_view standard, std::string_view help)
{
    return {.name = name,
            .type = FaultParameter::Type::Text,
            .standard = standard,
            .help = help,
            .highest = 65536};
}

FaultParameter probability(std::string_view name, std::string_view standard, std::string_view help)
{
    return {.name = name,
            .type = FaultParameter::Type::Probability,
            .standard = standard,
            .help = help};
}

FaultParameter choice(std::string_view name, std::vector<std::string_view> choices,
                      std::string_view help)
{
    return {.name = name,
            .type = FaultParameter::Type::Choice,
            .standard = choices.front(),
            .help = help,
            .choices = std::move(choices)};
}

FaultParameter yesNo(std::string_view name, std::string_view standard, std::string_view help)
{
    return {.name = name, .type = FaultParameter::Type::Switch, .standard = standard, .help = help};
}

} // namespace redial::rows
