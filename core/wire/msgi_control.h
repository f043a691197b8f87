// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace redial {

/// Names one session at its server, from 1; never used twice while the server runs.
using MsgiSessionId = std::uint64_t;

/// A client names itself; answered by MsgiWelcome. It may do so again: the latest name counts.
struct MsgiHello
{
    std::string_view clientId;
};

/// The server tells a client its session and the name that it was taken by.
struct MsgiWelcome
{
    MsgiSessionId session = 0;
    std::string_view clientId;
};

/// For every other session of the server: they get a MsgiDelivery.
struct MsgiBroadcast
{
    std::string_view message;
};

/// For one session, by its number, or with the number 0 by the name that its client gave.
struct MsgiPrivate
{
    MsgiSessionId session = 0;
    std::string_view clientId;
    std::string_view message;
};

/// What another client sent, as its server hands it on.
struct MsgiDelivery
{
    enum class Way : std::uint8_t { Broadcast = 3, Private = 4 };
    Way way = Way::Broadcast;
    MsgiSessionId from = 0;
    std::string_view clientId;
    std::string_view message;
};

/// Messages in one frame, each as if it had come in a DATA frame of its own, in order. Only
/// readMsgiControl() makes one that is not empty: its bytes have been checked.
class MsgiBatch
{
public:
    /// Of items, each length(4) and so many bytes, checked whole. No copy.
    MsgiBatch() = default;
    MsgiBatch(std::string_view items, std::uint32_t count) : rest_(items), left_(count) {}

    /// Items not taken yet.
    std::uint32_t left() const { return left_; }
    /// Precondition: left() > 0. A view into the frame.
    std::string_view takeNext();

private:
    std::string_view rest_;
    std::uint32_t left_ = 0;
};

/// What a CONTROL frame says. Texts and messages are views into its payload.
using MsgiControl =
    std::variant<MsgiHello, MsgiWelcome, MsgiBroadcast, MsgiPrivate, MsgiDelivery, MsgiBatch>;

/// Names are UTF-8 of at most so many bytes.
inline constexpr std::size_t mostMsgiClientIdBytes = 255;

/// CONTROL payloads: version (1 byte, 1), operation (1 byte), its fields; docs/msgi.md has the
/// table. Preconditions: names are UTF-8 and not too long.
void appendMsgiControl(std::string& out, const MsgiHello& hello);
void appendMsgiControl(std::string& out, const MsgiWelcome& welcome);
void appendMsgiControl(std::string& out, const MsgiBroadcast& broadcast);
void appendMsgiControl(std::string& out, const MsgiPrivate& message);
void appendMsgiControl(std::string& out, const MsgiDelivery& delivery);
/// Precondition: fewer than 2^32 items, each shorter than 2^32 bytes.
void appendMsgiBatch(std::string& out, std::span<const std::string> messages);

/// The error says what is wrong and where. Costs no memory: a batch is checked, not copied.
Expected<MsgiControl, std::string> readMsgiControl(std::string_view payload);

} // namespace redial
