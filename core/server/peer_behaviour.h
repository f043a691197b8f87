// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/server_link.h"

#include <QJsonObject>

#include <functional>
#include <memory>

namespace redial {

/// What a server says on one connection. Made anew for each; knows no sockets; time comes from the
/// link's recorder's clock. A slot may close the link; it is called no more after closed().
class PeerBehaviour
{
public:
    virtual ~PeerBehaviour() = default;
    virtual void opened(ServerLink&) {}
    virtual void text(ServerLink&, const QString&) {}
    virtual void binary(ServerLink&, const QByteArray&) {}
    /// The script wants a CALL made. Its time-out runs on `clock`, which outlives the behaviour.
    virtual void call(ServerLink&, Clock& clock, const QString& action, const QJsonObject& payload)
    {
        static_cast<void>(clock);
        static_cast<void>(action);
        static_cast<void>(payload);
    }
    virtual void closed() {}
};

using BehaviourFactory = std::function<std::unique_ptr<PeerBehaviour>(const ServerLinkFacts&)>;

/// Sends every message back as it came: for conformance suites.
class EchoBehaviour final : public PeerBehaviour
{
public:
    void text(ServerLink& link, const QString& message) override { link.sendText(message); }
    void binary(ServerLink& link, const QByteArray& message) override { link.sendBinary(message); }
};

} // namespace redial
