// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/toxic.h"

#include <memory>
#include <vector>

namespace redial {

/// The toxics at work on one direction of one connection, in the order in which they were added.
/// Toxics come, change and go while bytes are on their way, and none of these is lost. Pure: bytes
/// and time in, bytes and time out. Calls come with times that never go back.
class ToxicChain
{
public:
    /// `output` gets what leaves the chain; it outlives the chain and must not call it back.
    ToxicChain(Random random, StageOutput& output);
    ~ToxicChain();
    ToxicChain(const ToxicChain&) = delete;
    ToxicChain& operator=(const ToxicChain&) = delete;

    /// Draws whether the toxic works on this connection.
    void add(const Toxic& toxic, MonotonicTime now);
    /// No effect if there is none of that name.
    void update(const Toxic& toxic, MonotonicTime now);
    /// The first one of that name; false if there is none.
    bool remove(const QString& name, MonotonicTime now);
    /// A stage of another kind than Toxiproxy's; remove() takes it away.
    void addStage(const QString& name, std::unique_ptr<ToxicStage> stage, MonotonicTime now);

    void bytes(std::string_view bytes, MonotonicTime now);
    void end(StreamEnd end, MonotonicTime now);

    std::optional<MonotonicTime> due() const;
    /// Hands on everything that is due by now.
    void advance(MonotonicTime now);

    std::size_t held() const;
    /// True if bytes pass through untouched: no toxic works here.
    bool isEmpty() const;
    /// The toxics that have changed something for the first time since the last call.
    std::vector<QString> takeBitten();

private:
    class Link;

    void relink();
    std::unique_ptr<ToxicStage> draw(const Toxic& toxic, const ToxicStage* previous);

    Random random_;
    StageOutput& output_;
    std::vector<std::unique_ptr<Link>> links_;
};

} // namespace redial
