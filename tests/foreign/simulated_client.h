// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/foreign/examination.h"
#include "core/reconnect/reconnect_policy.h"
#include "core/time/virtual_clock.h"

namespace redial::test {

/// What a simulated client does about a lost connection, right or wrong.
struct ClientTraits
{
    enum class Reset { Open, Ready, Stable, Never };

    ReconnectPolicy policy;
    Reset reset = Reset::Ready;
    std::chrono::nanoseconds stableAfter = std::chrono::seconds(5);
    bool countsFromStart = false;
    bool honoursRetryAfter = true;
    bool staysAwayAt401 = false;
    bool isOcpp = true;
    std::optional<std::uint32_t> givesUpAfter;
    std::optional<std::chrono::nanoseconds> noticesSilenceAfter = std::chrono::seconds(20);
    std::optional<std::chrono::nanoseconds> pingInterval;
    std::optional<std::chrono::nanoseconds> connectTimeout;
    int staleMessages = 0;        ///< of one kind, at once when it is back
    bool repeatsMessages = false; ///< under the old id
    bool connectsTwice = false;
};

/// A client and the server that examines it, in virtual time: writes the log that ExaminedServer
/// writes, and no socket is needed.
class SimulatedExamination final : public ExaminationStage
{
public:
    explicit SimulatedExamination(ClientTraits traits, ExaminationSettings settings,
                                  std::uint64_t seed = 1);

    /// Until the plan is at its end. False if that never comes.
    bool run();

    const EventLog& log() const { return log_; }
    const ExaminationPlan& plan() const { return examination_.plan(); }

    void treat(std::uint32_t connection, Treatment treatment,
               std::chrono::nanoseconds duration) override;
    void drop(std::uint32_t connection) override;
    void silence(std::uint32_t connection) override;
    void setListening(bool on) override { listening_ = on; }
    void restartClient() override;

private:
    EventRecorder server(std::uint32_t connection) const;
    void at(std::chrono::nanoseconds delay, std::function<void()> action);
    void connect();
    void answer(std::uint32_t connection);
    void open(std::uint32_t connection);
    void endBy(std::uint32_t connection, Treatment treatment, bool tell);
    void lost(std::optional<std::chrono::nanoseconds> retryAfter = {});
    void ping(std::uint32_t connection);
    void send(std::uint32_t connection, const std::string& id);

    ClientTraits traits_;
    VirtualClock clock_;
    EventLog log_;
    Random random_;
    Examination examination_;
    bool finished_ = false;
    bool listening_ = true;
    bool away_ = false;      ///< it has given up
    std::uint32_t last_ = 0; ///< connection
    std::uint32_t standing_ = 0;
    std::uint32_t silent_ = 0;
    std::uint32_t failures_ = 0;
    int sent_ = 0;
    Treatment treatment_ = Treatment::LetIn;
    std::chrono::nanoseconds duration_{};
    MonotonicTime attemptAt_{};
    std::optional<MonotonicTime> readyAt_;
    std::optional<std::chrono::nanoseconds> previous_;
};

} // namespace redial::test
