// SPDX-License-Identifier: MIT
#pragma once

#include "tests/fault/faulted_link.h"
#include "tests/fault/server_fault_fixture.h"

namespace redial::test {

/// What the faults of a whole server are done to: the server itself, or a proxy before it. One
/// client cannot tell the two apart.
class WideFaultBench
{
public:
    virtual ~WideFaultBench() = default;
    virtual quint16 port() const = 0;
    virtual FaultHost& faults() = 0;
    virtual const EventLog& log() const = 0;
    virtual void finish() = 0;

    int count(EventKind kind) const { return countOf(log(), kind); }
};

class ServerBenchOfFaults final : public WideFaultBench
{
public:
    explicit ServerBenchOfFaults(const QStringList& faults) : server_(faults) {}
    quint16 port() const override { return server_.server().port(); }
    FaultHost& faults() override { return server_.faults(); }
    const EventLog& log() const override { return server_.log; }
    void finish() override { server_.finish(); }

private:
    FaultyServer server_;
};

class ProxyBenchOfFaults final : public WideFaultBench
{
public:
    explicit ProxyBenchOfFaults(const QStringList& faults)
        : link_(faults, FaultedLink::centralSystem())
    {
    }
    quint16 port() const override { return link_.port(); }
    FaultHost& faults() override { return link_.proxy->faults(); }
    const EventLog& log() const override { return link_.log; }
    void finish() override { link_.proxy.reset(); }

private:
    FaultedLink link_;
};

inline std::unique_ptr<WideFaultBench> wideFaultBench(const QString& who, const QStringList& faults)
{
    if (who == QLatin1String("proxy"))
        return std::make_unique<ProxyBenchOfFaults>(faults);
    return std::make_unique<ServerBenchOfFaults>(faults);
}

} // namespace redial::test
