// SPDX-License-Identifier: MIT
#include "tests/interop/peer_process.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace tst_documents {

using namespace redial;

namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList repositoryPages()
{
    return QDir(QStringLiteral(REDIAL_SOURCE_DIR "/resources/man"))
        .entryList({QStringLiteral("*.1")}, QDir::Files);
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
    void eachManPageIsWellFormed_data();
    void eachManPageIsWellFormed();
    void pageAndCompletionsNameTheOptionsOfHelp_data();
    void pageAndCompletionsNameTheOptionsOfHelp();
    void zshOffersAVerbsOptions();
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
    QDirIterator written(folder_.path(), QDir::Files, QDirIterator::Subdirectories);
    while (written.hasNext()) {
        const QString path = QDir(folder_.path()).relativeFilePath(written.next());
        QTest::newRow(qPrintable(path)) << path;
    }
    // A page of a verb that is no more is written by nobody.
    for (const QString& page : repositoryPages())
        QTest::addRow("there is still %s", qPrintable(page))
            << QStringLiteral("resources/man/") + page;
}

void TestDocuments::theDocumentsAreThoseOfTheProgram()
{
    QFETCH(QString, path);
    const QByteArray written = contents(folder_.filePath(path));
    QVERIFY(written.size() > 400);
    QVERIFY2(contents(QDir(QStringLiteral(REDIAL_SOURCE_DIR)).filePath(path)) == written,
             qPrintable(QStringLiteral("%1 is out of date; run build/bin/redial-documents . in the "
                                       "source folder")
                            .arg(path)));
}

void TestDocuments::eachManPageIsWellFormed_data()
{
    QTest::addColumn<QString>("page");
    for (const QString& page : repositoryPages())
        QTest::newRow(qPrintable(page)) << page;
}

void TestDocuments::eachManPageIsWellFormed()
{
    QFETCH(QString, page);
    const QString path = QDir(QStringLiteral(REDIAL_SOURCE_DIR "/resources/man")).filePath(page);
    PeerProcess man(QStringLiteral("man"),
                    {QStringLiteral("--warnings"), QStringLiteral("-E"), QStringLiteral("UTF-8"),
                     QStringLiteral("-l"), QStringLiteral("-Tutf8"), path});
    QVERIFY(man.waitForEnd());
    QCOMPARE(man.exitCode(), 0);
    // Terminals get bold letters as letter, backspace, letter.
    const QString text =
        QString::fromUtf8(man.output()).remove(QRegularExpression(QStringLiteral(".\b")));
    QVERIFY2(text.contains(QLatin1String("SYNOPSIS")), qPrintable(text));
    QVERIFY2(!text.contains(QLatin1String("warning")), qPrintable(text));
}

void TestDocuments::pageAndCompletionsNameTheOptionsOfHelp_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("verb");
    for (const QString& page : repositoryPages()) {
        const QString verb = page.mid(7, page.size() - 9); // redial-VERB.1
        if (page == QLatin1String("redial-desktop.1"))
            QTest::newRow("redial-desktop") << QStringLiteral(REDIAL_DESKTOP) << QString();
        else if (page != QLatin1String("redial.1"))
            QTest::newRow(qPrintable(verb)) << QStringLiteral(REDIAL_PROGRAM) << verb;
    }
}

