// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/load_balancer.h"
#include "core/scenario/msgi_run.h"

namespace redial {

/// What the window's form says of an MSGI client, in the forms that the options of `redial connect
/// msgi://…` have. A plain value; names and help come from msgiSettingsKnobs() alone.
struct MsgiSettings
{
    QString clientId;
    /// Between its HEARTBEAT frames; zero: none.
    std::chrono::nanoseconds heartbeat{};
    PayloadCompression compression = PayloadCompression::None;
    QString aesKeyFile;
    QString hmacKeyFile;
    BalanceStrategy balance = BalanceStrategy::RoundRobin;
    std::chrono::nanoseconds probeInterval = std::chrono::seconds(2);

    /// Everything that is wrong but the key files, which are read by pipeline().
    std::vector<KnobError> validate() const;
    /// Reads the key files. The error is a sentence.
    Expected<PipelineSettings, QString> pipeline() const;

    friend bool operator==(const MsgiSettings&, const MsgiSettings&) = default;
};

/// In the order of the form.
const std::vector<Knob<MsgiSettings>>& msgiSettingsKnobs();

} // namespace redial
