// SPDX-License-Identifier: MIT
#include "app/desktop_options.h"
#include "core/base/version.h"
#include "ui/window/appearance.h"
#include "ui/window/main_window.h"
#include "ui/window/window_picture.h"
#include "ui/window/window_settings.h"

#include <QAction>
#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QTimer>

#include <cstdio>

namespace {

// --help and --version need no display, so that they work in a terminal of a server too.
bool asksForText(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument(argv[i]);
        if (argument == "--help" || argument == "-h" || argument == "--version" ||
            argument == "-v" || argument == "--help-all")
            return true;
    }
    return false;
}

void describe(QCommandLineParser& parser)
{
    parser.setApplicationDescription(redial::desktopDescription());
    parser.addHelpOption();
    parser.addVersionOption();
    for (const redial::OptionSpec& option : redial::desktopOptions())
        parser.addOption({option.name, option.help, option.valueName});
    parser.addPositionalArgument(QStringLiteral("FILE"), redial::desktopArgumentHelp(),
                                 QStringLiteral("[FILE]"));
}

template <class Application>
void name(Application& application)
{
    application.setApplicationName(QStringLiteral("redial-desktop"));
    application.setApplicationVersion(redial::programVersion());
    application.setOrganizationName(QStringLiteral("redial"));
}

int showText(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    name(application);
    QCommandLineParser parser;
    describe(parser);
    parser.process(application);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    constexpr int usageError = 2;
    if (asksForText(argc, argv))
        return showText(argc, argv);
    QApplication application(argc, argv);
    name(application);
    application.setApplicationDisplayName(QStringLiteral("Redial"));
    application.setDesktopFileName(QStringLiteral("org.redial.Redial"));
    application.setWindowIcon(QIcon(QStringLiteral(":/icons/org.redial.Redial.svg")));
    QApplication::setStyle(QStringLiteral("fusion"));
    QCommandLineParser parser;
    describe(parser);
    if (!parser.parse(QApplication::arguments())) {
        std::fprintf(stderr, "redial-desktop: %s See redial-desktop --help.\n",
                     qPrintable(parser.errorText()));
        return usageError;
    }
    const QString wanted = parser.value(QStringLiteral("palette"));
    if (!wanted.isEmpty() && !redial::appearances().contains(wanted)) {
        std::fprintf(stderr,
                     "redial-desktop: --palette \"%s\" is unknown; use system, light or dark.\n",
                     qPrintable(wanted));
        return usageError;
    }
    if (parser.positionalArguments().size() > 1) {
        std::fputs("redial-desktop: open one run file at a time.\n", stderr);
        return usageError;
    }
    redial::applyAppearance(wanted.isEmpty() ? redial::keptAppearance() : wanted);
    redial::MainWindow window;
    window.show();
    window.offerRecovery();

    if (const QString panel = parser.value(QStringLiteral("panel"));
        !panel.isEmpty() && !window.goToPanel(panel)) {
        std::fprintf(stderr, "redial-desktop: --panel \"%s\" is unknown; see --help.\n",
                     qPrintable(panel));
        return usageError;
    }

    const QString picture = parser.value(QStringLiteral("screenshot"));
    const redial::WindowPicture screenshot(window, picture,
                                           parser.value(QStringLiteral("select")).toULongLong());
    if (!parser.positionalArguments().isEmpty())
        QTimer::singleShot(0, &window,
                           [&] { window.openFile(parser.positionalArguments().constFirst()); });
    if (parser.isSet(QStringLiteral("start")))
        QTimer::singleShot(0, &window, [&] {
            window.actionRegistry().action(QStringLiteral("run.start"))->trigger();
        });
    return QApplication::exec();
}
