// SPDX-License-Identifier: MIT
#include "core/log/run_info.h"
#include "tests/packaging/programs.h"

#include <QDir>
#include <QMimeDatabase>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

namespace tst_desktop_entry {

using namespace redial;

namespace {

const QString resources = QStringLiteral(REDIAL_SOURCE_DIR "/resources/");
const QString applicationId = QStringLiteral("org.redial.Redial");
const QString runFileType = QStringLiteral("application/vnd.redial.run");
const QString scenarioType = QStringLiteral("application/vnd.redial.scenario+json");

bool isInstalled(const char* program)
{
    return !QStandardPaths::findExecutable(QString::fromLatin1(program)).isEmpty();
}

QByteArray beginningOfARunFile()
{
    std::string line;
    appendRunInfoLine(line, RunInfo{});
    return QByteArray::fromStdString(line) + '\n';
}

} // namespace

/// What makes Redial a citizen of the desktop: menu entry, metainfo, icons and the type of its
/// files.
class TestDesktopEntry : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void theDesktopEntryIsValid();
    void aBrokenDesktopEntryIsFound();
    void theMetainfoIsValid();
    void aBrokenMetainfoIsFound();
    void oneNameStandsEverywhere();
    void everyExecLineStartsTheWindow_data();
    void everyExecLineStartsTheWindow();
    void theIconsHaveTheirSizes();
    void theMimeTypeKnowsARunFileByItsBeginning();
    void theDesktopKnowsOurFiles_data();
    void theDesktopKnowsOurFiles();

private:
    QTemporaryDir home_;
};

void TestDesktopEntry::initTestCase()
{
    // Before anything asks for a MIME type: the types of the system, and below them ours.
    qputenv("XDG_DATA_HOME", home_.path().toUtf8());
}

void TestDesktopEntry::theDesktopEntryIsValid()
{
    if (!isInstalled("desktop-file-validate"))
        QSKIP("desktop-file-validate is not installed (package desktop-file-utils).");
    const auto outcome = runProgram(QStringLiteral("desktop-file-validate"),
                                    {resources + applicationId + QStringLiteral(".desktop")});
    QVERIFY2(outcome.status == 0 && outcome.output.isEmpty(), qPrintable(outcome.output));
}

void TestDesktopEntry::aBrokenDesktopEntryIsFound()
{
    if (!isInstalled("desktop-file-validate"))
        QSKIP("desktop-file-validate is not installed (package desktop-file-utils).");
    const QString broken = home_.filePath(QStringLiteral("broken.desktop"));
    QVERIFY(writeFile(broken, "[Desktop Entry]\nType=Application\n"));
    QVERIFY(runProgram(QStringLiteral("desktop-file-validate"), {broken}).status != 0);
}

void TestDesktopEntry::theMetainfoIsValid()
{
    if (!isInstalled("appstreamcli"))
        QSKIP("appstreamcli is not installed (package appstream).");
    const auto outcome = runProgram(QStringLiteral("appstreamcli"),
                                    {QStringLiteral("validate"), QStringLiteral("--no-net"),
                                     resources + applicationId + QStringLiteral(".metainfo.xml")});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.output));
}

void TestDesktopEntry::aBrokenMetainfoIsFound()
{
    if (!isInstalled("appstreamcli"))
        QSKIP("appstreamcli is not installed (package appstream).");
    QByteArray metainfo = contentsOf(resources + applicationId + QStringLiteral(".metainfo.xml"));
    QVERIFY(metainfo.contains("<metadata_license>MIT</metadata_license>"));
    const QString broken = home_.filePath(applicationId + QStringLiteral(".metainfo.xml"));
    QVERIFY(writeFile(broken, metainfo.replace("<metadata_license>MIT</metadata_license>", "")));
    const auto outcome =
        runProgram(QStringLiteral("appstreamcli"),
                   {QStringLiteral("validate"), QStringLiteral("--no-net"), broken});
    QVERIFY2(outcome.status != 0 && outcome.output.contains(QLatin1String("metadata-license")),
             qPrintable(outcome.output));
}

void TestDesktopEntry::oneNameStandsEverywhere()
{
    const QByteArray entry = contentsOf(resources + applicationId + QStringLiteral(".desktop"));
    QVERIFY(entry.contains("\nIcon=org.redial.Redial\n"));
    QVERIFY(entry.contains("\nMimeType=" + runFileType.toLatin1() + ';' + scenarioType.toLatin1() +
                           ";\n"));
    const QByteArray metainfo =
        contentsOf(resources + applicationId + QStringLiteral(".metainfo.xml"));
    QVERIFY(metainfo.contains("<id>org.redial.Redial</id>"));
    QVERIFY(metainfo.contains(">org.redial.Redial.desktop</launchable>"));
    const QByteArray mime = contentsOf(resources + applicationId + QStringLiteral(".mime.xml"));
    for (const QString& type : {runFileType, scenarioType}) {
        QVERIFY(metainfo.contains("<mediatype>" + type.toLatin1() + "</mediatype>"));
        QVERIFY(mime.contains("type=\"" + type.toLatin1() + "\""));
    }
    QVERIFY(QFile::exists(resources + QStringLiteral("icons/") + applicationId +
                          QStringLiteral(".svg")));
    QVERIFY(contentsOf(QStringLiteral(REDIAL_SOURCE_DIR "/app/desktop_main.cpp"))
                .contains("setDesktopFileName(QStringLiteral(\"org.redial.Redial\"))"));
}

