// SPDX-License-Identifier: MIT
#include "core/fault/fault_stages.h"

#include "core/fault/delay_line.h"
#include "core/fault/toxic_stages.h"

#include <array>

namespace redial {

namespace {

using namespace std::chrono_literals;
using Stages = std::vector<std::unique_ptr<ToxicStage>>;

class BlackholeStage final : public ToxicStage
{
public:
    BlackholeStage(std::chrono::nanoseconds closeAfter, bool forget)
        : closeAfter_(closeAfter), forget_(forget)
    {
    }

    void begin(MonotonicTime now) override
    {
        if (closeAfter_.count() > 0)
            due_ = now + closeAfter_;
    }
    void bytes(std::string_view bytes, MonotonicTime /*now*/, Random& /*random*/,
               StageOutput& /*output*/) override
    {
        bite();
        if (!forget_)
            held_.append(bytes);
    }
    void end(StreamEnd end, MonotonicTime /*now*/, Random& /*random*/,
             StageOutput& /*output*/) override
    {
        bite();
        if (!forget_)
            end_ = end;
    }
    std::optional<MonotonicTime> due() const override { return due_; }
    void advance(MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        due_.reset();
        bite();
        output.end(StreamEnd::Close, now);
    }
    void remove(MonotonicTime now, StageOutput& output) override
    {
        due_.reset();
        if (!held_.empty())
            output.bytes(std::exchange(held_, {}), now);
        if (end_)
            output.end(*std::exchange(end_, std::nullopt), now);
    }
    std::size_t held() const override { return held_.size(); }

private:
    std::chrono::nanoseconds closeAfter_;
    bool forget_;
    std::string held_;
    std::optional<StreamEnd> end_;
    std::optional<MonotonicTime> due_;
};

/// Passes for a while, holds for a while, again and again.
class FlappingStage final : public DelayLine
{
public:
    FlappingStage(std::chrono::nanoseconds on, std::chrono::nanoseconds off, bool random)
        : on_(on), off_(std::max(off, std::chrono::nanoseconds(1))), random_(random)
    {
    }

    void begin(MonotonicTime now) override { turn_ = now + on_; }
    void bytes(std::string_view bytes, MonotonicTime now, Random& random,
               StageOutput& output) override
    {
        keepUp(now, random);
        if (isOn_ && isEmpty())
            output.bytes(bytes, now);
        else
            hold(bytes, turn_);
    }
    void end(StreamEnd end, MonotonicTime now, Random& random, StageOutput& output) override
    {
        keepUp(now, random);
        if (isOn_ && isEmpty())
            output.end(end, now);
        else
            holdEnd(end, turn_);
    }

private:
    void keepUp(MonotonicTime now, Random& random)
    {
        while (turn_ <= now) {
            isOn_ = !isOn_;
            const auto length = (isOn_ ? on_ : off_).count();
            // At least a microsecond, or a random life could stand still here.
            turn_ += std::max<std::chrono::nanoseconds>(
                1us, std::chrono::nanoseconds(random_ ? random.between(0, 2 * length) : length));
        }
    }

    std::chrono::nanoseconds on_;
    std::chrono::nanoseconds off_;
    bool random_;
    bool isOn_ = true;
    MonotonicTime turn_{};
};

/// Now and then a piece, and everything behind it, waits for a retransmission.
class StallStage final : public DelayLine
{
public:
    StallStage(double chance, std::chrono::nanoseconds length) : chance_(chance), length_(length) {}

    void bytes(std::string_view bytes, MonotonicTime now, Random& random,
               StageOutput& output) override
    {
        const bool isLost = random.uniform() < chance_;
        if (isLost || !isEmpty())
            hold(bytes, isLost ? now + length_ : now);
        else
            output.bytes(bytes, now);
    }
    void end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        if (isEmpty())
            output.end(end, now);
        else
            holdEnd(end, now);
    }

private:
    double chance_;
    std::chrono::nanoseconds length_;
};

/// Gathers pieces, each a whole frame, and hands them on as one.
class GatherStage final : public ToxicStage
{
public:
    GatherStage(std::int64_t frames, std::chrono::nanoseconds longest)
        : frames_(frames), longest_(longest)
    {
    }

