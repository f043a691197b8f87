// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/payload_stage.h"

#include <functional>
#include <memory>
#include <vector>

namespace redial {

/// The stages that every payload of one connection passes: outgoing ones from the first stage to
/// the last, incoming ones the other way. Both ends have the same stages in the same order. Owns
/// its stages.
class PayloadPipeline
{
public:
    /// Nothing is changed.
    PayloadPipeline() = default;

    /// The error names the stage that stands in a wrong place, and where it belongs.
    static Expected<PayloadPipeline, std::string>
    make(std::vector<std::unique_ptr<PayloadStage>> stages);

    bool isEmpty() const { return stages_.empty(); }

    /// After an error the connection's state is lost at one end: it has to be closed. The sentence
    /// names the stage.
    PayloadResult outgoing(std::string_view payload);
    PayloadResult incoming(std::string_view payload);
    /// Whether outgoing() would give `most` bytes or fewer, and the peer's stages take them back;
    /// no stage counts the payload.
    bool fits(std::string_view payload, std::size_t most);

    bool has(PayloadStage::Kind kind) const;
    /// As outgoing(), with the bytes changed behind the stage of that kind: for what sends damage
    /// on purpose. Precondition: has(behind).
    PayloadResult outgoingChanged(std::string_view payload, PayloadStage::Kind behind,
                                  const std::function<void(std::string& bytes)>& change);

private:
    std::vector<std::unique_ptr<PayloadStage>> stages_;
};

} // namespace redial
