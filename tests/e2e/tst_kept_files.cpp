// SPDX-License-Identifier: MIT
// What a command line names is not lost by it.
#include "tests/interop/peers.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tst_kept_files {

using namespace redial;

namespace {

const QByteArray scenario =
    "{\"version\": 1, \"title\": \"kept\", \"clock\": \"virtual\", \"duration\": \"1s\"}\n";

} // namespace

class TestKeptFiles : public QObject
{
    Q_OBJECT
private slots:
    void nothingIsWrittenOverWhatTheLineNames_data();
    void nothingIsWrittenOverWhatTheLineNames();
    void aPipeMayBeNamedTwiceAndStaysOne();

private:
    QString file(const QString& name) const { return folder_.filePath(name); }
    static QByteArray contents(const QString& path)
    {
        QFile read(path);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    }

    QTemporaryDir folder_;
};

void TestKeptFiles::nothingIsWrittenOverWhatTheLineNames_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* words, const char* place) {
        QTest::newRow(words) << QString::fromLatin1(words) << QString::fromLatin1(place);
    };
    row("verify FOLDER/kept --html FOLDER/kept", "--html");
    row("verify FOLDER/kept --junit FOLDER/../FOLDERNAME/kept", "--junit");
    row("verify FOLDER/kept --junit FOLDER/a --html FOLDER/a", "--html names too");
    row("verify FOLDER/link --html FOLDER/kept", "--html");
    row("run FOLDER/kept --log FOLDER/kept", "--log");
    row("run FOLDER/kept --virtual --junit FOLDER/kept", "--junit");
    row("judge --from FOLDER/kept --html FOLDER/kept", "which --from names too");
    row("matrix --state FOLDER/kept --html FOLDER/kept", "--state");
    row("demo --virtual --faults FOLDER/kept --log FOLDER/kept", "--log");
}

void TestKeptFiles::nothingIsWrittenOverWhatTheLineNames()
{
    QFETCH(QString, words);
    QFETCH(QString, place);
    const QString kept = file(QStringLiteral("kept"));
    QFile written(kept);
    QVERIFY(written.open(QIODevice::WriteOnly) && written.write(scenario) == scenario.size());
    written.close();
    QFile::link(kept, file(QStringLiteral("link")));
    words.replace(QLatin1String("FOLDERNAME"), QDir(folder_.path()).dirName())
        .replace(QLatin1String("FOLDER"), folder_.path());
    const RedialRun run = runRedial(words.split(QLatin1Char(' ')));
    QVERIFY2(run.status == 2, run.output.constData());
    QVERIFY2(run.output.contains(place.toUtf8()), run.output.constData());
    QCOMPARE(run.output.trimmed().count('\n'), 0);
    QCOMPARE(contents(kept), scenario);
    QVERIFY(!QFile::exists(file(QStringLiteral("a"))));
}

void TestKeptFiles::aPipeMayBeNamedTwiceAndStaysOne()
{
    const QString log = file(QStringLiteral("run.jsonl"));
    QCOMPARE(runRedial({QStringLiteral("demo"), QStringLiteral("--virtual"),
                        QStringLiteral("--log"), log})
                 .status,
             0);
    // Open at both ends, so that nobody waits for the other.
    const QByteArray pipe = QFile::encodeName(file(QStringLiteral("pipe")));
    QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
    const int descriptor = ::open(pipe.constData(), O_RDWR | O_CLOEXEC);
    QVERIFY(descriptor >= 0);
    const RedialRun run = runRedial({QStringLiteral("verify"), log, QStringLiteral("--junit"),
                                     QString::fromLocal8Bit(pipe), QStringLiteral("--csv"),
                                     QString::fromLocal8Bit(pipe)});
    ::close(descriptor);
    QVERIFY2(run.status == 0, run.output.constData());
    struct ::stat facts = {};
    QVERIFY(::stat(pipe.constData(), &facts) == 0 && S_ISFIFO(facts.st_mode));
}

QTEST_GUILESS_MAIN(TestKeptFiles)

} // namespace tst_kept_files

#include "tst_kept_files.moc"
