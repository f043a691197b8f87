// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_definition.h"

/// The catalogue's tables and the words that they are written in.
namespace redial::rows {

/// The texts of one entry; the level is told by the id's letter.
struct Texts
{
    std::string_view id;
    std::string_view name;
    std::string_view summary;
    std::string_view explanation;
    std::string_view example;
};

using Parameters = std::vector<FaultParameter>;

FaultDefinition act(const Texts& texts, FaultStage stage, FaultModes modes,
                    Parameters parameters = {});
FaultDefinition state(const Texts& texts, FaultStage stage, FaultModes modes,
                      Parameters parameters = {});
FaultDefinition directed(FaultDefinition fault, FaultDirection standard);
FaultDefinition ending(FaultDefinition fault);
/// On downstream messages of this kind and OCPP action (empty: any).
FaultDefinition onAnswers(FaultDefinition fault, std::string_view action = {});

FaultParameter duration(std::string_view name, std::string_view standard, std::string_view help);
FaultParameter bytes(std::string_view name, std::string_view standard, std::string_view help);
FaultParameter number(std::string_view name, std::string_view standard, std::int64_t lowest,
                      std::int64_t highest, std::string_view help, std::string_view unit = {});
FaultParameter code(std::string_view name, std::string_view standard, std::int64_t lowest,
                    std::int64_t highest, std::string_view help);
FaultParameter text(std::string_view name, std::string_view standard, std::string_view help);
FaultParameter probability(std::string_view name, std::string_view standard, std::string_view help);
/// The first one is the default.
FaultParameter choice(std::string_view name, std::vector<std::string_view> choices,
                      std::string_view help);
FaultParameter yesNo(std::string_view name, std::string_view standard, std::string_view help);

std::vector<FaultDefinition> dnsFaults();
std::vector<FaultDefinition> tcpFaults();
std::vector<FaultDefinition> tlsFaults();
std::vector<FaultDefinition> httpFaults();
std::vector<FaultDefinition> closingFaults();   ///< W1 to W8
std::vector<FaultDefinition> frameFaults();     ///< W9 to W21
std::vector<FaultDefinition> keepAliveFaults(); ///< W22 to W27
std::vector<FaultDefinition> ocppFaults();
std::vector<FaultDefinition> applicationFaults();
std::vector<FaultDefinition> msgiFaults();
std::vector<FaultDefinition> networkFaults();
std::vector<FaultDefinition> processFaults();

} // namespace redial::rows
