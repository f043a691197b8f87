// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonObject>
#include <QString>

#include <string>

namespace redial {

/// Standard output and standard error of a verb, as the global options want them. A reader that has
/// gone away
/// (`redial … | head`) does not end the run.
class Console
{
public:
    struct Settings
    {
        bool json = false;
        bool quiet = false;
        bool color = false;
    };

    explicit Console(Settings settings) : settings_(settings) {}

    bool json() const { return settings_.json; }
    bool quiet() const { return settings_.quiet; }
    bool color() const { return settings_.color; }

    /// One line of the account; nothing with --quiet.
    void line(const QString& text);
    /// What the verb was asked for; printed with --quiet too.
    void result(const QString& text);
    /// One compact JSON object on a line of standard output.
    void object(const QJsonObject& object);
    /// Bytes that are whole lines already.
    void raw(const std::string& lines);
    /// One sentence on standard error, behind "redial: ".
    void error(const QString& sentence);

private:
    Settings settings_;
};

/// True if standard output is a terminal and NO_COLOR is not set (https://no-color.org).
bool terminalWantsColor();

} // namespace redial
