// SPDX-License-Identifier: MIT
// The baseline of start_bench: Qt's smallest window with a menu, in the style that Redial uses.
#include "tests/bench/first_frame.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(QStringLiteral("fusion"));
    QMainWindow window;
    window.menuBar()->addMenu(QStringLiteral("&File"));
    window.resize(1200, 800);
    const redial::FirstFrame end(window, [] {
        redial::tellMoment();
        QCoreApplication::quit();
    });
    window.show();
    return QApplication::exec();
}
