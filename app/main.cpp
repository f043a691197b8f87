// SPDX-License-Identifier: MIT
#include "app/cli/verbs.h"

#include <QCoreApplication>

#include <csignal>

int main(int argc, char** argv)
{
    // A reader that goes away is an error of write(), not the end of the run.
    std::signal(SIGPIPE, SIG_IGN);
    // Nor is a file that may not grow any further (ulimit -f): what wrote it says so.
    std::signal(SIGXFSZ, SIG_IGN);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("redial"));
    QCoreApplication::setOrganizationName(QStringLiteral("redial"));
    return static_cast<int>(redial::runCommandLine(QCoreApplication::arguments().mid(1)));
}
