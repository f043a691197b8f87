// SPDX-License-Identifier: MIT
#include "core/verdict/ledger_channel.h"

#include <deque>
#include <map>
#include <set>
#include <utility>

namespace redial {

namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// A receipt waits for a message of its content in the order in which those were written: TCP keeps
/// the order, so equal messages are told apart by it.
class ChannelMatcher
{
public:
    ChannelMatcher(const LedgerChannel& channel, const ContentIndex& earlier)
        : channel_(channel), earlier_(earlier), receipt_(channel.sent.size(), none)
    {
        for (std::size_t i = 0; i < channel.sent.size(); ++i)
            waiting_[channel.sent[i].hash].push_back(i);
    }

    ChannelMatch match()
    {
        for (std::size_t i = 0; i < channel_.received.size(); ++i)
            take(i);
        for (std::size_t i = 0; i < channel_.sent.size(); ++i) {
            const LedgerMessage& sent = channel_.sent[i];
            if (receipt_[i] != none)
                arrived_.try_emplace(sent.hash, i);
            else if (sent.type != 0)
                missing_.try_emplace({sent.type, sent.id}, i);
        }
        for (const std::size_t receipt : strangers_)
            explain(channel_.received[receipt]);
        settleUnreceived();
        return std::move(result_);
    }

private:
    void take(std::size_t receipt)
    {
        const LedgerMessage& received = channel_.received[receipt];
        auto& candidates = waiting_[received.hash];
        if (candidates.empty() || !channel_.sent[candidates.front()].sameContent(received)) {
            strangers_.push_back(receipt);
            return;
        }
        const std::size_t written = candidates.front();
        candidates.pop_front();
        receipt_[written] = receipt;
        ++result_.delivered;
        if (latest_ != none && written < latest_)
            add(LedgerDefect::Reordered, received,
                {channel_.sent[written].event, channel_.sent[latest_].event, received.event});
        else
            latest_ = written;
    }

    /// A receipt that nothing unreceived of the same content stands for.
    void explain(const LedgerMessage& received)
    {
        if (const auto found = arrived_.find(received.hash);
            found != arrived_.end() && channel_.sent[found->second].sameContent(received))
            return add(LedgerDefect::Doubled, received,
                       {channel_.sent[found->second].event,
                        channel_.received[receipt_[found->second]].event, received.event});
        if (const auto found = missing_.find({received.type, received.id});
            found != missing_.end()) {
            const std::size_t written = found->second;
            missing_.erase(found);
            replaced_.insert(written);
            return add(LedgerDefect::Altered, received,
                       {channel_.sent[written].event, received.event});
        }
        if (const auto found = earlier_.find(received.hash);
            found != earlier_.end() && found->second->sameContent(received))
            return add(LedgerDefect::Stale, received, {found->second->event, received.event});
        add(LedgerDefect::Invented, received, {received.event});
    }

    void settleUnreceived()
    {
        std::size_t later = none; // the receipt of the next message that arrived
        for (std::size_t i = channel_.sent.size(); i-- > 0;) {
            if (receipt_[i] != none)
                later = receipt_[i];
            else if (replaced_.contains(i))
                continue;
            else if (later == none)
                ++result_.unsettled;
            else
                add(LedgerDefect::Lost, channel_.sent[i],
                    {channel_.sent[i].event, channel_.received[later].event});
        }
    }

    void add(LedgerDefect defect, const LedgerMessage& message, std::vector<EventNumber> witnesses)
    {
        result_.defects.push_back({defect, &message, std::move(witnesses)});
    }

    const LedgerChannel& channel_;
    const ContentIndex& earlier_;
    std::vector<std::size_t> receipt_; ///< of each message that was written
    std::unordered_map<std::size_t, std::deque<std::size_t>> waiting_;
    std::vector<std::size_t> strangers_;                   ///< receipts
    std::unordered_map<std::size_t, std::size_t> arrived_; ///< by hash, the first of that content
    std::map<std::pair<int, std::string_view>, std::size_t> missing_; ///< by type and id
    std::set<std::size_t> replaced_;
    std::size_t latest_ = none;
    ChannelMatch result_;
};

} // namespace

ChannelMatch matchChannel(const LedgerChannel& channel, const ContentIndex& earlier)
{
    return ChannelMatcher(channel, earlier).match();
}

} // namespace redial
