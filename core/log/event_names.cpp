// SPDX-License-Identifier: MIT
#include "core/log/event_names.h"

#include <array>
#include <bit>

namespace redial {

namespace {

constexpr auto lanes = std::to_array<std::string_view>(
    {"network", "transport", "session", "controller", "fault", "user", "verdict"});

constexpr auto sources = std::to_array<std::string_view>({"client", "server", "proxy", "harness"});

struct KindRow
{
    std::string_view name;
    Lane lane;
};

constexpr auto kindRows = std::to_array<KindRow>({
    {"tcp_connected", Lane::Network},
    {"tls_established", Lane::Network},
    {"upgrade_request", Lane::Network},
    {"upgrade_response", Lane::Network},
    {"ping_sent", Lane::Network},
    {"ping_received", Lane::Network},
    {"pong_sent", Lane::Network},
    {"pong_received", Lane::Network},
    {"close_sent", Lane::Network},
    {"close_received", Lane::Network},
    {"connection_reset", Lane::Network},
    {"connection_ended", Lane::Network},
    {"protocol_error", Lane::Network},
    {"listening", Lane::Transport},
    {"accepted", Lane::Transport},
    {"refused", Lane::Transport},
    {"connect_begin", Lane::Transport},
    {"opened", Lane::Transport},
    {"closed", Lane::Transport},
    {"message_in", Lane::Transport},
    {"message_out", Lane::Transport},
    {"stale_signal", Lane::Transport},
    {"takeover", Lane::Transport},
    {"takeover_settled", Lane::Transport},
    {"boot_sent", Lane::Session},
    {"boot_answered", Lane::Session},
    {"boot_timed_out", Lane::Session},
    {"heartbeat_sent", Lane::Session},
    {"heartbeat_answered", Lane::Session},
    {"call_sent", Lane::Session},
    {"call_received", Lane::Session},
    {"call_resolved", Lane::Session},
    {"answer_sent", Lane::Session},
    {"unexpected_answer", Lane::Session},
    {"malformed_message", Lane::Session},
    {"send_requested", Lane::Session},
    {"send_rejected", Lane::Session},
    {"queued", Lane::Session},
    {"queue_dropped", Lane::Session},
    {"auth_sent", Lane::Session},
    {"auth_answered", Lane::Session},
    {"subscription_sent", Lane::Session},
    {"subscription_answered", Lane::Session},
    {"passive_ping_answered", Lane::Session},
    {"pong_timed_out", Lane::Session},
    {"message_delivered", Lane::Session},
    {"recovery_settled", Lane::Session},
    {"backend_picked", Lane::Session},
    {"backend_health", Lane::Session},
    {"state_changed", Lane::Controller},
    {"connecting", Lane::Controller},
    {"connected", Lane::Controller},
    {"disconnected", Lane::Controller},
    {"online", Lane::Controller},
    {"offline", Lane::Controller},
    {"backoff_scheduled", Lane::Controller},
    {"gave_up", Lane::Controller},
    {"start_refused", Lane::Controller},
    {"timer_armed", Lane::Controller},
    {"timer_fired", Lane::Controller},
    {"timer_cancelled", Lane::Controller},
    {"fault_armed", Lane::Fault},
    {"fault_on", Lane::Fault},
    {"fault_off", Lane::Fault},
    {"fault_bitten", Lane::Fault},
    {"fault_disarmed", Lane::Fault},
    {"fault_unbitten", Lane::Fault},
    {"side_noticed", Lane::Fault},
    {"started", Lane::User},
    {"stopped", Lane::User},
    {"dropped", Lane::User},
    {"note", Lane::User},
    {"commanded", Lane::User},
    {"command_refused", Lane::User},
    {"oracle_result", Lane::Verdict},
    {"finding", Lane::Verdict},
    {"run_ended", Lane::Verdict},
});

constexpr auto kinds = [] {
    std::array<std::string_view, kindRows.size()> names{};
    for (std::size_t i = 0; i < kindRows.size(); ++i)
        names[i] = kindRows[i].name;
    return names;
}();

constexpr auto fields = std::to_array<std::string_view>({
    "url",
    "delay_ns",
    "nominal_ns",
    "low_ns",
    "high_ns",
    "strategy",
    "cause",
    "code",
    "reason",
    "clean",
    "remote",
    "http_status",
    "retry_after_ns",
    "subprotocol",
    "detail",
    "from",
    "to",
    "timer",
    "timer_id",
    "message_id",
    "action",
    "payload",
    "size",
    "truncated",
    "binary",
    "outcome",
    "status",
    "interval_ns",
    "error_code",
    "error_description",
    "oracle",
    "result",
    "witnesses",
    "eps_ns",
    "fault",
    "mode",
    "duration_ns",
    "address",
    "port",
    "identity",
    "connection",
    "opcode",
    "sequence",
    "count",
    "text",
    "limit",
    "protocol",
    "latency_ns",
    "direction",
    "fault_number",
    "bytes_upstream",
    "bytes_downstream",
    "token_hash",
    "subscription",
    "channel",
    "handler",
    "frame_type",
    "backend",
    "recovered",
    "weight",
});

/// Finds a name's number by open addressing: a run file names a kind and several keys on each line.
template <std::size_t Count>
class NameIndex
{
public:
    constexpr explicit NameIndex(const std::array<std::string_view, Count>& names) : names_(names)
    {
        for (std::size_t i = 0; i < Count; ++i) {
            std::size_t slot = hash(names[i]);
            while (slots_[slot] != 0)
                slot = (slot + 1) % slots_.size();
            slots_[slot] = static_cast<std::uint16_t>(i + 1);
        }
    }

