// SPDX-License-Identifier: MIT
#include "core/base/whole_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tst_whole_file {

using namespace redial;

class TestWholeFile : public QObject
{
    Q_OBJECT
private slots:
    void whatStoodThereStaysUntilTheCommit();
    void aLinkStaysOne();
    void aPipeStaysOne();
    void aFolderIsRefused();

private:
    QString path(const char* name) const { return folder_.filePath(QLatin1String(name)); }
    static QByteArray contents(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir folder_;
};

void TestWholeFile::whatStoodThereStaysUntilTheCommit()
{
    QVERIFY(writeWholeFile(path("a"), "before"));
    {
        WholeFile file(path("a"));
        QVERIFY(file.open() && file.write("half"));
        QCOMPARE(contents(path("a")), QByteArray("before"));
    }
    QCOMPARE(contents(path("a")), QByteArray("before"));
    WholeFile file(path("a"));
    QVERIFY(file.open() && file.write("af") && file.write("ter") && file.commit());
    QCOMPARE(contents(path("a")), QByteArray("after"));
}

void TestWholeFile::aLinkStaysOne()
{
    QVERIFY(writeWholeFile(path("target"), "before"));
    QVERIFY(QFile::link(path("target"), path("link")));
    QVERIFY(writeWholeFile(path("link"), "after"));
    QCOMPARE(contents(path("target")), QByteArray("after"));
    QCOMPARE(QFile::symLinkTarget(path("link")), path("target"));
}

void TestWholeFile::aPipeStaysOne()
{
    const QByteArray pipe = QFile::encodeName(path("pipe"));
    QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
    const int descriptor = ::open(pipe.constData(), O_RDWR | O_CLOEXEC);
    QVERIFY(descriptor >= 0);
    QVERIFY(writeWholeFile(path("pipe"), "through"));
    char read[16];
    QCOMPARE(::read(descriptor, read, sizeof read), 7);
    ::close(descriptor);
    struct ::stat facts = {};
    QVERIFY(::stat(pipe.constData(), &facts) == 0 && S_ISFIFO(facts.st_mode));
}

void TestWholeFile::aFolderIsRefused()
{
    const auto written = writeWholeFile(folder_.path(), "x");
    QVERIFY(!written && !written.error().isEmpty());
}

QTEST_GUILESS_MAIN(TestWholeFile)

} // namespace tst_whole_file

#include "tst_whole_file.moc"
