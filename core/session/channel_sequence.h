// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace redial {

/// Sequence numbers that are missing, both ends included.
struct SequenceGap
{
    std::uint64_t from = 0;
    std::uint64_t to = 0;

    friend bool operator==(const SequenceGap&, const SequenceGap&) = default;
};

/// What became of what was missed.
struct RecoverySettlement
{
    bool recovered = false;
    /// Messages that came after all, or that never came.
    std::uint64_t count = 0;

    friend bool operator==(const RecoverySettlement&, const RecoverySettlement&) = default;
};

/// What a channel makes of one message, or of the end of its patience, in this order.
struct SequenceResult
{
    std::optional<SequenceGap> missing; ///< to be asked for
    std::optional<RecoverySettlement> settled;
    std::vector<std::pair<std::uint64_t, QString>> deliveries;
    bool duplicate = false;
};

/// The messages of one channel in the order of their sequence numbers, each once, over reconnects
/// (oracles P43, P45; faults A5, A6). Behind a gap messages are held until what is missing has
/// come, or giveUp(). Pure; holds no more than it is told to.
class ChannelSequence
{
public:
    /// `mayHold`: messages that may be held; with 0 a gap is settled as lost at once.
    SequenceResult take(std::uint64_t sequence, const QString& text, std::uint32_t mayHold);
    /// What is missing will not come: delivers what is held.
    SequenceResult giveUp();
    /// A new connection: the next message tells whether anything was missed.
    void reconnected();
    /// A new connection whose numbers have nothing to do with the earlier ones.
    SequenceResult startAnew();

    bool isWaiting() const { return !held_.empty(); }
    /// The number that is wanted next; absent before the first message.
    std::optional<std::uint64_t> next() const
    {
        return last_ ? std::optional(*last_ + 1) : std::nullopt;
    }
    std::size_t heldMessages() const { return held_.size(); }
    qsizetype heldCharacters() const { return heldCharacters_; }

private:
    SequenceResult hold(std::uint64_t sequence, const QString& text, std::uint32_t mayHold);
    void deliver(std::uint64_t sequence, const QString& text, SequenceResult& result);
    void deliverHeld(SequenceResult& result);

    std::optional<std::uint64_t> last_;
    std::map<std::uint64_t, QString> held_;
    qsizetype heldCharacters_ = 0;
    std::uint64_t missing_ = 0; ///< of the gap that is open
    bool unsettled_ = false;    ///< nothing in order has come on this connection
};

} // namespace redial
