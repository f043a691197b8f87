// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/payload_stage.h"

#include <functional>
#include <memory>

namespace redial {

/// A stage of the user's own, or one that only looks: two functions and a name.
class FunctionStage final : public PayloadStage
{
public:
    using Function = std::function<PayloadResult(std::string_view payload)>;

    FunctionStage(std::string name, Function outgoing, Function incoming)
        : name_(std::move(name)), outgoing_(std::move(outgoing)), incoming_(std::move(incoming))
    {
    }

    /// Passes everything on unchanged, after telling the size: for logs, which never see contents.
    static std::unique_ptr<PayloadStage>
    observer(std::function<void(bool outgoing, std::size_t bytes)> seen)
    {
        const auto passing = [seen = std::move(seen)](bool outgoing) {
            return [seen, outgoing](std::string_view payload) -> PayloadResult {
                seen(outgoing, payload.size());
                return std::string(payload);
            };
        };
        return std::make_unique<FunctionStage>("log", passing(true), passing(false));
    }

    Kind kind() const override { return Kind::Plain; }
    std::string_view name() const override { return name_; }
    PayloadResult outgoing(std::string_view payload) override { return outgoing_(payload); }
    PayloadResult incoming(std::string_view payload) override { return incoming_(payload); }

private:
    std::string name_;
    Function outgoing_;
    Function incoming_;
};

} // namespace redial
