// SPDX-License-Identifier: MIT
#include "core/log/run_info.h"
#include "tests/architecture/elf_libraries.h"
#include "tests/packaging/programs.h"

#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace redial;

namespace {

const QString resources = QStringLiteral(REDIAL_SOURCE_DIR "/resources/");

QStringList filesBelow(const QString& folder)
{
    QStringList files;
    QDirIterator iterator(folder, QDir::Files, QDirIterator::Subdirectories);
    while (iterator.hasNext())
        files << QDir(folder).relativeFilePath(iterator.next());
    files.sort();
    return files;
}

QStringList expectedFiles(const QString& component)
{
    QStringList files;
    if (component == QLatin1String("redial"))
        files =
            QStringList{QStringLiteral("bin/redial"), QStringLiteral("share/man/man1/redial.1.gz"),
                        QStringLiteral("share/bash-completion/completions/redial"),
                        QStringLiteral("share/doc/redial/changelog.Debian.gz"),
                        QStringLiteral("share/doc/redial/copyright")};
    else
        files =
            QStringList{QStringLiteral("bin/redial-desktop"),
                        QStringLiteral("share/man/man1/redial-desktop.1.gz"),
                        QStringLiteral("share/applications/org.redial.Redial.desktop"),
                        QStringLiteral("share/icons/hicolor/scalable/apps/org.redial.Redial.svg"),
                        QStringLiteral("share/metainfo/org.redial.Redial.metainfo.xml"),
                        QStringLiteral("share/mime/packages/org.redial.Redial.xml"),
                        QStringLiteral("share/doc/redial-desktop/changelog.Debian.gz"),
                        QStringLiteral("share/doc/redial-desktop/copyright")};
    files.sort();
    return files;
}

} // namespace

class TestPackaging : public QObject
{
    Q_OBJECT
private slots:
    void theDesktopEntryIsValid();
    void aBrokenDesktopEntryIsFound();
    void theMetainfoIsValid();
    void theMimeTypeKnowsARunFileByItsBeginning();
    void installPutsEverythingInItsPlace_data();
    void installPutsEverythingInItsPlace();
    void thePackagesHoldTheSameAndDependOnTheirLibraries();
};

void TestPackaging::theDesktopEntryIsValid()
{
    const auto outcome = runProgram(QStringLiteral("desktop-file-validate"),
                                    {resources + QStringLiteral("org.redial.Redial.desktop")});
    QVERIFY2(outcome.status == 0 && outcome.output.isEmpty(), qPrintable(outcome.output));
}

void TestPackaging::aBrokenDesktopEntryIsFound()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("broken.desktop")));
    QVERIFY(file.open(QIODevice::WriteOnly) &&
            file.write("[Desktop Entry]\nType=Application\n") > 0);
    file.close();
    QVERIFY(runProgram(QStringLiteral("desktop-file-validate"), {file.fileName()}).status != 0);
}

void TestPackaging::theMetainfoIsValid()
{
    const auto outcome = runProgram(QStringLiteral("appstreamcli"),
                                    {QStringLiteral("validate"), QStringLiteral("--no-net"),
                                     resources + QStringLiteral("org.redial.Redial.metainfo.xml")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.output));
}

void TestPackaging::theMimeTypeKnowsARunFileByItsBeginning()
{
    QFile file(resources + QStringLiteral("org.redial.Redial.mime.xml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader reader(&file);
    QString beginning;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement &&
            reader.name() == QLatin1String("match"))
            beginning = reader.attributes().value(QLatin1String("value")).toString();
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    std::string line;
    appendRunInfoLine(line, RunInfo{});
    QVERIFY(!beginning.isEmpty());
    QVERIFY2(QString::fromStdString(line).startsWith(beginning), line.c_str());
}

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
    const QString program = folder.filePath(expectedFiles(component).first());
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
        QCOMPARE(depends.contains(QLatin1String("redial (= ")), isDesktop);
    }
}

QTEST_GUILESS_MAIN(TestPackaging)
#include "tst_packaging.moc"