    template <class Enum>
    std::optional<Enum> find(std::string_view name) const
    {
        for (std::size_t slot = hash(name); slots_[slot] != 0; slot = (slot + 1) % slots_.size()) {
            const std::size_t index = slots_[slot] - 1U;
            if (names_[index] == name)
                return static_cast<Enum>(index);
        }
        return std::nullopt;
    }

private:
    static constexpr std::size_t hash(std::string_view name)
    {
        std::uint32_t value = 2166136261U; // FNV-1a
        for (const char c : name)
            value = (value ^ static_cast<unsigned char>(c)) * 16777619U;
        return (value ^ (value >> 16)) % slotCount;
    }

    static constexpr std::size_t slotCount = std::bit_ceil(Count * 4);
    std::array<std::string_view, Count> names_;
    std::array<std::uint16_t, slotCount> slots_{};
};

constexpr NameIndex kindIndex(kinds);
constexpr NameIndex fieldIndex(fields);
constexpr NameIndex laneIndex(lanes);
constexpr NameIndex sourceIndex(sources);

} // namespace

std::span<const std::string_view> laneNames()
{
    return lanes;
}
std::span<const std::string_view> sourceNames()
{
    return sources;
}
std::span<const std::string_view> eventKindNames()
{
    return kinds;
}
std::span<const std::string_view> fieldKeyNames()
{
    return fields;
}

std::string_view nameOf(Lane lane)
{
    return lanes.at(static_cast<std::size_t>(lane));
}
std::string_view nameOf(Source source)
{
    return sources.at(static_cast<std::size_t>(source));
}
std::string_view nameOf(EventKind kind)
{
    return kinds.at(static_cast<std::size_t>(kind));
}
std::string_view nameOf(FieldKey key)
{
    return fields.at(static_cast<std::size_t>(key));
}

std::optional<Lane> laneFromName(std::string_view name)
{
    return laneIndex.find<Lane>(name);
}
std::optional<Source> sourceFromName(std::string_view name)
{
    return sourceIndex.find<Source>(name);
}
std::optional<EventKind> eventKindFromName(std::string_view name)
{
    return kindIndex.find<EventKind>(name);
}
std::optional<FieldKey> fieldKeyFromName(std::string_view name)
{
    return fieldIndex.find<FieldKey>(name);
}

Lane laneOf(EventKind kind)
{
    return kindRows.at(static_cast<std::size_t>(kind)).lane;
}

} // namespace redial
