// SPDX-License-Identifier: MIT
#include "tests/architecture/elf_libraries.h"
#include "tests/packaging/programs.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

namespace tst_packaging {

using namespace redial;

namespace {

const QString resources = QStringLiteral(REDIAL_SOURCE_DIR "/resources/");
constexpr int iconSizes[] = {16, 24, 32, 48, 64, 128, 256};

QStringList filesBelow(const QString& folder)
{
    QStringList files;
    QDirIterator iterator(folder, QDir::Files, QDirIterator::Subdirectories);
    while (iterator.hasNext())
        files << QDir(folder).relativeFilePath(iterator.next());
    files.sort();
    return files;
}

QStringList manPages(bool desktop)
{
    QStringList files;
    for (const QString& page : QDir(resources + QStringLiteral("man")).entryList(QDir::Files)) {
        if (page.startsWith(QLatin1String("redial-desktop")) == desktop)
            files << QStringLiteral("share/man/man1/%1.gz").arg(page);
    }
    return files;
}

QStringList expectedFiles(const QString& component)
{
    const bool desktop = component == QLatin1String("desktop");
    QStringList files = manPages(desktop);
    if (desktop) {
        files << QStringLiteral("bin/redial-desktop")
              << QStringLiteral("share/bash-completion/completions/redial-desktop")
              << QStringLiteral("share/applications/org.redial.Redial.desktop")
              << QStringLiteral("share/icons/hicolor/scalable/apps/org.redial.Redial.svg")
              << QStringLiteral("share/metainfo/org.redial.Redial.metainfo.xml")
              << QStringLiteral("share/mime/packages/org.redial.Redial.xml")
              << QStringLiteral("share/doc/redial-desktop/changelog.Debian.gz")
              << QStringLiteral("share/doc/redial-desktop/copyright");
        for (const int size : iconSizes)
            files
                << QStringLiteral("share/icons/hicolor/%1x%1/apps/org.redial.Redial.png").arg(size);
    } else {
        files << QStringLiteral("bin/redial")
              << QStringLiteral("share/bash-completion/completions/redial")
              << QStringLiteral("share/zsh/vendor-completions/_redial")
              << QStringLiteral("share/doc/redial/changelog.Debian.gz")
              << QStringLiteral("share/doc/redial/copyright");
        const QDir examples(resources + QStringLiteral("scenarios"));
        for (const QString& name : examples.entryList({QStringLiteral("*.redial.json")}))
            files << QStringLiteral("share/redial/scenarios/") + name;
    }
    files.sort();
    return files;
}

} // namespace

class TestPackaging : public QObject
{
    Q_OBJECT
private slots:
    void installPutsEverythingInItsPlace_data();
    void installPutsEverythingInItsPlace();
    void thePackagesHoldTheSameAndDependOnTheirLibraries();
};

void TestPackaging::installPutsEverythingInItsPlace_data()
{
    QTest::addColumn<QString>("component");
    QTest::newRow("redial") << "redial";
    QTest::newRow("desktop") << "desktop";
}

void TestPackaging::installPutsEverythingInItsPlace()
{
    QFETCH(QString, component);
    QTemporaryDir folder;
    const auto outcome = runProgram(QStringLiteral(CMAKE_PROGRAM),
                                    {QStringLiteral("--install"), QStringLiteral(REDIAL_BINARY_DIR),
                                     QStringLiteral("--component"), component,
                                     QStringLiteral("--prefix"), folder.path()});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.output));
    QCOMPARE(filesBelow(folder.path()), expectedFiles(component));
    const QString program = folder.filePath(component == QLatin1String("redial")
                                                ? QStringLiteral("bin/redial")
                                                : QStringLiteral("bin/redial-desktop"));
    const auto libraries = neededLibraries(program);
    QVERIFY(libraries.hasValue());
    QCOMPARE(guiLibraries(*libraries).isEmpty(), component == QLatin1String("redial"));
}

void TestPackaging::thePackagesHoldTheSameAndDependOnTheirLibraries()
{
    QTemporaryDir folder;
    const auto made =
        runProgram(QStringLiteral(CPACK_PROGRAM),
                   {QStringLiteral("-G"), QStringLiteral("DEB"), QStringLiteral("--config"),
                    QStringLiteral(REDIAL_BINARY_DIR "/CPackConfig.cmake"), QStringLiteral("-B"),
                    folder.path()});
    QVERIFY2(made.status == 0, qPrintable(made.output));
    const QStringList packages =
        QDir(folder.path()).entryList({QStringLiteral("*.deb")}, QDir::Files, QDir::Name);
    QCOMPARE(packages.size(), 2);
    for (const QString& package : packages) {
        const QString path = folder.filePath(package);
        const bool isDesktop = package.startsWith(QLatin1String("redial-desktop_"));
        const QString unpacked = folder.filePath(package + QStringLiteral(".unpacked"));
        QCOMPARE(
            runProgram(QStringLiteral("dpkg-deb"), {QStringLiteral("-x"), path, unpacked}).status,
            0);
        QCOMPARE(filesBelow(unpacked + QStringLiteral("/usr")),
                 expectedFiles(isDesktop ? QStringLiteral("desktop") : QStringLiteral("redial")));
        const QString depends = runProgram(QStringLiteral("dpkg-deb"),
                                           {QStringLiteral("-f"), path, QStringLiteral("Depends")})
                                    .output;
        QVERIFY2(depends.contains(QLatin1String("libqt6core6")), qPrintable(depends));
        QCOMPARE(depends.contains(QLatin1String("libqt6gui6")), isDesktop);
        QCOMPARE(depends.contains(QLatin1String("libqt6sql6-sqlite")), !isDesktop);
        QCOMPARE(depends.contains(QLatin1String("redial (= ")), isDesktop);
    }
}

QTEST_GUILESS_MAIN(TestPackaging)

} // namespace tst_packaging

#include "tst_packaging.moc"