    void bytes(std::string_view bytes, MonotonicTime now, Random& /*random*/,
               StageOutput& output) override
    {
        bite();
        if (held_.empty())
            due_ = now + longest_;
        held_.append(bytes);
        // Nothing would follow a Close frame and set it free.
        const bool isClose = !bytes.empty() && bytes.front() == '\x88';
        if (isClose || ++gathered_ >= frames_)
            remove(now, output);
    }
    void end(StreamEnd end, MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        remove(now, output);
        output.end(end, now);
    }
    std::optional<MonotonicTime> due() const override { return due_; }
    void advance(MonotonicTime now, Random& /*random*/, StageOutput& output) override
    {
        remove(now, output);
    }
    void remove(MonotonicTime now, StageOutput& output) override
    {
        due_.reset();
        gathered_ = 0;
        if (!held_.empty())
            output.bytes(std::exchange(held_, {}), now);
    }
    std::size_t held() const override { return held_.size(); }

private:
    std::int64_t frames_;
    std::chrono::nanoseconds longest_;
    std::int64_t gathered_ = 0;
    std::string held_;
    std::optional<MonotonicTime> due_;
};

struct Profile
{
    const char* name;
    std::chrono::milliseconds latency;
    std::chrono::milliseconds jitter;
    std::int64_t rate; ///< KB/s
};

/// One way, as usual for such networks.
constexpr std::array profiles{
    Profile{"flaky_mobile", 150ms, 140ms, 60},
    Profile{"edge", 220ms, 80ms, 25},
    Profile{"3g", 75ms, 30ms, 200},
    Profile{"lte", 25ms, 10ms, 3000},
    Profile{"dsl", 12ms, 3ms, 1500},
    Profile{"satellite", 300ms, 20ms, 1000},
};

std::chrono::milliseconds milliseconds(const Fault& fault, std::string_view parameter)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(fault.duration(parameter));
}

void addProfile(Stages& stages, const QString& name)
{
    for (const Profile& profile : profiles) {
        if (name != QLatin1String(profile.name))
            continue;
        stages.push_back(makeLatencyStage(profile.latency, profile.jitter));
        stages.push_back(makeBandwidthStage(profile.rate));
    }
}

/// The toxics' own faults.
void addToxic(Stages& stages, const Fault& fault)
{
    const std::string_view id = fault.id();
    if (id == "N1") {
        stages.push_back(
            makeLatencyStage(milliseconds(fault, "latency"), milliseconds(fault, "jitter")));
    } else if (id == "N2") {
        const auto half = milliseconds(fault, "most") / 2;
        stages.push_back(makeLatencyStage(half, half));
    } else if (id == "N3" || id == "P8") {
        stages.push_back(makeBandwidthStage(fault.number("rate")));
    } else if (id == "N4") {
        const std::int64_t average = fault.number("average_size");
        stages.push_back(makeSlicerStage(
            average, std::min(fault.number("size_variation"), average - 1),
            std::chrono::duration_cast<std::chrono::microseconds>(fault.duration("delay"))));
    } else if (id == "N5") {
        stages.push_back(std::make_unique<LimitDataStage>(fault.number("bytes"), 0));
    } else if (id == "N6") {
        stages.push_back(makeSlowCloseStage(milliseconds(fault, "delay")));
    }
}

} // namespace

std::vector<std::unique_ptr<ToxicStage>> makeFaultStages(const Fault& fault)
{
    Stages stages;
    const std::string_view id = fault.id();
    if (id == "N7")
        addProfile(stages, fault.text("profile"));
    else if (id == "N8")
        stages.push_back(std::make_unique<FlappingStage>(
            fault.duration("on"), fault.duration("off"), fault.isOn("random")));
    else if (id == "N9")
        stages.push_back(
            std::make_unique<StallStage>(fault.probability("chance"), fault.duration("length")));
    else if (id == "T9")
        stages.push_back(makeBlackholeStage(fault.duration("timeout"), false));
    else if (id == "T10" || id == "T11" || id == "P3")
        stages.push_back(makeBlackholeStage(0ns, false));
    else if (id == "W19")
        stages.push_back(makeSlicerStage(
            fault.number("chunk"), 0,
            std::chrono::duration_cast<std::chrono::microseconds>(fault.duration("delay"))));
    else if (id == "W20")
        stages.push_back(
            std::make_unique<GatherStage>(fault.number("frames"), fault.duration("most_delay")));
    else
        addToxic(stages, fault);
    return stages;
}

std::unique_ptr<ToxicStage> makeBlackholeStage(std::chrono::nanoseconds closeAfter, bool forget)
{
    return std::make_unique<BlackholeStage>(closeAfter, forget);
}

} // namespace redial
