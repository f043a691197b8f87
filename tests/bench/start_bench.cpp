// SPDX-License-Identifier: MIT
// Time from the start of the process to a usable window, of Redial and of a bare QMainWindow, turn
// by turn. Usable is the first frame that is painted, with the menu bar and Redial's connection
// bar; the time until everything is there and painted is told too. `start_bench redial` is Redial.
// Without a display an X server is started (Xvfb), as a desktop has one: Qt's platform offscreen,
// which is taken where there is no Xvfb, spares the bare window more than Redial.
#include "tests/bench/first_frame.h"
#include "ui/window/appearance.h"
#include "ui/window/main_window.h"
#include "ui/window/window_settings.h"

#include <QApplication>
#include <QProcess>
#include <QStatusBar>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <vector>

namespace redial {
namespace {

/// Tells when the whole window is painted and ends the program.
class WholeFrame final : public QObject
{
public:
    explicit WholeFrame(MainWindow& window) : window_(window)
    {
        connect(&turns_, &QTimer::timeout, this, &WholeFrame::look);
        turns_.start(0);
    }

private:
    void look()
    {
        if (!window_.isWhole())
            return;
        turns_.stop();
        // Made last.
        frame_.emplace(*window_.statusBar(), [] {
            tellMoment();
            QCoreApplication::quit();
        });
    }

    MainWindow& window_;
    QTimer turns_;
    std::optional<FirstFrame> frame_;
};

/// What app/desktop_main.cpp does up to the first frame.
int showWindow(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("redial-desktop"));
    QApplication::setOrganizationName(QStringLiteral("redial"));
    QApplication::setStyle(QStringLiteral("fusion"));
    applyAppearance(keptAppearance());
    MainWindow window;
    std::optional<WholeFrame> whole;
    const FirstFrame usable(window, [&] {
        tellMoment();
        whole.emplace(window);
    });
    window.show();
    window.offerRecovery();
    return QApplication::exec();
}

/// Starts an X server for the windows; what Qt's platform is.
QString chooseDisplay(QProcess& server)
{
    if (!qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        return qEnvironmentVariable("QT_QPA_PLATFORM");
    if (!qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return QStringLiteral("the desktop's");
    server.start(QStringLiteral("Xvfb"),
                 {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"),
                  QStringLiteral("0"), QStringLiteral("1280x800x24")});
    if (server.waitForStarted() && server.waitForReadyRead()) {
        qputenv("DISPLAY", ':' + server.readLine().trimmed());
        return QStringLiteral("xcb (Xvfb)");
    }
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return QStringLiteral("offscreen");
}

/// From its start to each of the moments that the program tells, in milliseconds.
std::vector<double> moments(const QString& program, const QStringList& arguments)
{
    const auto begin = std::chrono::steady_clock::now();
    QProcess process;
    process.setStandardErrorFile(QProcess::nullDevice()); // Qt's remarks on the platform
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitCode() != 0)
        std::fprintf(stderr, "%s did not end well.\n", qPrintable(program));
    std::vector<double> spans;
    for (const QByteArray& line : process.readAllStandardOutput().split('\n')) {
        const std::chrono::steady_clock::time_point moment(
            std::chrono::steady_clock::duration(line.toLongLong()));
        if (!line.isEmpty())
            spans.push_back(std::chrono::duration<double, std::milli>(moment - begin).count());
    }
    return spans;
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
    QProcess server;
    const QString platform = chooseDisplay(server);
    std::vector<double> usableTimes;
    std::vector<double> wholeTimes;
    std::vector<double> bareTimes;
    constexpr int rounds = 25;
    for (int round = 0; round < rounds; ++round) {
        const auto bare = moments(QStringLiteral(BARE_WINDOW), {});
        const auto redial = moments(QString::fromLocal8Bit(argv[0]), {QStringLiteral("redial")});
        if (bare.size() != 1 || redial.size() != 2)
            return 1;
        bareTimes.push_back(bare[0]);
        usableTimes.push_back(redial[0]);
        wholeTimes.push_back(redial[1]);
    }
    const double usable = median(usableTimes);
    const double bare = median(bareTimes);
    server.terminate();
    server.waitForFinished();
    std::printf("start to a usable window, platform %s, median of %d: Redial %.1f ms, bare "
                "QMainWindow %.1f ms, "
                "ratio %.2f (goal: at most 1.5); Redial's window is whole after %.1f ms\n",
                qPrintable(platform), rounds, usable, bare, usable / bare, median(wholeTimes));
    return 0;
}

} // namespace redial

int main(int argc, char** argv)
{
    return argc > 1 ? redial::showWindow(argc, argv) : redial::compare(argv);
}
