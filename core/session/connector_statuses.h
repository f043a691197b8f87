// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <map>
#include <vector>

namespace redial {

/// What each connector's status is, and what the server knows of it. Connectors are numbered from
/// 1; one that was never set is unknown here, but the first, which is Available. What a station
/// starts with needs no report. In 2.x the number is the EVSE's, whose one connector it is.
class ConnectorStatuses
{
public:
    static QString available() { return QStringLiteral("Available"); }

    /// False if nothing changed by it.
    bool set(int connector, const QString& status);
    QString status(int connector) const;
    bool isKnown(int connector) const { return entries_.contains(connector); }
    /// The server has answered that report of a known connector.
    void reported(int connector, const QString& status);
    /// In ascending order: every connector, or those whose status the server does not know.
    std::vector<int> toReport(bool all) const;

private:
    struct Entry
    {
        QString status = available();
        QString known = available();
    };
    std::map<int, Entry> entries_{{1, {}}};
};

} // namespace redial
