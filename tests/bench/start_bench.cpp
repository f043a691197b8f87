// SPDX-License-Identifier: MIT
// Time from the start of the process to a painted window that takes input, of Redial's window and
// of a bare QMainWindow, turn by turn. `start_bench redial` is the first of the two programs.
#include "tests/bench/first_frame.h"
#include "ui/window/appearance.h"
#include "ui/window/main_window.h"
#include "ui/window/window_settings.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

/// What app/desktop_main.cpp does up to the first frame.
int showWindow(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("redial-desktop"));
    QApplication::setOrganizationName(QStringLiteral("redial"));
    QApplication::setStyle(QStringLiteral("fusion"));
    redial::applyAppearance(redial::keptAppearance());
    redial::MainWindow window;
    const redial::FirstFrame end(window);
    window.show();
    return QApplication::exec();
}

double milliseconds(const QString& program, const QStringList& arguments)
{
    const auto begin = std::chrono::steady_clock::now();
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice()); // Qt's remarks on the platform
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        std::fprintf(stderr, "%s did not end well.\n", qPrintable(program));
    const std::chrono::duration<double, std::milli> span = std::chrono::steady_clock::now() - begin;
    return span.count();
}

double median(std::vector<double> spans)
{
    std::nth_element(spans.begin(), spans.begin() + qsizetype(spans.size()) / 2, spans.end());
    return spans[spans.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 1)
        return showWindow(argc, argv);
    const QTemporaryDir home;
    qputenv("HOME", home.path().toUtf8());
    qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
    qputenv("XDG_DATA_HOME", home.path().toUtf8());
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    std::vector<double> redialTimes;
    std::vector<double> bareTimes;
    constexpr int rounds = 15;
    for (int round = 0; round < rounds; ++round) {
        bareTimes.push_back(milliseconds(QStringLiteral(BARE_WINDOW), {}));
        redialTimes.push_back(
            milliseconds(QString::fromLocal8Bit(argv[0]), {QStringLiteral("redial")}));
    }
    const double redialTime = median(redialTimes);
    const double bareTime = median(bareTimes);
    std::printf("start to a usable window, median of %d: Redial %.0f ms, bare QMainWindow %.0f ms, "
                "ratio %.2f (goal: at most 1.5)\n",
                rounds, redialTime, bareTime, redialTime / bareTime);
    return 0;
}
