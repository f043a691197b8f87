// SPDX-License-Identifier: MIT
#include "tests/architecture/elf_libraries.h"

#include <QTest>

namespace tst_no_gui_library {

using namespace redial;

class TestNoGuiLibrary : public QObject
{
    Q_OBJECT
private slots:
    void theCommandLineNamesNoGuiLibrary();
    void theCommandLineLoadsNoGuiLibraryThroughAnother();
    void aProgramThatDrawsIsFoundOut();
    void whatIsNoProgramIsAnError();
};

void TestNoGuiLibrary::theCommandLineNamesNoGuiLibrary()
{
    const auto libraries = neededLibraries(QStringLiteral(REDIAL_PROGRAM));
    QVERIFY2(libraries.hasValue(), libraries ? "" : qPrintable(libraries.error()));
    QVERIFY(!libraries->filter(QStringLiteral("libQt6Core")).isEmpty());
    QCOMPARE(guiLibraries(*libraries), QStringList());
}

void TestNoGuiLibrary::theCommandLineLoadsNoGuiLibraryThroughAnother()
{
    const auto libraries = loadedLibraries(QStringLiteral(REDIAL_PROGRAM));
    QVERIFY2(libraries.hasValue(), libraries ? "" : qPrintable(libraries.error()));
    QVERIFY(!libraries->filter(QStringLiteral("libQt6Core")).isEmpty());
    QCOMPARE(guiLibraries(*libraries), QStringList());
}

void TestNoGuiLibrary::aProgramThatDrawsIsFoundOut()
{
#ifdef GUI_PROGRAM
    const auto named = neededLibraries(QStringLiteral(GUI_PROGRAM));
    QVERIFY(named.hasValue());
    QVERIFY(guiLibraries(*named).contains(QStringLiteral("libQt6Widgets.so.6")));
    const auto loaded = loadedLibraries(QStringLiteral(GUI_PROGRAM));
    QVERIFY(loaded.hasValue());
    QVERIFY(guiLibraries(*loaded).contains(QStringLiteral("libQt6Gui.so.6")));
#else
    QSKIP("built without the window, so there is no program that draws");
#endif
}

void TestNoGuiLibrary::whatIsNoProgramIsAnError()
{
    QVERIFY(!neededLibraries(QStringLiteral("/dev/null")).hasValue());
}

QTEST_GUILESS_MAIN(TestNoGuiLibrary)

} // namespace tst_no_gui_library

#include "tst_no_gui_library.moc"
