// SPDX-License-Identifier: MIT
#include "core/verdict/contradiction.h"

#include <unordered_map>

namespace redial {

namespace {

/// A connection of the client so far; 0 for what has not happened.
struct Passed
{
    EventNumber begun = 0;
    EventNumber closed = 0;
};

class ContradictionSearch
{
public:
    explicit ContradictionSearch(const EventLog& log) : log_(log) {}

    std::optional<QString> found()
    {
        for (EventNumber number = 1; number <= log_.size(); ++number)
            if (auto sentence = at(number))
                return sentence;
        return std::nullopt;
    }

private:
    std::optional<QString> at(EventNumber number)
    {
        const EventHeader& header = log_.header(number);
        if (number > 1 && header.time < log_.header(number - 1).time)
            return QStringLiteral("event %1 happened before event %2").arg(number).arg(number - 1);
        if (number > 1 && log_.header(number - 1).kind == EventKind::RunEnded)
            return QStringLiteral("event %1 comes after the run's end").arg(number);
        return header.source == Source::Client ? ofConnection(number) : std::nullopt;
    }

    std::optional<QString> ofConnection(EventNumber number)
    {
        const EventHeader& header = log_.header(number);
        Passed& passed = connections_[header.epoch];
        switch (header.kind) {
        case EventKind::ConnectBegin:
            passed.begun = number;
            return std::nullopt;
        case EventKind::Opened:
            if (passed.begun == 0)
                return QStringLiteral("event %1 opens connection %2, which never began")
                    .arg(number)
                    .arg(header.epoch);
            return afterEnd(number, passed);
        case EventKind::Closed: {
            auto sentence = afterEnd(number, passed);
            passed.closed = number;
            return sentence;
        }
        case EventKind::MessageIn:
        case EventKind::MessageOut:
            return afterEnd(number, passed);
        default:
            return std::nullopt;
        }
    }

    std::optional<QString> afterEnd(EventNumber number, const Passed& passed) const
    {
        if (passed.closed == 0)
            return std::nullopt;
        const auto name = log_.kindName(log_.header(number).kind);
        return QStringLiteral("event %1 (%2) is of connection %3, which had ended with event %4")
            .arg(number)
            .arg(QLatin1String(name.data(), qsizetype(name.size())))
            .arg(log_.header(number).epoch)
            .arg(passed.closed);
    }

    const EventLog& log_;
    std::unordered_map<std::uint32_t, Passed> connections_;
};

} // namespace

std::optional<QString> contradictionIn(const EventLog& log)
{
    return ContradictionSearch(log).found();
}

} // namespace redial
