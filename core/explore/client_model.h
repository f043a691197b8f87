// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explore_settings.h"
#include "core/explore/invariant.h"
#include "core/explore/model_observer.h"
#include "core/explore/model_state.h"

#include <vector>

namespace redial {

/// A whole client, its two pure machines wired as Client wires their shells, in a world that does
/// to it whatever can happen. Without clock, sockets and heap: a state goes in, a state comes out.
class ClientModel
{
public:
    explicit ClientModel(ExploreSettings settings);

    const ExploreSettings& settings() const { return settings_; }

    /// Everything that can happen next.
    void choices(const ModelState& state, std::vector<ExploreChoice>& into) const;

    /// Lets it happen. `now` moves on by the time that passes. Returns the first invariant that
    /// does not hold, None if all do; then the state is of no further use. The observer may be
    /// null.
    Invariant apply(ModelState& state, const ExploreChoice& choice, MonotonicTime& now,
                    ModelObserver* observer) const;

private:
    bool canHappen(const ModelState& state, ExploreEvent event) const;
    bool canHappenToLink(const ModelState& state, ExploreEvent event) const;
    bool canHappenToMessages(const ModelState& state, ExploreEvent event) const;

    ExploreSettings settings_;
    Random shortest_;
    Random longest_;
};

} // namespace redial
