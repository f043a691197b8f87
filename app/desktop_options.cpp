// SPDX-License-Identifier: MIT
#include "app/desktop_options.h"

namespace redial {

const std::vector<OptionSpec>& desktopOptions()
{
    static const std::vector<OptionSpec> options{
        {QStringLiteral("start"),
         {},
         QStringLiteral("start a run at once, with the settings of the last one"),
         {}},
        {QStringLiteral("palette"),
         QStringLiteral("system|light|dark"),
         QStringLiteral("colours of the window, for this time; without it those of the menu View"),
         {}},
        {QStringLiteral("panel"),
         QStringLiteral("NAME"),
         QStringLiteral("go to timeline, backoff, events, details, policy, results, session, "
                        "faults, scenarios, matrix, judge, history, server or backends"),
         {}},
        {QStringLiteral("select"),
         QStringLiteral("NUMBER"),
         QStringLiteral("select the event of this number once the file is shown"),
         {}},
        {QStringLiteral("screenshot"),
         QStringLiteral("PNG"),
         QStringLiteral("write a picture of the window once the file is shown, and end; "
                        "works without a display with QT_QPA_PLATFORM=offscreen"),
         {}},
    };
    return options;
}

QString desktopDescription()
{
    return QStringLiteral(
        "Plays an OCPP charging station, a client of a message stream or of an MSGI server against "
        "a server, or against the one it embeds, breaks the connection on purpose, and shows on a "
        "timeline and in a graph of the back-off how the client comes back. The program redial "
        "does "
        "the same on the command line.");
}

QString desktopArgumentHelp()
{
    return QStringLiteral(
        "a run file, opened as if the run were live, a scenario (*.redial.json), or a fault matrix "
        "(*.json)");
}

} // namespace redial
