// SPDX-License-Identifier: MIT
#pragma once

#include <QHostAddress>
#include <QList>
#include <QString>

#include <functional>

class QObject;

namespace redial {

/// What a look-up of a name brought.
struct HostAnswer
{
    /// In the order in which they are to be tried.
    QList<QHostAddress> addresses;
    /// Why there is none; a clause without a full stop.
    QString failure = QStringLiteral("Host not found");
};

/// May stand before the system's resolver. Asked once for each attempt at a host that is given by
/// name. Lives on the transport's thread and outlives it.
class HostResolver
{
public:
    using Answer = std::function<void(const HostAnswer&)>;

    virtual ~HostResolver() = default;
    /// Answers once, later or at once; never after `receiver` is gone.
    virtual void resolve(const QString& host, QObject* receiver, Answer answer) = 0;
};

/// Asks the system.
void resolveBySystem(const QString& host, QObject* receiver, HostResolver::Answer answer);

} // namespace redial
