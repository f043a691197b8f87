// SPDX-License-Identifier: MIT
#include "tests/interop/peer_process.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace redial;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The documents that name options name those that the program takes.
class TestDocuments : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void theDocumentsAreThoseOfTheProgram_data();
    void theDocumentsAreThoseOfTheProgram();
    void theManPageIsWellFormed();
    void bashCompletesVerbsOptionsAndChoices_data();
    void bashCompletesVerbsOptionsAndChoices();

private:
    QTemporaryDir folder_;
};

void TestDocuments::initTestCase()
{
    PeerProcess writer(QStringLiteral(REDIAL_DOCUMENTS), {folder_.path()});
    QVERIFY2(writer.waitForEnd() && writer.exitCode() == 0, writer.output().constData());
}

void TestDocuments::theDocumentsAreThoseOfTheProgram_data()
{
    QTest::addColumn<QString>("path");
    for (const char* path : {"resources/man/redial.1", "resources/completions/redial.bash",
                             "docs/command-line.md", "docs/faults.md"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void TestDocuments::theDocumentsAreThoseOfTheProgram()
{
    QFETCH(QString, path);
    const QByteArray written = contents(folder_.filePath(path));
    QVERIFY(written.size() > 500);
    QVERIFY2(contents(QDir(QStringLiteral(REDIAL_SOURCE_DIR)).filePath(path)) == written,
             qPrintable(QStringLiteral("%1 is out of date; run build/bin/redial-documents . in the "
                                       "source folder")
                            .arg(path)));
}

void TestDocuments::theManPageIsWellFormed()
{
    for (const char* page : {"redial.1", "redial-desktop.1"}) {
        const QString path = QDir(QStringLiteral(REDIAL_SOURCE_DIR "/resources/man"))
                                 .filePath(QString::fromLatin1(page));
        PeerProcess man(QStringLiteral("man"), {QStringLiteral("--warnings"), QStringLiteral("-E"),
                                                QStringLiteral("UTF-8"), QStringLiteral("-l"),
                                                QStringLiteral("-Tutf8"), path});
        QVERIFY(man.waitForEnd());
        QCOMPARE(man.exitCode(), 0);
        // Terminals get bold letters as letter, backspace, letter.
        const QString text =
            QString::fromUtf8(man.output()).remove(QRegularExpression(QStringLiteral(".\b")));
        QVERIFY2(text.contains(QLatin1String("SYNOPSIS")), qPrintable(text));
        QVERIFY2(!text.contains(QLatin1String("warning")), qPrintable(text));
    }
}

void TestDocuments::bashCompletesVerbsOptionsAndChoices_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("expected");
    QTest::newRow("verb") << "redial con"
                          << "connect";
    QTest::newRow("option") << "redial connect --stat"
                            << "--station";
    QTest::newRow("choice") << "redial connect --transport pre"
                            << "precise";
    QTest::newRow("nothing") << "redial zzz"
                             << "";
}

void TestDocuments::bashCompletesVerbsOptionsAndChoices()
{
    QFETCH(QString, words);
    QFETCH(QString, expected);
    const QString script =
        QStringLiteral("source %1 && COMP_WORDS=(%2) && "
                       "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && _redial; "
                       "echo \"${COMPREPLY[*]}\"")
            .arg(QStringLiteral(REDIAL_SOURCE_DIR "/resources/completions/redial.bash"), words);
    PeerProcess bash(QStringLiteral("bash"), {QStringLiteral("-c"), script});
    QVERIFY(bash.waitForEnd());
    QCOMPARE(QString::fromUtf8(bash.output()).trimmed(), expected);
}

QTEST_GUILESS_MAIN(TestDocuments)
#include "tst_documents.moc"
