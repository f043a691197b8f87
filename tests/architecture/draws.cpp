// SPDX-License-Identifier: MIT
// The control of tst_no_gui_library: a program that needs Qt Widgets.
#include <QApplication>
#include <QWidget>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QWidget widget;
    return widget.isVisible() ? 1 : 0;
}