void TestDocuments::pageAndCompletionsNameTheOptionsOfHelp()
{
    QFETCH(QString, program);
    QFETCH(QString, verb);
    PeerProcess help(program, verb.isEmpty() ? QStringList{QStringLiteral("--help")}
                                             : QStringList{verb, QStringLiteral("--help")});
    QVERIFY(help.waitForEnd() && help.exitCode() == 0);
    const QDir resources(QStringLiteral(REDIAL_SOURCE_DIR "/resources"));
    const QString name = verb.isEmpty() ? QStringLiteral("desktop") : verb;
    const QByteArray page =
        contents(resources.filePath(QStringLiteral("man/redial-%1.1").arg(name)))
            .replace("\\-", "-");
    const QByteArray zsh = contents(resources.filePath(QStringLiteral("completions/_redial")));
    const QByteArray bash = contents(
        resources.filePath(verb.isEmpty() ? QStringLiteral("completions/redial-desktop.bash")
                                          : QStringLiteral("completions/redial.bash")));
    static const QRegularExpression option(QStringLiteral("^  (?:-., )?(--[a-z][a-z-]*)"),
                                           QRegularExpression::MultilineOption);
    auto found = option.globalMatch(QString::fromUtf8(help.output()));
    QVERIFY(found.hasNext());
    while (found.hasNext()) {
        const QByteArray word = found.next().captured(1).toLatin1();
        // Qt's own, which it adds to every program.
        if (word.startsWith("--help") || word == "--version")
            continue;
        QVERIFY2(page.contains(word), word.constData());
        QVERIFY2(zsh.contains(word), word.constData());
        QVERIFY2(bash.contains(word), word.constData());
    }
}

void TestDocuments::zshOffersAVerbsOptions()
{
    if (QStandardPaths::findExecutable(QStringLiteral("zsh")).isEmpty())
        QSKIP("zsh is not installed.");
    // The two functions that zsh's completion brings, here printing what they are asked to offer.
    const QString script =
        QStringLiteral("_arguments() { print -l -- \"$@\" }; _describe() { print -l -- $verbs }; "
                       "_files() { : }; service=redial; words=(%1); CURRENT=%2; source %3");
    const QString file = QStringLiteral(REDIAL_SOURCE_DIR "/resources/completions/_redial");
    PeerProcess verbs(QStringLiteral("zsh"),
                      {QStringLiteral("-fc"),
                       script.arg(QStringLiteral("redial con"), QStringLiteral("2"), file)});
    QVERIFY(verbs.waitForEnd());
    QVERIFY2(verbs.output().contains("connect:Plays"), verbs.output().constData());
    PeerProcess options(QStringLiteral("zsh"),
                        {QStringLiteral("-fc"), script.arg(QStringLiteral("redial connect --st"),
                                                           QStringLiteral("3"), file)});
    QVERIFY(options.waitForEnd());
    QVERIFY2(options.output().contains("--station=["), options.output().constData());
    QVERIFY2(!options.output().contains("--most-connections"), options.output().constData());
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
    QTest::newRow("a choice with a quote") << "redial demo --ocpp-reading B"
                                           << "B B'";
    QTest::newRow("nothing") << "redial zzz"
                             << "";
    QTest::newRow("option of the window") << "redial-desktop --pal"
                                          << "--palette";
    QTest::newRow("choice of the window") << "redial-desktop --palette d"
                                          << "dark";
    QTest::newRow("file of the window") << "redial-desktop %1/README.m"
                                        << "%1/README.md";
}

void TestDocuments::bashCompletesVerbsOptionsAndChoices()
{
    QFETCH(QString, words);
    QFETCH(QString, expected);
    // As bash-completion does it: the file of the program's name, and the function that it names.
    const QString folder = QStringLiteral(REDIAL_SOURCE_DIR);
    const QString program = words.section(QLatin1Char(' '), 0, 0);
    const QString script =
        QStringLiteral("source %1/resources/completions/%2.bash && COMP_WORDS=(%3) && "
                       "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && "
                       "$(complete -p %2 | sed 's/.*-F \\([a-z_]*\\).*/\\1/'); "
                       "echo \"${COMPREPLY[*]}\"")
            .arg(folder, program, QString(words).replace(QLatin1String("%1"), folder));
    PeerProcess bash(QStringLiteral("bash"), {QStringLiteral("-c"), script});
    QVERIFY(bash.waitForEnd());
    QCOMPARE(QString::fromUtf8(bash.output()).trimmed(),
             expected.replace(QLatin1String("%1"), folder));
}

QTEST_GUILESS_MAIN(TestDocuments)

} // namespace tst_documents

#include "tst_documents.moc"
