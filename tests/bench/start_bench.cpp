// SPDX-License-Identifier: MIT
// Time from the start of the process to a usable window, of Redial and of a bare QMainWindow, turn
// by turn. Usable is the first frame that is painted, with everything in it. `start_bench redial`
// is Redial.
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
#include <optional>
#include <vector>

namespace redial {
namespace {

/// What app/desktop_main.cpp does up to the first frame.
int showWindow(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("redial-desktop"));
    QApplication::setOrganizationName(QStringLiteral("redial"));
    QApplication::setStyle(QStringLiteral("fusion"));
    applyAppearance(keptAppearance());
    MainWindow window;
    const FirstFrame usable(window, [] {
        tellMoment();
        QCoreApplication::quit();
    });
    window.show();
    window.offerRecovery();
    return QApplication::exec();
}

/// From its start to the moment that the program tells, in milliseconds.
std::optional<double> start(const QString& program, const QStringList& arguments)
{
    const auto begin = std::chrono::steady_clock::now();
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice()); // Qt's remarks on the platform
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0) {
        std::fprintf(stderr, "%s did not end well.\n", qPrintable(program));
        return std::nullopt;
    }
    const std::chrono::steady_clock::time_point moment(std::chrono::steady_clock::duration(
        process.readAllStandardOutput().trimmed().toLongLong()));
    return std::chrono::duration<double, std::milli>(moment - begin).count();
}

double median(std::vector<double> spans)
{
    std::nth_element(spans.begin(), spans.begin() + qsizetype(spans.size()) / 2, spans.end());
    return spans[spans.size() / 2];
}

} // namespace

int compare(char** argv)
{
    const QTemporaryDir home;
    qputenv("HOME", home.path().toUtf8());
    qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
    qputenv("XDG_DATA_HOME", home.path().toUtf8());
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    std::vector<double> redialTimes;
    std::vector<double> bareTimes;
    constexpr int rounds = 25;
    for (int round = 0; round < rounds; ++round) {
        const auto bare = start(QStringLiteral(BARE_WINDOW), {});
        const auto redial = start(QString::fromLocal8Bit(argv[0]), {QStringLiteral("redial")});
        if (!bare || !redial)
            return 1;
        bareTimes.push_back(*bare);
        redialTimes.push_back(*redial);
    }
    const double redial = median(redialTimes);
    const double bare = median(bareTimes);
    std::printf("start to a usable window, median of %d: Redial %.1f ms, bare QMainWindow %.1f ms, "
                "ratio %.2f (goal: at most 1.5)\n",
                rounds, redial, bare, redial / bare);
    return 0;
}

} // namespace redial

int main(int argc, char** argv)
{
    return argc > 1 ? redial::showWindow(argc, argv) : redial::compare(argv);
}