void TestDesktopEntry::everyExecLineStartsTheWindow_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    constexpr int usageError = 2;
    QTest::newRow("control: no such panel")
        << QStringList{QStringLiteral("--panel"), QStringLiteral("nowhere")} << usageError;
    QTest::newRow("control: no such option")
        << QStringList{QStringLiteral("--nowhere")} << usageError;
    const QString entry =
        QString::fromUtf8(contentsOf(resources + applicationId + QStringLiteral(".desktop")));
    const QRegularExpression exec(QStringLiteral("^Exec=redial-desktop (.*)$"),
                                  QRegularExpression::MultilineOption);
    auto lines = exec.globalMatch(entry);
    int known = 0;
    for (; lines.hasNext(); ++known) {
        const QStringList arguments = lines.next().captured(1).split(QLatin1Char(' '));
        QTest::newRow(qPrintable(arguments.join(QLatin1Char(' ')))) << arguments << 0;
    }
    QCOMPARE(known, entry.count(QLatin1String("\nExec=")));
}

void TestDesktopEntry::everyExecLineStartsTheWindow()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    // The menu starts it without a file.
    arguments.removeAll(QStringLiteral("%f"));
    QTemporaryDir folder;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("HOME"), folder.path());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), folder.path());
    const QString picture = folder.filePath(QStringLiteral("window.png"));
    arguments << QStringLiteral("--screenshot") << picture;
    const auto outcome = runProgram(QStringLiteral(REDIAL_DESKTOP_PROGRAM), arguments, environment);
    QVERIFY2(outcome.status == status, qPrintable(outcome.output));
    QCOMPARE(QFile::exists(picture), status == 0);
}

void TestDesktopEntry::theIconsHaveTheirSizes()
{
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        const QByteArray icon =
            contentsOf(resources + QStringLiteral("icons/sizes/%1.png").arg(size));
        QVERIFY(icon.startsWith("\x89PNG"));
        // The width and the height stand in the header, as two bytes of zero and two of the number.
        const QByteArray number{QByteArray(2, '\0') + char(size / 256) + char(size % 256)};
        QCOMPARE(icon.mid(16, 8), number + number);
    }
}

void TestDesktopEntry::theMimeTypeKnowsARunFileByItsBeginning()
{
    QFile file(resources + applicationId + QStringLiteral(".mime.xml"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader reader(&file);
    QByteArray beginning;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement &&
            reader.name() == QLatin1String("match"))
            beginning = reader.attributes().value(QLatin1String("value")).toUtf8();
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QVERIFY(!beginning.isEmpty());
    QVERIFY2(beginningOfARunFile().startsWith(beginning), beginning.constData());
}

void TestDesktopEntry::theDesktopKnowsOurFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("type");
    QTest::newRow("by its name") << "run.redial" << QByteArray("x") << runFileType;
    QTest::newRow("by its beginning") << "run" << beginningOfARunFile() << runFileType;
    QTest::newRow("by its beginning, named as lines of JSON")
        << "run.jsonl" << beginningOfARunFile() << runFileType;
    QTest::newRow("scenario") << "outage.redial.json" << QByteArray("{\"version\":1}")
                              << scenarioType;
    QTest::newRow("another file") << "other.json" << QByteArray("{\"a\":1}") << "application/json";
}

void TestDesktopEntry::theDesktopKnowsOurFiles()
{
    if (!isInstalled("xdg-mime") || !isInstalled("update-mime-database"))
        QSKIP("xdg-mime or update-mime-database is not installed (xdg-utils, shared-mime-info).");
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, type);
    const auto installed = runProgram(QStringLiteral("xdg-mime"),
                                      {QStringLiteral("install"), QStringLiteral("--mode"),
                                       QStringLiteral("user"), QStringLiteral("--novendor"),
                                       resources + applicationId + QStringLiteral(".mime.xml")});
    QVERIFY2(installed.status == 0, qPrintable(installed.output));
    const QString path = home_.filePath(name);
    QVERIFY(writeFile(path, content));
    QCOMPARE(QMimeDatabase().mimeTypeForFile(path).name(), type);
}

QTEST_GUILESS_MAIN(TestDesktopEntry)

} // namespace tst_desktop_entry

#include "tst_desktop_entry.moc"
