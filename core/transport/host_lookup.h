// SPDX-License-Identifier: MIT
#pragma once

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <memory>

namespace redial {

/// Looks one host name up with the system's resolver (getaddrinfo), on a thread of its own, since
/// that may block for long. Nothing is kept from one lookup to the next: a client that reconnects
/// asks again. Looks up once in its life; destroying it gives the lookup up without waiting.
class HostLookup final : public QObject
{
    Q_OBJECT
public:
    explicit HostLookup(QObject* parent = nullptr);
    ~HostLookup() override;

    void start(const QString& host);

signals:
    /// In the resolver's order (RFC 6724); none if there is no such host or nobody answers.
    void finished(const QList<QHostAddress>& addresses);

private:
    struct Shared;

    Q_INVOKABLE void takeResult();

    std::shared_ptr<Shared> shared_;
};

} // namespace redial
