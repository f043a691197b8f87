// SPDX-License-Identifier: MIT
#include "core/base/version.h"
#include "packaging/documents/documents.h"
#include "packaging/documents/roff.h"

namespace redial {

QString desktopPage(const QString& description, const QString& argument,
                    const std::vector<OptionSpec>& options)
{
    return roffTitle(QStringLiteral("redial-desktop")) +
           QStringLiteral(".SH NAME\nredial\\-desktop \\- window of the test bench for clients "
                          "that lose their connection\n"
                          ".SH SYNOPSIS\n.B redial\\-desktop\n.RI [ options ]\n.RI [ FILE ]\n"
                          ".SH DESCRIPTION\n") +
           roffText(description) + QStringLiteral("\n.PP\n.I FILE\nis ") + roffText(argument) +
           QStringLiteral(".\n.SH OPTIONS\n") + roffOptions(options) +
           QStringLiteral(
               ".TP\n.BR \\-\\-help \", \" \\-\\-version\nPrint the options or the version, and "
               "end.\n"
               ".SH EXIT STATUS\n0 when the window was closed, 2 for a wrong option, 3 if the "
               "picture could not be written.\n"
               ".SH ENVIRONMENT\n.TP\n.B QT_QPA_PLATFORM\nQt's choice of window system: xcb, "
               "wayland or offscreen.\n"
               ".SH SEE ALSO\n.BR redial (1)\n");
}

} // namespace redial
