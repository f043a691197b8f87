// SPDX-License-Identifier: MIT
#include "core/fault/toxic_chain.h"

#include <algorithm>

namespace redial {

/// One toxic's place in the chain. Without a stage it passes everything on.
class ToxicChain::Link final : public StageOutput
{
public:
    Link(QString toxicName, Random& random) : name(std::move(toxicName)), random_(random) {}

    /// What comes in.
    void take(std::string_view incoming, MonotonicTime now)
    {
        if (stage)
            stage->bytes(incoming, now, random_, *this);
        else
            bytes(incoming, now);
    }
    void takeEnd(StreamEnd incoming, MonotonicTime now)
    {
        if (stage)
            stage->end(incoming, now, random_, *this);
        else
            end(incoming, now);
    }

    /// What goes out.
    void bytes(std::string_view outgoing, MonotonicTime now) override
    {
        if (ended_)
            return;
        if (next)
            next->take(outgoing, now);
        else
            output->bytes(outgoing, now);
    }
    void end(StreamEnd outgoing, MonotonicTime now) override
    {
        if (std::exchange(ended_, true))
            return;
        if (next)
            next->takeEnd(outgoing, now);
        else
            output->end(outgoing, now);
    }

    QString name;
    std::unique_ptr<ToxicStage> stage;
    Link* next = nullptr;
    StageOutput* output = nullptr;
    bool toldBitten = false;

private:
    Random& random_;
    bool ended_ = false;
};

ToxicChain::ToxicChain(Random random, StageOutput& output) : random_(random), output_(output) {}

ToxicChain::~ToxicChain() = default;

void ToxicChain::relink()
{
    for (std::size_t i = 0; i < links_.size(); ++i) {
        links_[i]->next = i + 1 < links_.size() ? links_[i + 1].get() : nullptr;
        links_[i]->output = &output_;
    }
}

std::unique_ptr<ToxicStage> ToxicChain::draw(const Toxic& toxic, const ToxicStage* previous)
{
    const ToxicType* type = toxicType(toxic.type);
    if (!type || random_.uniform() >= toxic.toxicity)
        return nullptr;
    return type->make(toxic.attributes, previous);
}

void ToxicChain::add(const Toxic& toxic, MonotonicTime now)
{
    addStage(toxic.name, draw(toxic, nullptr), now);
}

void ToxicChain::addStage(const QString& name, std::unique_ptr<ToxicStage> stage, MonotonicTime now)
{
    advance(now);
    auto link = std::make_unique<Link>(name, random_);
    link->stage = std::move(stage);
    if (link->stage)
        link->stage->begin(now);
    links_.push_back(std::move(link));
    relink();
}

void ToxicChain::update(const Toxic& toxic, MonotonicTime now)
{
    advance(now);
    const auto found = std::find_if(links_.begin(), links_.end(),
                                    [&](const auto& link) { return link->name == toxic.name; });
    if (found == links_.end())
        return;
    Link& link = **found;
    auto next = draw(toxic, link.stage.get());
    if (link.stage && next)
        link.stage->replace(now, link);
    else if (link.stage)
        link.stage->remove(now, link);
    link.stage = std::move(next);
    if (link.stage)
        link.stage->begin(now);
}

bool ToxicChain::remove(const QString& name, MonotonicTime now)
{
    advance(now);
    const auto found = std::find_if(links_.begin(), links_.end(),
                                    [&](const auto& link) { return link->name == name; });
    if (found == links_.end())
        return false;
    if ((*found)->stage)
        (*found)->stage->remove(now, **found);
    links_.erase(found);
    relink();
    return true;
}

void ToxicChain::bytes(std::string_view bytes, MonotonicTime now)
{
    advance(now);
    if (links_.empty())
        output_.bytes(bytes, now);
    else
        links_.front()->take(bytes, now);
}

void ToxicChain::end(StreamEnd end, MonotonicTime now)
{
    advance(now);
    if (links_.empty())
        output_.end(end, now);
    else
        links_.front()->takeEnd(end, now);
}

std::optional<MonotonicTime> ToxicChain::due() const
{
    std::optional<MonotonicTime> earliest;
    for (const auto& link : links_) {
        const auto due = link->stage ? link->stage->due() : std::nullopt;
        if (due && (!earliest || *due < *earliest))
            earliest = due;
    }
    return earliest;
}

void ToxicChain::advance(MonotonicTime now)
{
    while (const auto earliest = due()) {
        if (*earliest > now)
            return;
        for (const auto& link : links_) {
            if (link->stage && link->stage->due() == earliest) {
                // At the time at which it was due: the stages behind count from there.
                link->stage->advance(*earliest, random_, *link);
                break;
            }
        }
    }
}

std::size_t ToxicChain::held() const
{
    std::size_t held = 0;
    for (const auto& link : links_)
        held += link->stage ? link->stage->held() : 0;
    return held;
}

bool ToxicChain::isEmpty() const
{
    return std::none_of(links_.begin(), links_.end(),
                        [](const auto& link) { return link->stage != nullptr; });
}

std::vector<QString> ToxicChain::takeBitten()
{
    std::vector<QString> bitten;
    for (const auto& link : links_) {
        if (link->stage && !link->toldBitten && link->stage->hasBitten()) {
            link->toldBitten = true;
            bitten.push_back(link->name);
        }
    }
    return bitten;
}

} // namespace redial
